"""The static engine: patients under doses that are given, not decided.

The trial engine decides each dose from what it sees. Here the realised doses are prescribed, interval by interval
between visits, so that a finished trial can be repeated without its rules.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..arrays import Floats
from ..pharmacology.model import Effects, Model, Parameters, State
from .doses import dose_intervals
from .engine import Trajectories
from .numerics.batches import BLOCK, run_in_blocks
from .numerics.compilation import LANE, compiled
from .numerics.integrate import Integrate, Now
from .numerics.kinetics import Amounts


def replay(
    result: Trajectories, integrate: Integrate, *, patients: int
) -> Iterator[tuple[int, Amounts, State, Effects]]:
    """Repeat the first patients of a simulated cohort under the doses that they took.

    Args:
        result: a simulated cohort.
        integrate: how to advance from visit to visit.
        patients: how many patients to repeat.

    Yields:
        For every visit after the first: its number, amounts, states and average effects of the last day, arrays of
        shape (patients,). Patients who did not reach the visit stay where they were.
    """
    model, cohort = result.rules.model, result.cohort
    p = {name: values[:patients] for name, values in cohort.parameters.items()}
    doses = daily_doses(result)[:patients]
    step = compiled(partial(_advance, integrate, model, result.rules.longest_interval))
    block = min(BLOCK, -(-len(doses) // LANE) * LANE)  # a few patients need no more than their own lanes
    nobody = np.zeros(len(doses))
    amounts = Amounts(nobody, nobody)
    state: State = tuple(np.asarray(value) for value in model.initial(p))
    day = np.zeros(len(doses), dtype=np.int64)
    for visited in result.visits[1:]:
        reached = day.copy()
        mine = visited.who < patients
        who, when = visited.who[mine], visited.seen.day[mine].astype(np.int64)
        came = when <= result.course.day[who]  # the others had left before this visit
        reached[who[came]] = when[came]
        dose = doses[np.arange(len(doses)), np.minimum(day, doses.shape[1] - 1)]
        days = (reached - day).astype(float)
        amounts, state, effects = run_in_blocks(step, None, p, amounts, state, dose, days, block=block)
        day = reached
        yield visited.index, amounts, state, effects


def daily_doses(result: Trajectories) -> NDArray[np.float64]:
    """Dose taken on each day since the first, mg, shape (n_patients, n_days); 0 while held and after treatment."""
    who, first, last, dose, _ = dose_intervals(result)
    matrix = np.zeros((len(result.cohort), int(result.course.day.max(initial=0)) + 1))
    days = np.arange(matrix.shape[1])
    for column in range(int(np.bincount(who).max(initial=0))):  # the first interval of everybody, then the second, ...
        rank = np.arange(len(who)) - np.searchsorted(who, who)
        some = rank == column
        within = (days >= first[some, None]) & (days <= last[some, None])
        matrix[who[some]] += within * dose[some, None]
    return matrix


def _advance(
    integrate: Integrate,
    model: Model,
    longest: int,
    _: None,
    p: Parameters,
    amounts: Amounts,
    y: State,
    dose: Floats,
    days: Floats,
) -> Now:
    return integrate(model, p, Amounts(*amounts), y, dose, days, longest)
