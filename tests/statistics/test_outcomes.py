"""The ends of a study with looks against every sequence of responders, one by one."""

import itertools

import numpy as np
import pytest

from paraprotein.statistics.inference.outcomes import compute_outcomes, describe_looks, two_looks
from paraprotein.stopping.exact import Looks
from paraprotein.stopping.two_stage import TwoStage

DESIGNS = [
    Looks((4,), (1,), (2,)),
    Looks((3, 8), (0, 3), (None, 4)),
    Looks((3, 6, 10), (0, 1, 4), (3, 4, 5)),
    Looks((2, 5, 7, 11), (None, 1, None, 4), (2, None, 6, 5)),
]


def count_orders(looks: Looks) -> dict[tuple[int, int], list[float]]:
    """First-look response of every sequence of all patients, by the look and the responders at which it stops."""
    ends: dict[tuple[int, int], list[float]] = {}
    for sequence in itertools.product((0, 1), repeat=looks.n[-1]):
        for k, n in enumerate(looks.n):
            low, high = looks.futility[k], looks.efficacy[k]
            seen = sum(sequence[:n])
            if (low is not None and seen <= low) or (high is not None and seen >= high):
                ends.setdefault((k + 1, seen), []).append(sum(sequence[: looks.n[0]]) / looks.n[0])
                break
    return ends


@pytest.mark.parametrize("looks", DESIGNS, ids=describe_looks)
def test_every_end_has_the_share_and_the_estimate_that_counting_gives(looks: Looks) -> None:
    found, counted = compute_outcomes(looks), count_orders(looks)
    assert list(zip(found.look.tolist(), found.responders.tolist(), strict=True)) == sorted(counted)
    half = found.probability(np.array([0.5]))[0]
    for i, first in enumerate(counted[end] for end in sorted(counted)):
        assert half[i] == pytest.approx(len(first) / 2 ** looks.n[-1], rel=1e-12)
        assert found.unbiased[i] == pytest.approx(np.mean(first), rel=1e-12)


@pytest.mark.parametrize("looks", DESIGNS, ids=describe_looks)
@pytest.mark.parametrize("rate", [0.0, 0.03, 0.4, 0.77, 1.0])
def test_the_estimate_is_unbiased_at_every_rate(looks: Looks, rate: float) -> None:
    found = compute_outcomes(looks)
    chance = found.probability(np.array([rate]))[0]
    assert chance.sum() == pytest.approx(1.0, abs=1e-13)
    assert chance @ found.unbiased == pytest.approx(rate, abs=1e-13)


def test_flemings_published_design_has_its_error_rates() -> None:
    """15 + 10 patients, accept at 3 and 8, reject at 7 and 9: type I error .0505, power .7236."""
    found = compute_outcomes(Looks((15, 25), (3, 8), (7, 9)))
    rejects = (found.probability(np.array([0.2, 0.4])) * found.is_rejected).sum(axis=1)
    assert rejects == pytest.approx([0.0505, 0.7236], abs=5e-5)


def test_large_studies_keep_their_digits() -> None:
    looks = Looks((200, 400, 600), (30, 70, 120), (80, 130, 121))
    found = compute_outcomes(looks)
    chance = found.probability(np.array([0.15, 0.2, 0.3]))
    assert chance.sum(axis=1) == pytest.approx(1.0, abs=1e-11)
    assert chance @ found.unbiased == pytest.approx([0.15, 0.2, 0.3], rel=1e-11)


def test_a_design_reads_as_responders_of_patients() -> None:
    assert describe_looks(two_looks(TwoStage(1, 10, 5, 29))) == "1/10 5/29"
    assert describe_looks(two_looks(TwoStage(-1, 10, 5, 29))) == "-/10 5/29"
    assert describe_looks(Looks((15, 25), (3, 8), (7, 9))) == "3|7/15 8/25"
