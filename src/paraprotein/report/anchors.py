"""Where in the page a patient is explained."""

import re
from collections.abc import Mapping

from .contents import Report

UNSAFE = re.compile(r"[^A-Za-z0-9-]")


def anchor_of(subject: str) -> str:
    """The element id of a patient's explanation: `explain-` and the subject id.

    Whatever is not a letter of ASCII, a digit or a hyphen becomes its code point between underscores, so that every id
    can stand in a link as it is, and different subjects never share one.
    """
    return "explain-" + UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", subject)


def explained_anchors(report: Report) -> Mapping[str, str]:
    """USUBJID -> element id, of every patient whom the page explains."""
    return {record["subject"]: anchor_of(record["subject"]) for record in report.explanations["subjects"]}
