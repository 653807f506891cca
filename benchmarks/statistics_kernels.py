"""Time of each statistics kernel over many simulated trials of 28 patients.

Usage: python benchmarks/statistics_kernels.py [n_trials]
"""

import sys
import time
from collections.abc import Callable, Mapping

import numpy as np

from paraprotein import statistics


def make_kernels(n_trials: int, n_patients: int = 28) -> Mapping[str, Callable[[], object]]:
    """One call per kernel on data with whole-number ties, a tenth of the values missing."""
    rng = np.random.default_rng(1)
    shape = (n_trials, n_patients)
    valid = rng.random(shape) > 0.1
    change = np.round(rng.normal(0.0, 10.0, shape))
    untied = rng.normal(0.0, 10.0, shape)
    days = rng.integers(1, 700, shape).astype(float)
    event = rng.random(shape) < 0.5
    responder = rng.random(shape) < 0.26
    curve = statistics.compute_kaplan_meier(days, event, valid)
    return {
        "signed rank, no ties": lambda: statistics.compute_signed_rank(untied, valid),
        "signed rank, ties": lambda: statistics.compute_signed_rank(change, valid),
        "Hodges-Lehmann": lambda: statistics.compute_hodges_lehmann(change, valid),
        "rank sum, no ties": lambda: statistics.compute_rank_sum(untied, responder, valid),
        "rank sum, ties": lambda: statistics.compute_rank_sum(change, responder, valid),
        "Spearman": lambda: statistics.compute_spearman(change, untied, valid),
        "paired t on logs": lambda: statistics.compute_paired_ratio(np.exp(untied / 50), np.exp(change / 50), valid),
        "Kaplan-Meier": lambda: statistics.compute_kaplan_meier(days, event, valid),
        "median with limits": lambda: statistics.compute_survival_quantile(curve),
        "numbers at risk at 12 times": lambda: statistics.compute_at_risk(days, np.arange(0, 720, 60), valid),
        "log-rank, two arms": lambda: statistics.compute_log_rank(days, event, responder, valid),
        "Clopper-Pearson": lambda: statistics.compute_clopper_pearson(
            (responder & valid).sum(axis=1), valid.sum(axis=1)
        ),
        "median": lambda: statistics.compute_median(change, valid),
        "summary of 40 figures": lambda: statistics.compute_replicate_summary(rng.normal(size=(40, n_trials))),
    }


def main() -> None:
    """Print one line per kernel, the best of three calls."""
    n_trials = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{n_trials} trials of 28 patients")
    for name, kernel in make_kernels(n_trials).items():
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            kernel()
            seconds.append(time.perf_counter() - start)
        print(f"{name:<30}{min(seconds):8.3f} s")


if __name__ == "__main__":
    main()
