"""Two independent implementations of the statistics agree on samples with ties, zeros and censoring."""

import pytest
from agreement import compare_signed_rank, compare_survival
from courses import from_seed
from grades_and_samples import build_differences, build_survival
from statistics_oracle import clopper_pearson

from paraprotein.statistics import compute_clopper_pearson


def test_survival_curves_medians_and_log_rank() -> None:
    assert compare_survival(list(from_seed(3, 300, build_survival))) == []


@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_signed_rank(zeros: str) -> None:
    samples = list(from_seed(4, 300, build_differences))
    assert compare_signed_rank(samples, "drop" if zeros == "drop" else "pratt") == []


@pytest.mark.parametrize("n", [1, 2, 10, 27, 28, 60])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_exact_limits_of_every_proportion(n: int, level: float) -> None:
    answer = compute_clopper_pearson(list(range(n + 1)), n, level)
    expected = [clopper_pearson(successes, n, level) for successes in range(n + 1)]
    assert answer.lower.tolist() == pytest.approx([lower for lower, _ in expected], abs=1e-12)
    assert answer.upper.tolist() == pytest.approx([upper for _, upper in expected], abs=1e-12)
