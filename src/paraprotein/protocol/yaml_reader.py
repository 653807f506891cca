"""Safe reading of one YAML 1.2 document, with the line of every field.

Only plain data passes: no tags, anchors or aliases, no key twice, bounded size and depth. The tree is built straight
from the parser's events, so no constructor can ever run, and everything found wrong is collected rather than raised
one at a time. Scalars follow the core schema (YAML 1.2.2, section 10.3.2), where `NO` is text and not False; infinity
and not-a-number are not read as numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..errors import Finding, ProtocolError
from ..files.plain import Plain

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the file down."""


def dotted(path: Iterable[str | int]) -> str:
    """The path as a person writes it: `('levels', 0)` is `levels[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


MAX_BYTES = 1_000_000


MAX_DEPTH = 20


MAX_VALUES = 20_000


_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")


_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


_WORDS: Mapping[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A parsed file.

    Attributes:
        name: file name as findings show it.
        tree: mappings, lists, text, numbers, booleans and None.
        lines: line number, from 1, of each field path.
        findings: what is wrong with the file as YAML.
        damaged: paths whose value could not be read; later checks stay silent there.
    """

    name: str
    tree: Plain
    lines: Mapping[Path, int]
    findings: tuple[Finding, ...] = ()
    damaged: frozenset[Path] = frozenset()

    def where(self, path: Path) -> str:
        """File and line of a path, or of its nearest ancestor in the file."""
        return locate(self.name, self.lines, path)


def locate(name: str, lines: Mapping[Path, int], path: Path) -> str:
    """`file:line field` of a path; a missing field gets the line of the section that lacks it."""
    held = path
    while held and held not in lines:
        held = held[:-1]
    line = lines.get(held, 1)
    return f"{name}:{line} {dotted(path)}".rstrip()


@dataclass
class _Builder:
    """Turns the parser's events into a tree; mutable while one file is read."""

    name: str
    events: Iterator[Event]
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    damaged: set[Path] = field(default_factory=set)
    values_left: int = MAX_VALUES

    def report(self, event: Event, path: Path, found: str, fix: str, rule: str) -> None:
        line = event.start_mark.line + 1
        self.findings.append(Finding(f"{self.name}:{line} {dotted(path)}".rstrip(), found, fix, rule=rule))

    def node(self, event: Event, path: Path) -> Plain:
        """The value that starts with this event."""
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, AliasEvent):
            self.damaged.add(path)
            self.report(event, path, f"alias '*{event.anchor}'", "write the value out again", "yaml.alias")
            return None
        assert isinstance(event, NodeEvent)  # a value begins with an alias, a scalar, a mapping or a sequence
        self.refuse_decoration(event, path)
        self.values_left -= 1
        if len(path) > MAX_DEPTH:
            raise _too_much(self.name, event, f"more than {MAX_DEPTH} levels deep", "yaml.depth")
        if self.values_left < 0:
            raise _too_much(self.name, event, f"more than {MAX_VALUES:,} values", "yaml.values")
        if isinstance(event, MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(path)
        assert isinstance(event, ScalarEvent)
        return _scalar(event)

    def refuse_decoration(self, event: NodeEvent, path: Path) -> None:
        if event.anchor is not None:
            self.report(event, path, f"anchor '&{event.anchor}'", "remove it", "yaml.anchor")
        # a lone `!` is the parser's mark for "not plain", which quoted text gets as well
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self.report(event, path, f"tag '{tag}'", "remove it: only plain values are read", "yaml.tag")

    def mapping(self, path: Path) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        first_lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = event.value if isinstance(event, ScalarEvent) else self.compound_key(event, path)
            line = event.start_mark.line + 1
            below = (*path, key)
            if key in values:
                found = f"'{key}' is listed twice, on lines {first_lines[key]} and {line}"
                self.report(event, below, found, "keep one of them", "yaml.duplicate-key")
                self.skip(next(self.events), below)
                continue
            first_lines[key] = self.lines[below] = line
            values[key] = self.node(next(self.events), below)
        return values

    def compound_key(self, event: Event, path: Path) -> str:
        self.skip(event, (*path, "?"))
        self.report(event, path, "a key that is not a word", "write `name: value`", "yaml.key")
        return ""

    def sequence(self, path: Path) -> list[Plain]:
        values: list[Plain] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self.node(event, (*path, len(values))))
        return values

    def skip(self, event: Event, path: Path) -> None:
        """Read past a value without keeping it; its own findings and lines do not count."""
        skipped = _Builder(self.name, self.events, values_left=self.values_left)
        skipped.node(event, path)
        self.values_left = skipped.values_left


def _too_much(name: str, event: Event, found: str, rule: str) -> ProtocolError:
    where = f"{name}:{event.start_mark.line + 1}"
    return ProtocolError([Finding(where, found, "flatten the file, or move tables to their own files", rule=rule)])


def _scalar(event: ScalarEvent) -> Plain:
    """The value of a scalar by the core schema; quoted text stays text."""
    text: str = event.value
    if event.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def read_yaml(text: str, name: str) -> Document:
    """Read one YAML document into plain data with line numbers.

    Args:
        text: the whole file.
        name: file name to show in findings.

    Raises:
        ProtocolError: too large, too deep, not YAML, empty, or more than one document; lesser faults are in `findings`.
    """
    if len(text.encode()) > MAX_BYTES:
        raise ProtocolError([_oversize(name, len(text.encode()))])
    events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
    builder = _Builder(name, events)
    try:
        next(events)  # the stream's start
        start = next(events)
        if not isinstance(start, DocumentStartEvent):
            raise ProtocolError([Finding(f"{name}:1", "the file is empty", "start from `paraprotein init`")])
        tree = builder.node(next(events), ())
        next(events)  # the document's end
        if isinstance(more := next(events), DocumentStartEvent):
            builder.report(more, (), "a second document starts here", "keep one document in a file", "yaml.documents")
    except MarkedYAMLError as error:
        raise ProtocolError([_syntax(name, error)]) from error
    except YAMLError as error:
        raise ProtocolError(
            [Finding(name, f"not YAML: {error}", "correct the YAML syntax", rule="yaml.syntax")]
        ) from error
    return Document(name, tree, builder.lines, tuple(builder.findings), frozenset(builder.damaged))


def _oversize(name: str, size: int) -> Finding:
    return Finding(name, f"{size:,} bytes, more than {MAX_BYTES:,}", "move tables of data to their own files",
                   rule="yaml.size")  # fmt: skip


def _syntax(name: str, error: MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 1
    fix = "look at the indentation, brackets and quotes on this line and the one before"
    return Finding(f"{name}:{line}", f"not YAML: {error.problem or error.context}", fix, rule="yaml.syntax")
