"""Every marker of a visit beside baseline and nadir, and the clause that decided: worked by hand.

Myeloma: Kumar et al., Lancet Oncol 2016;17:e328 (doi 10.1016/S1470-2045(16)30206-6). AL amyloidosis: Palladini et al.,
J Clin Oncol 2012;30:4541 (doi 10.1200/JCO.2011.37.7614), Comenzo et al., Leukemia 2012;26:2317.
"""

import numpy as np
import pytest
from random_panels import random_amyloidosis, random_myeloma

from paraprotein.response import (
    AmyloidosisClause,
    AmyloidosisCourse,
    AmyloidosisCriteria,
    AmyloidosisValues,
    DomainExplanation,
    MyelomaBaseline,
    MyelomaCourse,
    MyelomaCriteria,
    MyelomaExplanation,
    MyelomaVisit,
    Policies,
    criteria_named,
    explain_amyloidosis_patient,
    explain_myeloma_patient,
    label_of,
    resolve_amyloidosis,
    resolve_myeloma,
)
from paraprotein.response.amyloidosis.markers import DOMAIN_MARKERS
from paraprotein.response.amyloidosis.sentences import amyloidosis_sentences
from paraprotein.response.measured_marker import MeasuredMarker, percent_change

IMWG, AL = criteria_named("imwg-2016"), criteria_named("al-2012")
assert isinstance(IMWG, MyelomaCriteria)
assert isinstance(AL, AmyloidosisCriteria)
NAN = float("nan")
DONE_AS_CODE = ("serum_immunofixation", "urine_immunofixation", "clonal_cells")
B4 = {"serum": 4000.0}
LIGHT = {"kappa": 400.0, "lambda_": 10.0}


def myeloma_course(before: dict[str, float], visits: list[dict[str, float]], **events: float) -> MyelomaCourse:
    """One patient seen every 28 days from day 29; what is not written was not measured."""
    several = np.array([before.get("several_plasmacytomas", 0.0) > 0])
    values = {name: np.array([before.get(name, NAN)]) for name in MyelomaBaseline._fields[:-1]}
    columns = {
        name: np.array([[visit.get(name, 0 if name in DONE_AS_CODE else NAN) for visit in visits]])
        for name in MyelomaVisit._fields[2:-1]
    }
    columns |= {name: columns[name].astype(np.int8) for name in DONE_AS_CODE}
    day = 29.0 + 28.0 * np.arange(len(visits))[None, :]
    imaging = np.array([[visit.get("imaging_progression", 0) > 0 for visit in visits]], dtype=np.bool_)
    return MyelomaCourse(
        MyelomaBaseline(**values, several_plasmacytomas=several),
        MyelomaVisit(day=day, present=np.isfinite(day), imaging_progression=imaging, **columns),
        np.array([events.get("new_therapy", NAN)]),
        np.array([events.get("death", NAN)]),
    )


def myeloma(
    before: dict[str, float], *visits: dict[str, float], policies: Policies | None = None, **events: float
) -> tuple[MyelomaExplanation, ...]:
    assert isinstance(IMWG, MyelomaCriteria)
    return explain_myeloma_patient(myeloma_course(before, list(visits), **events), 0, IMWG, policies or Policies())


def serum(*grams: float) -> list[dict[str, float]]:
    return [{"serum": 1000.0 * value} for value in grams]


def marker(explained: MyelomaExplanation | DomainExplanation, name: str) -> MeasuredMarker:
    (found,) = (each for each in explained.markers if each.marker == name)
    return found


