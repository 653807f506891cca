"""Published results beside what simulated trials of the same protocol report."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..files.plain import Plain
from ..protocol.explain import stand_in_sentence
from ..protocol.load import LoadedProtocol
from ..protocol.published import Figure, Published, load_published
from ..statistics import compute_position, compute_replicate_summary
from ..version import made_with
from .replicates import Progress, Replicates, replicate
from .stopping import summarise_stopping

LEVEL = 0.90
"""Probability of the intervals over simulated trials."""


@dataclass(frozen=True)
class Interval:
    """Distribution of one result over simulated trials; infinite where not reached, NaN where never estimable.

    Attributes:
        median: median over trials.
        low: lower end of the 90 % interval.
        high: upper end.
        error: Monte Carlo standard error of the median.
        missing: trials in which the result cannot be estimated.
    """

    median: float
    low: float
    high: float
    error: float
    missing: int


@dataclass(frozen=True)
class ComparedFigure:
    """One published result and its place among simulated trials.

    Attributes:
        figure: what was published.
        simulated: with the drug.
        no_drug: the same patients, visits and chance with an inert drug.
        percentile: where in the simulated distribution the published result falls, 0 to 100; None where nothing
            was published.
        inside: whether the 90 % interval holds it; None where nothing was published.
    """

    figure: Figure
    simulated: Interval
    no_drug: Interval
    percentile: float | None
    inside: bool | None


@dataclass(frozen=True, eq=False)
class PublishedComparison:
    """Everything that `run` reports.

    Attributes:
        loaded: the protocol.
        published: the publication.
        figures: in the order of the publication.
        replicates: the simulated trials.
        trials: number of simulated trials.
        seed: seed of the run.
        population: name of the population file.
        population_digest: its SHA-256.
    """

    loaded: LoadedProtocol
    published: Published
    figures: tuple[ComparedFigure, ...]
    replicates: Replicates
    trials: int
    seed: int
    population: str
    population_digest: str

    @property
    def outside(self) -> tuple[ComparedFigure, ...]:
        """Published results that the simulated trials do not reproduce."""
        return tuple(figure for figure in self.figures if figure.inside is False)

    def record(self) -> dict[str, Plain]:
        """The comparison as plain values for JSON; a result that was not reached or not estimable is None."""
        return {
            "study": self.loaded.protocol.study.id,
            "seed": self.seed,
            "trials": self.trials,
            "level": LEVEL,
            "versions": made_with("jax", "numpy", "polars", "scipy"),
            "protocol_hash": self.loaded.digest,
            "population": {"name": self.population, "hash": self.population_digest},
            "screened": self.replicates.screened,
            "failed_integrations": self.replicates.failed,
            "self_check": {
                "patients": self.replicates.self_check.patients,
                "halved_step_error": self.replicates.self_check.halved_step_error,
                "replay_difference": self.replicates.self_check.replay_difference,
            },
            "figures": [_figure_record(figure) for figure in self.figures],
            **self._stopping(),
            **self._stand_in(),
        }

    def _stand_in(self) -> dict[str, str]:
        """What the results say of a drug that another one's model stands in for; nothing without a stand-in."""
        sentence = stand_in_sentence(self.loaded.protocol)
        return {"stand_in": sentence} if sentence else {}

    def _stopping(self) -> dict[str, Plain]:
        """What the protocol's stopping rules did to the trials; nothing where it states none."""
        records = summarise_stopping(self.replicates, self.loaded.protocol)
        return {"stopping": records} if records else {}


def run(
    loaded: LoadedProtocol, *, trials: int = 1000, seed: int = 1, progress: Progress | None = None
) -> PublishedComparison:
    """Simulate a published trial many times and compare each published result with what the trials report.

    Args:
        loaded: a protocol with `virtual_patients`, `conduct` and a `published.yaml` beside it.
        trials: number of simulated trials.
        seed: seed of the run.
        progress: called after each batch of trials.

    Raises:
        UsageError: no trials were asked for, or the protocol cannot be simulated or compared.
    """
    if trials < 1:
        raise UsageError.one("--trials", f"{trials} trials", "ask for at least 1")
    published = load_published(loaded.directory)
    if published is None:
        raise UsageError.one(
            f"{loaded.directory.name}/published.yaml",
            "there is no such file",
            "write the published results there, or use `paraprotein simulate` and `paraprotein analyze`",
        )
    replicates = replicate(loaded, trials=trials, seed=seed, progress=progress)
    return PublishedComparison(
        loaded=loaded,
        published=published,
        figures=compare_figures(published, replicates),
        replicates=replicates,
        trials=trials,
        seed=seed,
        population=replicates.population,
        population_digest=replicates.population_digest,
    )


def compare_figures(published: Published, replicates: Replicates) -> tuple[ComparedFigure, ...]:
    """Every published result with its place among simulated trials, in the order of the publication."""
    return tuple(_compared(figure, replicates) for figure in published.figures)


def _compared(figure: Figure, replicates: Replicates) -> ComparedFigure:
    treated, no_drug = replicates.of(figure.id)
    percentile, inside = None, None
    if figure.value is not None and not np.all(np.isnan(treated)):
        position = compute_position(treated, figure.value, relation=figure.relation, level=LEVEL)
        percentile, inside = float(position.percentile[0]), bool(position.is_inside[0])
    return ComparedFigure(figure, _interval(treated), _interval(no_drug), percentile, inside)


def _interval(values: NDArray[np.float64]) -> Interval:
    summary = compute_replicate_summary(values, level=LEVEL)
    return Interval(
        float(summary.median[0]),
        float(summary.low[0]),
        float(summary.high[0]),
        float(summary.median_error[0]),
        int(summary.n_not_estimable[0]),
    )


def _figure_record(compared: ComparedFigure) -> dict[str, Plain]:
    figure = compared.figure
    return {
        "id": figure.id,
        "label": figure.label,
        "unit": figure.unit,
        "published": figure.value,
        "relation": figure.relation,
        "denominator": figure.denominator,
        "source": figure.place,
        "simulated": _interval_record(compared.simulated),
        "no_drug": _interval_record(compared.no_drug),
        "percentile": compared.percentile,
        "inside": compared.inside,
    }


def _interval_record(interval: Interval) -> dict[str, float | int | None]:
    values = {
        "median": interval.median,
        "low": interval.low,
        "high": interval.high,
        "monte_carlo_error": interval.error,
    }
    finite: dict[str, float | int | None] = {k: v if np.isfinite(v) else None for k, v in values.items()}
    return finite | {"not_estimable": interval.missing}
