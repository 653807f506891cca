"""The dose plan that analysis and monitoring read is the one by which virtual patients are dosed."""

import pytest

from paraprotein.pharmacology import model_named
from paraprotein.protocol import load_protocol
from paraprotein.protocol.dose_plan import dose_plan_of
from paraprotein.simulation.engine import resolve_rules
from paraprotein.simulation.schedule import plan_visits

PROTOCOL = load_protocol("imatinib-wm-2007").protocol


@pytest.mark.parametrize(("every", "window"), [(28.0, 3.0), (30.4375, 3.0), (14.0, 0.0), (21.0, 2.4)])
def test_it_is_the_plan_of_the_trial_engine(every: float, window: float) -> None:
    protocol = PROTOCOL.model_copy(
        update={"visits": PROTOCOL.visits.model_copy(update={"every": every, "window": window})}
    )
    rules = resolve_rules(protocol, model_named("imatinib-wm"), plan_visits(protocol))
    assert dose_plan_of(protocol) == rules.dose_plan


def test_it_says_what_the_protocol_says() -> None:
    plan = dose_plan_of(PROTOCOL)
    assert plan.levels_mg == (300.0, 400.0, 600.0)
    assert plan.start_mg == 400.0
    assert plan.longest_treatment_days == 26 * 28 - 3
    assert plan.longest_hold_days == 56.0
    assert [rule.action for rule in plan.rules] == ["hold", "reduce", "hold"]


def test_a_protocol_without_a_rise_has_none() -> None:
    treatment = PROTOCOL.treatment.model_copy(update={"escalate": None})
    assert dose_plan_of(PROTOCOL.model_copy(update={"treatment": treatment})).escalation is None
