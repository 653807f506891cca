"""IMWG 2016 (Kumar et al., Lancet Oncol 17:e328, doi 10.1016/S1470-2045(16)30206-6): worked courses and footnotes."""

import numpy as np
import pytest

from paraprotein.errors import DataError
from paraprotein.response import (
    MyelomaBaseline,
    MyelomaCourse,
    MyelomaCriteria,
    MyelomaVisit,
    Policies,
    criteria_named,
    explain_myeloma_patient,
    label_of,
    resolve_myeloma,
)

CRITERIA = criteria_named("imwg-2016")
assert isinstance(CRITERIA, MyelomaCriteria)
NAN = float("nan")
INTEGER = ("serum_immunofixation", "urine_immunofixation", "clonal_cells")
G_DL = 1000.0  # mg/dL

COMPLETE = {"serum": 0.0, "serum_immunofixation": -1, "urine_immunofixation": -1, "marrow": 3.0}


def course(before: dict[str, float], visits: list[dict[str, float]], **events: float) -> MyelomaCourse:
    """One patient seen every 28 days from day 29; what is not written was not measured."""
    baseline = MyelomaBaseline(
        **{name: np.array([before.get(name, NAN)]) for name in MyelomaBaseline._fields[:-1]},
        several_plasmacytomas=np.array([before.get("several_plasmacytomas", 0.0) > 0]),
    )
    columns: dict[str, np.ndarray] = {}
    for name in MyelomaVisit._fields[2:-1]:
        nothing, dtype = (0, np.int8) if name in INTEGER else (NAN, np.float64)
        columns[name] = np.array([[visit.get(name, nothing) for visit in visits]], dtype=dtype)
    day = 29.0 + 28.0 * np.arange(len(visits))[None, :]
    imaging = np.array([[visit.get("imaging_progression", 0) > 0 for visit in visits]], dtype=np.bool_)
    values = MyelomaVisit(day=day, present=np.isfinite(day), imaging_progression=imaging, **columns)
    return MyelomaCourse(
        baseline, values, np.array([events.get("new_therapy", NAN)]), np.array([events.get("death", NAN)])
    )


def serum(*grams: float) -> list[dict[str, float]]:
    return [{"serum": value * G_DL} for value in grams]


def statuses(found: MyelomaCourse, policies: Policies | None = None) -> tuple[str, str, str]:
    """Raw and confirmed statuses, and the best."""
    resolved = resolve_myeloma(found, CRITERIA, policies or Policies())
    raw, confirmed = (" ".join(label_of(code) for code in row[0]) for row in (resolved.raw, resolved.status))
    return raw, confirmed, label_of(resolved.best[0])


B4 = {"serum": 4.0 * G_DL}


def test_m01_half_is_a_partial_response() -> None:
    assert statuses(course(B4, serum(2.0, 1.9))) == ("PR PR", "PR PR", "PR")


def test_m02_a_single_partial_response_is_stable_disease() -> None:
    assert statuses(course(B4, serum(2.0, 3.2))) == ("PR SD", "SD SD", "SD")


@pytest.mark.parametrize(("urine", "expected"), [(99.0, "VGPR"), (100.0, "PR")])
def test_m03_a_very_good_response_needs_urine_below_100(urine: float, expected: str) -> None:
    visit = {"serum": 400.0, "urine": urine}
    assert statuses(course({**B4, "urine": 500.0}, [visit, visit]))[1:] == (f"{expected} {expected}", expected)


def test_m04_a_rise_needs_half_a_gram() -> None:
    assert statuses(course(B4, serum(1.0, 1.0, 1.4)))[0] == "PR PR PR"
    found = course(B4, serum(1.0, 1.0, 1.4, 1.5, 1.6))
    assert statuses(found)[:2] == ("PR PR PR PD PD", "PR PR PR PD PD")
    assert resolve_myeloma(found, CRITERIA, Policies()).progression_day[0] == 29.0 + 3 * 28.0


def test_m05_from_five_grams_up_one_gram_is_enough() -> None:
    assert statuses(course({"serum": 8.0 * G_DL}, serum(6.0, 6.0, 7.0, 7.1)))[0] == "MR MR PD PD"
    assert statuses(course({"serum": 8.0 * G_DL}, serum(6.0, 6.0, 6.9)))[0] == "MR MR SD"


def test_m06_positive_immunofixation_alone_is_no_progression() -> None:
    positive = {**COMPLETE, "serum_immunofixation": 1}
    assert statuses(course(B4, [COMPLETE, COMPLETE, positive]))[0] == "CR CR VGPR"


LIGHT = {"kappa": 400.0, "lambda_": 10.0}


def test_m07_light_chain_disease_is_judged_by_the_difference() -> None:
    half = {"kappa": 205.0, "lambda_": 10.0}
    assert statuses(course(LIGHT, [half, half]))[1:] == ("PR PR", "PR")


