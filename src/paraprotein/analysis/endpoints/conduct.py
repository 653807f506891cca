"""How the study went: who was enrolled and evaluable, what they were given, what its stopping rules say."""

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import polars as pl

from ...protocol.stopping_rules import rule_key
from ...units import MONTH_DAYS
from ..estimates import Estimate
from ..figures import estimate_count, estimate_spread
from ..stopping import judge_rule
from ..subjects import Subjects, count


def estimate_characteristics(population: Subjects) -> Iterator[Estimate]:
    """Enrolled patients and their characteristics at entry."""
    adsl, enrolled = population.adam.adsl, population.enrolled
    n = count(enrolled)
    yield Estimate("enrolled", n, "count", n, n)
    yield from estimate_spread("age", population.numbers(adsl, "AGE"), enrolled, "AGE is not recorded in DM")
    prior = population.numbers(adsl, "PRIORTX")
    yield from estimate_spread("prior_therapies", prior, enrolled, "PRIORTX is not recorded in DM")
    for identifier, status in (("relapsed", "RELAPSED"), ("refractory", "REFRACTORY")):
        yield _count_known(population, identifier, "DISSTAT", status)
    yield _count_known(population, "male", "SEX", "M")


def _count_known(population: Subjects, identifier: str, column: str, value: str) -> Estimate:
    """Enrolled patients with a value, among those of whom it is known."""
    adsl = population.adam.adsl
    known = population.enrolled & population.flags(adsl, pl.col(column).is_not_null())
    has = population.flags(adsl, pl.col(column).str.to_uppercase() == value)
    return estimate_count(identifier, has, known, f"{column} is not recorded in DM")


IDENTIFIERS = MappingProxyType(
    {
        "not_treated": "NOT TREATED",
        "no_baseline": "NO VALID BASELINE",
        "no_later_value": "NO VALUE AFTER BASELINE",
    }
)
"""Id of each reason why an enrolled patient is not evaluable (EVALREAS)."""


def estimate_evaluability(population: Subjects) -> Iterator[Estimate]:
    """Treated and evaluable patients among the enrolled, and the reasons of the others."""
    adsl, enrolled = population.adam.adsl, population.enrolled
    yield estimate_count("treated", population.treated, enrolled)
    yield estimate_count("evaluable", population.evaluable, enrolled)
    for identifier, reason in IDENTIFIERS.items():
        yield estimate_count(identifier, population.flags(adsl, pl.col("EVALREAS") == reason), enrolled)


_MISSING = "no dose is recorded in EX"


def estimate_exposure(population: Subjects) -> Iterator[Estimate]:
    """Duration and intensity of treatment over treated patients, and how many were held, reduced and escalated."""
    table, treated = population.adam.exposure, population.treated
    duration = population.numbers(table, "TRTDURD") / MONTH_DAYS
    yield from estimate_spread("treatment_duration", duration, treated, _MISSING)
    spreads = {"rdi": "RDI", "rdi_first": "RDIFIRST", "rdi_highest": "RDIHIGH"}
    for prefix, column in spreads.items():
        yield from estimate_spread(prefix, 100 * population.numbers(table, column), treated, _MISSING)
    for prefix, column in {"adi": "ADI", "cumulative_dose": "CUMDOSE", "dose_when_dosed": "AVGDOSE"}.items():
        yield from estimate_spread(prefix, population.numbers(table, column), treated, _MISSING)
    recorded = treated & population.flags(table, pl.col("NHOLD").is_not_null())
    for identifier, column in {"held": "NHOLD", "reduced": "NRED", "escalated": "NESC"}.items():
        yield estimate_count(identifier, population.flags(table, pl.col(column) > 0), recorded, _MISSING)


NOT_REACHED = "the study did not reach the boundary"


def estimate_stopping(population: Subjects) -> Iterator[Estimate]:
    """For each rule the patients with the event among known outcomes, and the patients treated at the boundary.

    The second has no value where the boundary was not reached.
    """
    treated = count(population.treated)
    for rule in population.protocol.stopping or ():
        outcome, key = judge_rule(population, rule), rule_key(rule)
        known = ~np.isnan(outcome.known_day)
        missing = outcome.not_collected or "no outcome is known"
        yield estimate_count(f"stop_{key}_events", outcome.event & known, known, missing)
        entered = outcome.entered
        n = np.where(np.isnan(entered), 0.0, entered)
        yield Estimate(
            f"stop_{key}_after",
            entered,
            "stopping-rule",
            n,
            treated,
            unreached=missing if outcome.not_collected else NOT_REACHED,
        )
