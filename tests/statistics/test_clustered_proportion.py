"""A proportion over groups: exact limits where groups do not matter, wider ones where they do, honest coverage."""

import numpy as np
import pytest

from paraprotein.errors import UsageError
from paraprotein.statistics import compute_clopper_pearson, compute_clustered_proportion


def test_groups_of_one_patient_give_the_exact_limits() -> None:
    events = np.repeat([1.0, 0.0], [7, 20])
    found, exact = compute_clustered_proportion(events, np.ones(27)), compute_clopper_pearson(7, 27)
    # independent patients: only the factor groups / (groups - 1) differs
    assert found.estimate == pytest.approx(7 / 27)
    assert (found.lower, found.upper) == pytest.approx((float(exact.lower), float(exact.upper)), abs=0.005)


@pytest.mark.parametrize("share", [0, 1])
def test_without_a_single_event_every_patient_counts(share: int) -> None:
    found, exact = (
        compute_clustered_proportion(share * np.full(5, 20), np.full(5, 20)),
        compute_clopper_pearson(100 * share, 100),
    )
    assert (found.lower, found.upper) == pytest.approx((float(exact.lower), float(exact.upper)))


def test_groups_that_are_all_or_nothing_count_as_so_many_patients() -> None:
    events = np.repeat([20.0, 0.0], [8, 32])
    found, exact = compute_clustered_proportion(events, np.full(40, 20.0)), compute_clopper_pearson(8, 40)
    assert (found.lower, found.upper) == pytest.approx((float(exact.lower), float(exact.upper)), abs=0.01)


def test_a_group_that_cannot_tell_is_left_out_and_no_group_is_no_number() -> None:
    some = compute_clustered_proportion([2.0, np.nan, 1.0], [10.0, 10.0, 10.0])
    known = compute_clustered_proportion([2.0, 1.0], [10.0, 10.0])
    assert [float(limit) for limit in some] == [float(limit) for limit in known]
    assert np.isnan(compute_clustered_proportion([], [])).all()
    assert np.isnan(compute_clustered_proportion([0.0], [0.0])).all()


def test_limits_hold_the_truth_as_often_as_they_say_when_groups_differ() -> None:
    chance = np.random.default_rng(1)
    held = []
    for _ in range(400):
        rates = chance.beta(1.0, 19.0, size=100)  # 5 % on average
        found = compute_clustered_proportion(chance.binomial(27, rates), np.full(100, 27))
        held.append(found.lower <= 0.05 <= found.upper)
    assert np.mean(held) >= 0.92


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(UsageError, match="more events than patients"):
        compute_clustered_proportion([3], [2])
