"""Doses given, judged against the protocol's own rules: each change required, allowed or a deviation."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..adam.adlb.grades import grade_column
from ..adam.days import gap_days
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT, Layout, lay_out
from ..arrays import Integers
from ..dosing import DosePlan, DoseState, Verdict, audit_doses
from ..protocol.dose_plan import dose_plan_of, rule_factor
from ..protocol.schema import Protocol
from ..toxicity.terms import term_named

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DoseHistory:
    """Visits under treatment as the dose rules see them.

    Attributes:
        plan: the protocol's dose plan.
        subjects: treated subjects, one row each: TRIAL, USUBJID, TRTSDT.
        visits: one row per subject and visit: ADT, ADY, GIVEN (mg per administration, null not known).
        layout: the place of each visit in matrices of shape (n_subjects, n_visits).
        values: LBTESTCD (or `NEUT.LLN` and the like) -> results in the standard unit, matrices.
        grades: LBTESTCD or term -> grades, matrices.
        measured: keys of the grades that come from laboratory tests.
    """

    plan: DosePlan
    subjects: pl.DataFrame
    visits: pl.DataFrame
    layout: Layout
    values: dict[str, Floats]
    grades: dict[str, Floats]
    measured: frozenset[str]


def audit_study(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Judge the dose at the start and at every visit under treatment.

    A visit is a day with a laboratory result. Values that the rules need and that were not taken fire nothing, nor do
    grades of adverse events that are not known for the day: a lower dose is then allowed, and UNKNOWN names them.

    Returns:
        TRIAL, USUBJID, ADT, ADY, GIVEN and EXPECTED (mg per administration), VERDICT (`Verdict` in lower case), WHY
        (the plan's decision in words), UNKNOWN (toxicities whose grade on the day is unknown), sorted by subject
        and day.
    """
    history = dose_history(adam, protocol)
    return audit_table(history)[1]


def audit_table(history: DoseHistory) -> tuple[DoseState, pl.DataFrame]:
    """The state after the last visit of every subject of the history, and the table of `audit_study`."""
    layout = history.layout
    state, audit = audit_doses(
        history.plan,
        layout.numbers(history.visits["ADY"]),
        layout.numbers(history.visits["GIVEN"]),
        history.values,
        history.grades,
        layout.present,
    )
    verdict, reason, rule = (layout.gather(part) for part in (audit.verdict, audit.reason, audit.rule))
    table = history.visits.with_columns(
        EXPECTED=pl.Series(layout.gather(audit.expected_mg), dtype=pl.Float64),
        VERDICT=pl.Series([Verdict(int(code)).name.lower().replace("_", " ") for code in verdict], dtype=pl.String),
        WHY=sentences(history.plan, reason, rule),
        UNKNOWN=_unknown_grades(history),
    )
    return state, table


def _unknown_grades(history: DoseHistory) -> pl.Series:
    """Names of the toxicities that the plan needs and whose grade on the day is not known; null where none."""
    names = [name for name in history.grades if name not in history.measured]
    missing = [np.isnan(history.layout.gather(history.grades[name])) for name in names]
    columns = [
        pl.Series(np.where(lacks, name, ""), dtype=pl.String) for name, lacks in zip(names, missing, strict=True)
    ]
    table = pl.DataFrame(columns, schema=names)
    text = pl.concat_list(pl.all()).list.eval(pl.element().filter(pl.element() != "")).list.join(", ")
    joined = table.select(text.alias("text"))["text"] if names else pl.repeat("", history.visits.height, eager=True)
    return joined.set(joined == "", None)


