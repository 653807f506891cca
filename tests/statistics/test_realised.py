"""What was not as planned, in words."""

import pytest

from paraprotein.errors import UsageError
from paraprotein.statistics.inference.realised import Realised, describe_changes
from paraprotein.stopping.two_stage import TwoStage

OPTIMAL = TwoStage(1, 10, 5, 29)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((10, 1, 0, 0), ()),
        ((10, 2, 19, 4), ()),
        (
            (10, 4, 17, 2),
            (
                "The second stage had 17 evaluable patients, 19 were planned.",
                "To reject, 3 responders in it were needed.",
            ),
        ),
        (
            (9, 4, 19, 2),
            (
                "The first stage had 9 evaluable patients, 10 were planned; "
                "the missing count as non-responders for its limit of 1.",
                "The second stage had its 19 evaluable patients.",
                "To reject, 3 responders in it were needed.",
            ),
        ),
        (
            (12, 4, 1, 0),
            (
                "The first stage had 12 evaluable patients, 10 were planned; "
                "which of them came first is averaged over.",
                "The second stage had 1 evaluable patient, 19 were planned.",
                "No result of it could reject.",
            ),
        ),
        (
            (10, 1, 19, 3),
            ("The study went on although its rule said to stop: no result of the second stage can reject.",),
        ),
        (
            (10, 3, 0, 0),
            ("The study stopped where its rule said to go on; this counts as a second stage without patients.",),
        ),
        (
            (10, 7, 0, 0),
            (
                "The study stopped where its rule said to go on; this counts as a second stage without patients.",
                "The first alone had more than the 5 responders of the whole design: all such results count alike for "
                "p-value, median and lower limit.",
            ),
        ),
    ],
)
def test_each_departure_from_the_plan_is_said_with_its_effect(
    numbers: tuple[int, int, int, int], words: tuple[str, ...]
) -> None:
    realised = Realised(OPTIMAL, *numbers)
    assert describe_changes(realised, needed=3) == words
    assert realised.is_as_planned == (not words)


def test_an_overrun_beyond_the_whole_study_says_where_to_count_it() -> None:
    with pytest.raises(UsageError, match="count those after the first 10 in the second stage"):
        Realised(OPTIMAL, 30, 4, 0, 0)


def test_a_single_responder_is_spoken_of_as_one() -> None:
    assert describe_changes(Realised(OPTIMAL, 10, 5, 17, 2), needed=1)[1] == "To reject, 1 responder in it was needed."
