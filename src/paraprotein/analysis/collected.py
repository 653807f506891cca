"""What a study did not collect: such a result has no value and says why, and is never counted as zero.

A table that is given and empty says that nothing happened; one that is not given says nothing. The same holds within a
table: without one result of the marker nobody can respond, and without one immunofixation nobody can reach a complete
response. Every answer is one of each trial, because one batch holds many.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..adam.adsl.arms import arms_of
from ..adam.coverage import knows_deaths, marker_codes
from ..adam.derive import Adam
from ..adam.matrices import SUBJECT
from ..protocol.schema import Protocol
from ..response import WaldenstromCriteria, criteria_named
from ..response.roles import SERUM_FIXATION
from ..sdtm.shapes import SHAPES
from ..toxicity.terms import TERMS, term_named
from .estimates import Estimate

Trials = NDArray[np.bool_]

REPORTED_GRADE = 2
"""Grade from which a laboratory toxicity shows whether investigators report such toxicities as adverse events."""


@dataclass(frozen=True)
class Lack:
    """Something that was not collected.

    Attributes:
        where: trials that lack it, shape (n_trials,).
        reason: in words, for the results that need it.
    """

    where: Trials
    reason: str


def not_collected(adam: Adam, protocol: Protocol) -> Mapping[str, Lack]:
    """Everything that the results need and that a study can lack, by name.

    Keys: `marker` (of the criteria), `immunofixation`, `arms` (one alone), `deaths`, `AE`, `CM`, `DS`, and
    `laboratory events` (adverse events of what the laboratory measures).
    """
    trials = adam.adsl.select("TRIAL").unique().sort("TRIAL")
    codes = marker_codes(protocol)
    arms = arms_of(adam.tables).join(adam.adsl.filter(pl.col("FASFL") == "Y"), on=SUBJECT, how="semi")
    several = arms.group_by("TRIAL").agg(pl.col("ARMS").drop_nulls().n_unique()).filter(pl.col("ARMS") > 1)
    shown = ", ".join(sorted(str(arm) for arm in arms["ARMS"].drop_nulls().unique()))
    with_marker = adam.laboratory.filter(pl.col("PARAMCD").cast(pl.String).is_in(codes), pl.col("AVAL").is_not_null())
    tables = {name: Lack(_all(trials, name not in adam.tables.given), _no_table(name)) for name in ("AE", "CM", "DS")}
    silent = "no adverse event of the study is a laboratory toxicity, though the laboratory shows grade 2 or more"
    return MappingProxyType(
        tables
        | {
            "marker": Lack(~_among(trials, with_marker), f"not collected: no result of {' or '.join(codes)} in LB"),
            "immunofixation": Lack(~_among(trials, _fixations(adam, protocol)), "not collected: no immunofixation"),
            "arms": Lack(_among(trials, several), f"the arms of the study are not pooled: {shown}"),
            "deaths": Lack(_all(trials, not knows_deaths(adam.tables)), "not collected: no table holds deaths"),
            "laboratory events": Lack(_reports_no_laboratory(adam, protocol, trials), f"not collected: {silent}"),
        }
    )


NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "marker": ("arms", "marker"),
        "response": ("arms", "marker"),
        "organs": ("arms",),
        "time to response": ("arms", "marker"),
        "time to progression": ("arms", "marker"),
        "duration of response": ("arms", "marker"),
        "landmark": ("arms", "marker"),
        "survival": ("arms",),
    }
)
"""Endpoint -> what all its results need."""

_BY_ID: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("cr", "scr"), ("immunofixation",)),
    (("os_median",), ("deaths",)),
    (("ttnt_median",), ("CM",)),
    (("ttf_median",), ("DS",)),
    (("events_without_grade",), ("AE",)),
)
"""Ids, or what they begin with before an underscore -> what they need besides."""


def withhold(endpoint: str, estimates: Iterable[Estimate], lacks: Mapping[str, Lack]) -> Iterator[Estimate]:
    """The results of an endpoint, without a value where the study lacks what they need.

    Args:
        endpoint: key of `plan.ENDPOINTS`.
        estimates: its results.
        lacks: as `not_collected` gives them.
    """
    for estimate in estimates:
        needs = (*NEEDS.get(endpoint, ()), *_needs_of(estimate.id))
        for lack in (lacks[need] for need in needs):
            if lack.where.any():
                estimate = without_value(estimate, lack)
        yield estimate


def without_value(estimate: Estimate, lack: Lack) -> Estimate:
    """The result with neither value, limits nor patients in the trials that lack what it needs."""
    if not lack.where.any():
        return estimate

    def blank(values: NDArray[np.float64] | None, fill: float) -> NDArray[np.float64] | None:
        return None if values is None else np.where(lack.where, fill, values)

    return replace(
        estimate,
        value=np.where(lack.where, np.nan, estimate.value),
        n=np.where(lack.where, 0.0, estimate.n),
        denominator=np.where(lack.where, 0.0, estimate.denominator),
        low=blank(estimate.low, np.nan),
        high=blank(estimate.high, np.nan),
        missing=lack.reason,
    )


def needs_events(name: str, way: str) -> tuple[str, ...]:
    """What a way of counting a toxicity needs: nothing, adverse events, or such events of laboratory toxicities."""
    if not term_named(name).analyte:
        return ("AE",)
    return ("AE", "laboratory events") if way == "ae" else ()


def _needs_of(identifier: str) -> tuple[str, ...]:
    name = identifier.partition("_")[0]
    return next((needs for ids, needs in _BY_ID if identifier in ids or name in ids), ())


def _no_table(name: str) -> str:
    return f"not collected: the study has no table {name} ({SHAPES[name].label})"


def _all(trials: pl.DataFrame, lacks: bool) -> Trials:
    return np.full(trials.height, lacks)


def _among(trials: pl.DataFrame, records: pl.DataFrame) -> Trials:
    return trials["TRIAL"].is_in(records["TRIAL"].unique().implode()).to_numpy()


def _fixations(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Results of an immunofixation; where the criteria know no complete response none is needed."""
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        codes = ["IFE"] if criteria.complete is not None else []
    else:
        codes = [protocol.response.code_of(SERUM_FIXATION.name)]
    if not codes:
        return adam.adsl.select("TRIAL")
    measured = adam.tables["LB"].filter(
        pl.col("LBTESTCD").cast(pl.String).is_in(codes), pl.any_horizontal(pl.col("LBSTRESC", "LBORRES").is_not_null())
    )
    told = adam.tables["RS"].filter(pl.col("RSTESTCD").cast(pl.String) == "IFE")
    return pl.concat([measured.select("TRIAL"), told.select("TRIAL")])


def _reports_no_laboratory(adam: Adam, protocol: Protocol, trials: pl.DataFrame) -> Trials:
    """Trials whose laboratory shows toxicity that no patient's adverse events mention.

    Some studies leave to the laboratory what the laboratory measures: their adverse events say nothing of it.
    """
    measured = {term.name for term in TERMS.values() if term.analyte}
    reported = adam.adae.filter(pl.col("TERM").is_in(sorted(measured)))
    graded = adam.toxicity.filter(
        pl.col("COUNT").cast(pl.String) == "emergent",
        pl.col("GRADE") >= REPORTED_GRADE,
        pl.col("TERM").cast(pl.String).is_in([n for n in protocol.toxicity.terms if term_named(n).name in measured]),
    )
    return _among(trials, graded) & ~_among(trials, reported)
