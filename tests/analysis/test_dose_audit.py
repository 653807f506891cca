"""Doses given against the protocol's own rules, from study tables alone."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.derive import derive_all
from paraprotein.analysis.doses import audit_study
from paraprotein.protocol import load_protocol
from paraprotein.simulation import Simulator

LOW, FINE = {1: 3.0, 29: 0.8, 43: 1.6}, {1: 3.0, 29: 2.0, 43: 2.0}


def audited(patient: Patient) -> list[tuple[int, float | None, float, str]]:
    adam = derive_all(build({"S1": patient}), PROTOCOL)
    return audit_study(adam, PROTOCOL).select("ADY", "GIVEN", "EXPECTED", "VERDICT").rows()


@pytest.mark.parametrize(
    ("neutrophils", "doses", "expected"),
    [
        # held below 1.0 and resumed at 1.5
        (
            LOW,
            ((1, 28, 400.0), (29, 42, 0.0), (43, 50, 400.0)),
            [(29, 0.0, 0.0, "required"), (43, 400.0, 400.0, "required")],
        ),
        # not held although the rule asks for it
        (LOW, ((1, 50, 400.0),), [(29, 400.0, 0.0, "deviation"), (43, 400.0, 400.0, "kept")]),
        # the planned rise
        (FINE, ((1, 28, 400.0), (29, 50, 600.0)), [(29, 600.0, 600.0, "required"), (43, 600.0, 600.0, "kept")]),
        # a rise that was not made stays due
        (FINE, ((1, 50, 400.0),), [(29, 400.0, 600.0, "allowed"), (43, 400.0, 600.0, "allowed")]),
        # a dose that is no level of the protocol
        (FINE, ((1, 28, 400.0), (29, 50, 500.0)), [(29, 500.0, 600.0, "no level"), (43, 500.0, 600.0, "no level")]),
        # an unknown dose is not judged
        (FINE, ((1, 28, 400.0), (29, 50, None)), [(29, None, 600.0, "not judged"), (43, None, 600.0, "not judged")]),
    ],
)
def test_each_visit_is_judged(
    neutrophils: dict[int, float],
    doses: tuple[tuple[int, int, float | None], ...],
    expected: list[tuple[int, float | None, float, str]],
) -> None:
    labs = {"NEUT": neutrophils, "PLAT": {1: 200.0, 29: 200.0, 43: 200.0}}
    found = audited(Patient(igm={1: 3000.0}, labs=labs, doses=doses, last_contact=60))
    assert found[0] == (1, 400.0, 400.0, "kept")
    assert found[1:] == expected


def test_a_first_dose_above_the_plan_is_a_deviation() -> None:
    assert audited(Patient(igm={1: 3000.0}, doses=((1, 28, 600.0),)))[0] == (1, 600.0, 400.0, "deviation")


def test_edema_counts_while_it_is_there() -> None:
    patient = Patient(
        igm={1: 3000.0, 29: 2900.0, 57: 2800.0},
        doses=((1, 28, 400.0), (29, 56, 0.0), (57, 80, 300.0)),
        events=(("Oedema peripheral", 3, 20, 50),),
        last_contact=90,
    )
    adam = derive_all(build({"S1": patient}), PROTOCOL)
    table = audit_study(adam, PROTOCOL)
    assert table["VERDICT"].to_list() == ["kept", "required", "required"]
    assert table["WHY"].to_list()[1:] == ["held: EDEMA grade >= 3", "resumed one level lower: EDEMA grade <= 1"]


def test_nobody_treated_leaves_nothing_to_judge() -> None:
    adam = derive_all(
        build({"S1": Patient(igm={}, treated=False), "S2": Patient(igm={1: 1.0}, treated=False)}), PROTOCOL
    )
    assert audit_study(adam, PROTOCOL).height == 0


def test_an_event_over_several_visits_has_no_known_grade_on_the_day() -> None:
    patient = Patient(
        igm={1: 3000.0, 29: 2900.0, 57: 2800.0, 85: 2800.0},
        doses=((1, 28, 400.0), (29, 56, 600.0), (57, 84, 0.0), (85, 100, 400.0)),
        events=(("Oedema peripheral", 3, 20, 90),),
        last_contact=100,
    )
    table = audit_study(derive_all(build({"S1": patient}), PROTOCOL), PROTOCOL)
    assert table["UNKNOWN"].to_list() == [None, "EDEMA", "EDEMA", "EDEMA"]
    assert table["VERDICT"].to_list() == ["kept", "required", "allowed", "allowed"]


def test_what_the_engine_decided_on_the_day_follows_from_the_tables() -> None:
    """Every dose of virtual patients is the one that the plan asks for, with the reason that the engine recorded.

    Where edema lasted over several visits, the tables do not tell its grade on the day, and a lower dose is allowed.
    """
    loaded = load_protocol("imatinib-wm-2007")
    tables = Simulator(loaded).simulate(seed=11, trials=range(1, 5)).tables
    adam = derive_all(tables, loaded.protocol)
    table = audit_study(adam, loaded.protocol)
    assert set(table["VERDICT"]) <= {"kept", "required", "allowed"}
    told = table.filter(pl.col("UNKNOWN").is_null().all().over("TRIAL", "USUBJID"))
    assert told["USUBJID"].len() > 500
    assert set(told["VERDICT"]) == {"kept", "required"}
    changes = adam.adex.filter(pl.col("REASON").is_not_null()).select("TRIAL", "USUBJID", "REASON", ADT=pl.col("ASTDT"))
    both = told.join(changes, on=["TRIAL", "USUBJID", "ADT"])
    assert both.height > 50
    assert both.filter(pl.col("REASON") != pl.col("WHY")).is_empty()


def test_an_analyte_without_limits_is_compared_as_it_is() -> None:
    """A rule on a test that the protocol gives no limits, in a unit of its own."""
    treatment = PROTOCOL.treatment
    rule = treatment.toxicity[1].model_copy(update={"when": "CREAT > 2 or BILI > 3 x ULN"})
    protocol = PROTOCOL.model_copy(update={"treatment": treatment.model_copy(update={"toxicity": (rule,)})})
    patient = Patient(
        igm={1: 3000.0, 29: 2900.0}, labs={"CREAT": {1: 1.0, 29: 2.5}}, doses=((1, 28, 400.0), (29, 50, 300.0))
    )
    table = audit_study(derive_all(build({"S1": patient}), protocol), protocol)
    assert table.select("VERDICT", "WHY").row(1) == ("required", "reduced one level: CREAT > 2 or BILI > 3 x ULN")


@pytest.mark.parametrize(
    ("events", "verdicts", "unknown"),
    [
        # one record with the worst grade of its course: on day 29 it may have been grade 1 still
        ((("Oedema peripheral", 3, 20, 70),), ["kept", "allowed", "allowed"], ["EDEMA", "EDEMA"]),
        # the grades one by one: the hold at grade 3 was required, and so is going on one level lower at grade 1
        (
            (("Oedema peripheral", 3, 20, 50), ("Oedema peripheral", 1, 51, 70)),
            ["kept", "required", "required"],
            [None, None],
        ),
        # two events of different grade that do not meet are two events
        (
            (("Oedema peripheral", 3, 20, 70), ("Oedema peripheral", 2, 75, 80)),
            ["kept", "allowed", "allowed"],
            ["EDEMA", "EDEMA"],
        ),
    ],
)
def test_a_grade_recorded_by_itself_is_the_grade_of_its_days(
    events: tuple[tuple[str, int, int, int], ...], verdicts: list[str], unknown: list[str | None]
) -> None:
    patient = Patient(
        igm={1: 3000.0, 29: 2900.0, 57: 2800.0},
        doses=((1, 28, 400.0), (29, 56, 0.0), (57, 90, 300.0)),
        events=events,
        last_contact=90,
    )
    table = audit_study(derive_all(build({"S1": patient}), PROTOCOL), PROTOCOL)
    assert table["VERDICT"].to_list() == verdicts
    assert table["UNKNOWN"].to_list()[1:] == unknown
