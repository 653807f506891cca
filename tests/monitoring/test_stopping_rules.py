"""What the monitor says of the study's stopping rules: by data up to the day alone."""

import json
from typing import Any

import pytest
from hand_built import PROTOCOL, Patient, build, on

from paraprotein.cli.monitor import NO_RULE, _study
from paraprotein.monitoring import monitor
from paraprotein.protocol.schema import StoppingRule

IGM = {1: 3000.0}
TABLES = build(
    {
        "S1": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 3, 20, 40),), doses=((1, 90, 400.0),), last_contact=90),
        "S2": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 3, 50, None),), doses=((1, 90, 400.0),), last_contact=90),
        "S3": Patient(igm={1: 3000.0, 57: 2900.0}, doses=((1, 90, 400.0),), last_contact=90),
    }
)
RULE = {
    "name": "Severe edema", "event": "toxicity", "terms": ["edema"], "within": "56 days",
    "table": [{"events": 2, "of": 4}],
}  # fmt: skip
RULED = PROTOCOL.model_copy(update={"stopping": (StoppingRule.model_validate(RULE),)})


@pytest.mark.parametrize(
    ("day", "events", "evaluated", "decision", "next_event_stops"),
    [(10, 0, 0, "continue", False), (30, 1, 1, "continue", True), (60, 2, 3, "stop", False)],
)
def test_outcomes_count_from_the_day_on_which_they_are_known(
    day: int, events: int, evaluated: int, decision: str, next_event_stops: bool
) -> None:
    (record,) = monitor(TABLES, RULED, on(day)).study["stopping_rules"]
    assert (record["events"], record["evaluated"], record["decision"]) == (events, evaluated, decision)
    assert record["next_event_stops"] is next_event_stops
    assert record["not_known_yet"] == 3 - evaluated
    assert record["since"] == (on(50).isoformat() if decision == "stop" else None)
    assert record["patients_then"] == (3 if decision == "stop" else None)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            30,
            "CONTINUE; toxicity in 1 of 1 patients (2 more not known or not evaluable), the study stops at 2; the next",
        ),
        (60, f"STOP; toxicity in 2 of 3 patients, boundary reached on {on(50)} after 3 treated patients"),
    ],
)
def test_a_person_reads_the_decision_and_what_it_rests_on(day: int, words: str) -> None:
    *_, line = _study(monitor(TABLES, RULED, on(day)))
    assert line.startswith(f"stopping, Severe edema: {words}")


def test_a_protocol_without_rules_says_so() -> None:
    view = monitor(TABLES, PROTOCOL, on(60))
    assert view.study["stopping_rules"] == []
    assert _study(view)[-1] == NO_RULE


def test_the_record_is_plain_data() -> None:
    record: dict[str, Any] = monitor(TABLES, RULED, on(60)).as_record()
    assert json.loads(json.dumps(record)) == record
