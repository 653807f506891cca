"""Matplotlib's SVG made fit for a page with a strict content-security policy.

Style attributes become presentation attributes, identifiers that nothing refers to go, and the marks of a patient carry
`data-subject` and a tooltip, so that one short script can find them in every figure; where the page explains the
patient, they are a link to that.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...plain_text import plain_line

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

FONT = re.compile(r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>bold|\d{3})\s+)?(?P<size>[\d.]+)px\b")
ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""

REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Mark:
    """Whose mark an element of a figure is.

    Attributes:
        subject: USUBJID.
        text: what a reader sees when pointing at it.
    """

    subject: str
    text: str


def tidy_svg(
    text: str, name: str, title: str, description: str, marks: Mapping[str, Mark], links: Mapping[str, str]
) -> str:
    """One self-contained `<svg>` element for use in a page and as a file.

    Args:
        text: what matplotlib wrote.
        name: prefix that keeps identifiers of different figures apart.
        title: accessible name.
        description: accessible description.
        marks: gid -> whose mark.
        links: USUBJID -> element id of the page to which the marks of that patient lead.
    """
    root = ET.fromstring(_as_xml(text))
    _remove(root, f"{{{SVG}}}metadata")
    _remove(root, f"{{{SVG}}}style")
    for element in root.iter():
        _unstyle(element)
    used = set(_references(root))
    for element in list(root.iter()):
        _settle_identifier(element, name, used, marks)
    is_linked = _link_marks(root, links)
    _describe(root, name, title, description, "group" if is_linked else "img")
    ET.register_namespace("", SVG)
    return _as_xml(ET.tostring(root, encoding="unicode"))


def _as_xml(text: str) -> str:
    """The text with characters that XML cannot hold, from names in the data, written out as codes."""
    return ILLEGAL.sub(lambda found: plain_line(found[0]), text)


def _remove(root: ET.Element, tag: str) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == tag]:
            parent.remove(child)


def _unstyle(element: ET.Element) -> None:
    """Turn `style="fill: red; font: 9px sans-serif"` into attributes of their own."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            _set_font(element, value)
        elif key and key != "font-family":
            element.set(key, value)


def _set_font(element: ET.Element, value: str) -> None:
    """The shorthand `font` is no presentation attribute; the family is left to the page."""
    match = FONT.match(value)
    if match is None:
        return
    element.set("font-size", match["size"])
    for attribute in ("style", "weight"):
        if match[attribute]:
            element.set(f"font-{attribute}", match[attribute])


def _references(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for value in element.attrib.values():
            yield from REFERENCE.findall(value)
        target = element.get(f"{{{XLINK}}}href", "")
        if target.startswith("#"):
            yield target[1:]


def _settle_identifier(element: ET.Element, name: str, used: set[str], marks: Mapping[str, Mark]) -> None:
    identifier = element.attrib.pop("id", "")
    if identifier in marks:
        mark = marks[identifier]
        element.set("class", "mark")
        element.set("data-subject", mark.subject)
        tooltip = ET.Element(f"{{{SVG}}}title")
        tooltip.text = mark.text
        element.insert(0, tooltip)
    elif identifier in used:
        element.set("id", f"{name}-{identifier}")
    for key, value in list(element.attrib.items()):
        if key == f"{{{XLINK}}}href" and value.startswith("#"):
            del element.attrib[key]
            element.set("href", f"#{name}-{value[1:]}")
        else:
            element.set(key, REFERENCE.sub(rf"url(#{name}-\1)", value))


def _link_marks(root: ET.Element, links: Mapping[str, str]) -> bool:
    """Put the marks of patients into links; whether there were any.

    The keyboard stops at one mark of each patient, the first: all of them lead to the same place.
    """
    reached: set[str] = set()
    for parent in list(root.iter()):
        for place, mark in enumerate(list(parent)):
            subject = mark.get("data-subject", "")
            if subject in links:
                parent[place] = _linked(mark, links[subject], is_first=subject not in reached)
                reached.add(subject)
    return bool(reached)


def _linked(mark: ET.Element, target: str, *, is_first: bool) -> ET.Element:
    """A link around a mark, which takes over whose mark it is and the tooltip."""
    link = ET.Element(f"{{{SVG}}}a", {"href": f"#{target}"} | ({} if is_first else {"tabindex": "-1"}))
    for attribute in ("class", "data-subject"):
        link.set(attribute, mark.attrib.pop(attribute))
    link.tail, mark.tail = mark.tail, None
    tooltip = mark[0]
    mark.remove(tooltip)
    link.extend((tooltip, mark))
    return link


def _describe(root: ET.Element, name: str, title: str, description: str, role: str) -> None:
    """Accessible name and description; the size is left to the page, the proportions stay.

    An image is one thing to a screen reader, so a figure with links is a group.
    """
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("role", role)
    root.set("aria-labelledby", f"{name}-title {name}-description")
    root.set("font-family", "DejaVu Sans, Arial, Helvetica, sans-serif")
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        child = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        child.text = text
        root.insert(place, child)