def test_m04_the_nadir_is_the_lowest_confirmed_value() -> None:
    visits = myeloma(B4, *serum(1.0, 1.0, 1.4, 1.5, 1.6))
    assert [visit.nadir for visit in visits] == [4000.0, 4000.0, 1000.0, 1000.0, 1000.0]
    assert [visit.nadir_change for visit in visits] == pytest.approx([-75.0, -75.0, 40.0, 50.0, 60.0])
    assert [visit.raw for visit in visits] == ["PR", "PR", "PR", "PD", "PD"]
    assert visits[3].rule == (
        "PD: serum M-protein 1500 mg/dL, at least 25 % and at least 500 mg/dL above its nadir "
        "(the lowest confirmed value, 1000 mg/dL)."
    )
    assert visits[3].outcome == (
        "Confirmed on day 141 by PD (serum M-protein 1600 mg/dL): progression is dated at this visit, day 113."
    )
    assert visits[4].outcome == "Not used: after progression on day 113."


def test_m12_a_single_low_value_is_the_nadir_only_where_the_protocol_says_so() -> None:
    confirmed = myeloma(B4, *serum(1.0, 2.0, 2.1))
    assert [visit.nadir for visit in confirmed] == [4000.0, 4000.0, 2000.0]
    assert [visit.nadir_change for visit in confirmed] == pytest.approx([-75.0, -50.0, 5.0])
    lowest = myeloma(B4, *serum(1.0, 2.0, 2.1), policies=Policies(nadir="lowest"))
    assert [visit.nadir for visit in lowest] == [4000.0, 1000.0, 1000.0]
    assert "(the lowest earlier value, 1000 mg/dL)" in lowest[1].rule


def test_m05_from_a_high_nadir_one_gram_decides() -> None:
    visits = myeloma({"serum": 8000.0}, *serum(6.0, 6.0, 7.0, 7.1))
    assert visits[2].nadir_change == pytest.approx(100.0 / 6.0)
    assert visits[2].rule.startswith(
        "PD: serum M-protein 7000 mg/dL, at least 1000 mg/dL above its nadir, enough from 5000 mg/dL up"
    )


def test_m08_light_chains_have_a_nadir_of_their_own() -> None:
    low, high = {"kappa": 60.0, "lambda_": 10.0}, {"kappa": 161.0, "lambda_": 10.0}
    third = myeloma(LIGHT, low, low, high, high)[2]
    difference = marker(third, "light chain difference")
    assert (difference.value, difference.baseline, difference.nadir) == (151.0, 390.0, 50.0)
    assert difference.baseline_change == pytest.approx(100.0 * (151.0 - 390.0) / 390.0)
    assert difference.nadir_change == pytest.approx(202.0)
    assert marker(third, "kappa").nadir is None
    assert marker(third, "kappa/lambda").value == pytest.approx(16.1)
    assert "more than 100 mg/L above its nadir" in third.rule


def test_m09_a_marker_that_decides_no_response_is_shown_and_said_to() -> None:
    (visit,) = myeloma({"serum": 2000.0, **LIGHT}, {"serum": 2000.0, "kappa": 800.0, "lambda_": 10.0})
    difference = marker(visit, "light chain difference")
    assert not difference.is_judged
    assert difference.baseline_change == pytest.approx(100.0 * 400.0 / 390.0)
    assert marker(visit, "serum M-protein").is_judged
    assert (visit.raw, visit.marker) == ("SD", "serum M-protein")


def test_m03_the_sentence_names_every_marker_that_the_level_asks_for() -> None:
    first, _ = myeloma({**B4, "urine": 500.0}, *[{"serum": 400.0, "urine": 99.0}] * 2)
    assert first.rule == "VGPR: serum M-protein down by at least 90 % and urine M-protein below 100 mg/day."
    assert marker(first, "urine M-protein").baseline_change == pytest.approx(-80.2)
    other, _ = myeloma({**B4, "urine": 500.0}, *[{"serum": 400.0, "urine": 100.0}] * 2)
    assert other.rule == (
        "PR: serum M-protein down by at least 50 % and urine M-protein down by at least 90 % or below 200 mg/day."
    )


def test_m10_stable_disease_says_what_the_next_level_would_need() -> None:
    (visit,) = myeloma({"urine": 1000.0}, {"urine": 501.0})
    assert visit.rule == (
        "SD: no marker rose as far as progression needs; MR would need urine M-protein down by at least 50 %."
    )
    (light,) = myeloma(LIGHT, {"kappa": 300.0, "lambda_": 10.0})
    assert light.rule.endswith("PR would need light chain difference down by at least 50 %.")  # no MR by light chains


