"""Amounts of an oral drug in closed form: superposition of what gut and plasma hold."""

from typing import NamedTuple

import jax.numpy as jnp

from ...arrays import Floats
from ...pharmacology.model import OralKinetics

SERIES_BELOW = 0.05
"""Below this argument the divided difference of two exponentials is summed as a series."""


class Amounts(NamedTuple):
    """Drug in one patient at the start of a day, before the dose, mg. Arrays of shape (n_patients,)."""

    gut: Floats
    central: Floats

    @classmethod
    def none(cls, like: Floats) -> "Amounts":
        """No drug, in the shape of `like`."""
        return cls(0.0 * like, 0.0 * like)


class Transfer(NamedTuple):
    """What becomes of a unit amount after a given time. Arrays of shape (n_patients,).

    Attributes:
        gut: share of a gut amount that is still in the gut.
        absorbed: share of a gut amount that is in plasma.
        central: share of a plasma amount that is still in plasma.
    """

    gut: Floats
    absorbed: Floats
    central: Floats

    def apply(self, amounts: Amounts) -> Amounts:
        """Amounts after that time."""
        return Amounts(self.gut * amounts.gut, self.absorb(amounts))

    def absorb(self, amounts: Amounts) -> Floats:
        """Amount in plasma after that time."""
        return self.central * amounts.central + self.absorbed * amounts.gut


def transfer(kinetics: OralKinetics, days: Floats | float) -> Transfer:
    """Transfer over `days` without a dose (a number or an array of shape (n_patients,)).

    Bateman's function, k_a (exp(-k_e t) - exp(-k_a t)) / (k_a - k_e), written so that it also holds where absorption
    and elimination are equal.

    Source: the Bateman function, IUPAC Gold Book 15499 (doi 10.1351/goldbook.15499).
    """
    absorption, elimination = kinetics.absorption, kinetics.elimination
    kept = jnp.exp(-elimination * days)
    return Transfer(
        gut=jnp.exp(-absorption * days),
        absorbed=absorption * days * kept * _mean_decay((absorption - elimination) * days),
        central=kept,
    )


def _mean_decay(x: Floats) -> Floats:
    """(1 - exp(-x)) / x, continued through x = 0."""
    near = jnp.abs(x) < SERIES_BELOW
    away = jnp.where(near, 1.0, x)
    series = 1.0 - x / 2 * (1.0 - x / 3 * (1.0 - x / 4 * (1.0 - x / 5 * (1.0 - x / 6 * (1.0 - x / 7)))))
    return jnp.where(near, series, -jnp.expm1(-away) / away)
