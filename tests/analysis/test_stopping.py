"""Stopping rules on patients told day by day: who is evaluated, from which day on, and when a study stops."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, frames, on

from paraprotein.adam.derive import derive_all
from paraprotein.analysis import analyze, describe_figures
from paraprotein.analysis.stopping import judge_rule
from paraprotein.analysis.subjects import Subjects
from paraprotein.protocol.schema import Protocol, StoppingRule
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

IGM = {1: 3000.0}

PATIENTS = {
    "S1": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 3, 20, 30),), last_contact=100),
    "S2": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 4, 70, 80),), last_contact=100),  # after the window
    "S3": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 2, 40, 50),), last_contact=100),  # not severe
    "S4": Patient(igm=IGM, events=(("OEDEMA PERIPHERAL", 4, 50, None),), last_contact=100),
    "S5": Patient(igm=IGM, last_contact=30),  # left before the window was over
    "S6": Patient(
        igm=IGM, events=(("OEDEMA PERIPHERAL", 3, -5, None),), last_contact=100
    ),  # was there before treatment
    "S7": Patient(treated=False),
}


def study(rule: dict[str, Any]) -> Protocol:
    stated = {"name": "Rule", "within": "56 days", "event": "toxicity", **rule}
    return PROTOCOL.model_copy(update={"stopping": (StoppingRule.model_validate(stated),)})


def figures(rule: dict[str, Any], tables: StudyTables | None = None) -> tuple[tuple[Any, ...], Any]:
    result = analyze(tables or build(PATIENTS), study(rule))
    events, after = (result.figure(f"stop_rule_{ending}") for ending in ("events", "after"))
    return (events["N"], events["DENOM"]), after["VALUE"]


def table(*rows: tuple[int, int]) -> dict[str, Any]:
    return {"table": [{"events": events, "of": of} for events, of in rows]}


def test_severe_toxicity_counts_in_its_window_among_patients_whose_outcome_is_known() -> None:
    assert figures({"terms": ["edema"], **table((2, 5))}) == ((2, 5), 6)


def test_without_an_event_too_many_the_study_does_not_stop() -> None:
    counted, after = figures({"terms": ["edema"], **table((3, 5))})
    assert (counted, after) == ((2, 5), None)
    result = analyze(build(PATIENTS), study({"terms": ["edema"], **table((3, 5))}))
    assert result.figure("stop_rule_after")["REASON"] == "the study did not reach the boundary"


def test_a_laboratory_value_counts_where_it_is_worse_than_before_treatment() -> None:
    tables = build(
        {
            "A": Patient(igm=IGM, labs={"NEUT": {1: 3.0, 29: 0.8}}, last_contact=90),
            "B": Patient(igm=IGM, labs={"NEUT": {1: 0.9, 29: 0.8}}, last_contact=90),
            "C": Patient(igm=IGM, labs={"NEUT": {1: 0.9, 29: 0.4}}, last_contact=90),
        }
    )
    for term in ("neutropenia", "NEUT"):
        assert figures({"terms": [term], **table((9, 9))}, tables) == ((2, 3), None)


def test_a_toxicity_that_no_other_part_of_the_protocol_names_is_found_by_its_words() -> None:
    tables = build({"A": Patient(igm=IGM, events=(("Pleural effusion", 3, 12, 20),), last_contact=90)})
    assert figures({"terms": ["pleural effusion"], **table((1, 1))}, tables) == ((1, 1), 1)
    assert figures({**table((1, 1))}, tables) == ((1, 1), 1)  # any adverse event
    assert figures({"grade": 4, **table((1, 1))}, tables) == ((0, 1), None)


@pytest.mark.parametrize(("relation", "events"), [("NOT RELATED", 0), ("Remote", 0), ("POSSIBLE", 1), (None, 1)])
def test_death_counts_when_its_adverse_event_is_not_called_unrelated(relation: str | None, events: int) -> None:
    raw = frames({"A": Patient(igm=IGM, events=(("SEPSIS", 5, 20, None),), died=25, last_contact=25)})
    raw["AE"] = raw["AE"].with_columns(AEREL=pl.lit(relation, pl.String))
    rule = {"event": "treatment-related death", **table((1, 1))}
    counted, after = figures(rule, admit(raw).tables)
    assert counted == (events, 1)
    assert after == (1 if events else None)


def test_no_response_is_known_at_the_end_of_the_window_or_once_progression_forecloses_one() -> None:
    tables = build(
        {
            "responds": Patient(igm={1: 3000.0, 29: 2000.0, 57: 1000.0}, last_contact=200),
            "late": Patient(igm={1: 3000.0, 29: 2900.0, 85: 1000.0}, last_contact=200),
            "stable": Patient(igm={1: 3000.0, 29: 2900.0, 57: 2900.0}, last_contact=200),
            "progresses": Patient(igm={1: 3000.0, 15: 4000.0, 22: 4100.0}, last_contact=23),
            "open": Patient(igm={1: 3000.0, 29: 2900.0}, last_contact=30),
            "never seen again": Patient(igm={1: 3000.0}, last_contact=200),
        }
    )
    assert figures({"event": "no response", **table((3, 4))}, tables) == ((3, 4), 6)


def test_a_protocol_with_rules_describes_their_figures_and_one_without_has_none() -> None:
    described = [entry.id for entry in describe_figures(study({"terms": ["edema"], **table((2, 5))}))]
    assert [name for name in described if name.startswith("stop_")] == ["stop_rule_events", "stop_rule_after"]
    assert not any(entry.id.startswith("stop_") for entry in describe_figures(PROTOCOL))


def test_many_trials_are_asked_at_once() -> None:
    few = {name: PATIENTS[name] for name in ("S3", "S4", "S6")}
    parts = [frames(PATIENTS, 1), frames(few, 2)]
    raw = {domain: pl.concat([part[domain] for part in parts], how="diagonal_relaxed") for domain in parts[0]}
    protocol = study({"terms": ["edema"], **table((2, 5))})
    result = analyze(admit(raw).tables, protocol)
    assert [result.figure("stop_rule_after", trial)["VALUE"] for trial in (1, 2)] == [6, None]
    assert np.isclose(result.figure("stop_rule_events", 2)["DENOM"], 3)


def test_days_are_calendar_days_of_the_study() -> None:
    protocol = study({"terms": ["edema"], **table((2, 5))})
    population = Subjects.of(derive_all(build(PATIENTS), protocol), protocol)
    assert protocol.stopping is not None
    outcome = judge_rule(population, protocol.stopping[0])
    assert outcome.stop.day[0] == (on(50) - on(1)).days + (on(1).toordinal() - 719163)
