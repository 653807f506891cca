"""Enrol virtual patients: who they are, what they are made of, and when they would leave whatever the drug does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..pharmacology.model import Model
from ..protocol.population import Population
from ..protocol.schema import Conduct, Protocol
from ..units import MONTH_DAYS
from .assay import LaboratoryTest, laboratory_of, report_result
from .chance import Chance, draw_chance
from .characteristics import draw_characteristics
from .parameters import choose_draws, draw_parameters, latent_count

Floats = NDArray[np.float64]
Days = NDArray[np.int64]

Result = tuple[Floats, NDArray[np.bool_]]
"""A laboratory result of each patient as `assay.report_result` gives it: value, and whether it is below the limit."""

MOST_SCREENED = 40
"""Candidates screened for one place before the place is filled whatever the last one's values are."""


@dataclass(frozen=True)
class Cohort:
    """Enrolled patients of one or many trials, flat; every array has shape (n,).

    Attributes:
        trial: replicate number, from 1.
        patient: number within the trial, from 0, in order of enrolment.
        parameters: the mechanistic model's parameters.
        characteristics: age, male, prior_therapies, relapsed.
        screening: laboratory results at screening, by code: the value, and whether it is below the limit.
        screened: candidates screened for this patient's place, the patient included.
        enrolled_day: first dose, days after the first patient of the trial.
        withdrawal_day: days after first dose on which the patient would leave treatment of their own will.
        death_day: days after first dose of death from a cause that the model does not know.
        cut_day: days after first dose at which the data end.
    """

    trial: NDArray[np.int32]
    patient: NDArray[np.int32]
    parameters: Mapping[str, Floats]
    characteristics: Mapping[str, Floats | NDArray[np.bool_]]
    screening: Mapping[str, Result]
    screened: NDArray[np.int32]
    enrolled_day: Days
    withdrawal_day: Days
    death_day: Days
    cut_day: Days

    def __len__(self) -> int:
        return len(self.trial)


def enrol(
    protocol: Protocol,
    population: Population,
    model: Model,
    *,
    seed: int,
    trials: range,
    draws: NDArray[np.int64] | None = None,
) -> Cohort:
    """Enrol the patients of the given trials.

    Args:
        protocol: needs `conduct`.
        population: parameter distributions of the model.
        model: the disease under the drug.
        seed: seed of the whole run; patient i of trial t is the same in any range of trials.
        trials: replicate numbers.
        draws: which draw of a calibrated population each trial takes, shape (n_trials,); None chooses by weight.

    Raises:
        UsageError: the protocol has no `conduct`, or the population lacks a parameter of the model.
    """
    conduct = _conduct_of(protocol)
    enrolled = protocol.population.enrolled
    trial = np.repeat(np.arange(trials.start, trials.stop, dtype=np.int32), enrolled)
    patient = np.tile(np.arange(enrolled, dtype=np.int32), len(trials))
    first = _chance(seed, trial, patient, protocol, model)
    enrolled_day = _accrual(first.accrual, trial, conduct)
    chosen = choose_draws(population, first.population) if draws is None else np.repeat(draws, enrolled)
    candidates = _Candidates(seed, trial, patient, chosen, first)
    parameters, screening, screened = _screen(protocol, population, model, candidates)
    hazard = _leaving(population, conduct, chosen)
    return Cohort(
        trial=trial,
        patient=patient,
        parameters=parameters,
        characteristics=draw_characteristics(
            first.character, first.characteristics, protocol.population.characteristics, enrolled
        ),
        screening=screening,
        screened=screened,
        enrolled_day=enrolled_day,
        withdrawal_day=_withdrawal(first.leaving[:, :3], conduct, hazard, protocol.visits.every),
        death_day=_waiting_time(first.leaving[:, 3], conduct.death_per_month),
        cut_day=np.floor(conduct.data_cut).astype(np.int64) - enrolled_day,
    )


class _Candidates(NamedTuple):
    """Places to fill, and the first candidate for each."""

    seed: int
    trial: NDArray[np.int32]
    patient: NDArray[np.int32]
    chosen: NDArray[np.int64]  # draw of the population that the trial takes
    first: Chance


def _chance(
    seed: int, trial: NDArray[np.int32], patient: NDArray[np.int32], protocol: Protocol, model: Model, attempt: int = 0
) -> Chance:
    n_parameters, n_assays = latent_count(model), len(protocol.assays)
    return draw_chance(seed, trial, patient, attempt=attempt, n_parameters=n_parameters, n_assays=n_assays)


