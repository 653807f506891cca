"""The same trial with a drug that does nothing: how much of what was published would have been published anyway.

The lowest of several noisy values lies below the first one in nearly every patient, treated or not. So response counts,
"IgM at best response" and its paired test are compared with the same trial under an inert drug: the same patients,
visits, assays and analysis, and the same chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..comparisons import TOLERANCE
from ..files.plain import Record, plain_record
from ..protocol.published import Published
from ..scale.replicates import Replicates

Floats = NDArray[np.float64]

SIGNIFICANT = 0.05
"""The level at which a paired test would have been called significant."""


@dataclass(frozen=True)
class NoDrugFigure:
    """One result of the trial without an effective drug, beside the same trial with the drug and the publication.

    Attributes:
        id: result.
        label: what it is, for people.
        favours: whether a more effective drug makes it `high` or `low`.
        no_drug: 5th, 50th and 95th percentile over trials with an inert drug; NaN where never estimable.
        with_drug: the same with the drug of the population file.
        published: the published value; None where nothing was published.
        p: chance that a trial without an effective drug reports a result at least as favourable as the published one,
            never below 1 / (trials + 1); None where nothing was published.
        explained: part of the published effect that the median trial without an effective drug shows; None where
            nothing was published or the published value is no effect.
    """

    id: str
    label: str
    favours: Literal["high", "low"]
    no_drug: tuple[float, float, float]
    with_drug: tuple[float, float, float]
    published: float | None
    p: float | None
    explained: float | None


@dataclass(frozen=True)
class NoDrugTrial:
    """What a trial reports when the drug does nothing.

    Attributes:
        trials: trials simulated.
        figures: best-value results.
        false_response_rate: share of evaluable patients who respond by the protocol's criteria, over all trials.
        false_response_rate_confirmed: the same when the next visit must uphold the response.
        false_responder: chance that a trial has at least one responder.
        significant_best: share of trials whose paired test at the best value is below 0.05 for a fall.
        significant_fixed: the same at the fixed time: at most 0.025 when the disease is stable or grows.
        response_counts: trials with 0, 1, 2, ... responders without an effective drug.
        response_counts_drug: the same with the drug.
        published_responders: published number with a fall of at least 25 %; None where not published.
    """

    trials: int
    figures: tuple[NoDrugFigure, ...]
    false_response_rate: float
    false_response_rate_confirmed: float
    false_responder: float
    significant_best: float
    significant_fixed: float
    response_counts: tuple[int, ...]
    response_counts_drug: tuple[int, ...]
    published_responders: float | None

    def record(self) -> Record:
        """Plain values for JSON; a number that does not exist is None."""
        return plain_record(asdict(self))


Compute = Callable[[Mapping[str, Floats]], Floats]
"""A result from the values of others: over trials, or of the publication."""


@dataclass(frozen=True)
class _Best:
    """A best-value result.

    Which way is favourable, what of a trial and of a publication it is computed from, how, and its value when nothing
    happens.
    """

    label: str
    favours: Literal["high", "low"]
    needs: tuple[str, ...]
    stated: tuple[str, ...]
    compute: Compute
    nothing: float | None


def _best_value_figures(marker: str) -> dict[str, _Best]:
    """Results that rest on the best of several values, by id."""
    base, best = f"{marker}_baseline_median", f"{marker}_best_median"
    p, change = f"{marker}_best_p", f"{marker}_best_change"
    name = marker.upper()
    return {
        f"{marker}_fall_25": _one(f"Patients with a fall of {name} of at least 25 %", "high", f"{marker}_fall_25", 0.0),
        f"{marker}_fall_50": _one(f"Patients with a fall of {name} of at least 50 %", "high", f"{marker}_fall_50", 0.0),
        f"{marker}_best_fall": _Best(
            f"Fall of the median {name} at best response, percent", "high", (base, best), (base, best),
            lambda values: 100.0 * (1.0 - values[best] / values[base]), 0.0,
        ),
        p: _Best(
            f"Paired test of a fall of {name} at best response, p", "low", (p, change), (p,),
            lambda values: p_of_fall(values[p], values[change]) if change in values else values[p], None,
        ),
    }  # fmt: skip


def _one(label: str, favours: Literal["high", "low"], identifier: str, nothing: float | None) -> _Best:
    return _Best(label, favours, (identifier,), (identifier,), lambda values: values[identifier], nothing)


def p_of_fall(p: Floats, change: Floats) -> Floats:
    """The two-sided p where the typical change is a fall, 1 where it is not: a rise is no sign of an effect."""
    return np.where(change < 0, p, np.where(np.isnan(p), np.nan, 1.0))


def describe_no_drug(replicates: Replicates, marker: str, published: Published | None = None) -> NoDrugTrial:
    """Summarise the no-drug arm of a run.

    Args:
        replicates: trials with the drug and without.
        marker: LBTESTCD of the protocol's response marker.
        published: published results, compared where they exist.
    """
    code = marker.lower()
    figures = tuple(
        _figure(identifier, best, replicates, published) for identifier, best in _best_value_figures(code).items()
    )
    treated, inert = replicates.of("orr")
    _, evaluable = replicates.of("evaluable")
    _, confirmed = replicates.of("orr_confirmed")
    responders = published_values(published).get(f"{code}_fall_25")
    return NoDrugTrial(
        trials=replicates.no_drug.shape[1],
        figures=figures,
        false_response_rate=float(np.nansum(inert) / np.nansum(evaluable)),
        false_response_rate_confirmed=float(np.nansum(confirmed) / np.nansum(evaluable)),
        false_responder=float(np.mean(inert >= 1)),
        significant_best=_significant(replicates, f"{code}_best"),
        significant_fixed=_significant(replicates, f"{code}_fixed"),
        response_counts=_counts(inert),
        response_counts_drug=_counts(treated),
        published_responders=responders,
    )


def published_values(published: Published | None) -> dict[str, float]:
    """Published values by id, bounds left out."""
    figures = published.figures if published else ()
    return {figure.id: figure.value for figure in figures if figure.value is not None and figure.relation == "="}


def _figure(identifier: str, best: _Best, replicates: Replicates, published: Published | None) -> NoDrugFigure:
    arms = {need: replicates.of(need) for need in best.needs}
    treated, inert = (best.compute({need: arm[side] for need, arm in arms.items()}) for side in (0, 1))
    known = published_values(published)
    value = p = explained = None
    if all(identifier in known for identifier in best.stated):
        value = float(best.compute({identifier: np.asarray(known[identifier]) for identifier in best.stated}))
        p = noise_calibrated_p(inert, value, best.favours)
        if best.nothing is not None and value != best.nothing and not np.isnan(inert).all():
            explained = float((np.nanmedian(inert) - best.nothing) / (value - best.nothing))
    return NoDrugFigure(
        identifier, best.label, best.favours, _percentiles(inert), _percentiles(treated), value, p, explained
    )


def noise_calibrated_p(no_drug: Floats, published: float, favours: Literal["high", "low"]) -> float:
    """Chance that a trial without an effective drug reports something at least as favourable.

    The published trial counts as one of the trials (Davison and Hinkley 1997, section 4.2), so the result is at least
    1 / (trials + 1) and the test keeps its level. Trials that cannot estimate the result count as not favourable.

    Args:
        no_drug: the result over trials, shape (n_trials,).
        published: its published value.
        favours: which way an effective drug moves it.
    """
    tolerance = TOLERANCE * max(1.0, abs(published))
    extreme = no_drug >= published - tolerance if favours == "high" else no_drug <= published + tolerance
    return float((1 + np.count_nonzero(extreme)) / (1 + len(no_drug)))


def _percentiles(values: Floats) -> tuple[float, float, float]:
    if np.isnan(values).all():
        return (float("nan"),) * 3
    low, middle, high = np.nanquantile(values, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def _significant(replicates: Replicates, pair: str) -> float:
    """Share of the trials without an effective drug that show a significant fall."""
    p, change = (replicates.of(f"{pair}_{ending}")[1] for ending in ("p", "change"))
    return float(np.mean(p_of_fall(p, change) < SIGNIFICANT))


def _counts(values: Floats) -> tuple[int, ...]:
    known = values[~np.isnan(values)].astype(np.int64)
    return tuple(int(number) for number in np.bincount(known))