@pytest.mark.parametrize(
    ("grams", "death", "expected"),
    [
        ((1.5, 1.5, 2.1, 1.5), NAN, "Refuted on day 113 by PR (serum M-protein 1500 mg/dL); the patient stays in PR"),
        ((1.5, 1.5, 2.1), NAN, "Unconfirmed: no later assessment; the patient stays in PR, confirmed before."),
        ((1.5, 1.5, 2.1), 100.0, "Confirmed by death from the disease on day 100: progression is dated"),
        ((1.5, 1.5, 2.1, NAN, 2.2), NAN, "Confirmed on day 141 by PD (serum M-protein 2200 mg/dL)"),
    ],
)  # fmt: skip
def test_m13_a_candidate_says_what_confirmed_or_refuted_it(
    grams: tuple[float, ...], death: float, expected: str
) -> None:
    assert myeloma(B4, *serum(*grams), death=death)[2].outcome.startswith(expected)


def test_a_candidate_repeated_too_soon_is_not_refuted() -> None:
    visits = myeloma(B4, *serum(1.5, 1.5, 2.1, 2.2), policies=Policies(progression_gap=35.0))
    assert visits[2].outcome.startswith("Unconfirmed: the next assessment, on day 113, came before 35 days had passed")


def test_imaging_needs_no_second_assessment() -> None:
    (visit,) = myeloma(B4, {"serum": 1000.0, "imaging_progression": 1})
    assert visit.outcome.startswith("Needs no second assessment")
    assert marker(visit, "imaging").finding == "new or grown lesion"


def test_responses_say_what_the_next_assessment_made_of_them() -> None:
    assert myeloma(B4, *serum(2.0, 3.2))[0].outcome == "Not upheld by SD on day 57: counts as SD."  # M02
    assert myeloma(B4, *serum(2.0))[0].outcome == "Not upheld, no later assessment: counts as SD."
    under_therapy = myeloma(B4, *serum(2.0, 2.0), new_therapy=40.0)[0].outcome
    assert under_therapy.startswith("Not upheld, the next assessment on day 57 came after the start of new therapy")


def test_a_missing_marker_is_named() -> None:
    assert myeloma({**B4, "urine": 500.0}, {"serum": 1000.0})[0].rule == (
        "NE: no value of urine M-protein, measurable before treatment."
    )
    nothing = myeloma({}, {"serum": 1000.0})[0]
    assert nothing.rule.startswith("NE: nothing was measurable before treatment")
    assert (nothing.value, nothing.baseline_change, nothing.marker) == (None, None, "")


def test_marrow_counts_from_its_lowest_single_value() -> None:
    visits = myeloma({"marrow": 40.0}, {"marrow": 21.0}, {"marrow": 31.0})
    assert (visits[1].nadir, visits[1].raw) == (21.0, "PD")
    assert visits[1].rule == (
        "PD: marrow plasma cells 31 %, at least 25 % and at least 10 points above its nadir "
        "(the lowest earlier value, 21 %)."
    )


def test_what_is_explained_is_what_was_resolved() -> None:
    assert isinstance(IMWG, MyelomaCriteria)
    course = myeloma_course(B4, serum(1.0, 0.9, 2.0, 2.1))
    resolved = resolve_myeloma(course, IMWG, Policies())
    visits = explain_myeloma_patient(course, 0, IMWG, Policies())
    assert [visit.nadir for visit in visits] == resolved.nadir["serum"][0].tolist() == [4000.0, 4000.0, 1000.0, 1000.0]


