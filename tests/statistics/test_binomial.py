"""Probabilities of counts against SciPy, ends included."""

import numpy as np
import pytest
from scipy import stats

from paraprotein.statistics.binomial import binomial_pmf, binomial_tail, hypergeometric_pmf

RATES = np.array([0.0, 1e-6, 0.05, 0.5, 0.93, 1.0])


@pytest.mark.parametrize("n", [0, 1, 27, 140])
def test_binomial_probabilities_equal_scipys_at_every_count_and_beyond(n: int) -> None:
    count = np.arange(-1, n + 2)
    assert binomial_pmf(count, n, RATES[:, None]) == pytest.approx(stats.binom.pmf(count, n, RATES[:, None]), abs=1e-13)
    expected = stats.binom.sf(count - 1, n, RATES[:, None])
    assert binomial_tail(count, n, RATES[:, None]) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize(("n", "responders", "drawn"), [(29, 6, 10), (29, 0, 10), (29, 29, 10), (5, 3, 0), (5, 3, 5)])
def test_hypergeometric_probabilities_equal_scipys(n: int, responders: int, drawn: int) -> None:
    count = np.arange(-1, n + 2)
    expected = stats.hypergeom.pmf(count, n, responders, drawn)
    assert hypergeometric_pmf(count, n, responders, drawn) == pytest.approx(expected, abs=1e-12)
