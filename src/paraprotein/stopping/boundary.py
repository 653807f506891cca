"""Stopping boundaries: the smallest number of events, among the patients evaluated, that stops a study.

A boundary has shape (n_max + 1,): entry n belongs to n evaluated patients; inf where no number of events stops.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc

Floats = NDArray[np.float64]


def table_bounds(rows: Iterable[tuple[int, int]], n_max: int) -> Floats:
    """The boundary of a table whose rows say: stop when `events` of the first `of` patients had the event.

    Between two rows the later one applies: events never become fewer, so a number that it forbids is reached already.

    Args:
        rows: (events, of), in any order.
        n_max: patients up to whom the boundary is wanted.
    """
    bounds = np.full(n_max + 1, np.inf)
    for events, of in rows:
        bounds[: of + 1] = np.minimum(bounds[: of + 1], events)
    return bounds


def posterior_bounds(rate: float, probability: float, prior: tuple[float, float], first: int, n_max: int) -> Floats:
    """Stop when the posterior probability that the true rate exceeds `rate` is more than `probability`.

    Args:
        rate: highest acceptable rate, 0 to 1.
        probability: posterior probability that is too much, 0 to 1.
        prior: parameters (a, b) of the beta prior of the rate; x events of n give the posterior beta(a + x, b + n - x).
        first: patients evaluated before the rule is asked.
        n_max: patients up to whom the boundary is wanted.

    Source: Thall & Simon, Biometrics 1994;50:337 (doi 10.2307/2533377), for one binary outcome; for toxicity alone
    Geller et al., in Advances in Clinical Trial Biostatistics, Marcel Dekker 2003.
    """
    n, x = _grid(n_max)
    a, b = prior
    exceeds = betaincc(a + x, b + np.maximum(n - x, 0), rate) > probability
    return _smallest(exceeds & (n >= first))


def pocock_bounds(rate: float, error: float, n_max: int) -> Floats:
    """Stop when so many events would be improbable at the acceptable rate: the same level at every patient.

    The level is the largest for which a study of n_max patients, asked after each, stops with probability `error` at
    most while the true rate is `rate`.

    Args:
        rate: acceptable rate, 0 to 1.
        error: probability of stopping a study whose true rate is the acceptable one, 0 to 1.
        n_max: patients of the whole study.

    Source: Ivanova, Qaqish & Schell, Biometrics 2005;61:540 (doi 10.1111/j.1541-0420.2005.00311.x), after Pocock,
    Biometrika 1977;64:191 (doi 10.1093/biomet/64.2.191).
    """
    n, x = _grid(n_max)
    possible = (x <= n) & (x > 0)
    tail = np.where(possible, betainc(np.maximum(x, 1), np.maximum(n - x, 0) + 1, rate), 1.0)  # P(x or more of n)
    levels = np.unique(tail[possible & (tail <= error)])
    bounds = np.full(n_max + 1, np.inf)
    low, high = 0, levels.size  # levels[:low] are known to keep the promise
    while low < high:
        middle = (low + high) // 2
        tried = _smallest((tail <= levels[middle]) & possible)
        if compute_crossing(tried, rate)[-1] <= error:
            bounds, low = tried, middle + 1
        else:
            high = middle
    return bounds


def compute_crossing(bounds: Floats, rate: float) -> Floats:
    """Probability of having stopped by each patient, shape of `bounds`, when events are independent with this rate.

    Source: exact recursion over (patients, events); Goldman, Control Clin Trials 1987;8:253 (doi
    10.1016/0197-2456(87)90153-X).
    """
    alive = np.zeros(bounds.size + 1)
    alive[0] = 1.0
    events = np.arange(alive.size)
    crossed = np.zeros(bounds.size)
    for n in range(1, bounds.size):
        alive = alive * (1 - rate) + np.concatenate(([0.0], alive[:-1])) * rate
        stops = events >= bounds[n]
        crossed[n] = crossed[n - 1] + alive[stops].sum()
        alive = np.where(stops, 0.0, alive)
    return crossed


def compute_expected_patients(bounds: Floats, rate: float) -> float:
    """Expected patients until the boundary is reached or all are evaluated, when events have this rate."""
    return float(np.sum(1 - compute_crossing(bounds, rate)[:-1]))


def _grid(n_max: int) -> tuple[Floats, Floats]:
    """Patients (n_max + 1, 1) and events (1, n_max + 1)."""
    counts = np.arange(n_max + 1, dtype=np.float64)
    return counts[:, None], counts[None, :]


def _smallest(stops: NDArray[np.bool_]) -> Floats:
    """First number of events, no more than the patients, that stops; rows are patients, columns events."""
    attainable = np.tril(stops)
    return np.where(attainable.any(axis=1), attainable.argmax(axis=1), np.inf)
