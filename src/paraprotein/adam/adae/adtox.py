"""Worst grade of each toxicity, counted in three ways, for every toxicity that a protocol names."""

import math
from collections.abc import Iterable

import polars as pl

from ...protocol.dose_plan import dose_plan_of
from ...protocol.schema import Protocol
from ...toxicity.ctcae import emergent_grade
from ...toxicity.terms import TERMS, ToxicityTerm, term_named
from ..adlb.grades import GRADES
from ..matrices import SUBJECT

COUNTS = ("any", "emergent", "ae")
"""any: worst grade under treatment · emergent: only where above the grade at baseline · ae: by adverse events alone"""

WORST = pl.Schema(
    {
        "TRIAL": pl.Int32(),
        "USUBJID": pl.Categorical(),
        "TERM": pl.Categorical(),
        "COUNT": pl.Enum(COUNTS),
        "GRADE": pl.Int8(),
        "BTOXGR": pl.Int8(),
    }
)


def derive_worst_grades(laboratory: pl.DataFrame, adae: pl.DataFrame, terms: Iterable[str]) -> pl.DataFrame:
    """Worst grade under treatment (up to the last dose plus the emergent window) of each subject and toxicity.

    A toxicity with a laboratory test is graded from it for `any` and `emergent`; one without (edema) from adverse
    events throughout. `ae` is the worst treatment-emergent grade of the adverse events alone.

    Returns:
        Columns of `WORST`, sorted; BTOXGR is the grade at baseline. A subject has no row for a toxicity that nobody
        graded: no result under treatment, or no such adverse event.
    """
    tables = [_schema(pl.LazyFrame(schema=WORST))]
    for name in terms:
        term = term_named(name)
        on_treatment, emergent = _from_events(adae, term.name, "ONTRTFL"), _from_events(adae, term.name, "TRTEMFL")
        tables.append(_count(emergent, name, "ae"))
        if term.analyte:
            on_treatment = emergent = _from_laboratory(laboratory, term)
        tables.append(_count(on_treatment, name, "any"))
        tables.append(_count(_above_baseline(emergent), name, "emergent"))
    return pl.concat(pl.collect_all(tables)).sort(*SUBJECT, "TERM", "COUNT")


def _count(graded: pl.LazyFrame, name: str, count: str) -> pl.LazyFrame:
    return _schema(graded.with_columns(TERM=pl.lit(name), COUNT=pl.lit(count)))


def _above_baseline(graded: pl.LazyFrame) -> pl.LazyFrame:
    """The grades that exceed their baseline, 0 for the others."""
    table = graded.collect()
    worst, before = (table[name].cast(pl.Float64).fill_null(math.nan).to_numpy() for name in ("GRADE", "BTOXGR"))
    return table.lazy().with_columns(GRADE=pl.Series(emergent_grade(worst, before)).fill_nan(None))


def _schema(table: pl.LazyFrame) -> pl.LazyFrame:
    return table.select(pl.col(name).cast(dtype) for name, dtype in WORST.items())


def _from_laboratory(laboratory: pl.DataFrame, term: ToxicityTerm) -> pl.LazyFrame:
    """Worst grade of the toxicity's own direction: leukocytosis is no leucopenia."""
    grade, before = GRADES[term.direction]
    graded = laboratory.lazy().filter(
        pl.col("PARAMCD") == term.analyte, pl.col("ONTRTFL") == "Y", pl.col(grade).is_not_null()
    )
    return graded.group_by(SUBJECT).agg(GRADE=pl.col(grade).max(), BTOXGR=pl.col(before).first())


def _from_events(adae: pl.DataFrame, name: str, flag: str) -> pl.LazyFrame:
    """Worst grade of the flagged events, beside the worst of those that began before treatment and were not over."""
    own = adae.lazy().filter(pl.col("TERM") == name)
    worst = own.filter(pl.col(flag) == "Y").group_by(SUBJECT).agg(GRADE=pl.col("ATOXGRN").max())
    before = (
        own.filter(pl.col("PREFL") == "Y", pl.col("ONTRTFL") == "Y")
        .group_by(SUBJECT)
        .agg(BTOXGR=pl.col("ATOXGRN").max())
    )
    return worst.join(before, on=SUBJECT, how="left")


def named_terms(protocol: Protocol) -> tuple[str, ...]:
    """Toxicities that the protocol reports, changes the dose for, or stops the study for."""
    stopping = [term for rule in protocol.stopping or () for term in rule.terms]
    named = (*protocol.toxicity.terms, *sorted(dose_plan_of(protocol).graded), *stopping)
    return tuple(dict.fromkeys(name for name in named if name not in protocol.assays))


def terms_of(names: tuple[str, ...]) -> tuple[ToxicityTerm, ...]:
    """Every toxicity that the table knows, and those of a protocol that it does not."""
    return tuple({term.name: term for term in (*TERMS.values(), *map(term_named, names))}.values())
