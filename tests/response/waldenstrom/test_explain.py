"""Explanations agree with the decisions and name the numbers that made them."""

import pytest
from case_courses import read_course
from hypothesis import given, settings
from random_courses import EDITIONS, SEEDS, random_course

from paraprotein.response import Policies, VisitExplanation, explain_patient, label_of, resolve, waldenstrom_criteria


def explained(
    post: str, base: str = "1:3000", opt: str = "", edition: str = "iwwm-6", policies: Policies | None = None
) -> tuple[VisitExplanation, ...]:
    policies = policies or Policies()
    return explain_patient(read_course(base, post, opt, policies), 0, waldenstrom_criteria(edition), policies)


@settings(max_examples=15, deadline=None)
@given(SEEDS, EDITIONS)
def test_every_visit_is_explained_as_it_was_decided(seed: int, edition: str) -> None:
    criteria, policies = waldenstrom_criteria(edition), Policies()
    course = random_course(seed, n_patients=20)
    resolved = resolve(course, criteria, policies)
    for patient in range(20):
        visits = explain_patient(course, patient, criteria, policies)
        there = course.visits.present[patient]
        assert [visit.raw for visit in visits] == [label_of(code) for code in resolved.raw[patient][there]]
        assert [visit.status for visit in visits] == [label_of(code) for code in resolved.status[patient][there]]
        for visit in visits:
            assert visit.rule
            assert visit.outcome.startswith("Not used") == (visit.status == "post")
            if visit.rule.startswith("Candidate") and visit.status != "post":
                assert visit.outcome.startswith("Confirmed") == (visit.status == "PD")
                assert visit.outcome.startswith(("Refuted", "Unconfirmed")) == (visit.status == "uPD")


def test_numbers_are_change_from_baseline_and_from_nadir() -> None:
    last = explained("29:2000 57:2500")[1]
    assert (last.day, last.value, last.nadir, last.nadir_change) == (57, 2500.0, 2000.0, 25.0)
    assert last.baseline_change == pytest.approx(-100 / 6)
    missed = explained("29:-")[0]
    assert (missed.value, missed.baseline_change, missed.nadir_change) == (None, None, None)
    assert missed.rule == "NE: no value of the marker at this visit."


def test_a_value_that_prints_as_25_percent_is_told_from_its_limit() -> None:
    assert "2251 mg/dL is above 2250, where MR begins" in explained("29:2251")[0].rule


@pytest.mark.parametrize(
    ("post", "opt", "edition", "outcome"),
    [
        ("57:2400 85:3000 113:3050", "", "iwwm-6", "Confirmed on day 113: 3050 mg/dL"),
        ("57:2400 85:3000 113:2700", "", "iwwm-6", "Refuted on day 113: 2700 mg/dL falls short"),
        ("57:2400 85:3000", "", "iwwm-6", "Unconfirmed: no later value"),
        ("57:2400 85:3000 99:3050", "", "iwwm-2", "Unconfirmed: the values of day 99 came before 21 days"),
        ("57:2400 85:3000", "death_pd=100", "iwwm-6", "Confirmed by death from the disease on day 100"),
        ("57:2400 85:3000 113:2000[clin=1]", "", "iwwm-6", "Confirmed by clinical progression on day 113"),
    ],
)
def test_a_candidate_says_what_became_of_it(post: str, opt: str, edition: str, outcome: str) -> None:
    assert explained(post, opt=opt, edition=edition)[1].outcome.startswith(outcome)


def test_a_withheld_level_says_what_it_lacked() -> None:
    unchanged = explained("85:1400[emd=same]", opt="emd_base=True")[0]
    assert "PR withheld, nodes or spleen must be smaller (found: no smaller)" in unchanged.rule
    no_marrow = explained("85:150[ife=-]")[0]
    assert "CR withheld, no normal marrow at this visit" in no_marrow.rule
    spleen = explained("85:150[ife=-][bm=n][emd=half]", opt="emd_base=True")[0]
    assert "CR withheld, nodes or spleen have not become normal" in spleen.rule
    below = explained("85:1400[emd=same]", opt="emd_base=True", edition="iwwm-2")[0]
    assert below.rule.startswith("SD: 1400 mg/dL would be enough for a response; PR withheld")


def test_complete_response_names_its_second_immunofixation() -> None:
    post = "85:150[ife=-][bm=n] 113:150[ife=-][bm=n]"
    assert explained(post)[0].outcome == "Second negative immunofixation on day 113."
    assert explained(post, edition="iwwm-2")[0].outcome.endswith("at least 42 days apart: counted as PR.")
    consecutive = Policies(confirm_response="consecutive")
    assert "does not uphold" in explained(post, policies=consecutive)[1].outcome


@pytest.mark.parametrize(
    ("post", "base", "opt", "edition", "rule"),
    [
        ("29:4200", "1:3000", "flare=1", "iwwm-6", "FLARE: 4200 mg/dL reaches 3750"),
        ("29:1400", "1:3000", "tpe=20", "iwwm-6", "NE: taken within 28 days of a plasma exchange"),
        ("29:1400[m=S]", "1:3000", "", "iwwm-6", "NE: measured by another method"),
        ("29:1400", "1:0", "", "iwwm-6", "NE: no baseline that can be judged"),
        ("29:1400", "1:3000", "nact=20", "iwwm-6", "Not used for response: on or after the start of new"),
        ("85:225[ife=+]", "1:1800", "", "iwwm-11", "VGPR: 225 mg/dL is within the normal range (up to 230)"),
        ("29:2700", "1:2000", "", "iwwm-2", "Candidate progression: 2700 mg/dL reaches 2500, 25 % above"),
    ],
)
def test_each_clause_has_its_sentence(post: str, base: str, opt: str, edition: str, rule: str) -> None:
    assert explained(post, base, opt, edition)[0].rule.startswith(rule)


def test_a_response_that_is_not_repeated_says_so() -> None:
    visits = explained("29:2000 57:2600", policies=Policies(confirm_response="consecutive"))
    assert visits[0].outcome == "Not upheld by a next assessment: counted as SD."
    assert "Owen" in visits[0].source