@pytest.mark.parametrize(("difference", "expected"), [(150.0, "PR"), (151.0, "PD")])
def test_m08_a_light_chain_rise_must_exceed_100_mg_per_l(difference: float, expected: str) -> None:
    low = {"kappa": 60.0, "lambda_": 10.0}
    high = {"kappa": difference + 10.0, "lambda_": 10.0}
    assert statuses(course(LIGHT, [low, low, high, high]))[0].split()[2:] == [expected, expected]


def test_m09_light_chains_are_ignored_where_serum_is_measurable() -> None:
    before = {"serum": 2.0 * G_DL, **LIGHT}
    assert statuses(course(before, [{"serum": 2.0 * G_DL, "kappa": 800.0, "lambda_": 10.0}]))[0] == "SD"


def test_m10_urine_only_disease() -> None:
    visits = [{"urine": value} for value in (500.0, 200.0, 199.0)]
    assert statuses(course({"urine": 1000.0}, visits))[0] == "MR MR PR"


def test_m11_just_short_of_half_is_a_minimal_response() -> None:
    assert statuses(course(B4, serum(2.02, 2.02)))[1] == "MR MR"


def test_m12_a_single_low_value_is_no_confirmed_nadir() -> None:
    found = course(B4, serum(1.0, 2.0, 2.1))
    assert "PD" not in statuses(found)[0]
    assert statuses(found, Policies(nadir="lowest"))[0] == "PR PD PD"


def test_m13_one_progression_between_responses_is_passed_over() -> None:
    found = course(B4, serum(1.5, 1.5, 2.1, 1.5))
    assert statuses(found) == ("PR PR PD PR", "PR PR PR PR", "PR")


def test_stringent_response_needs_a_normal_ratio_and_no_clonal_cells() -> None:
    stringent = {**COMPLETE, "kappa": 10.0, "lambda_": 10.0, "clonal_cells": -1}
    assert statuses(course(B4, [stringent, stringent]))[2] == "sCR"
    for change in ({"kappa": 16.6}, {"clonal_cells": 1}, {"clonal_cells": 0}):
        visit = {**stringent, **change}
        assert statuses(course(B4, [visit, visit]))[2] == "CR"
    edge = {**stringent, "kappa": 16.5}
    assert statuses(course(B4, [edge, edge]))[2] == "sCR"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"marrow": 5.0}, "VGPR"),
        ({"marrow": NAN}, "VGPR"),
        ({"serum_immunofixation": 0}, "VGPR"),
        ({"urine_immunofixation": 1}, "VGPR"),
        ({"urine_immunofixation": 0}, "CR"),  # urine was never collected
        ({"urine_immunofixation": 0, "urine": 50.0}, "VGPR"),  # collected, not fixed
        ({"urine": 100.0}, "CR"),
    ],
)
def test_a_missing_part_of_complete_response_gives_the_next_level(change: dict[str, float], expected: str) -> None:
    assert statuses(course(B4, [{**COMPLETE, **change}]))[0] == expected


def test_marrow_is_not_repeated() -> None:
    later = {**COMPLETE, "marrow": NAN}
    assert statuses(course(B4, [COMPLETE, later]))[:2] == ("CR CR", "CR CR")


def test_light_chain_disease_needs_a_normal_ratio_for_complete_response() -> None:
    visit = {**COMPLETE, "serum": NAN, "kappa": 12.0, "lambda_": 10.0}
    assert statuses(course(LIGHT, [visit]))[0] == "CR"
    assert statuses(course(LIGHT, [{**visit, "kappa": 40.0}]))[0] == "VGPR"
    assert statuses(course(LIGHT, [{**visit, "kappa": 50.0}]))[0] == "PR"  # difference 40 of 390


def test_plasmacytomas_must_shrink_with_the_protein() -> None:
    before = {**B4, "plasmacytoma": 10.0, "several_plasmacytomas": 1.0}
    assert statuses(course(before, [{"serum": 400.0, "plasmacytoma": 5.1}]))[0] == "SD"
    assert statuses(course(before, [{"serum": 400.0, "plasmacytoma": 5.0}]))[0] == "VGPR"
    assert statuses(course(before, [{"serum": 400.0}]))[0] == "SD"  # never imaged again
    carried = [{"serum": 400.0, "plasmacytoma": 5.0}, {"serum": 400.0}]
    assert statuses(course(before, carried))[0] == "VGPR VGPR"
    assert statuses(course(before, [{**COMPLETE, "plasmacytoma": 0.1}]))[0] == "VGPR"
    assert statuses(course(before, [{**COMPLETE, "plasmacytoma": 0.0}]))[0] == "CR"


