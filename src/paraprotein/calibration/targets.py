"""Published results as the numbers that a posterior is conditioned on.

A count goes through its square root and a positive quantity through its logarithm, where their sampling distributions
are nearest to normal. A result that was published only as a bound (p < 0.001) becomes whether the bound holds; a result
that some trials cannot estimate (time to response without a responder) brings a second number that says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..protocol.published import Figure, Published

Floats = NDArray[np.float64]

AT_ENTRY = ("enrolled", "age_", "prior_therapies_", "relapsed", "refractory", "male")
"""Results that begin so are drawn from the protocol itself and say nothing about a population's parameters."""

SMALLEST = 1e-6
"""Values below this count as equal to it, so that a p value of 0 has a logarithm."""

FURTHEST = 6.0
"""Standard deviations at which a feature is cut: an outlier must not lead the network where it has never been."""


@dataclass(frozen=True)
class Target:
    """One published result to condition on."""

    figure: Figure

    @property
    def id(self) -> str:
        """The result's id."""
        return self.figure.id

    def feature(self, values: Floats) -> Floats:
        """Result values on the scale where they are compared; NaN stays NaN. Any shape."""
        if self.figure.relation != "=":
            return np.where(np.isnan(values), np.nan, _holds(values, self.figure))
        if self.figure.unit == "patients":
            return np.sqrt(values + 0.375)  # Anscombe's variance-stabilising square root
        if self.figure.unit == "1" and not self.figure.id.endswith("_p"):
            return values
        return np.log(np.maximum(values, SMALLEST))

    def published_feature(self) -> float:
        """The published value on the same scale; a published bound holds by definition."""
        if self.figure.relation != "=":
            return 1.0
        return float(self.feature(np.asarray(self.figure.value, dtype=np.float64)))


def _holds(values: Floats, figure: Figure) -> NDArray[np.bool_]:
    limit = np.asarray(figure.value, dtype=np.float64)
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[figure.relation]
    return np.asarray(compare(values, limit), dtype=np.bool_)


def select_targets(published: Published, ids: Iterable[str]) -> tuple[Target, ...]:
    """Published results that simulated trials report and that a population's parameters can move.

    Args:
        published: the publication.
        ids: results that the analysis of a simulated trial has.

    Raises:
        UsageError: there is none.
    """
    known = set(ids)
    targets = tuple(
        Target(figure)
        for figure in published.figures
        if figure.value is not None and figure.id in known and not figure.id.startswith(AT_ENTRY)
    )
    if not targets:
        fix = "give each result the id that `paraprotein analyze` prints"
        raise UsageError.one(published.study, "no published result is one that the analysis reports", fix)
    return targets


@dataclass(frozen=True, eq=False)
class Features:
    """Targets of many trials as standardised numbers, and how they were standardised.

    Attributes:
        targets: the results, in order.
        center: mean of each target's feature over the training trials, shape (n_targets,).
        scale: its standard deviation; 1 where it never varied.
        gaps: targets that some training trial could not estimate, shape (n_targets,).
    """

    targets: tuple[Target, ...]
    center: Floats
    scale: Floats
    gaps: NDArray[np.bool_]

    @classmethod
    def learn(cls, targets: tuple[Target, ...], ids: tuple[str, ...], figures: Floats) -> "Features":
        """Standardisation from training trials, `figures` of shape (n_trials, n_figures)."""
        raw = _raw(targets, ids, figures)
        gaps = np.asarray(np.isnan(raw).any(axis=0))
        counted = np.where(np.isnan(raw), np.nan, raw)
        center = np.array([np.nanmean(column) if np.isfinite(column).any() else 0.0 for column in counted.T])
        spread = np.array([np.nanstd(column) if np.isfinite(column).any() else 0.0 for column in counted.T])
        return cls(targets, center, np.where(spread > 0, spread, 1.0), gaps)

    def of_trials(self, ids: tuple[str, ...], figures: Floats) -> Floats:
        """Features of simulated trials, shape (n_trials, n_features): standardised targets, then the gaps."""
        return self._standardised(_raw(self.targets, ids, figures))

    def of_published(self) -> Floats:
        """Features of the published results, shape (n_features,)."""
        raw = np.array([[target.published_feature() for target in self.targets]])
        return np.asarray(self._standardised(raw)[0])

    def _standardised(self, raw: Floats) -> Floats:
        missing = np.isnan(raw)
        scaled = np.clip((np.where(missing, self.center, raw) - self.center) / self.scale, -FURTHEST, FURTHEST)
        return np.concatenate([scaled, missing[:, self.gaps].astype(np.float64)], axis=1)


def _raw(targets: tuple[Target, ...], ids: tuple[str, ...], figures: Floats) -> Floats:
    return np.stack([target.feature(figures[:, ids.index(target.id)]) for target in targets], axis=1)
