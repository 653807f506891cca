"""What EX leaves open or says otherwise than the protocol: units, frequencies, routes and drugs of doses."""

import polars as pl

from ..dosing.plan import ONCE, PER_DAY
from ..errors import Finding, Severity
from ..protocol.schema import Protocol
from ..response.drugs import is_placebo, is_study_drug
from ..sdtm.tables import StudyTables
from ..units import factor_between

NAMED = 5
"""Subjects that one finding names."""


def check_recorded_doses(tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Findings about the doses as they were recorded."""
    return [
        *_unread_doses(tables),
        *_incomplete_doses(tables, protocol),
        *_other_drugs(tables, protocol),
        *_other_intervals(tables, protocol),
    ]


SAME_RATE = 0.05
"""Share by which two intervals may differ and be the same: a month is four weeks or 30.4 days."""


def _other_intervals(tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Doses recorded at another interval than the protocol's: dose intensity then compares the two."""
    every = protocol.treatment.every
    given = tables.ex.filter(pl.col("EXDOSE") > 0)
    often = given["EXDOSFRQ"].cast(pl.String).str.to_uppercase().str.strip_chars()
    other = [word for word in often.drop_nulls().unique() if abs(PER_DAY.get(word, 1 / every) * every - 1) > SAME_RATE]
    fix = "correct treatment.every or EXDOSFRQ, unless the doses were really given so"
    found = f"doses at another interval than every {every:g} days, as the protocol gives them"
    return tell(given.filter(often.is_in(other)), "EX, EXDOSFRQ", found, fix, "study.dose-interval")


def _unread_doses(tables: StudyTables) -> list[Finding]:
    """Doses in a unit that is no mass, and frequencies that are not known: the first are left unjudged."""
    given = tables.ex.filter(pl.col("EXDOSE") > 0)
    names = given.select(pl.col("EXDOSU", "EXDOSFRQ").cast(pl.String))
    units = {u for u in names["EXDOSU"].drop_nulls().unique() if not (factor_between(u, "mg") or _per_day(u))}
    often = names["EXDOSFRQ"].str.to_uppercase().str.strip_chars()
    unknown = {word for word in often.drop_nulls().unique() if word not in PER_DAY and word != ONCE}
    in_mg = "give EXDOSE in mg (number times strength), EXDOSU mg; without it dose, changes and intensity stay unknown"
    words = "write a CDISC term such as QD or BID; until then the protocol's own interval is taken"
    return [
        *tell(given.filter(names["EXDOSU"].is_in(list(units))), "EX, EXDOSU",
               "doses in a unit that is no mass", in_mg, "study.dose-unit"),
        *tell(given.filter(often.is_in(list(unknown))), "EX, EXDOSFRQ",
               "doses of unknown frequency", words, "study.dose-frequency"),
    ]  # fmt: skip


def _incomplete_doses(tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Doses whose unit or frequency is not recorded, and doses by another route than the protocol's."""
    given = tables.ex.filter(pl.col("EXDOSE") > 0)
    route = pl.col("EXROUTE").cast(pl.String).str.to_uppercase().str.strip_chars()
    return [
        *tell(given.filter(pl.col("EXDOSU").is_null()), "EX, EXDOSU",
               "doses without a unit, taken in mg", "give EXDOSU", "study.dose-unit"),
        *tell(given.filter(pl.col("EXDOSFRQ").is_null()), "EX, EXDOSFRQ",
               "doses without a frequency, taken as often as the protocol gives them", "give EXDOSFRQ",
               "study.dose-frequency"),
        *tell(given.filter(route != protocol.treatment.route.upper()), "EX, EXROUTE",
               f"doses by another route than the protocol's ({protocol.treatment.route})",
               "correct EXROUTE, or treatment.route of the protocol", "study.dose-route"),
    ]  # fmt: skip


def _other_drugs(tables: StudyTables, protocol: Protocol) -> list[Finding]:
    """Doses of a drug that is not called as the protocol's; all of EX counts as the study treatment."""
    given = tables.ex.filter(pl.col("EXDOSE") > 0)
    named = given["EXTRT"].cast(pl.String).drop_nulls().unique()
    own = (
        pl.col("EXTRT")
        .cast(pl.String)
        .is_in([name for name in named if is_study_drug(name, protocol.treatment.drug) or is_placebo(name)])
    )
    fix = "correct EXTRT or treatment.drug of the protocol; move other medication to CM"
    return tell(given.filter(~own), "EX, EXTRT", f"doses of another drug than {protocol.treatment.drug}",
                 fix, "study.dose-drug")  # fmt: skip


def _per_day(unit: str) -> bool:
    return factor_between(unit, "mg/day") is not None


def tell(
    records: pl.DataFrame, where: str, found: str, fix: str, rule: str, severity: Severity = "warning"
) -> list[Finding]:
    """One finding with the number of records and the first subjects; none without records."""
    if records.is_empty():
        return []
    names = records["USUBJID"].cast(pl.String).unique(maintain_order=True)
    etc = ", ..." if len(names) > NAMED else ""
    told = f"{found}: {records.height} (subjects {', '.join(names.head(NAMED))}{etc})"
    return [Finding(where, told, fix, severity, rule)]