def sentences(plan: DosePlan, reason: Integers, rule: Integers) -> pl.Series:
    """The plan's decisions in words; each distinct one is written once."""
    keys = np.asarray(reason, dtype=np.int64) * 1000 + np.asarray(rule, dtype=np.int64) + 1
    distinct, inverse = np.unique(keys, return_inverse=True)
    texts = [plan.sentence(int(key) // 1000, int(key) % 1000 - 1) for key in distinct]
    return pl.Series([texts[place] for place in inverse], dtype=pl.String)


def dose_history(adam: Adam, protocol: Protocol) -> DoseHistory:
    """What the dose rules need of every visit under treatment.

    Raises:
        UsageError: a dose rule does not hold together.
    """
    plan = dose_plan_of(protocol)
    subjects = adam.adsl.filter(pl.col("TRTSDT").is_not_null(), pl.col("SAFFL") == "Y").select(*SUBJECT, "TRTSDT")
    visits = _visits(adam, subjects, protocol.treatment.every)
    layout = lay_out(visits, subjects)
    values: dict[str, Floats] = {}
    for analyte in sorted(plan.analytes):
        values |= _values(adam, analyte, visits, layout, protocol)
    grades = {name: layout.numbers(_grade(adam, name, visits, protocol)) for name in sorted(plan.graded)}
    return DoseHistory(plan, subjects, visits, layout, values, grades, plan.graded & set(protocol.assays))


def _visits(adam: Adam, subjects: pl.DataFrame, every: float) -> pl.DataFrame:
    """The first dose and every later day with a laboratory result up to the last interval, with the dose given."""
    last = adam.adex.group_by(SUBJECT).agg(_LAST=pl.col("AENDT").max())
    measured = adam.adlb.filter(pl.col("ADT").is_not_null()).select(*SUBJECT, "ADT").unique()
    later = (
        measured.join(subjects, on=SUBJECT)
        .join(last, on=SUBJECT)
        .filter(pl.col("ADT") > pl.col("TRTSDT"), pl.col("ADT") <= pl.col("_LAST"))
        .select(*SUBJECT, "ADT", "TRTSDT")
    )
    first = subjects.select(*SUBJECT, ADT=pl.col("TRTSDT"), TRTSDT=pl.col("TRTSDT"))
    doses = adam.adex.select(*SUBJECT, "ASTDT", GIVEN=pl.col("DOSE") * every).sort("ASTDT")
    return (
        pl.concat([first, later])
        .sort("ADT")
        .join_asof(doses, left_on="ADT", right_on="ASTDT", by=list(SUBJECT), check_sortedness=False)
        .with_columns(ADY=gap_days(pl.col("ADT"), pl.col("TRTSDT")) + 1)
        .sort(*SUBJECT, "ADT")
        .select(*SUBJECT, "ADT", "ADY", "GIVEN")
    )


def _values(adam: Adam, analyte: str, visits: pl.DataFrame, layout: Layout, protocol: Protocol) -> dict[str, Floats]:
    """Results of one analyte on the days of the visits, with its limits and baseline, in the standard unit."""
    assay = protocol.assays.get(analyte)
    factor = rule_factor(analyte, assay)
    own = adam.adlb.filter(pl.col("PARAMCD") == analyte, pl.col("AVAL").is_not_null())
    daily = own.group_by(*SUBJECT, "ADT").agg(pl.col("AVAL", "ANRLO", "ANRHI", "BASE").last())
    found = visits.select(*SUBJECT, "ADT", "ADY").join(daily, on=[*SUBJECT, "ADT"], how="left", maintain_order="left")
    later = found.with_columns(pl.when(pl.col("ADY") > 1).then("AVAL").alias("AVAL"))
    limits = later.select(
        pl.coalesce("ANRLO", pl.lit(assay.low_normal if assay else None, pl.Float64)),
        pl.coalesce("ANRHI", pl.lit(assay.high_normal if assay else None, pl.Float64)),
    )
    columns = {"": later["AVAL"], ".LLN": limits["ANRLO"], ".ULN": limits["ANRHI"], ".baseline": later["BASE"]}
    return {f"{analyte}{ending}": layout.numbers(column) * factor for ending, column in columns.items()}


def _grade(adam: Adam, name: str, visits: pl.DataFrame, protocol: Protocol) -> pl.Series:
    """Grade of a laboratory test, or of a toxicity that adverse events report, on the days of the visits."""
    if name in protocol.assays:
        own = adam.adlb.with_columns(_OWN=grade_column(name))
        graded = own.filter(pl.col("PARAMCD") == name, pl.col("_OWN").is_not_null())
        daily = graded.group_by(*SUBJECT, "ADT").agg(_GRADE=pl.col("_OWN").max())
        found = visits.join(daily, on=[*SUBJECT, "ADT"], how="left", maintain_order="left")
        return found.select(pl.when(pl.col("ADY") > 1).then("_GRADE")).to_series()
    return _grade_of_events(adam, term_named(name).name, visits)


def _grade_of_events(adam: Adam, term: str, visits: pl.DataFrame) -> pl.Series:
    """Grade on the day, 0 without an event; null where it is not known.

    A record of an adverse event holds the worst grade of its whole course. It is the grade on the day for an event of
    grade 1, for one that was there at this visit alone, and for a record of one grade of an event whose grades were
    recorded one by one.
    """
    own = adam.adae.filter(pl.col("TERM") == term).select(*SUBJECT, "ASTDT", "AENDT", "ATOXGRN")
    events = own.sort(*SUBJECT, "ASTDT", "AENDT").with_columns(_STEP=_is_one_grade()).with_row_index("_AE")
    days = visits.with_row_index("_ROW")
    lasting = pl.col("AENDT").is_null() | (pl.col("AENDT") >= pl.col("ADT"))
    present = days.join(events, on=SUBJECT).filter(pl.col("ASTDT") <= pl.col("ADT"), lasting)
    known = (pl.col("ATOXGRN") == 1) | pl.col("_STEP") | (pl.len().over("_AE") == 1)
    worst = (
        present.with_columns(_KNOWN=known.fill_null(False), ATOXGRN=pl.col("ATOXGRN").fill_null(5))
        .group_by("_ROW")
        .agg(
            _HERE=pl.lit(True),
            _GRADE=pl.when(pl.col("ATOXGRN").filter("_KNOWN").max() == pl.col("ATOXGRN").max()).then(
                pl.col("ATOXGRN").max()
            ),
        )
    )
    found = days.join(worst, on="_ROW", how="left", maintain_order="left")
    return found.select(pl.when(pl.col("_HERE").is_null()).then(0).otherwise("_GRADE")).to_series()


def _is_one_grade() -> pl.Expr:
    """Records that meet the subject's record before or after, of another grade, on the same or the next day.

    So an event looks whose every change of grade is a record of its own; its records hold the grade of their days.
    """
    end, grade = pl.col("AENDT").shift(1).over(SUBJECT), pl.col("ATOXGRN").shift(1).over(SUBJECT)
    follows = gap_days(pl.col("ASTDT"), end).is_between(0, 1) & (pl.col("ATOXGRN") != grade)
    follows = follows.fill_null(False)
    return follows | follows.shift(-1).over(SUBJECT).fill_null(False)
