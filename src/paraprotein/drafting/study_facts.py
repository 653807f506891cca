"""What a study's tables show about its protocol."""

from collections.abc import Mapping

import polars as pl

from ..toxicity.terms import TERMS
from .dose_facts import find_doses
from .facts import Spread, StudyFacts
from .laboratory_facts import find_assays, find_visit_days, planned_visits

COMMON = 5
"""Adverse events beyond the known toxicities that a draft names."""

Frames = Mapping[str, pl.DataFrame]


def find_facts(tables: Frames) -> StudyFacts:
    """Facts from settled tables, errors in them or not.

    Args:
        tables: domain to table, as `intake.settle_study` gives them.
    """
    dm, ae = tables["DM"], tables["AE"]
    assays, left_out = find_assays(tables["LB"])
    status = dm["DISSTAT"].drop_nulls().cast(pl.String)
    sexes = dm["SEX"].cast(pl.String).str.to_uppercase()
    known = sexes.is_in(["M", "F"])
    return StudyFacts(
        study=str(dm["STUDYID"].drop_nulls().cast(pl.String).first() or "STUDY"),
        subjects=dm["USUBJID"].n_unique() or max(tables["LB"]["USUBJID"].n_unique(), 1),
        first_year=_first_year(tables),
        age=_spread(dm["AGE"]),
        male=int((sexes == "M").sum()) / int(known.sum()) if known.any() else None,
        prior=_spread(dm["PRIORTX"]),
        relapsed=int((status == "RELAPSED").sum()) if len(status) == dm.height > 0 else None,
        refractory=int((status != "RELAPSED").sum()) if len(status) == dm.height > 0 else None,
        doses=find_doses(tables["EX"]),
        visit_days=find_visit_days(tables["LB"]),
        planned=planned_visits(tables["LB"]),
        assays=assays,
        left_out=left_out,
        criteria_named=tuple(sorted(set(tables["RS"]["RSCAT"].drop_nulls().cast(pl.String).str.to_uppercase()))),
        toxicities=_toxicities(ae, {assay.code for assay in assays}),
        events=_other_events(ae),
    )


def _spread(values: pl.Series) -> Spread | None:
    known = values.drop_nulls()
    low, median, high = known.min(), known.median(), known.max()
    if isinstance(low, float) and isinstance(median, float) and isinstance(high, float):
        return median, low, high
    return None


def _first_year(tables: Frames) -> int | None:
    for domain, date in (("DM", "RFSTDT"), ("EX", "EXSTDT"), ("LB", "LBDT")):
        year = tables[domain][date].dt.year().min()
        if isinstance(year, int):
            return year
    return None


def _named(ae: pl.DataFrame) -> pl.Series:
    return (
        pl.select(pl.coalesce(pl.lit(ae["AEDECOD"].cast(pl.String)), pl.lit(ae["AETERM"])))
        .to_series()
        .str.to_uppercase()
    )


def _toxicities(ae: pl.DataFrame, measured: set[str]) -> tuple[str, ...]:
    seen = set(_named(ae).drop_nulls()) if ae.height else set()
    return tuple(name for name, term in TERMS.items() if term.analyte in measured or term.events & seen)


def _other_events(ae: pl.DataFrame) -> tuple[str, ...]:
    if ae.is_empty():
        return ()
    known = {event for term in TERMS.values() for event in term.events}
    other = pl.DataFrame({"term": _named(ae), "subject": ae["USUBJID"]}).filter(~pl.col("term").is_in(list(known)))
    counted = (
        other.group_by("term").agg(pl.col("subject").n_unique()).sort(["subject", "term"], descending=[True, False])
    )
    return tuple(" ".join(str(term).lower().split()) for term in counted["term"].head(COMMON))