def test_growth_of_several_plasmacytomas_is_progression_at_once() -> None:
    before = {**B4, "plasmacytoma": 4.0, "several_plasmacytomas": 1.0}
    grown = [{"serum": 4000.0, "plasmacytoma": 6.0}]
    assert statuses(course(before, grown))[:2] == ("PD", "PD")
    assert statuses(course({**before, "several_plasmacytomas": 0.0}, grown))[0] == "SD"


def test_imaging_progression_needs_no_second_assessment() -> None:
    found = course(B4, [{"serum": 1000.0}, {"serum": 1000.0, "imaging_progression": 1}])
    assert statuses(found)[:2] == ("PR PD", "SD PD")


def test_death_from_myeloma_confirms_a_last_progression() -> None:
    assert statuses(course(B4, serum(4.0, 5.0)))[1] == "SD SD"
    assert statuses(course(B4, serum(4.0, 5.0), death=70.0))[1] == "SD PD"


def test_marrow_decides_only_where_nothing_else_can() -> None:
    before = {"marrow": 40.0}
    assert statuses(course(before, [{"marrow": 20.0}, {"marrow": 20.0}]))[1] == "PR PR"
    assert statuses(course(before, [{"marrow": 21.0}, {"marrow": 30.9}]))[0] == "SD SD"
    assert statuses(course(before, [{"marrow": 21.0}, {"marrow": 31.0}]))[:2] == ("SD PD", "SD PD")
    assert statuses(course({**before, **B4}, [{"serum": 4000.0, "marrow": 90.0}]))[0] == "SD"


def test_circulating_cells_decide_only_where_nothing_else_can() -> None:
    before = {"circulating": 150.0}
    assert statuses(course(before, [{"circulating": 225.0}]))[0] == "PD"
    assert statuses(course({"circulating": 100.0}, [{"circulating": 199.0}]))[0] == "NE"


def test_a_missing_measurable_marker_is_not_evaluable_unless_another_progresses() -> None:
    before = {**B4, "urine": 500.0}
    assert statuses(course(before, [{"serum": 1000.0}, {"serum": 4500.0}]))[0] == "NE NE"
    assert statuses(course(before, [{"serum": 5000.0}]))[0] == "PD"


def test_visits_under_new_therapy_are_not_used() -> None:
    found = course(B4, serum(2.0, 1.9, 0.3, 0.3), new_therapy=80.0)
    assert statuses(found)[1:] == ("PR PR NEW THERAPY NEW THERAPY", "PR")


def test_response_and_censoring_days() -> None:
    resolved = resolve_myeloma(course(B4, serum(3.5, 2.0, 1.9, NAN)), CRITERIA, Policies())
    assert resolved.response_day[0] == 57.0
    assert resolved.censor_day[0] == 85.0
    assert np.isnan(resolved.progression_day[0])


def test_a_course_without_visits_is_not_evaluable() -> None:
    resolved = resolve_myeloma(course(B4, []), CRITERIA, Policies())
    assert label_of(resolved.best[0]) == "NE"
    assert resolved.censor_day[0] == 1.0


def test_each_visit_is_explained_as_it_was_decided() -> None:
    assert isinstance(CRITERIA, MyelomaCriteria)
    found = course(B4, [*serum(1.0, 1.0, 1.5, 1.6, NAN), {"imaging_progression": 1}], new_therapy=165.0)
    visits = explain_myeloma_patient(found, 0, CRITERIA, Policies())
    assert " ".join(visit.raw for visit in visits) == statuses(found)[0]
    assert [visit.baseline_change for visit in visits[:3]] == [-75.0, -75.0, -62.5]
    assert visits[0].outcome == "Upheld by PR on day 57."
    assert visits[2].rule.startswith("PD: serum M-protein 1500 mg/dL, at least 25 % and at least 500 mg/dL above its")
    assert visits[2].outcome.startswith("Confirmed on day 113 by PD (serum M-protein 1600 mg/dL)")
    assert visits[4].rule.startswith("NE")
    assert visits[4].value is None
    assert visits[5].outcome == "Not used: on or after the start of new therapy."


@pytest.mark.parametrize(
    ("before", "marker"),
    [
        (B4, "serum M-protein"),
        ({"urine": 300.0}, "urine M-protein"),
        (LIGHT, "light chain difference"),
        ({"marrow": 30.0}, "marrow plasma cells"),
        ({"marrow": 29.0}, ""),
    ],
)
def test_the_first_measurable_marker_decides(before: dict[str, float], marker: str) -> None:
    assert isinstance(CRITERIA, MyelomaCriteria)
    visits = explain_myeloma_patient(course(before, [dict(before)]), 0, CRITERIA, Policies())
    assert visits[0].marker == marker
    assert visits[0].baseline_change == (0.0 if marker else None)


def test_an_impossible_value_is_refused() -> None:
    with pytest.raises(DataError, match="serum"):
        resolve_myeloma(course(B4, serum(-1.0)), CRITERIA, Policies())
