"""Simon's designs against a plain enumeration, and the two-stage log-rank design against simulation.

The enumeration shares nothing with the search: SciPy's own binomial distribution, every n1, r1 and r for every n up to
a limit well above the optimum. The simulation draws patients who arrive at the planned rate.

Usage: python validation/designs.py; writes validation/designs.md
"""

import datetime
import time
from itertools import product
from pathlib import Path

import numpy as np
from scipy.stats import binom

from paraprotein.stopping.one_sample_log_rank import Survival
from paraprotein.stopping.simon import search_simon
from paraprotein.stopping.two_stage_log_rank import TwoStageLogRank, search_two_stage_log_rank

ERRORS = ((0.10, 0.10), (0.05, 0.20), (0.05, 0.10))
TRIALS = 200_000

Row = tuple[int, int, int, int]


def enumerate_simon(p0: float, p1: float, alpha: float, beta: float, n_max: int) -> tuple[Row, Row]:
    """(minimax, optimal) among all designs of up to n_max patients; of equal ones the largest last bound."""
    best: dict[int, tuple[float, Row]] = {}
    for n in range(2, n_max + 1):
        for n1 in range(1, n):
            x1, r = np.arange(n1 + 1), np.arange(n)
            rejects = []
            for p in (p0, p1):
                joint = binom.pmf(x1, n1, p)[:, None] * binom.sf(r[None, :] - x1[:, None], n - n1, p)
                rejects.append(np.cumsum(joint[::-1], axis=0)[::-1][1:])  # row r1: all x1 above it
            feasible = (rejects[0] <= alpha) & (rejects[1] >= 1 - beta) & (r[None, :] >= x1[:-1, None])
            for r1 in np.flatnonzero(feasible.any(axis=1)):
                expected = n1 + (n - n1) * float(binom.sf(r1, n1, p0))
                if n not in best or expected < best[n][0] - 1e-10:
                    best[n] = expected, (int(r1), n1, int(np.flatnonzero(feasible[r1])[-1]), n)
    smallest = min(best)
    return best[smallest][1], min(best.values())[1]


def compare_simon() -> tuple[int, list[str]]:
    """Number of problems, and a line for each that differs."""
    differing = []
    problems = [
        (p0, round(p0 + gap, 2), *errors)
        for p0, gap, errors in product((0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), (0.20, 0.25), ERRORS)
        if p0 + gap < 1
    ]
    for problem in problems:
        found = search_simon(*problem)
        ours = tuple((c.r1, c.n1, c.r, c.n) for c in (found[0], found[-1]))
        theirs = enumerate_simon(*problem, n_max=found[-1].n + 10)
        if ours != theirs:
            differing.append(f"{problem}: search {ours}, enumeration {theirs}")
    return len(problems), differing


def simulate(design: TwoStageLogRank, survival: Survival, ratio: float, rate: float) -> tuple[float, float]:
    """(P(stop at the first analysis), P(reject)) of a design whose patients arrive at random within their interval."""
    rng = np.random.default_rng(1)
    entry = (np.arange(design.n) + rng.uniform(size=(TRIALS, design.n))) / rate
    hazard = float(survival.cumulative_hazard(1.0))
    death = rng.exponential(1 / (hazard * ratio), size=entry.shape)

    def statistic(day: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        followed = np.clip(day - entry, 0, None)
        observed = ((death <= followed) & (followed > 0)).sum(axis=1)
        expected = hazard * np.minimum(death, followed).sum(axis=1)
        return np.asarray((expected - observed) / np.sqrt(expected))

    goes_on = statistic(design.time1) > design.critical1
    rejects = goes_on & (statistic(design.accrual + design.follow_up) > design.critical)
    return float(1 - goes_on.mean()), float(rejects.mean())


def main() -> None:
    """Write the page."""
    start = time.perf_counter()
    count, differing = compare_simon()
    survival, ratio, rate = Survival(2.0, 0.62), 0.467, 5.0
    design = search_two_stage_log_rank(survival, ratio, 0.05, 0.20, rate, 2.0)[-1]
    lines = [
        "# Designs",
        "",
        f"{datetime.date.today()}, `python validation/designs.py`, {time.perf_counter() - start:.0f} s.",
        "",
        f"Simon's minimax and optimal designs of {count} problems: {len(differing)} differ from a plain enumeration.",
        *(f"- {line}" for line in differing),
        "",
        f"Optimal two-stage one-sample log-rank design (survival 62 % at 2, hazard ratio {ratio}, 5 patients a year):",
        f"{design.n1} and {design.n} patients; {TRIALS:,} simulated trials.",
        "",
        "| hazard ratio | P(stop first), design | simulated | P(reject), design | simulated |",
        "| --- | --- | --- | --- | --- |",
    ]
    for true, stop, reject in ((1.0, design.pet, design.alpha), (ratio, design.pet_alternative, design.power)):
        seen = simulate(design, survival, true, rate)
        lines.append(f"| {true} | {stop:.4f} | {seen[0]:.4f} | {reject:.4f} | {seen[1]:.4f} |")
    lines += ["", "The design is a normal approximation: with few events the type I error stays below the nominal one."]
    page = "\n".join(lines) + "\n"
    (Path(__file__).parent / "designs.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
