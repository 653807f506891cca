"""The dose state machine: the founding trial's rules, case by case, and properties of any course."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.dosing.plan import DosePlan, dose_plan
from paraprotein.dosing.reasons import Reason
from paraprotein.dosing.rules import DoseState, decide, initial_state, stop_treatment

COUNTS = {"when": "NEUT < 1.0 or PLAT < 50", "action": "hold", "until": "NEUT >= 1.5 and PLAT >= 75"}
EDEMA = {"when": "EDEMA grade >= 3", "action": "hold", "until": "grade <= 1", "then": "reduce"}
ANEMIA = {"when": "HGB < 8.0", "action": "reduce"}


def founding_plan(**changes: Any) -> DosePlan:
    """400 mg, 600 mg after 28 days, down to 300 mg, two years; then what the test changes."""
    plain: dict[str, Any] = {
        "levels_mg": (300, 400, 600),
        "start_mg": 400,
        "rules": [COUNTS, EDEMA, ANEMIA],
        "escalate_after_days": 28,
        "escalate_to_mg": 600,
        "longest_treatment_days": 730.5,
    }
    return dose_plan(**{**plain, **changes})


def course(plan: DosePlan, visits: list[dict[str, float]]) -> tuple[DoseState, list[tuple[float, Reason, str]]]:
    """One patient through visits; what is not said of a visit is normal."""
    state, told = initial_state(plan, 1, np), []
    for visit in visits:
        normal = {"NEUT": 4.0, "PLAT": 200.0, "HGB": 12.0, "EDEMA": 0.0} | visit
        values = {name: np.array([normal[name]]) for name in ("NEUT", "PLAT", "HGB")}
        state, decision = decide(state, normal["day"], values, {"EDEMA": np.array([normal["EDEMA"]])}, plan)
        reason = Reason(int(decision.reason[0]))
        told.append((float(decision.dose_mg[0]), reason, plan.sentence(reason, int(decision.rule[0]))))
    return state, told


def test_an_uneventful_patient_rises_to_600_after_four_weeks_and_completes_two_years() -> None:
    _, told = course(founding_plan(), [{"day": 1}, {"day": 28}, {"day": 29}, {"day": 57}, {"day": 732}])
    assert [dose for dose, _, _ in told] == [400, 400, 600, 600, 0]
    assert told[2][2] == "escalated as planned"
    assert told[4][1] == Reason.COMPLETED


def test_the_rise_waits_for_the_first_visit_after_its_day() -> None:
    _, told = course(founding_plan(), [{"day": 15}, {"day": 60}])
    assert [dose for dose, _, _ in told] == [400, 600]


def test_low_counts_hold_until_both_recover_then_the_same_dose_the_first_time() -> None:
    visits = [{"day": 29}, {"day": 57, "NEUT": 0.9}, {"day": 64, "NEUT": 1.6, "PLAT": 74}, {"day": 71, "PLAT": 75}]
    _, told = course(founding_plan(), visits)
    assert [dose for dose, _, _ in told] == [600, 0, 0, 600]
    assert told[1][2] == "held: NEUT < 1.0 or PLAT < 50"
    assert told[2][2] == "still held: waiting for NEUT >= 1.5 and PLAT >= 75"
    assert told[3][2] == "resumed at the same dose: NEUT >= 1.5 and PLAT >= 75"


def test_each_later_hold_by_the_same_rule_costs_a_level_and_below_the_lowest_treatment_stops() -> None:
    visits = [{"day": 29}]
    for day in range(57, 57 + 5 * 56, 56):
        visits += [{"day": day, "NEUT": 0.5}, {"day": day + 28}]
    _, told = course(founding_plan(), visits)
    assert [dose for dose, _, _ in told] == [600, 0, 600, 0, 400, 0, 300, 0, 0, 0, 0]
    assert told[8][1] == Reason.STOPPED_LOWEST
    assert told[9][1] == Reason.AFTER_STOP


def test_holds_are_counted_for_each_rule_apart() -> None:
    visits = [{"day": 29}, {"day": 57, "NEUT": 0.5}, {"day": 85}, {"day": 113, "EDEMA": 3}, {"day": 141}]
    state, told = course(founding_plan(), visits)
    assert [dose for dose, _, _ in told] == [600, 0, 600, 0, 400]
    assert told[4][2] == "resumed one level lower: grade <= 1"
    assert state.holds.tolist() == [[1, 1, 0]]


def test_the_first_rule_that_fires_decides() -> None:
    _, told = course(founding_plan(), [{"day": 15, "NEUT": 0.5, "EDEMA": 3, "HGB": 7.0}])
    assert told[0][2] == "held: NEUT < 1.0 or PLAT < 50"


def test_a_reduction_without_a_hold_cancels_the_planned_rise() -> None:
    _, told = course(founding_plan(), [{"day": 15, "HGB": 7.9}, {"day": 29}, {"day": 57}])
    assert [dose for dose, _, _ in told] == [300, 300, 300]
    assert told[0][2] == "reduced one level: HGB < 8.0"


def test_a_hold_cancels_the_planned_rise_only_when_the_plan_says_so() -> None:
    visits = [{"day": 15, "NEUT": 0.5}, {"day": 29}, {"day": 57}]
    assert course(founding_plan(), visits)[1][2][0] == 400
    assert course(founding_plan(escalate_unless=["reduced"]), visits)[1][1][0] == 600


def test_the_limit_itself_does_not_fire_and_does_recover() -> None:
    _, told = course(founding_plan(), [{"day": 8, "NEUT": 1.0, "PLAT": 50, "HGB": 8.0}])
    assert told[0][1] == Reason.UNCHANGED
    _, told = course(founding_plan(), [{"day": 8, "NEUT": 0.99}, {"day": 15, "NEUT": 1.5, "PLAT": 75}])
    assert told[1][1] == Reason.RESUMED


def test_missing_counts_neither_hold_nor_resume() -> None:
    missing = {"NEUT": np.nan, "PLAT": np.nan, "HGB": np.nan, "EDEMA": np.nan}
    _, told = course(founding_plan(), [{"day": 8} | missing, {"day": 15, "NEUT": 0.5}, {"day": 22} | missing])
    assert [reason for _, reason, _ in told] == [Reason.UNCHANGED, Reason.HELD, Reason.STILL_HELD]


def test_one_missing_count_is_no_recovery_where_both_are_needed() -> None:
    _, told = course(founding_plan(), [{"day": 8, "NEUT": 0.5}, {"day": 15, "PLAT": np.nan}])
    assert told[1][1] == Reason.STILL_HELD


def test_a_hold_of_just_the_longest_time_may_resume_and_a_longer_one_stops() -> None:
    held = {"day": 29, "NEUT": 0.5}
    assert course(founding_plan(), [held, {"day": 85}])[1][1][1] == Reason.RESUMED
    stopped = course(founding_plan(), [held, {"day": 86}])[1][1]
    assert stopped == (0.0, Reason.STOPPED_LONG_HOLD, "stopped: held longer than allowed for NEUT < 1.0 or PLAT < 50")


def test_a_hold_handed_from_rule_to_rule_keeps_its_first_day() -> None:
    visits = [{"day": 29, "NEUT": 0.5}, {"day": 57, "EDEMA": 3}, {"day": 86}]
    state, told = course(founding_plan(), visits[:2])
    assert told[1][2] == "held: EDEMA grade >= 3"
    assert state.hold_start.tolist() == [29.0]
    assert course(founding_plan(), visits)[1][2][1] == Reason.STOPPED_LONG_HOLD


def test_a_rule_that_stops_again_stops_when_it_fires_a_second_time() -> None:
    plan = founding_plan(rules=[{**COUNTS, "again": "stop"}, EDEMA, ANEMIA])
    _, told = course(plan, [{"day": 8, "NEUT": 0.5}, {"day": 15}, {"day": 22, "NEUT": 0.5}])
    assert told[2][2] == "stopped for unacceptable toxicity: again NEUT < 1.0 or PLAT < 50"


def test_a_stop_rule_ends_treatment_even_during_a_hold() -> None:
    plan = founding_plan(rules=[{"when": "EDEMA grade >= 4", "action": "stop"}, COUNTS, ANEMIA])
    _, told = course(plan, [{"day": 8, "NEUT": 0.5}, {"day": 15, "NEUT": 0.5, "EDEMA": 4}])
    assert told[1][1:] == (Reason.STOPPED_TOXICITY, "stopped for unacceptable toxicity: EDEMA grade >= 4")


def test_a_continue_rule_shields_from_the_rules_below_it() -> None:
    plan = founding_plan(rules=[{"when": "HGB < 7", "action": "continue"}, ANEMIA])
    _, told = course(plan, [{"day": 8, "HGB": 6.5}, {"day": 15, "HGB": 7.5}])
    assert [reason for _, reason, _ in told] == [Reason.CONTINUED, Reason.REDUCED]


def test_patients_not_seen_keep_state_and_dose() -> None:
    plan = founding_plan()
    values = {name: np.array([0.5, 0.5]) for name in ("NEUT", "PLAT", "HGB")}
    grades = {"EDEMA": np.array([0.0, 0.0])}
    state, decision = decide(initial_state(plan, 2, np), 60, values, grades, plan, seen=np.array([True, False]))
    assert decision.dose_mg.tolist() == [0.0, 400.0]
    assert state.held.tolist() == [True, False]
    later, decision = decide(state, 400, values, grades, plan, seen=np.array([False, False]))
    assert decision.dose_mg.tolist() == [0.0, 400.0]
    for before, after in zip(state, later, strict=True):
        np.testing.assert_array_equal(before, after)


def test_progression_stops_those_on_treatment_and_the_first_reason_stays() -> None:
    plan = founding_plan()
    state = stop_treatment(initial_state(plan, 2, np), np.array([True, False]), Reason.STOPPED_PROGRESSION)
    state = stop_treatment(state, np.array([True, True]), Reason.STOPPED_DEATH)
    assert state.reason.tolist() == [Reason.STOPPED_PROGRESSION, Reason.STOPPED_DEATH]


N_PATIENTS, N_VISITS = 8, 14


def course_of_seed(seed: int) -> dict[str, Any]:
    """Courses of visits about every three weeks, values around the limits, some missing."""
    rng = np.random.default_rng(seed)
    shape = (N_PATIENTS, N_VISITS)
    made = {
        "NEUT": rng.choice([0.4, 0.9, 1.0, 1.2, 1.5, 3.0, np.nan], shape),
        "PLAT": rng.choice([20, 49, 50, 75, 200, np.nan], shape),
        "HGB": rng.choice([7.0, 8.0, 9.0, 12.0, np.nan], shape, p=[0.1, 0.2, 0.3, 0.3, 0.1]),
        "EDEMA": rng.choice([0.0, 1, 2, 3, np.nan], shape),
        "seen": rng.random(shape) < 0.9,
    }
    return made | {"day": 1 + np.cumsum(rng.integers(7, 35, N_VISITS))}


courses = st.integers(0, 2**32 - 1).map(course_of_seed)


def run(plan: DosePlan, made: dict[str, Any], xp: Any) -> tuple[DoseState, list[Any]]:
    state, told = initial_state(plan, N_PATIENTS, xp), []
    for visit in range(N_VISITS):
        values = {name: xp.asarray(made[name][:, visit]) for name in ("NEUT", "PLAT", "HGB")}
        grades = {"EDEMA": xp.asarray(made["EDEMA"][:, visit])}
        state, decision = decide(state, made["day"][visit], values, grades, plan, xp.asarray(made["seen"][:, visit]))
        told.append((state, decision))
    return state, told


@settings(max_examples=60, deadline=None)
@given(courses)
def test_doses_keep_to_the_levels_and_never_rise_after_a_reduction(made: dict[str, Any]) -> None:
    plan = founding_plan()
    _, told = run(plan, made, np)
    given_before = np.full(N_PATIENTS, plan.start_mg)
    reduced_before = np.zeros(N_PATIENTS, dtype=bool)
    stopped_before = np.zeros(N_PATIENTS, dtype=bool)
    for state, decision in told:
        assert np.isin(decision.dose_mg, [0.0, *plan.levels_mg]).all()
        assert (state.dose_mg[reduced_before] <= given_before[reduced_before]).all()
        assert (decision.dose_mg[stopped_before] == 0).all()
        assert (state.stopped | ~stopped_before).all()
        assert (~state.held | (decision.dose_mg == 0)).all()
        assert (np.isnan(state.hold_start) == ~state.held).all()
        assert ((state.hold_rule >= 0) == state.held).all()
        given_before, reduced_before, stopped_before = state.dose_mg, state.reduced, state.stopped


@settings(max_examples=30, deadline=None)
@given(courses)
def test_patients_do_not_influence_each_other(made: dict[str, Any]) -> None:
    plan = founding_plan()
    order = np.arange(N_PATIENTS)[::-1]
    shuffled = {name: column if name == "day" else column[order] for name, column in made.items()}
    there, back = run(plan, made, np)[0], run(plan, shuffled, np)[0]
    for field, other in zip(there, back, strict=True):
        np.testing.assert_array_equal(field[order], other)


def test_jax_under_jit_and_scan_decides_as_numpy_does() -> None:
    plan = founding_plan()

    def visit(state: DoseState, seen: dict[str, Any]) -> tuple[DoseState, Any]:
        values = {name: seen[name] for name in ("NEUT", "PLAT", "HGB")}
        return decide(state, seen["day"], values, {"EDEMA": seen["EDEMA"]}, plan, seen["seen"])

    with jax.enable_x64(True):
        scan = jax.jit(lambda columns: jax.lax.scan(visit, initial_state(plan, N_PATIENTS, jnp), columns))
        for seed in range(20):
            made = course_of_seed(seed)
            columns = {name: jnp.asarray(column if name == "day" else column.T) for name, column in made.items()}
            state, decisions = scan(columns)
            expected, told = run(plan, made, np)
            for field, other in zip(state, expected, strict=True):
                np.testing.assert_array_equal(np.asarray(field), other)
            np.testing.assert_array_equal(decisions.reason, np.stack([decision.reason for _, decision in told]))
            np.testing.assert_array_equal(decisions.rule, np.stack([decision.rule for _, decision in told]))
