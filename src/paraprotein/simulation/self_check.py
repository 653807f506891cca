"""The engine checks itself in every run.

A fixed mesh has no error control of its own. So a sample of each run is integrated again with steps of half the length,
and the doses that were realised are replayed through the static engine, which must arrive where the trial engine did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..arrays import Floats
from ..pharmacology.model import State
from .engine import Trajectories
from .numerics.integrate import AVERAGED, advance, advance_on_mesh
from .numerics.mesh import halved
from .replay import replay

SAMPLE = 28
"""Patients checked in each run: one founding trial."""

FLOOR = 0.01
"""Differences are relative to the value, or to this share of the patient's baseline where the value is smaller."""


@dataclass(frozen=True)
class SelfCheck:
    """What the check of one run found.

    Attributes:
        patients: patients checked.
        halved_step_error: largest relative change of any observable at any visit when steps are halved.
        by_observable: the same for each observable.
        replay_difference: largest relative difference between trial engine and static engine under the realised doses;
            0 means bit for bit.
    """

    patients: int
    halved_step_error: float
    by_observable: Mapping[str, float]
    replay_difference: float

    def sentence(self) -> str:
        """The check in one line, for people."""
        same = "bit for bit" if self.replay_difference == 0 else f"within {self.replay_difference:.0e}"
        return (
            f"self-check on {self.patients} patients: halving the steps changes no value by more than "
            f"{self.halved_step_error:.1e}; the realised doses, replayed, give the same course {same}"
        )


def check_engine(result: Trajectories) -> SelfCheck:
    """Integrate a sample again at halved steps, and replay its realised doses.

    Args:
        result: a cohort simulated with daily-average exposure.
    """
    patients = min(SAMPLE, len(result.cohort))
    model = result.rules.model
    p = {name: values[:patients] for name, values in result.cohort.parameters.items()}
    finer = partial(advance_on_mesh, mesh=halved(AVERAGED))
    largest: dict[str, float] = {}
    rest = tuple(np.zeros(patients) for _ in model.effect_names)
    baseline = model.observe(model.initial(p), rest, p)
    final: State | None = None
    coarse_course = replay(result, advance, patients=patients)
    fine_course = replay(result, finer, patients=patients)
    for coarse, fine in zip(coarse_course, fine_course, strict=True):
        final = coarse[2]
        here, there = (model.observe(visit[2], visit[3], p) for visit in (coarse, fine))
        for code in here:
            error = _relative(here[code], there[code], baseline[code])
            largest[code] = max(largest.get(code, 0.0), error)
    return SelfCheck(patients, max(largest.values(), default=0.0), largest, _replay_difference(result, final, patients))


def _replay_difference(result: Trajectories, final: State | None, patients: int) -> float:
    if final is None:
        return 0.0
    reached = (value[:patients] for value in result.course.state)
    return max(_relative(np.asarray(a), b, np.ones(patients)) for a, b in zip(final, reached, strict=True))


def _relative(value: Floats, reference: Floats, baseline: Floats) -> float:
    scale = np.maximum(np.abs(reference), FLOOR * np.abs(baseline))
    difference = np.abs(np.asarray(value) - np.asarray(reference))
    return float(np.max(np.divide(difference, scale, out=np.zeros_like(difference), where=scale > 0), initial=0.0))
