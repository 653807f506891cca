"""Population files: how the parameters of a model vary between patients, with the evidence level of each number.

A patient's parameter is a function of one standard normal z per parameter; correlations join the z of two parameters.
With typical value t and spread s:

    fixed         t
    lognormal     t * exp(s * z)            s: standard deviation of the logarithm (`omega`), or from `cv`
    normal        t + s * z                 s: standard deviation (`sd`), in the parameter's unit
    logit-normal  expit(logit(t) + s * z)   s: standard deviation of the logit (`omega`); 0 < t < 1

`low` and `high` truncate a distribution: no patient lies beyond them, and probability is rescaled in between.
A calibrated population is a weighted set of such populations: its `draws` hold typical values (and spreads, in columns
named `NAME.spread`) that replace those of the file, one row per draw, with weights that sum to 1. A typical value of 0
in a draw of a lognormal or logit-normal parameter switches its mechanism off for every patient of that draw, the limit
of the distribution: so one table holds draws of several variants. Columns named `conduct.FIELD` are factors on the
hazards of the protocol's `conduct`.

A `Prior` says what was believed of a typical value and of a spread before a calibration; it changes no patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..sources import Provenance, Source

Distribution = Literal["fixed", "lognormal", "normal", "logit-normal"]


@dataclass(frozen=True)
class Prior:
    """What is believed of a typical value, and of a spread, before any calibration.

    Attributes:
        distribution: lognormal, logit-normal or normal.
        center: median of the typical value, in the parameter's unit.
        sd: standard deviation of its logarithm, its logit, or itself; 0 holds it at `center`.
        low: it does not lie below; None when unbounded.
        high: it does not lie above; None when unbounded.
        spread: median of the spread between patients, on the scale of the parameter's distribution.
        spread_sd: standard deviation of the logarithm of the spread; 0 holds it at `spread`.
        provenance: its evidence level.
    """

    distribution: Literal["lognormal", "normal", "logit-normal"]
    center: float
    sd: float
    low: float | None
    high: float | None
    spread: float
    spread_sd: float
    provenance: Provenance


@dataclass(frozen=True)
class ConductFactor:
    """A factor on one hazard of the protocol's `conduct`, which a calibration may learn.

    Attributes:
        name: field of `conduct`.
        prior: of the factor.
    """

    name: str
    prior: Prior


@dataclass(frozen=True)
class ParameterDistribution:
    """How one parameter varies between patients.

    Attributes:
        name: the model's name of the parameter.
        unit: unit of `typical`, `low` and `high`.
        typical: median over patients (for `normal`, the mean), before truncation.
        distribution: its form, see the module's description.
        spread: standard deviation on the scale of the distribution (logarithm, logit, or the unit itself); 0 if fixed.
        low: no patient lies below; None when unbounded.
        high: no patient lies above; None when unbounded.
        provenance: evidence level of the typical value and spread.
        prior: what is believed before a calibration; None where a calibration leaves the parameter alone.
    """

    name: str
    unit: str
    typical: float
    distribution: Distribution
    spread: float
    low: float | None
    high: float | None
    provenance: Provenance
    prior: Prior | None = None


@dataclass(frozen=True)
class Correlation:
    """Correlation of the standard normals of two parameters."""

    first: str
    second: str
    rho: float


@dataclass(frozen=True)
class Draws:
    """A weighted set of populations, from a calibration.

    Attributes:
        weights: probability of each draw, shape (n_draws,), sums to 1.
        typical: typical value by parameter name, each of shape (n_draws,), in the parameter's unit.
        spread: spread by parameter name, each of shape (n_draws,), on the scale of its distribution.
        conduct: factor on a hazard of the protocol's `conduct` by field, each of shape (n_draws,).
    """

    weights: NDArray[np.float64]
    typical: Mapping[str, NDArray[np.float64]]
    spread: Mapping[str, NDArray[np.float64]]
    conduct: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """A population of virtual patients.

    Attributes:
        name: name of the file without its ending.
        model: the disease-drug model whose parameters these are.
        variant: which reading of the mechanism, e.g. `mixed`.
        description: one sentence for people.
        parameters: distributions by parameter name, in the order of the file.
        correlations: pairs of correlated parameters; all others are independent.
        draws: a calibrated set that replaces typical values and spreads; None when the file's own values hold.
        sources: publications by their key.
        digest: SHA-256 of all of the above that changes a simulated patient.
        conduct: factors on hazards of the protocol that a calibration may learn.
    """

    name: str
    model: str
    variant: str
    description: str
    parameters: Mapping[str, ParameterDistribution]
    correlations: tuple[Correlation, ...]
    draws: Draws | None
    sources: Mapping[str, Source]
    digest: str
    conduct: tuple[ConductFactor, ...] = ()
