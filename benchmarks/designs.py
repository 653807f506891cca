"""Time of exact designs on one core; writes benchmarks/results/designs.md.

Usage: python benchmarks/designs.py
"""

import platform
import time
from collections.abc import Callable
from pathlib import Path

from paraprotein.stopping.bop2 import Bop2Problem, search_bop2
from paraprotein.stopping.bryant_day import BryantDayGoals, search_bryant_day
from paraprotein.stopping.exact import compute_course, with_final
from paraprotein.stopping.one_sample_log_rank import Survival
from paraprotein.stopping.predictive import search_predictive
from paraprotein.stopping.randomised import search_randomised
from paraprotein.stopping.simon import search_simon
from paraprotein.stopping.single_stage import search_single_stage
from paraprotein.stopping.two_arm import search_two_arm
from paraprotein.stopping.two_stage_log_rank import search_two_stage_log_rank

PAGE = Path(__file__).parent / "results" / "designs.md"
SIMON = (
    (0.10, 0.30, 0.05, 0.20),
    (0.30, 0.50, 0.05, 0.10),
    (0.30, 0.45, 0.05, 0.20),
    (0.20, 0.35, 0.05, 0.05),
    (0.20, 0.30, 0.05, 0.10),
    (0.40, 0.50, 0.05, 0.10),
    (0.40, 0.46, 0.05, 0.20),
    (0.40, 0.45, 0.05, 0.20),
)
LOOKS = tuple(range(10, 41, 5))
GRID = [round(0.01 * i, 2) for i in range(1, 100)]


def best_of(call: Callable[[], object], repeats: int) -> float:
    """Processor seconds of the fastest of several calls; other programs of the machine do not count."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return min(seconds)


def simon_rows() -> list[str]:
    """One row for each of Simon's problems."""
    rows = []
    for problem in SIMON:
        found = search_simon(*problem)
        seconds = best_of(lambda problem=problem: search_simon(*problem), 7)
        minimax, optimal = (f"{c.r1}/{c.n1} {c.r}/{c.n}" for c in (found[0], found[-1]))
        rows.append(f"| {', '.join(map(str, problem))} | {minimax} | {optimal} | {1000 * seconds:.1f} |")
    return rows


def other_rows() -> list[str]:
    """One row for each other family."""
    seven = with_final(LOOKS, (1, 2, 3, 5, 7, 9, 11))
    problem = Bop2Problem("efficacy", (0.2, 0.8), LOOKS, (0.2, 0.8))
    calls: dict[str, tuple[Callable[[], object], int]] = {
        "exact characteristics of seven looks, warm": (lambda: compute_course(seven, 0.2), 1000),
        "single stage, (.10, .20, .05, .20), both sizes": (lambda: search_single_stage(0.1, 0.2, 0.05, 0.2), 20),
        "Bryant and Day, (.30, .50), (.60, .80), errors .15": (
            lambda: search_bryant_day(BryantDayGoals(0.3, 0.5, 0.6, 0.8, 0.15, 0.15, 0.15)),
            3,
        ),
        "Lee and Liu, search over size and thresholds": (lambda: search_predictive(0.2, 0.4, 0.1, 0.1, (0.2, 0.8)), 3),
        "BOP2, search over 9,801 pairs of parameters": (lambda: search_bop2(problem, (0.4, 0.6), 0.1, GRID, GRID), 3),
        "randomised two-stage, (.20, .40, .15, .20)": (lambda: search_randomised(0.2, 0.4, 0.15, 0.2), 5),
        "Boschloo, size for (.20, .50, .05, .20)": (lambda: search_two_arm(0.2, 0.5, 0.05, 0.2, "Boschloo"), 3),
        "one-sample log-rank, two stages": (
            lambda: search_two_stage_log_rank(Survival(2, 0.62), 0.467, 0.05, 0.2, 5, 2),
            3,
        ),
    }
    return [f"| {name} | {1000 * best_of(*call):.3g} |" for name, call in calls.items()]


def main() -> None:
    """Measure and write the page."""
    lines = [
        "# Exact designs",
        "",
        f"Made by `python benchmarks/designs.py` on one core, Python {platform.python_version()}; processor time,",
        "the fastest of several calls. A search ends with a proof that no larger size is better: it has no largest n.",
        "",
        "| Simon (p0, p1, alpha, beta) | minimax | optimal | ms |",
        "| --- | --- | --- | ---: |",
        *simon_rows(),
        "",
        "| other | ms |",
        "| --- | ---: |",
        *other_rows(),
    ]
    page = "\n".join(lines) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
