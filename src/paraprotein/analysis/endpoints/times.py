"""Times to events: response, progression, survival, next treatment, and follow-up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from ...adam.adtte.adtte import select_times
from ...adam.adtte.censoring import PRIMARY, RULES
from ...adam.matrices import SUBJECT
from ...units import MONTH_DAYS
from ..estimates import Estimate
from ..figures import estimate_spread, estimate_survival_median
from ..subjects import Booleans, Floats, Subjects

NOBODY_RESPONDED = "no patient responded"


@dataclass(frozen=True)
class Times:
    """One time to event of every subject; arrays of shape (n_trials, n_subjects).

    Attributes:
        days: NaN for a subject not at risk.
        event: True for an event, False for censoring.
    """

    days: Floats
    event: Booleans

    @property
    def at_risk(self) -> Booleans:
        """Subjects who have a time."""
        known: Booleans = ~np.isnan(self.days)
        return known


def times_of(population: Subjects, paramcd: str, rules: str = PRIMARY.name) -> Times:
    """The times of one ADTTE parameter under one set of censoring rules."""
    table = population.aligned(select_times(population.adam.adtte, paramcd, rules).select(*SUBJECT, "AVAL", "CNSR"))
    return Times(population.numbers(table, "AVAL"), population.flags(table, pl.col("CNSR") == 0))


def estimate_time_to_response(population: Subjects) -> Iterator[Estimate]:
    """Time to first response, responders only: observed times, none is censored."""
    responders = population.responders
    for prefix, paramcd in (("time_to_response", "TTR"), ("time_to_pr", "TTPRR")):
        days = times_of(population, paramcd).days
        among = responders & ~np.isnan(days) if paramcd == "TTPRR" else responders
        yield from estimate_spread(prefix, days / MONTH_DAYS, among, NOBODY_RESPONDED)


def estimate_time_to_progression(population: Subjects) -> Iterator[Estimate]:
    """Time to progression of responders, as the founding trial reports it and by Kaplan-Meier, and of all.

    Responders' times are counted from the first dose: a patient must live long enough without progression to respond
    at all (guarantee-time bias), so duration of response is reported beside them.
    """
    responders, evaluable = population.responders, population.evaluable
    of_responders = times_of(population, "TTPR")
    observed = of_responders.days / MONTH_DAYS
    yield from estimate_spread("ttp_responders", observed, responders, NOBODY_RESPONDED)
    yield _median("ttp_responders_km", of_responders, responders, NOBODY_RESPONDED)
    for identifier, paramcd in (("ttp", "TTP"), ("pfs", "PFS")):
        for rules in RULES:
            ending = "" if rules is PRIMARY else f"_{rules.name.replace('-', '_')}"
            times = times_of(population, paramcd, rules.name)
            yield _median(f"{identifier}{ending}_median", times, evaluable, "no evaluable patient was treated")


def estimate_duration_of_response(population: Subjects) -> Iterator[Estimate]:
    """From the first response, and from the first partial response, to progression."""
    chosen = population.protocol.response.duration_of_response_death
    other = "censor" if chosen == "event" else "event"
    for identifier, paramcd in (("dor", "DOR"), ("dor_pr", "DORPR")):
        times = times_of(population, paramcd)
        among, observed = population.responders & times.at_risk, times.days / MONTH_DAYS
        yield from estimate_spread(f"{identifier}_observed", observed, among, NOBODY_RESPONDED)
        yield _median(f"{identifier}_median", times, population.responders, NOBODY_RESPONDED)
        alternative = times_of(population, paramcd, f"death-{other}")
        yield _median(f"{identifier}_death_{other}_median", alternative, population.responders, NOBODY_RESPONDED)


def estimate_survival(population: Subjects) -> Iterator[Estimate]:
    """Overall survival, time to next treatment and to treatment failure, over treated patients."""
    for identifier, paramcd in (("os", "OS"), ("ttnt", "TTNT"), ("ttf", "TTF")):
        yield _median(f"{identifier}_median", times_of(population, paramcd), population.treated, "nobody was treated")


def estimate_follow_up(population: Subjects) -> Iterator[Estimate]:
    """Observed follow-up over evaluable patients, and the reverse Kaplan-Meier median over the same."""
    evaluable, missing = population.evaluable, "no evaluable patient"
    observed = times_of(population, "FUP").days / MONTH_DAYS
    yield from estimate_spread("follow_up", observed, evaluable, missing)
    survival = times_of(population, "OS")
    yield estimate_survival_median(
        "follow_up_reverse_km", survival.days, survival.event, evaluable, reverse=True, missing=missing
    )


def _median(identifier: str, times: Times, among: Booleans, missing: str) -> Estimate:
    return estimate_survival_median(identifier, times.days, times.event, among, missing=missing)
