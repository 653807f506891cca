"""The stopping boundaries that a protocol states, as the stopping rules read them."""

import math
import re

import numpy as np

from ..stopping import pocock_bounds, posterior_bounds, table_bounds
from ..stopping.boundary import Floats
from .schema import Protocol, StoppingRule


def rule_key(rule: StoppingRule) -> str:
    """The rule's name as part of an id: `Severe edema` is `severe_edema`."""
    return re.sub(r"[^a-z0-9]+", "_", rule.name.lower()).strip("_")


def bounds_of(rule: StoppingRule, planned: int, n_max: int) -> Floats:
    """Smallest number of events that stops the study by patients evaluated, shape (n_max + 1,); inf where none does.

    Args:
        rule: a rule of the protocol.
        planned: patients of the whole study.
        n_max: patients up to whom the boundary is wanted; beyond its own last patient a boundary stops nothing.
    """
    if rule.table is not None:
        return table_bounds(((row.events, row.of) for row in rule.table), n_max)
    if rule.posterior is not None:
        stated = rule.posterior
        prior = (stated.prior.a, stated.prior.b)
        return posterior_bounds(stated.rate, stated.exceeded, prior, stated.first, n_max)
    if rule.pocock is not None:
        bounds = np.full(max(n_max, planned) + 1, np.inf)
        bounds[: planned + 1] = pocock_bounds(rule.pocock.rate, rule.pocock.error, planned)
        return bounds[: n_max + 1]
    raise ValueError("a stopping rule without a boundary passed the checks of the protocol")


def boundary_text(bounds: Floats) -> str:
    """The boundary in words: `3 of 3-4, 4 of 5-8 patients`."""
    parts = []
    n = 1
    while n < bounds.size:
        last = n
        while last + 1 < bounds.size and bounds[last + 1] == bounds[n]:
            last += 1
        # a number of events that these patients cannot have yet is reached at the earliest by as many patients
        first = max(n, int(bounds[n])) if math.isfinite(bounds[n]) else last + 1
        if first <= last:
            parts.append(f"{bounds[n]:g} of {first}" + (f"-{last}" if last > first else ""))
        n = last + 1
    return ", ".join(parts) + " patients" if parts else "never"


def stopping_boundaries(protocol: Protocol) -> dict[str, str]:
    """Name of each stopping rule -> its boundary in words, up to the planned number of patients."""
    planned = protocol.population.enrolled
    return {
        rule.name: boundary_text(bounds_of(rule, planned, _last(rule, planned))) for rule in protocol.stopping or ()
    }


def _last(rule: StoppingRule, planned: int) -> int:
    return max(row.of for row in rule.table) if rule.table else planned
