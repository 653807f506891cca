"""The sponsor's own baseline flags (LBLOBXFL, LBBLFL) beside the baseline that is taken here."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ...errors import Finding
from ...sdtm.tables import StudyTables
from ..matrices import SUBJECT

FLAGS: Mapping[str, str] = MappingProxyType({"LBLOBXFL": "last observation before exposure", "LBBLFL": "baseline"})
"""Flags of SDTM that name a baseline: LBLOBXFL is the standard's own rule, LBBLFL whatever the sponsor decided."""

_NAMED = 3

_UNFLAGGED = "no flag in the test"


def check_sponsor_flags(laboratory: pl.DataFrame, tables: StudyTables, tests: frozenset[str]) -> list[Finding]:
    """Records that the sponsor flags as baseline and that are not the one taken here, by flag and by reason.

    Args:
        laboratory: as `laboratory.derive_laboratory` gives it.
        tables: the study tables that it came from.
        tests: LBTESTCD of the tests that a rule of the protocol reads.

    Returns:
        A warning for every flag and reason, with the number of subjects' tests and the first records.
    """
    findings: list[Finding] = []
    for flag, meaning in FLAGS.items():
        if tables["LB"][flag].null_count() == tables["LB"].height:
            continue
        read = laboratory.filter(pl.col("PARAMCD").cast(pl.String).is_in(sorted(tests)))
        flagged = (tables["LB"][flag].gather(read["_RECORD"]) == "Y").fill_null(False)
        apart = _apart(read.with_columns(_FLAGGED=flagged))
        for reason, group in apart.group_by("WHY", maintain_order=True):
            findings.append(_finding(flag, meaning, str(reason[0]), group))
    return findings


def _apart(read: pl.DataFrame) -> pl.DataFrame:
    """Flagged records that are not the baseline, and baselines of tests without any flagged record, with WHY."""
    is_baseline = pl.col("ABLFL").is_not_null()
    taken = pl.col("SRCSEQ").filter(is_baseline).first().over("_SERIES")
    baseline_place = pl.int_range(pl.len()).filter(is_baseline).first().over("_SERIES")
    any_flag = pl.col("_FLAGGED").any().over("_SERIES")
    place = pl.int_range(pl.len()).over("_SERIES")
    why = (
        pl.when(is_baseline & ~any_flag).then(pl.lit(_UNFLAGGED))
        .when(~pl.col("_FLAGGED") | is_baseline).then(None)
        .when(pl.col("ABLREAS").is_not_null()).then(pl.col("ABLREAS").cast(pl.String).str.to_lowercase())
        .when(pl.col("AVAL").is_null()).then(pl.lit("no numeric result"))
        .when(pl.col("ADY").is_null()).then(pl.lit("no day before or after the first dose"))
        .when(pl.col("ADY") > 1).then(pl.lit("after first dose"))
        .when(pl.col("TAKEN").is_null()).then(pl.lit("no baseline is taken"))
        .when(pl.col("PLACE") < pl.col("BASELINE_PLACE")).then(pl.lit("a later value comes before the first dose"))
        .otherwise(pl.lit("an earlier value is preferred"))
    )  # fmt: skip
    return (
        read.with_columns(TAKEN=taken, BASELINE_PLACE=baseline_place, PLACE=place)
        .with_columns(WHY=why)
        .filter(pl.col("WHY").is_not_null())
    )


def _finding(flag: str, meaning: str, reason: str, group: pl.DataFrame) -> Finding:
    named = [
        f"subject {row['USUBJID']}, {row['PARAMCD']}: LBSEQ {row['SRCSEQ']}"
        + (f", taken LBSEQ {row['TAKEN']}" if row["TAKEN"] not in (None, row["SRCSEQ"]) else "")
        for row in group.head(_NAMED).select(*SUBJECT, "PARAMCD", "SRCSEQ", "TAKEN").iter_rows(named=True)
    ]
    etc = "; ..." if group.height > _NAMED else ""
    where = "no record" if reason == _UNFLAGGED else "another record"
    found = f"{flag} ({meaning}) marks {where} for tests with a baseline here; {reason}: {group.height} records"
    found += f" ({'; '.join(named)}{etc})"
    fix = f"the protocol's own rule decides; correct {flag}, or the protocol's response.baseline_days and assay method"
    return Finding(f"LB, {flag}", found, fix, "warning", "study.baseline-flag")
