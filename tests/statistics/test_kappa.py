"""Cohen, Educ Psychol Meas 1960;20:37 (doi 10.1177/001316446002000104), beside an independent implementation."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from paraprotein.errors import UsageError
from paraprotein.statistics import compute_kappa


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_kappa_and_its_interval_are_those_of_an_independent_implementation(seed: int, weighted: bool) -> None:
    table = np.random.default_rng(seed).integers(0, 12, (4, 4))
    found, beside = compute_kappa(table, weighted=weighted), cohens_kappa(table, wt="linear" if weighted else None)
    assert found.estimate == pytest.approx(beside.kappa, abs=1e-12)
    assert found.standard_error == pytest.approx(beside.std_kappa, abs=1e-12)
    assert found.lower == pytest.approx(beside.kappa_low, abs=1e-9)


def test_full_agreement_is_one_and_agreement_by_chance_is_zero() -> None:
    assert compute_kappa([[5, 0], [0, 7]]).estimate == pytest.approx(1.0)
    assert compute_kappa([[4, 4], [4, 4]]).estimate == pytest.approx(0.0)


@pytest.mark.parametrize("table", [[[5, 0], [0, 0]], [[0, 0], [0, 0]]])
def test_one_category_throughout_or_nothing_at_all_has_no_kappa(table: list[list[int]]) -> None:
    assert np.isnan(compute_kappa(table).estimate)


@pytest.mark.parametrize("table", [[[1, 2, 3]], [[-1, 0], [0, 1]]])
def test_a_table_that_is_not_square_or_has_negative_counts_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(UsageError):
        compute_kappa(table)
