"""Random courses that visit the edges: exact thresholds, gaps, flare, new therapy, nodes and immunofixation."""

import numpy as np
from hypothesis import strategies as st

from paraprotein.response import WaldenstromCourse, visit_values

FACTORS = (0.0, 0.05, 0.1, 0.1001, 0.25, 0.49, 0.5, 0.501, 0.62, 0.75, 0.7501, 0.9, 1.0, 1.2, 1.25, 1.3, 1.6, 2.5)
"""Values as multiples of baseline, many of them on a threshold."""

BASELINES = (200.0, 600.0, 1500.0, 1600.0, 2000.0, 3000.0, 9200.0, 0.0, float("nan"))


def random_course(seed: int, n_patients: int = 200, n_visits: int = 9) -> WaldenstromCourse:
    """Courses of many patients on a visit grid of three to six weeks."""
    rng = np.random.default_rng(seed)
    shape = (n_patients, n_visits)
    baseline = rng.choice(BASELINES, n_patients)
    scale = np.where(np.nan_to_num(baseline) > 0, baseline, 3000.0)
    marker = np.round(rng.choice(FACTORS, shape) * scale[:, None], 6)
    marker[rng.random(shape) < 0.1] = np.nan
    day = 1.0 + np.cumsum(rng.choice([7, 14, 21, 28, 42], shape), axis=1)
    n_present = rng.integers(0, n_visits + 1, n_patients)
    new_therapy = np.where(rng.random(n_patients) < 0.2, rng.integers(30, 250, n_patients), np.nan)
    visits = visit_values(
        day,
        marker,
        present=np.arange(n_visits) < n_present[:, None],
        exclusion=rng.choice([0, 1, 2], shape, p=[0.9, 0.05, 0.05]),
        immunofixation=rng.choice([-1, 0, 1], shape),
        marrow_normal=rng.random(shape) < 0.6,
        extramedullary=rng.integers(0, 5, shape),
        clinical_progression=rng.random(shape) < 0.03,
        on_new_therapy=day >= new_therapy[:, None],
        in_flare_window=(day < 113) & (rng.random((n_patients, 1)) < 0.3),
        in_rebound_window=rng.random(shape) < 0.05,
    )
    death = np.where(rng.random(n_patients) < 0.2, np.nanmax(day, axis=1) + 10.0, np.nan)
    return WaldenstromCourse(baseline, rng.random(n_patients) < 0.4, visits, death)


def upto(course: WaldenstromCourse, n_visits: int) -> WaldenstromCourse:
    """The same patients, followed for fewer visits."""
    return course._replace(visits=type(course.visits)(*(field[:, :n_visits] for field in course.visits)))


SEEDS = st.integers(0, 2**32 - 1)
EDITIONS = st.sampled_from(["abstract-2007", "iwwm-2", "iwwm-3", "iwwm-6", "iwwm-11"])
