"""Groups as rows: padding, masks and empty groups never change or stop an answer."""

import numpy as np
import pytest

from paraprotein import statistics
from paraprotein.errors import UsageError
from paraprotein.statistics.groups import as_groups, as_pairs, require_level


def test_a_vector_is_one_group() -> None:
    assert as_groups([1, 2, 3]).shape == (1, 3)


def test_invalid_entries_become_missing() -> None:
    assert np.isnan(as_groups([[1.0, 2.0]], [[True, False]])[0, 1])


def test_groups_without_columns_get_one_empty_column() -> None:
    assert np.isnan(as_groups(np.empty((3, 0)))).all()
    assert as_groups(np.empty((3, 0)), np.empty((3, 0), bool)).shape == (3, 1)


def test_the_callers_array_is_not_written_to() -> None:
    values = np.ones((1, 2))
    as_groups(values)[0, 0] = 5.0
    assert values[0, 0] == 1.0


def test_a_pair_with_one_value_missing_is_missing_in_both() -> None:
    first, second = as_pairs([[1.0, np.nan]], [[np.nan, 2.0]])
    assert np.isnan(first).all()
    assert np.isnan(second).all()


def test_shapes_that_do_not_match_are_refused_with_both_named() -> None:
    with pytest.raises(UsageError, match=r"\(1, 2\).*\(1, 3\)"):
        as_groups([[1.0, 2.0, 3.0]], [[True, False]])
    with pytest.raises(UsageError):
        as_pairs([[1.0, 2.0, 3.0]], [[1.0]])
    with pytest.raises(UsageError):
        as_groups(np.ones((2, 2, 2)))


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.5])
def test_a_level_must_be_a_proportion(level: float) -> None:
    with pytest.raises(UsageError):
        require_level(level)


@pytest.mark.parametrize("shape", [(3, 0), (3, 4), (0, 4)])
def test_empty_groups_have_nan_everywhere_without_a_warning(shape: tuple[int, int]) -> None:
    nothing = np.full(shape, np.nan)
    never, arm = np.zeros(shape, bool), np.zeros(shape, int)
    curve = statistics.compute_kaplan_meier(nothing, never)
    answers = [
        statistics.compute_median(nothing),
        statistics.compute_minimum(nothing),
        statistics.compute_maximum(nothing),
        statistics.compute_mean(nothing),
        statistics.compute_standard_deviation(nothing),
        statistics.compute_signed_rank(nothing).p,
        statistics.compute_hodges_lehmann(nothing).estimate,
        statistics.compute_hodges_lehmann(nothing).upper,
        statistics.compute_rank_sum(nothing, never).p,
        statistics.compute_spearman(nothing, nothing).rho,
        statistics.compute_spearman(nothing, nothing).p,
        statistics.compute_paired_ratio(nothing, nothing).ratio,
        statistics.compute_survival_quantile(curve).estimate,
        statistics.compute_restricted_mean(curve, 10.0)[0],
        statistics.compute_log_rank(nothing, never, arm).p,
        statistics.compute_replicate_summary(nothing).median,
        statistics.compute_replicate_summary(nothing).median_error,
        statistics.compute_position(nothing, 1.0).percentile,
    ]
    for answer in answers:
        assert answer.shape == (shape[0],)
        assert np.isnan(answer).all()
