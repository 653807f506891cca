"""Confirmation of recorded responses in myeloma: two consecutive assessments.

The rules are those of admiralonco's IMWG article (vignette `adrs_imwg`, pharmaverse), which confirms responses that an
investigator recorded:

- An assessment that could not be evaluated is passed over; the next one that could be confirms.
- A response followed by one as good or better, on or before the start of new therapy, is confirmed. Followed by a
  lower response or stable disease, the lower one counts. Followed by progression, nothing, or new therapy: stable
  disease.
- Stable disease needs no confirmation. Progression by imaging, and progression before a death from the disease, need
  none; other progression needs a second one, otherwise it counts as not evaluable.
- A patient stays in the best confirmed category until a better one or progression; progression stays.
- For best response, assessments on or after the start of new therapy do not count (while one on that very day may
  confirm: so the article has it).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..status import Status

Codes = NDArray[np.int8]
Days = NDArray[np.float64]

_PROGRESSED = np.int8(Status.SCR + 1)  # above every response while categories are carried forward


@dataclass(frozen=True)
class Confirmed:
    """Confirmed responses of every patient.

    Attributes:
        status: confirmed category at each visit, carried forward, shape (n_patients, n_visits); NONE pads.
        by_next: what the next assessment made of each visit, before it is carried forward, same shape; NE is a
            progression that nothing confirmed.
        next_day: day of that next assessment that could be evaluated, same shape; NaN: there is none.
        best: best confirmed response before new therapy, up to progression; NE when none, NONE without any assessment.
        progression_day: day of the first confirmed progression before new therapy; NaN when none.
    """

    status: Codes
    by_next: Codes
    next_day: Days
    best: Codes
    progression_day: Days


def confirm_recorded(
    recorded: Codes,
    day: Days,
    new_therapy_day: Days,
    is_certain: NDArray[np.bool_],
    progression_gap: float = 0.0,
) -> Confirmed:
    """Confirm recorded responses by the next assessment.

    Args:
        recorded: codes of Status (NE, PD, SD, MR, PR, VGPR, CR, SCR; NONE pads), shape (n_patients, n_visits), in day
            order with one assessment a day.
        day: linear days, same shape.
        new_therapy_day: start of new anticancer therapy, shape (n_patients,), NaN: none.
        is_certain: progression that needs no second assessment (imaging, death from the disease), shape of `recorded`.
        progression_gap: shortest time to the assessment that confirms progression, days; 0: no limit.
    """
    recorded, day = np.ascontiguousarray(recorded.T), np.ascontiguousarray(day.T)
    by_next, next_day = _confirm_by_next(recorded, day, new_therapy_day, is_certain.T, progression_gap)
    rank = np.where(by_next == Status.PD, _PROGRESSED, by_next)
    carried = np.maximum.accumulate(rank, axis=0) if rank.size else rank
    status = np.where(carried == _PROGRESSED, np.int8(Status.PD), carried)
    status = np.where(recorded == Status.NONE, np.int8(Status.NONE), status)

    before_therapy = ~(day >= new_therapy_day)
    progressed = (status == Status.PD) & before_therapy
    progression_day = np.min(np.where(progressed, day, np.inf), axis=0, initial=np.inf)
    counts = before_therapy & ~(day > progression_day)
    best = np.max(np.where(counts, status, np.int8(Status.NONE)), axis=0, initial=np.int8(Status.NONE))
    progression_day = np.where(np.isinf(progression_day), np.nan, progression_day)
    return Confirmed(status.T, by_next.T, next_day.T, best, progression_day)


def _confirm_by_next(
    recorded: Codes, day: Days, new_therapy_day: Days, is_certain: NDArray[np.bool_], progression_gap: float
) -> tuple[Codes, Days]:
    """Each assessment in the light of the next that could be evaluated, and the day of that; visits in rows."""
    n_patients = recorded.shape[1]
    confirmed, next_day = recorded.copy(), np.full(recorded.shape, np.nan)
    following = np.full(n_patients, Status.NONE, dtype=np.int8)
    following_day = np.full(n_patients, np.nan)
    stable, not_evaluable = np.int8(Status.SD), np.int8(Status.NE)
    for v in reversed(range(recorded.shape[0])):
        in_time = (following >= Status.SD) & ~(following_day > new_therapy_day)
        response = np.where(in_time, np.minimum(recorded[v], following), stable)
        repeated = (following == Status.PD) & (following_day - day[v] >= progression_gap)
        progression = np.where(is_certain[v] | repeated, recorded[v], not_evaluable)
        confirmed[v] = np.where(recorded[v] >= Status.SD, response, recorded[v])
        confirmed[v] = np.where(recorded[v] == Status.SD, stable, confirmed[v])
        confirmed[v] = np.where(recorded[v] == Status.PD, progression, confirmed[v])
        next_day[v] = following_day
        evaluated = recorded[v] >= Status.PD
        following = np.where(evaluated, recorded[v], following)
        following_day = np.where(evaluated, day[v], following_day)
    return confirmed, next_day
