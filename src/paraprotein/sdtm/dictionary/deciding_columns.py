"""Variables of the standard that no rule here reads, and whose values can all the same bear on a decision.

A column that is not read is a note. Where one of these holds a value that contradicts how its record is used, that is
a warning with the rows. Records that did not occur are left out, as the standard means them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from ...errors import Finding
from ..records import Complaint, DomainFiles, count_records
from ..shapes import SHAPES

Alarm = Literal["values", "differs", "instead", "mixed"]
"""When a value matters: it is one of `of` · it differs from the column `of` · the column `of` is empty · some are Y and
others not"""


@dataclass(frozen=True)
class DecidingColumn:
    """A variable that is not read, and when that is worth a warning.

    Attributes:
        alarm: see `Alarm`.
        of: the values, or the other column; empty: any value.
        found: what the records are.
        fix: what to do.
    """

    alarm: Alarm
    of: tuple[str, ...]
    found: str
    fix: str


_LIMITS = "normal limits in original units, without a standard limit beside them; not read"
_GIVE_LIMITS = "give {} in the unit of LBSTRESU"
_ACCEPTED = "records of which the sponsor accepts some; all of them are used"

DECIDING: Mapping[str, DecidingColumn] = MappingProxyType(
    {
        "RFXSTDTC": DecidingColumn(
            "differs", ("RFSTDTC",), "a first exposure on another day than RFSTDTC; EX and then RFSTDTC decide",
            "correct RFSTDTC where it is not the first dose",
        ),
        "LBEXCLFL": DecidingColumn(
            "values", ("Y",), "results that the sponsor excludes; used like all others", "take them out of LB"
        ),
        "LBDRVFL": DecidingColumn(
            "values", ("Y",), "results that the sponsor derived from others; used like measured ones",
            "take them out of LB if they repeat what was measured",
        ),
        "LBTOXGR": DecidingColumn(
            "values", (), "grades by the sponsor; results are graded by the protocol's edition instead",
            "compare them with ATOXGR of ADLB",
        ),
        "LBORNRLO": DecidingColumn("instead", ("LBSTNRLO",), _LIMITS, _GIVE_LIMITS.format("LBSTNRLO")),
        "LBORNRHI": DecidingColumn("instead", ("LBSTNRHI",), _LIMITS, _GIVE_LIMITS.format("LBSTNRHI")),
        "TUACPTFL": DecidingColumn("mixed", (), _ACCEPTED, "leave the accepted records alone in TU"),
        "TRACPTFL": DecidingColumn("mixed", (), _ACCEPTED, "leave the accepted records alone in TR"),
    }
)  # fmt: skip
"""Name -> when its values contradict what is done here."""

NOT_OCCURRED: Mapping[str, str] = MappingProxyType({"OCCUR": "N", "STAT": "NOT DONE"})
"""Suffix of a variable -> the value by which a record says that nothing happened."""

_OCCURRING = ("EX", "AE", "CM", "PR", "RS")
"""Domains whose records are taken for something that happened. Results of LB and TR have a status of their own."""


def drop_not_occurred(frame: pl.DataFrame, domain: str, files: DomainFiles) -> tuple[pl.DataFrame, list[Finding]]:
    """The records that say that something happened (--OCCUR not N, --STAT not NOT DONE); the others in one note."""
    findings: list[Finding] = []
    for suffix, value in NOT_OCCURRED.items():
        name = f"{domain}{suffix}"
        if domain not in _OCCURRING or name not in frame.columns:
            continue
        happened = (_text(name) != value).fill_null(True)
        complaint = Complaint(
            "columns.not-occurred", name, f"records with {value}, left out", "nothing to do if this is right", "note"
        )
        findings += count_records(frame, ~happened, files, complaint)
        frame = frame.filter(happened)
        findings += _unclear(frame, name, files)
    return frame, findings


def _unclear(frame: pl.DataFrame, name: str, files: DomainFiles) -> list[Finding]:
    """Other words than the standard's in a status: the record is used, which may be wrong."""
    if name in SHAPES[files.domain].names:
        return []  # the door compares the column with its terms
    known = ("Y", "N", "NOT DONE", "")
    found = f"neither {'Y nor N' if name.endswith('OCCUR') else 'NOT DONE nor empty'}; the records are used"
    fix = "write N where it did not happen" if name.endswith("OCCUR") else "write NOT DONE, or empty it"
    complaint = Complaint("columns.occurrence-word", name, found, fix, "warning")
    return count_records(frame, ~_text(name).is_in(known), files, complaint)


def check_deciding(frame: pl.DataFrame, files: DomainFiles) -> list[Finding]:
    """Warnings for the records whose value in an unread column contradicts how they are used."""
    findings: list[Finding] = []
    for name, column in DECIDING.items():
        if name in frame.columns:
            complaint = Complaint("columns.deciding", name, column.found, column.fix, "warning")
            findings += count_records(frame, _alarms(name, column, frame.columns), files, complaint)
    return findings


def _alarms(name: str, column: DecidingColumn, there: list[str]) -> pl.Expr:
    value = _text(name)
    match column.alarm:
        case "values":
            return value.is_in(list(column.of)) if column.of else value != ""
        case "mixed":
            accepted = (value == "Y").fill_null(False)
            return ~accepted & accepted.any()
        case "differs":
            other = _text(column.of[0]) if column.of[0] in there else pl.lit(None, pl.String)
            return value.str.slice(0, 10) != other.str.slice(0, 10)
        case "instead":
            return (value != "") & (_is_empty(column.of[0]) if column.of[0] in there else pl.lit(True))


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars().str.to_uppercase()


def _is_empty(name: str) -> pl.Expr:
    return (_text(name) == "").fill_null(True)
