"""How long a million patient-visits take to classify under IWWM-6, on one core, tables in memory."""

from time import perf_counter

import numpy as np

from paraprotein.response import Policies, WaldenstromCourse, resolve, visit_values, waldenstrom_criteria

N_PATIENTS, N_VISITS, REPEATS = 40_000, 25, 5


def noisy_courses(seed: int) -> WaldenstromCourse:
    """Falling and rising IgM with 8 % measurement noise; every twentieth value is missing."""
    rng = np.random.default_rng(seed)
    day = 1.0 + 28.0 * np.arange(1, N_VISITS + 1)
    baseline = rng.lognormal(np.log(3000.0), 0.5, N_PATIENTS)
    slope = rng.normal(0.0, 0.002, (N_PATIENTS, 1))
    noise = rng.normal(0.0, 0.08, (N_PATIENTS, N_VISITS))
    marker = baseline[:, None] * np.exp(slope * day + noise)
    marker[rng.random(marker.shape) < 0.05] = np.nan
    enlarged = rng.random(N_PATIENTS) < 0.3
    visits = visit_values(day, marker, extramedullary=rng.integers(0, 5, marker.shape))
    return WaldenstromCourse(baseline, enlarged, visits, np.full(N_PATIENTS, np.nan))


def main() -> None:
    """Print the shortest of several runs."""
    course, criteria = noisy_courses(1), waldenstrom_criteria("iwwm-6")
    seconds = []
    for _ in range(REPEATS):
        began = perf_counter()
        resolve(course, criteria, Policies())
        seconds.append(perf_counter() - began)
    print(f"{N_PATIENTS * N_VISITS:,} patient-visits: {min(seconds):.3f} s (shortest of {REPEATS})")


if __name__ == "__main__":
    main()
