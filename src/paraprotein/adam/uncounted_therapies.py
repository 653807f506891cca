"""Treatments of the disease that the study holds and that end no response: without a category, a day, or in PR."""

from collections.abc import Iterator

import polars as pl

from ..errors import Finding
from ..response.drugs import is_anticancer
from ..response.words import PROCEDURE, THERAPY, read_word
from ..sdtm.tables import StudyTables
from ..sdtm.words import PROCEDURE_FIELDS, THERAPY_FIELDS, read_terms
from .adrs.drug_exposure import ANTI_CD20
from .adsl.adsl import NEW_THERAPY
from .matrices import SUBJECT

NAMED = 5
"""Names that a finding lists; the rest are counted."""

TREATMENT = "DISEASE TREATMENT"
"""Term of a procedure that treats the disease: transplant, radiotherapy."""

_LOST = "and none counts as a new treatment"
_CATEGORY = "write CMCAT ANTICANCER THERAPY where it is a new treatment of the disease"


def find_uncounted_therapies(tables: StudyTables, adsl: pl.DataFrame) -> list[Finding]:
    """Warnings about records of CM and PR that may be a new treatment and are not counted as one.

    Args:
        tables: study tables that passed the door.
        adsl: one row per subject with TRTSDT.
    """
    return [*_undated(tables.cm, adsl), *_uncategorized(_begun(tables.cm, adsl, "CMSTDT")), *_procedures(tables, adsl)]


def _begun(records: pl.DataFrame, adsl: pl.DataFrame, started: str) -> pl.DataFrame:
    """Records after the subject's first dose."""
    first = adsl.select(*SUBJECT, "TRTSDT").cast({"USUBJID": records.schema["USUBJID"]})
    return records.join(first, on=SUBJECT).filter(pl.col(started) > pl.col("TRTSDT"))


def _undated(cm: pl.DataFrame, adsl: pl.DataFrame) -> Iterator[Finding]:
    """New treatments without a whole day; a known year before the first dose says that it came before."""
    new = cm.filter(read_terms(cm, THERAPY_FIELDS, THERAPY, "first") == NEW_THERAPY, pl.col("CMSTDT").is_null())
    treated = adsl.select(*SUBJECT, "TRTSDT").cast({"USUBJID": cm.schema["USUBJID"]})
    text = pl.col("CMSTDTC").cast(pl.String).str.strip_chars()
    before = text < pl.col("TRTSDT").dt.to_string("%Y-%m-%d").str.slice(0, text.str.len_chars())
    lost = new.join(treated, on=SUBJECT).filter(~before.fill_null(False))
    if lost.height:
        found = f"anticancer therapies without a whole start date, which end no response: {_named(lost, 'CMTRT')}"
        fix = "give the day, or a year or month before the first dose where the therapy came before"
        yield Finding("CM, CMSTDTC", found, fix, "warning", "therapy.undated")


def _uncategorized(cm: pl.DataFrame) -> Iterator[Finding]:
    """Where no record has a category, all medications; else known treatments of the disease under another one."""
    states = [_state(row) for row in cm.select(THERAPY_FIELDS).iter_rows()]
    known = [is_anticancer(f"{name or ''} {other or ''}") for name, other in cm["CMTRT", "CMDECOD"].iter_rows()]
    if states and set(states) == {""}:
        found = f"medications begun after the first dose have no category, {_LOST}: {_named(cm, 'CMTRT')}"
        yield Finding("CM, CMCAT", found, f"{_CATEGORY}, CONCOMITANT elsewhere", "warning", "therapy.category")
        return
    other = [drug and state not in (NEW_THERAPY, ANTI_CD20, "?") for drug, state in zip(known, states, strict=True)]
    drugs = cm.filter(pl.Series(other, dtype=pl.Boolean))
    if drugs.height:
        found = f"drugs against the disease, begun after the first dose, have another category, {_LOST}: "
        fix = f"{_CATEGORY}; leave it where it belongs to the study treatment"
        yield Finding("CM, CMCAT", found + _named(drugs, "CMTRT"), fix, "warning", "therapy.other-category")


def _state(texts: tuple[str | None, ...]) -> str:
    """The term of a record's category; `?` where it is not understood, which is reported by itself; `""` for none."""
    readings = [read_word(THERAPY, text) for text in texts if text]
    terms = [reading.term for reading in readings if reading.state == "known"]
    return terms[0] if terms else "?" if any(reading.state != "silent" for reading in readings) else ""


def _procedures(tables: StudyTables, adsl: pl.DataFrame) -> Iterator[Finding]:
    pr = _begun(tables.pr, adsl, "PRSTDT")
    treating = pr.filter(read_terms(pr, PROCEDURE_FIELDS, PROCEDURE, "first") == TREATMENT)
    if treating.height:
        found = f"procedures that treat the disease, after the first dose, {_LOST}: {_named(treating, 'PRTRT')}"
        fix = "add a record to CM with CMCAT ANTICANCER THERAPY where it is a new treatment; else nothing to do"
        yield Finding("PR, PRTRT", found, fix, "warning", "therapy.procedure")


def _named(records: pl.DataFrame, column: str) -> str:
    """`'Velcade' (2 records)` for the most frequent names, then how many subjects."""
    counts = records[column].cast(pl.String).fill_null("no name").value_counts(sort=True)
    shown = ", ".join(f"'{name}' ({count} records)" for name, count in counts.head(NAMED).iter_rows())
    more = f" and {counts.height - NAMED} more names" if counts.height > NAMED else ""
    subjects = records["USUBJID"].cast(pl.String).unique(maintain_order=True)
    etc = ", ..." if subjects.len() > 3 else ""
    return f"{shown}{more} (subjects {', '.join(subjects.head(3))}{etc})"
