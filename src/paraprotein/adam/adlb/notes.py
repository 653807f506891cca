"""Why a laboratory result has no grade, or how it came to the one that it has."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...sdtm.tables import StudyTables
from ...toxicity.ctcae import edition_named
from ...toxicity.limits import Reference, Scale
from .circumstances import fasting_said, has_albumin, is_superseded
from .grades import GRADES, Group, grade_group, groups_of

Booleans = NDArray[np.bool_]

UNREADABLE = "unit not readable by the scale"
SUPERSEDED = "another test of the same day is graded in its place"
BEYOND = "beyond the term: graded as a disease of the kidney by a physician"
MISSING: dict[Reference, str] = {
    "ULN": "no upper limit of normal",
    "LLN": "no lower limit of normal",
    "baseline": "no value before treatment",
    "infarction": "no infarction limit in the protocol",
}
"""Reference of a limit -> the reason of a result without a grade where it is missing."""

NO_BASELINE = "graded without a value before treatment"
FASTING_UNKNOWN = "fasting not recorded"
UNCORRECTED = "not corrected for albumin"


def derive_notes(records: pl.DataFrame, tables: StudyTables, protocol: Protocol) -> pl.DataFrame:
    """ATOXREAS and ATOXNOTE of every record; null where there is nothing to say.

    ATOXREAS: why a value that its edition grades has no grade in some direction. ATOXNOTE: what its grade assumes.

    Args:
        records: as `laboratory.derive_laboratory` gives them.
        tables: the study tables that they came from.
        protocol: whose edition graded them.
    """
    reasons = np.full(records.height, None, dtype=object)
    remarks = np.full(records.height, None, dtype=object)
    superseded, albumin = is_superseded(records).to_numpy(), has_albumin(records).to_numpy()
    said = fasting_said(records, tables).is_not_null().to_numpy()
    for group in groups_of(records, tables, protocol):
        for where, reason in _reasons(records, group, superseded[group.rows], protocol):
            _append(reasons, group.rows[where], reason)
        for where, remark in _remarks(group, said[group.rows], albumin[group.rows], protocol):
            _append(remarks, group.rows[where], remark)
    return pl.DataFrame(
        {"ATOXREAS": reasons.tolist(), "ATOXNOTE": remarks.tolist()},
        schema={"ATOXREAS": pl.String, "ATOXNOTE": pl.String},
    )


def _append(texts: NDArray[np.object_], rows: NDArray[np.int64], words: str) -> None:
    for row in rows:
        present = texts[row]
        if present is None:
            texts[row] = words
        elif words not in present.split("; "):
            texts[row] = f"{present}; {words}"


def _reasons(
    records: pl.DataFrame, group: Group, superseded: Booleans, protocol: Protocol
) -> Iterator[tuple[Booleans, str]]:
    """Where values of a group have no grade, and why; the first reason of each direction."""
    edition, measured = edition_named(protocol.toxicity.grading), ~np.isnan(group.value)
    for scale in edition.scales_of(group.analyte):
        grades = records[GRADES[scale.direction][0]].gather(group.rows)
        open_ = measured & grades.is_null().to_numpy()
        for where, reason in _in_turn(scale, group, superseded, grade_group(edition, scale, group) is None):
            yield open_ & where, reason
            open_ = open_ & ~where


def _in_turn(scale: Scale, group: Group, superseded: Booleans, unreadable: bool) -> Iterator[tuple[Booleans, str]]:
    known: dict[Reference, Booleans] = {
        "ULN": ~np.isnan(group.high),
        "LLN": ~np.isnan(group.low),
        "baseline": ~np.isnan(group.base),
        "infarction": np.full(superseded.shape, group.now.infarction is not None),
    }
    every = np.ones(superseded.shape, np.bool_)
    yield superseded, SUPERSEDED
    if unreadable:
        yield every, UNREADABLE
    for reference, words in MISSING.items():
        if reference in scale.references:
            yield ~known[reference], words
    if scale.ends is not None:
        yield every, BEYOND


def _remarks(group: Group, said: Booleans, albumin: Booleans, protocol: Protocol) -> Iterator[tuple[Booleans, str]]:
    measured = ~np.isnan(group.value)
    scales = edition_named(protocol.toxicity.grading).scales_of(group.analyte)
    if any("baseline" in scale.references for scale in scales):
        yield measured & np.isnan(group.base), NO_BASELINE
    if group.analyte == "GLUC" and any(route.applies == "fasting" for scale in scales for route in scale.routes):
        taken = protocol.toxicity.glucose_when_fasting_unknown
        yield measured & ~said, f"{FASTING_UNKNOWN}: taken as {taken}"
    if group.analyte == "CA":
        yield measured & ~albumin, UNCORRECTED
