"""Two independent implementations of endpoints, populations and exposure agree on whole studies."""

import pytest
from agreement_study import compare_study
from courses import from_seed, strategy
from endpoints_oracle import FollowUp, Time, duration_of_response
from hypothesis import given, settings
from product_study import Participant, build_participant


@pytest.mark.parametrize(("edition", "window"), [("I6", 3), ("I6", 0), ("ABS", 3), ("I3", 3)])
def test_random_studies(edition: str, window: int) -> None:
    assert compare_study(list(from_seed(28, 300, build_participant)), edition, window) == []


@settings(max_examples=8, deadline=None)
@given(strategy(build_participant))
def test_participants_that_hypothesis_looks_for(person: Participant) -> None:
    assert compare_study([person]) == []


def test_a_death_from_the_disease_ends_a_response_also_where_deaths_are_censored() -> None:
    patient = FollowUp({29: "PR", 57: "PR"}, death_day=75, is_disease_death=True)
    assert duration_of_response(patient, deaths="disease") == Time(47, True)
    assert duration_of_response(patient, deaths="none") == Time(29, False)
