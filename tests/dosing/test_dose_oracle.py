"""The dose rules a second time, plainly and one patient at a time, against the vectorised state machine."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.dosing.plan import dose_plan
from paraprotein.dosing.reasons import Reason
from paraprotein.dosing.rules import decide, initial_state

LEVELS = [300.0, 400.0, 600.0]


@dataclass
class Patient:
    """What a study nurse would keep on a card."""

    dose: float = 400.0
    holder: int | None = None
    since: int = 0
    times_held: dict[int, int] = field(default_factory=dict)
    reduced: bool = False
    escalated: bool = False
    stopped: bool = False


Conditions = dict[str, Any]


def holds_true(condition: list[tuple[str, str, float]], joined: str, values: Conditions) -> bool:
    told = [
        not math.isnan(values[name]) and {"<": values[name] < limit, ">=": values[name] >= limit}[sign]
        for name, sign, limit in condition
    ]
    return any(told) if joined == "or" else all(told)


def visit(patient: Patient, day: int, values: Conditions, plan: dict[str, Any]) -> tuple[float, Reason]:
    """Dose and reason of one visit, following the protocol's sentences one after the other."""
    if patient.stopped:
        return 0.0, Reason.AFTER_STOP
    if day - 1 >= plan["longest"]:
        return stop(patient, Reason.COMPLETED)
    if patient.holder is not None and day - patient.since > plan["longest_hold"]:
        return stop(patient, Reason.STOPPED_LONG_HOLD)
    reason, stepped_down, pause_began = Reason.UNCHANGED, False, None
    if patient.holder is not None:
        rule = plan["rules"][patient.holder]
        if holds_true(rule["until_is"], "and", values):
            pause_began = patient.since
            stepped_down = rule["then" if patient.times_held[patient.holder] == 1 else "again"] == "reduce"
            patient.holder, reason = None, Reason.RESUMED
            if stepped_down:
                if not lower(patient):
                    return stop(patient, Reason.STOPPED_LOWEST)
                reason = Reason.RESUMED_REDUCED
    fired = next((i for i, rule in enumerate(plan["rules"]) if holds_true(rule["if"], "or", values)), None)
    action = plan["rules"][fired]["action"] if fired is not None else None
    if action == "stop":
        return stop(patient, Reason.STOPPED_TOXICITY)
    if patient.holder is not None:
        return 0.0, Reason.STILL_HELD
    if action == "hold" and fired is not None:
        if plan["rules"][fired]["again"] == "stop" and patient.times_held.get(fired, 0) >= 1:
            return stop(patient, Reason.STOPPED_RECURRENCE)
        patient.holder, patient.since = fired, day if pause_began is None else pause_began
        patient.times_held[fired] = patient.times_held.get(fired, 0) + 1
        return 0.0, Reason.HELD
    if action == "reduce" and not stepped_down:
        if not lower(patient):
            return stop(patient, Reason.STOPPED_LOWEST)
        return patient.dose, Reason.REDUCED
    if action is None and not stepped_down and rise_is_due(patient, day, plan):
        patient.dose, patient.escalated = 600.0, True
        return patient.dose, Reason.ESCALATED
    if action == "continue" and reason == Reason.UNCHANGED:
        reason = Reason.CONTINUED
    return patient.dose, reason


def stop(patient: Patient, reason: Reason) -> tuple[float, Reason]:
    patient.stopped, patient.holder = True, None
    return 0.0, reason


def lower(patient: Patient) -> bool:
    below = [level for level in LEVELS if level < patient.dose]
    if below:
        patient.dose, patient.reduced = max(below), True
    return bool(below)


def rise_is_due(patient: Patient, day: int, plan: dict[str, Any]) -> bool:
    if patient.escalated or patient.dose >= 600 or day - 1 < plan["rise_after"]:
        return False
    held = "held" in plan["unless"] and bool(patient.times_held)
    return not held and not ("reduced" in plan["unless"] and patient.reduced)


RULE = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["hold", "hold", "reduce", "stop", "continue"]),
        "then": st.sampled_from(["same dose", "reduce"]),
        "again": st.sampled_from(["same dose", "reduce", "stop"]),
        "if": st.lists(
            st.tuples(st.sampled_from(["NEUT", "PLAT"]), st.just("<"), st.sampled_from([0.5, 1.0, 2.0])),
            min_size=1,
            max_size=2,
        ),
        "until_is": st.lists(
            st.tuples(st.sampled_from(["NEUT", "PLAT"]), st.just(">="), st.sampled_from([1.0, 2.0, 3.0])),
            min_size=1,
            max_size=2,
        ),
    }
)
PLANS = st.fixed_dictionaries(
    {
        "rules": st.lists(RULE, max_size=3),
        "longest": st.sampled_from([150, 1000]),
        "longest_hold": st.sampled_from([28, 56]),
        "rise_after": st.sampled_from([28, 60]),
        "unless": st.sampled_from([[], ["held"], ["reduced"], ["held", "reduced"]]),
    }
)


def compiled(plan: dict[str, Any]) -> Any:
    def text(condition: list[tuple[str, str, float]], joined: str) -> str:
        return f" {joined} ".join(f"{name} {sign} {limit}" for name, sign, limit in condition)

    rules = [
        {
            "when": text(rule["if"], "or"),
            "action": rule["action"],
            "until": text(rule["until_is"], "and") if rule["action"] == "hold" else "",
            "then": rule["then"],
            "again": rule["again"],
        }
        for rule in plan["rules"]
    ]
    return dose_plan(
        levels_mg=LEVELS,
        start_mg=400,
        rules=rules,
        escalate_after_days=plan["rise_after"],
        escalate_to_mg=600,
        escalate_unless=plan["unless"],
        longest_treatment_days=plan["longest"],
        longest_hold_days=plan["longest_hold"],
    )


@settings(max_examples=150, deadline=None)
@given(PLANS, st.integers(0, 2**32 - 1))
def test_the_state_machine_decides_as_a_nurse_with_the_protocol_would(plan: dict[str, Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_patients, days = 20, 1 + np.cumsum(rng.integers(7, 40, 14))
    values = {name: rng.choice([0.4, 0.5, 1.0, 1.5, 2.0, 3.0, np.nan], (n_patients, 14)) for name in ("NEUT", "PLAT")}
    state = initial_state(compiled(plan), n_patients, np)
    cards = [Patient() for _ in range(n_patients)]
    for column, day in enumerate(days.tolist()):
        now = {name: array[:, column] for name, array in values.items()}
        state, decision = decide(state, day, now, {}, compiled(plan))
        told = [
            visit(card, day, {name: float(array[i]) for name, array in now.items()}, plan)
            for i, card in enumerate(cards)
        ]
        assert decision.dose_mg.tolist() == [dose for dose, _ in told]
        assert decision.reason.tolist() == [reason for _, reason in told]
        assert state.held.tolist() == [card.holder is not None for card in cards]
        assert state.stopped.tolist() == [card.stopped for card in cards]
        on = ~state.stopped
        assert state.reduced[on].tolist() == [card.reduced for card in cards if not card.stopped]
