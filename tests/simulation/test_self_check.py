"""The engine against itself: finer steps, realised doses replayed, and a regimen without rules."""

import numpy as np
from founding_run import SEED

from paraprotein.protocol.load import LoadedProtocol
from paraprotein.simulation import Simulator
from paraprotein.simulation.cohort import enrol
from paraprotein.simulation.engine import Engine, Trajectories
from paraprotein.simulation.numerics.integrate import AVERAGED, advance
from paraprotein.simulation.numerics.mesh import halved
from paraprotein.simulation.replay import daily_doses, replay
from paraprotein.simulation.self_check import check_engine

SAMPLE = 28


def test_halving_the_steps_changes_no_value_by_one_percent(treated: Trajectories) -> None:
    check = check_engine(treated)
    assert 0 < check.halved_step_error < 0.01
    assert set(check.by_observable) == {"IGM", "TRYPTASE", "NEUT", "WBC", "PLAT", "HGB", "EDEMA"}


def test_the_realised_doses_replayed_arrive_where_the_trial_engine_did(treated: Trajectories) -> None:
    *_, last = replay(treated, advance, patients=SAMPLE)
    for replayed, simulated in zip(last[2], treated.course.state, strict=True):
        np.testing.assert_allclose(replayed, simulated[:SAMPLE], rtol=1e-12)


def test_a_wrong_dose_record_is_noticed(treated: Trajectories) -> None:
    """The check can fail: a patient whose doses are recorded as someone else's does not arrive there."""
    from dataclasses import replace

    visits = list(treated.visits)
    visits[1] = replace(visits[1], seen=visits[1].seen._replace(dose_mg=visits[1].seen.dose_mg * 0.5))
    assert check_engine(replace(treated, visits=tuple(visits))).replay_difference > 1e-3


def test_a_regimen_without_rules_is_the_plain_schedule_bit_for_bit(
    founding: LoadedProtocol, simulator: Simulator
) -> None:
    treatment = founding.protocol.treatment.model_copy(update={"toxicity": ()})
    stop = treatment.stop.model_copy(update={"at": ("withdrawal", "death")})
    protocol = founding.protocol.model_copy(update={"treatment": treatment.model_copy(update={"stop": stop})})
    cohort = enrol(protocol, simulator.population, simulator.model, seed=SEED, trials=range(1, 3))
    result = Engine(protocol, simulator.model).run(cohort, seed=SEED)
    doses = daily_doses(result)
    assert set(np.unique(doses)) == {0.0, 400.0, 600.0}
    assert np.all(doses[:, :25] != 600)  # 28 days less the window
    rises = np.diff(doses, axis=1) > 0
    assert np.all(rises.sum(axis=1) <= 1)
    *_, last = replay(result, advance, patients=len(cohort))
    for plain, adaptive in zip(last[2], result.course.state, strict=True):
        np.testing.assert_array_equal(plain, adaptive)


def test_a_halved_mesh_covers_the_same_day_with_twice_the_steps() -> None:
    finer = halved(AVERAGED)
    assert len(finer) == 2 * len(AVERAGED)
    assert sum(step.length for step in finer) == 1.0
    assert all(step.start <= node <= step.start + step.length for step in finer for node in step.nodes)