def amyloidosis_course(before: dict[str, float], visits: list[dict[str, float]]) -> AmyloidosisCourse:
    names = AmyloidosisValues._fields
    day = 29.0 + 28.0 * np.arange(len(visits))[None, :]
    fixation = np.array([[visit.get("ife", 0) for visit in visits]], dtype=np.int8)
    return AmyloidosisCourse(
        AmyloidosisValues(*(np.array([before.get(name, NAN)]) for name in names)),
        AmyloidosisValues(*(np.array([[visit.get(name, NAN) for visit in visits]]) for name in names)),
        day, day > 0, fixation, fixation, np.array([NAN]),
    )  # fmt: skip


def amyloidosis(before: dict[str, float], *visits: dict[str, float]) -> tuple[DomainExplanation, ...]:
    assert isinstance(AL, AmyloidosisCriteria)
    return explain_amyloidosis_patient(amyloidosis_course(before, list(visits)), 0, AL, Policies())


def blood(difference: float) -> dict[str, float]:
    return {"kappa": difference + 10.0, "lambda_": 10.0}


@pytest.mark.parametrize(
    ("before", "after", "status", "change", "rule"),
    [
        (180.0, 39.0, "VGPR", -78.3333, "VGPR: light chain difference below 40 mg/L."),  # A01
        (180.0, 40.0, "PR", -77.7778, "PR: light chain difference fell by more than 50 %."),
        (180.0, 90.0, "NR", -50.0, "NR: the light chain difference reaches no response"),  # A02
        (45.0, 9.0, "PR", -80.0, "PR: light chain difference fell from a low baseline (20 to 50 mg/L) to below 10"),
        (45.0, 10.0, "NR", -77.7778, "NR:"),  # A03
        (15.0, 5.0, "NE", -66.6667, "NE: no light chain difference at this visit, or none of at least 20 mg/L"),  # A04
    ],
)
def test_a01_to_a04_the_blood(before: float, after: float, status: str, change: float, rule: str) -> None:
    (visit,) = amyloidosis(blood(before), blood(after))
    assert visit.status == status
    assert visit.rule.startswith(rule)
    difference = marker(visit, "light chain difference")
    assert difference.value == pytest.approx(after)
    assert difference.unit == "mg/L"
    assert difference.baseline_change == pytest.approx(change, abs=1e-4)
    assert difference.nadir is None  # the rules compare the involved chain with its nadir
    assert marker(visit, "kappa").nadir == before + 10.0


def test_the_involved_chain_rises_from_its_nadir() -> None:
    third = amyloidosis(blood(290.0), blood(60.0), blood(50.0), blood(95.0))[2]
    kappa = marker(third, "kappa")
    assert (kappa.value, kappa.nadir, kappa.nadir_change) == (105.0, 60.0, 75.0)
    assert marker(third, "lambda").nadir is None
    assert third.status == "PROGRESSION"
    assert third.rule == (
        "Progression: the involved light chain rose by at least 50 % from its lowest earlier value, "
        "to more than 100 mg/L."
    )
    assert third.outcome == "Needs no second assessment."


@pytest.mark.parametrize(
    ("before", "after", "name", "status", "change", "rule"),
    [
        ({"nt_probnp": 1000.0}, {"nt_probnp": 700.0}, "NT-proBNP", "NR", -30.0, "NR: a response needs"),  # A05
        ({"nt_probnp": 1000.0}, {"nt_probnp": 699.0}, "NT-proBNP", "RESPONSE", -30.1, "Response: NT-proBNP fell"),
        ({"nt_probnp": 800.0}, {"nt_probnp": 550.0}, "NT-proBNP", "NR", -31.25, "NR: a response needs"),  # A06
        ({"nt_probnp": 600.0}, {"nt_probnp": 200.0}, "NT-proBNP", "NE", -66.6667, "NE: NT-proBNP below 650"),  # A07
        ({"troponin": 30.0}, {"troponin": 40.0}, "troponin", "PROGRESSION", 33.3333, "Progression: troponin rose"),
        ({"proteinuria": 5000.0, "filtration": 60.0}, {"proteinuria": 3500.0, "filtration": 50.0}, "eGFR", "RESPONSE",
         -16.6667, "Response: proteinuria fell by at least 30 %"),  # A08
        ({"proteinuria": 5000.0, "filtration": 60.0}, {"proteinuria": 3500.0, "filtration": 44.0}, "eGFR",
         "PROGRESSION", -26.6667, "Progression: eGFR fell by more than 25 % from baseline."),
        ({"proteinuria": 600.0, "filtration": 60.0}, {"proteinuria": 490.0, "filtration": 60.0}, "proteinuria",
         "RESPONSE", -18.3333, "Response: proteinuria fell to below 500 mg/day"),  # A09
    ],
)  # fmt: skip
def test_a05_to_a09_the_organs(
    before: dict[str, float], after: dict[str, float], name: str, status: str, change: float, rule: str
) -> None:
    (visit,) = amyloidosis(before, after)
    assert visit.status == status
    assert visit.rule.startswith(rule)
    assert marker(visit, name).baseline_change == pytest.approx(change, abs=1e-4)
    assert marker(visit, name).nadir is None  # organs are compared with baseline


