"""Doses given against doses asked for."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from paraprotein.dosing.audit import VERDICTS, Audit, Verdict, audit_doses
from paraprotein.dosing.plan import DosePlan, dose_plan
from paraprotein.dosing.reasons import Reason
from paraprotein.dosing.rules import DoseState, decide, initial_state

NA = np.nan
KEPT, REQUIRED, ALLOWED, DEVIATION = Verdict.KEPT, Verdict.REQUIRED, Verdict.ALLOWED, Verdict.DEVIATION
PLAN: DosePlan = dose_plan(
    levels_mg=(300, 400, 600),
    start_mg=400,
    rules=[
        {"when": "NEUT < 1.0", "action": "hold", "until": "NEUT >= 1.5"},
        {"when": "HGB < 8.0", "action": "reduce"},
    ],
    escalate_after_days=28,
    escalate_to_mg=600,
    longest_treatment_days=730,
)


def audit(*visits: tuple[float, float, float, float]) -> tuple[DoseState, Audit]:
    """One patient's visits: study day, neutrophils, haemoglobin, dose given."""
    day, neut, hgb, given = (np.array([[visit[i] for visit in visits]], dtype=float) for i in range(4))
    return audit_doses(PLAN, day, given, {"NEUT": neut, "HGB": hgb}, {}, np.ones_like(day, dtype=bool))


def verdicts(*visits: tuple[float, float, float, float]) -> list[int]:
    return audit(*visits)[1].verdict[0].tolist()


def test_a_patient_treated_to_the_plan_has_no_deviation() -> None:
    visits = ((1, 4, 12, 400), (29, 4, 12, 600), (57, 0.9, 12, 0), (85, 1.2, 12, 0), (92, 1.5, 12, 600))
    assert verdicts(*visits) == [KEPT, REQUIRED, REQUIRED, KEPT, REQUIRED]


def test_going_on_where_the_plan_holds_is_a_deviation_and_is_told_in_words() -> None:
    _, told = audit((1, 4, 12, 400), (15, 0.8, 12, 400), (22, 1.2, 12, 400), (29, 4, 12, 400))
    assert told.verdict[0].tolist() == [KEPT, DEVIATION, DEVIATION, KEPT]
    assert PLAN.sentence(int(told.reason[0, 1]), int(told.rule[0, 1])) == "held: NEUT < 1.0"


def test_a_missed_reduction_and_an_early_rise_are_deviations() -> None:
    assert verdicts((15, 4, 7.5, 400)) == [DEVIATION]
    assert verdicts((15, 4, 12, 600)) == [DEVIATION]


def test_a_rise_not_made_is_allowed_and_stays_due() -> None:
    assert verdicts((29, 4, 12, 400), (57, 4, 12, 400), (85, 4, 12, 600)) == [ALLOWED, ALLOWED, REQUIRED]


def test_a_hold_at_the_physicians_discretion_is_allowed_and_may_end_at_any_visit() -> None:
    assert verdicts((15, 4, 12, 0), (22, 4, 12, 0), (25, 4, 12, 400)) == [ALLOWED, ALLOWED, REQUIRED]


def test_a_lower_dose_at_discretion_becomes_the_patients_level_and_cancels_the_rise() -> None:
    state, told = audit((15, 4, 12, 300), (29, 4, 12, 300), (57, 4, 12, 600))
    assert told.verdict[0].tolist() == [ALLOWED, KEPT, DEVIATION]
    assert state.reduced.tolist() == [True]


def test_a_hold_kept_longer_than_needed_is_allowed_and_resumes_by_its_rule_once() -> None:
    visits = ((15, 0.8, 12, 0), (22, 4, 12, 0), (29, 4, 12, 400))
    state, told = audit(*visits)
    assert told.verdict[0].tolist() == [REQUIRED, ALLOWED, REQUIRED]
    assert state.holds.tolist() == [[1, 0]]


def test_a_dose_between_levels_is_not_permitted() -> None:
    assert verdicts((15, 4, 12, 350)) == [Verdict.NO_LEVEL]


def test_any_dose_after_the_end_is_a_deviation() -> None:
    assert verdicts((732, 4, 12, 0), (760, 4, 12, 400)) == [REQUIRED, DEVIATION]


def test_an_unknown_dose_is_not_judged_and_the_plan_is_followed() -> None:
    assert verdicts((29, 4, 12, NA), (57, 4, 12, 600)) == [Verdict.NOT_JUDGED, REQUIRED]


def test_every_verdict_has_its_words() -> None:
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize("seed", range(5))
def test_doses_that_the_plan_itself_decides_are_never_deviations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (200, 15)
    days = 1 + np.cumsum(rng.integers(7, 40, shape), axis=1).astype(float)
    values = {"NEUT": rng.choice([0.5, 1.2, 1.5, 4, NA], shape), "HGB": rng.choice([7.5, 9.0, 12, NA], shape)}
    seen = rng.random(shape) < 0.9
    state, given = initial_state(PLAN, shape[0], np), []
    for visit in range(shape[1]):
        now = {name: array[:, visit] for name, array in values.items()}
        state, decision = decide(state, days[:, visit], now, {}, PLAN, seen[:, visit])
        given.append(decision.dose_mg)
    after, told = audit_doses(PLAN, days, np.stack(given, axis=1), values, {}, seen)
    assert np.isin(told.verdict, [Verdict.NOT_JUDGED, KEPT, REQUIRED]).all()
    changes = np.isin(told.reason, [Reason.HELD, Reason.RESUMED, Reason.REDUCED, Reason.ESCALATED])
    assert (told.verdict[changes & seen] == REQUIRED).any()
    for mine, theirs in zip(after, state, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_jax_agrees_with_numpy() -> None:
    rng = np.random.default_rng(3)
    shape = (100, 3)  # a loop over more visits takes XLA minutes to compile
    days = np.tile([15.0, 29.0, 57.0], (shape[0], 1))
    values = {"NEUT": rng.choice([0.5, 1.2, 4, NA], shape), "HGB": rng.choice([7.5, 12, NA], shape)}
    given, seen = rng.choice([0.0, 300, 350, 400, 600, NA], shape), rng.random(shape) < 0.9
    expected = audit_doses(PLAN, days, given, values, {}, seen)[1]
    with jax.enable_x64(True):
        judge: Any = jax.jit(lambda *arrays: audit_doses(PLAN, *arrays)[1])
        for mine, theirs in zip(judge(days, jnp.asarray(given), values, {}, seen), expected, strict=True):
            np.testing.assert_array_equal(mine, theirs)
