"""Random courses of myeloma and AL amyloidosis that visit the edges of every rule."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from paraprotein.response import AmyloidosisCourse, AmyloidosisValues, MyelomaBaseline, MyelomaCourse, MyelomaVisit

Numbers = NDArray[np.float64]

FACTORS = (0.0, 0.05, 0.1, 0.1001, 0.2, 0.25, 0.3, 0.49, 0.5, 0.501, 0.7, 0.75, 0.751, 1.0, 1.25, 1.3, 1.5, 2.0)
"""Values as multiples of baseline, many of them on a threshold."""

MYELOMA_BASELINES: dict[str, tuple[float, ...]] = {
    "serum": (0.0, 500.0, 999.0, 1000.0, 4000.0, 5000.0, 8000.0, np.nan),
    "urine": (0.0, 100.0, 199.0, 200.0, 500.0, 2000.0, np.nan),
    "kappa": (10.0, 20.0, 100.0, 400.0, 60.0, np.nan),
    "lambda_": (10.0, 10.0, 10.0, 300.0, np.nan),
    "marrow": (4.0, 10.0, 29.0, 30.0, 60.0, np.nan),
    "circulating": (0.0, 100.0, 200.0, np.nan),
    "plasmacytoma": (0.0, 4.0, np.nan, np.nan),
}
MYELOMA_LIMITS: dict[str, tuple[float, ...]] = {
    "serum": (100.0, 500.0, 1000.0),
    "urine": (99.0, 100.0, 199.0, 200.0),
    "kappa": (10.0, 16.5, 2.6, 150.0),
    "lambda_": (10.0, 10.0, 10.0, 300.0),
    "marrow": (4.9, 5.0, 15.0),
    "circulating": (150.0, 200.0),
    "plasmacytoma": (0.0, 2.0),
}
AMYLOIDOSIS_BASELINES: dict[str, tuple[float, ...]] = {
    "kappa": (10.0, 30.0, 59.0, 60.0, 190.0, np.nan),
    "lambda_": (10.0, 10.0, 10.0, 200.0, np.nan),
    "serum": (0.0, 500.0, 1000.0, np.nan),
    "urine": (0.0, 200.0, 400.0, np.nan),
    "nt_probnp": (600.0, 649.0, 650.0, 1000.0, 4000.0, np.nan),
    "troponin": (30.0, np.nan),
    "ejection_fraction": (55.0, np.nan),
    "nyha": (1.0, 2.0, 3.0, 4.0, np.nan),
    "proteinuria": (400.0, 500.0, 501.0, 5000.0, np.nan),
    "filtration": (60.0, 40.0, np.nan),
    "phosphatase": (0.9, 2.0, np.nan),
    "liver_span": (15.0, np.nan),
}
AMYLOIDOSIS_LIMITS: dict[str, tuple[float, ...]] = {
    "kappa": (10.0, 16.5, 2.6, 19.0, 20.0, 49.0, 50.0, 101.0),
    "lambda_": (10.0, 10.0, 10.0, 60.0),
    "nyha": (1.0, 2.0, 3.0, 4.0),
}


def random_myeloma(seed: int, n_patients: int = 200, n_visits: int = 7) -> MyelomaCourse:
    """Courses of patients whom different markers measure."""
    rng = np.random.default_rng(seed)
    shape = (n_patients, n_visits)
    before = {name: rng.choice(options, n_patients) for name, options in MYELOMA_BASELINES.items()}
    now = {name: _values(rng, before[name], MYELOMA_LIMITS.get(name, ()), shape) for name in before}
    visits = MyelomaVisit(
        day=1.0 + np.cumsum(rng.choice([14, 21, 28], shape), axis=1),
        present=_present(rng, shape),
        serum_immunofixation=rng.choice(np.array([-1, -1, 0, 1], np.int8), shape),
        urine_immunofixation=rng.choice(np.array([-1, -1, 0, 1], np.int8), shape),
        clonal_cells=rng.choice(np.array([-1, 0, 1], np.int8), shape),
        imaging_progression=rng.random(shape) < 0.03,
        **now,
    )
    baseline = MyelomaBaseline(several_plasmacytomas=rng.random(n_patients) < 0.5, **before)
    return MyelomaCourse(baseline, visits, _sometimes(rng, n_patients), _sometimes(rng, n_patients))


def random_amyloidosis(seed: int, n_patients: int = 200, n_visits: int = 6) -> AmyloidosisCourse:
    """Courses of patients with any of the four organs."""
    rng = np.random.default_rng(seed)
    shape = (n_patients, n_visits)
    before = {name: rng.choice(options, n_patients) for name, options in AMYLOIDOSIS_BASELINES.items()}
    now = {name: _values(rng, before[name], AMYLOIDOSIS_LIMITS.get(name, ()), shape) for name in before}
    now["nyha"] = np.where(np.isnan(now["nyha"]), np.nan, np.clip(np.round(now["nyha"]), 1.0, 4.0))
    return AmyloidosisCourse(
        baseline=AmyloidosisValues(**before),
        visits=AmyloidosisValues(**now),
        day=1.0 + np.cumsum(rng.choice([14, 21, 28], shape), axis=1),
        present=_present(rng, shape),
        serum_immunofixation=rng.choice(np.array([-1, -1, 0, 1], np.int8), shape),
        urine_immunofixation=rng.choice(np.array([-1, -1, 0, 1], np.int8), shape),
        new_therapy_day=_sometimes(rng, n_patients),
    )


def _values(rng: np.random.Generator, before: Numbers, limits: Sequence[float], shape: tuple[int, int]) -> Numbers:
    """Multiples of baseline, values at the limits of the rules, and missing ones."""
    scale = np.where(np.nan_to_num(before) > 0, before, 100.0)[:, None]
    values = np.round(rng.choice(FACTORS, shape) * scale, 6)
    if limits:
        values = np.where(rng.random(shape) < 0.3, rng.choice(limits, shape), values)
    return np.where(rng.random(shape) < 0.08, np.nan, values)


def _present(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.bool_]:
    return np.asarray(np.arange(shape[1]) < rng.integers(0, shape[1] + 1, shape[0])[:, None])


def _sometimes(rng: np.random.Generator, n_patients: int) -> Numbers:
    return np.where(rng.random(n_patients) < 0.2, rng.integers(30, 200, n_patients), np.nan)