def test_what_rules_count_in_steps_has_no_percentage() -> None:
    (visit,) = amyloidosis({"nyha": 3.0, "ejection_fraction": 60.0}, {"nyha": 1.0, "ejection_fraction": 55.0})
    assert visit.rule == "Response: the NYHA class fell by at least 2."
    for name in ("NYHA class", "ejection fraction"):
        assert marker(visit, name).baseline_change is None
        assert marker(visit, name).baseline is not None


def test_random_patients_with_myeloma_are_explained_as_they_were_resolved() -> None:
    """A clause without a sentence would raise; numbers are finite; the rule names the status of the visit by itself."""
    assert isinstance(IMWG, MyelomaCriteria)
    course = random_myeloma(4)
    for gap in (None, 35.0):
        policies = Policies(progression_gap=gap)
        resolved = resolve_myeloma(course, IMWG, policies)
        for patient in range(course.new_therapy_day.size):
            visits = explain_myeloma_patient(course, patient, IMWG, policies)
            there = course.visits.present[patient]
            assert [visit.status for visit in visits] == [label_of(code) for code in resolved.status[patient][there]]
            for visit in visits:
                assert visit.rule.startswith(f"{visit.raw}:")
                numbers = [each.value for each in visit.markers if each.value is not None]
                assert np.isfinite(numbers).all()
                if visit.day == resolved.progression_day[patient] and visit.status == "PD":
                    assert visit.outcome.startswith(("Confirmed", "Needs no second"))


def test_random_patients_with_amyloidosis_are_explained_clause_by_clause() -> None:
    assert isinstance(AL, AmyloidosisCriteria)
    course, policies = random_amyloidosis(4), Policies(graded_organ_response=True)
    resolved = resolve_amyloidosis(course, AL, policies)
    told = {"NE": "NE", "NR": "NR", "PROGRESSION": "Progression", "RESPONSE": "Response", "PR": "PR", "VGPR": "VGPR",
            "CR": "CR", "NEW THERAPY": "Not used"}  # fmt: skip
    for patient in range(course.new_therapy_day.size):
        for visit in explain_amyloidosis_patient(course, patient, AL, policies):
            assert visit.rule.startswith(told[visit.status])
    sentences = amyloidosis_sentences(AL, policies)
    for domain in DOMAIN_MARKERS:
        reached = np.unique(getattr(resolved, domain).clause)
        assert all((domain, AmyloidosisClause(clause)) in sentences for clause in reached if clause)


@pytest.mark.parametrize(
    ("value", "reference", "expected"),
    [
        (150.0, 100.0, 50.0),
        (0.0, 100.0, -100.0),
        (1.0, 0.0, None),
        (1.0, -2.0, None),
        (None, 1.0, None),
        (1.0, None, None),
    ],
)
def test_a_percentage_needs_a_reference_above_zero(
    value: float | None, reference: float | None, expected: float | None
) -> None:
    assert percent_change(value, reference) == expected