def _conduct_of(protocol: Protocol) -> Conduct:
    if protocol.conduct is None:
        raise UsageError.one(
            "conduct", "the protocol does not say how the study was run", "add a section `conduct` to simulate it"
        )
    return protocol.conduct


def _accrual(uniform: Floats, trial: NDArray[np.int32], conduct: Conduct) -> Days:
    """Day of each first dose after the trial's first: uniform over the accrual, in order within each trial."""
    day = np.floor(uniform * conduct.accrual)
    day = day[np.lexsort((day, trial))]
    first = np.unique(trial, return_index=True)[1]
    sizes = np.diff(np.append(first, len(trial)))
    since_first: Days = (day - np.repeat(day[first], sizes)).astype(np.int64)
    return since_first


def _leaving(population: Population, conduct: Conduct, chosen: NDArray[np.int64]) -> Floats:
    """Each patient's monthly hazard of leaving treatment: the protocol's, times the factor of the patient's draw."""
    factors = {} if population.draws is None else population.draws.conduct
    factor = factors["withdrawal_per_month"][chosen] if "withdrawal_per_month" in factors else np.ones(len(chosen))
    hazard: Floats = conduct.withdrawal_per_month * factor
    return hazard


def _withdrawal(chance: Floats, conduct: Conduct, hazard_per_month: Floats, visit_every: float) -> Days:
    """Day of leaving treatment of one's own will: a constant hazard, or before the first visit for a few."""
    later = _waiting_time(chance[:, 0], hazard_per_month)
    early = 1 + np.floor(chance[:, 2] * (visit_every - 1)).astype(np.int64)
    leaves: Days = np.where(chance[:, 1] < conduct.never_assessed, np.minimum(early, later), later)
    return leaves


def _waiting_time(uniform: Floats, hazard_per_month: float | Floats) -> Days:
    """Whole days until an event of constant hazard; at least one."""
    hazard = np.broadcast_to(np.asarray(hazard_per_month, dtype=np.float64), uniform.shape)
    months = np.divide(-np.log1p(-uniform), hazard, out=np.full(uniform.shape, np.inf), where=hazard > 0)
    days = months * MONTH_DAYS
    whole: Days = np.minimum(1 + np.floor(days), np.iinfo(np.int32).max).astype(np.int64)
    return whole


def _screen(
    protocol: Protocol, population: Population, model: Model, places: _Candidates
) -> tuple[dict[str, Floats], dict[str, Result], NDArray[np.int32]]:
    """Screen candidates for each place until one is eligible; parameters and screening results of that one."""
    n = len(places.trial)
    waiting = np.arange(n)
    parameters: dict[str, Floats] = {}
    screening: dict[str, Result] = {}
    screened = np.zeros(n, dtype=np.int32)
    laboratory = laboratory_of(protocol, model)
    chance = places.first
    for attempt in range(1, MOST_SCREENED + 1):
        candidate = draw_parameters(population, model, chance.latent, places.chosen[waiting])
        results = _laboratory_at_rest(laboratory, model, candidate, chance.screening)
        for name, column in candidate.items():
            parameters.setdefault(name, np.empty(n))[waiting] = column
        for code, (value, below) in results.items():
            kept = screening.setdefault(code, (np.empty(n), np.empty(n, dtype=np.bool_)))
            kept[0][waiting], kept[1][waiting] = value, below
        screened[waiting] += 1
        waiting = waiting[~_is_eligible(protocol, results, len(waiting))]
        if len(waiting) == 0:
            break
        chance = _chance(places.seed, places.trial[waiting], places.patient[waiting], protocol, model, attempt)
    return parameters, screening, screened


def _laboratory_at_rest(
    laboratory: Mapping[str, LaboratoryTest], model: Model, parameters: dict[str, Floats], noise: Floats
) -> dict[str, Result]:
    at_rest = tuple(np.zeros(len(noise)) for _ in model.effect_names)
    true = model.observe(model.initial(parameters), at_rest, parameters)
    reported = {code: report_result(true[code], noise[:, test.column], test) for code, test in laboratory.items()}
    return {code: (np.asarray(value), np.asarray(is_below)) for code, (value, is_below) in reported.items()}


def _is_eligible(protocol: Protocol, results: Mapping[str, Result], candidates: int) -> NDArray[np.bool_]:
    """Who meets every entry condition on a test that the model fills; the others are reported as not simulated."""
    eligible = np.ones(candidates, dtype=bool)
    for condition in protocol.population.eligibility:
        if condition.analyte not in results:
            continue
        value, _ = results[condition.analyte]
        if condition.at_least is not None:
            eligible &= value >= condition.at_least
        if condition.at_most is not None:
            eligible &= value <= condition.at_most
    return eligible
