"""Confirmation of recorded responses by a later assessment: how late, and what may lie between the two.

RECIST 1.1 (Eisenhauer et al., Eur J Cancer 2009;45:228, doi 10.1016/j.ejca.2008.10.026) confirms a response after a
shortest interval; the allowances between the two assessments are those of admiralonco (pharmaverse,
`derive_param_confirmed_resp` and `derive_param_confirmed_bor`). `confirmation` holds the other rule, by the very next
assessment, which the myeloma criteria ask for.

- A response is confirmed by the first assessment, late enough, that is as good. In between every assessment must be as
  good too, or not evaluable, and of those only so many; `allows_dip` forgives one stable disease (or lesser response)
  below complete response. After a complete response within that time nothing less may follow.
- An unconfirmed response is stable disease. Stable disease counts once it has lasted; before, it is not evaluable.
  A confirmed response needs no such time.
- Assessments after the first progression do not count; that of its own day does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, Finding
from .course import first_day

Codes = NDArray[np.int8]
Days = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Recorded(IntEnum):
    """A response as an investigator records it, from worst to best; the best of several is their maximum."""

    NONE = 0  # no assessment: padding
    ND = 1  # not done
    NE = 2  # not evaluable
    PD = 3
    NON_CR_NON_PD = 4  # neither, where no lesion can be measured
    SD = 5
    MR = 6
    PR = 7
    VGPR = 8
    CR = 9
    SCR = 10


RECORDED_TERMS: Final[dict[str, Recorded]] = {
    "": Recorded.NONE,
    "ND": Recorded.ND,
    "NE": Recorded.NE,
    "PD": Recorded.PD,
    "NON-CR/NON-PD": Recorded.NON_CR_NON_PD,
    "SD": Recorded.SD,
    "MR": Recorded.MR,
    "PR": Recorded.PR,
    "VGPR": Recorded.VGPR,
    "CR": Recorded.CR,
    "sCR": Recorded.SCR,
}
"""The written form of each code."""


@dataclass(frozen=True)
class ConfirmationRule:
    """What confirms a recorded response.

    Attributes:
        interval_days: shortest time between a response and the assessment that confirms it; None: none is asked for.
        most_not_evaluable: most assessments that could not be evaluated between the two.
        allows_dip: one assessment short of the response, but without progression, may lie between the two.
        stable_days: stable disease counts this long after the first dose.
    """

    interval_days: float | None = 28.0
    most_not_evaluable: int = 1
    allows_dip: bool = False
    stable_days: float = 0.0


@dataclass(frozen=True)
class IntervalConfirmed:
    """Confirmed responses of every patient; NaN days mean "did not happen".

    Attributes:
        is_confirmed: whether each assessment is a response that counts, shape (n_patients, n_visits).
        best: code of the best response, shape (n_patients,); NONE without any assessment.
        best_day: first day on which it counts.
        response_day: first day of a response, partial or better, that counts.
        benefit_day: first day of such a response, or of disease that is not worse for `stable_days`.
    """

    is_confirmed: Flags
    best: Codes
    best_day: Days
    response_day: Days
    benefit_day: Days


def read_recorded(terms: Sequence[Sequence[str]]) -> Codes:
    """Codes of recorded responses, one row per patient, padded to the longest.

    Raises:
        DataError: a term that is no response; all of them at once.
    """
    unknown = sorted({term for row in terms for term in row if term not in RECORDED_TERMS})
    if unknown:
        fix = f"write one of: {', '.join(filter(None, RECORDED_TERMS))}"
        raise DataError([Finding("RS.RSSTRESC", f"'{term}' is not a response", fix) for term in unknown])
    codes = np.zeros((len(terms), max(map(len, terms), default=0)), dtype=np.int8)
    for patient, row in enumerate(terms):
        codes[patient, : len(row)] = [RECORDED_TERMS[term] for term in row]
    return codes


def find_lost_complete(recorded: Codes) -> Flags:
    """Assessments of a lesser response after a complete one, which clean data do not hold; shape of `recorded`."""
    best_so_far = np.maximum.accumulate(recorded, axis=1) if recorded.size else recorded
    is_response = (recorded >= Recorded.MR) & (recorded < Recorded.CR)
    return np.asarray(is_response & (best_so_far >= Recorded.CR))


def confirm_at_interval(
    recorded: Codes, day: Days, rule: ConfirmationRule, progression_day: Days | None = None
) -> IntervalConfirmed:
    """Confirm recorded responses by later assessments.

    Args:
        recorded: codes of `Recorded`, shape (n_patients, n_visits), in day order with one assessment a day.
        day: linear days (day 1: first dose), same shape.
        rule: what confirms.
        progression_day: first progression, shape (n_patients,), NaN: none; left out: no assessment is left out.
    """
    if progression_day is not None:
        recorded = np.where(day > progression_day[:, None], np.int8(Recorded.NONE), recorded)
    is_response = recorded >= Recorded.MR
    is_confirmed = is_response & _is_upheld(recorded, day, rule)
    has_lasted = day - 1 >= rule.stable_days

    not_worse = np.where(recorded == Recorded.NON_CR_NON_PD, recorded, np.int8(Recorded.SD))
    unconfirmed = np.where(has_lasted, not_worse, np.int8(Recorded.NE))
    is_unproven = (recorded >= Recorded.NON_CR_NON_PD) & ~is_confirmed
    counted = np.where(is_unproven, unconfirmed, recorded)
    best = np.max(counted, axis=1, initial=np.int8(Recorded.NONE))
    responds = is_confirmed & (recorded >= Recorded.PR)
    return IntervalConfirmed(
        is_confirmed=is_confirmed,
        best=best,
        best_day=first_day((counted == best[:, None]) & (counted != Recorded.NONE), day),
        response_day=first_day(responds, day),
        benefit_day=first_day(responds | (has_lasted & (recorded >= Recorded.NON_CR_NON_PD)), day),
    )


def _is_upheld(recorded: Codes, day: Days, rule: ConfirmationRule) -> Flags:
    """Whether a later assessment confirms each one; the loop runs over pairs of visits."""
    if rule.interval_days is None:
        return np.ones(recorded.shape, dtype=np.bool_)
    upheld = np.zeros(recorded.shape, dtype=np.bool_)
    n_visits = recorded.shape[1]
    for first in range(n_visits):
        upheld[:, first] = _is_first_upheld(recorded[:, first:], day[:, first:], rule)
    return upheld


def _is_first_upheld(recorded: Codes, day: Days, rule: ConfirmationRule) -> Flags:
    """Whether the first assessment is confirmed by one of the others, visits in columns."""
    level = recorded[:, 0]
    is_pending = np.ones(level.shape, dtype=np.bool_)
    upheld, was_complete = ~is_pending, ~is_pending
    n_not_evaluable, n_dips = np.zeros(level.shape, np.int64), np.zeros(level.shape, np.int64)
    most_dips = np.where(level < Recorded.CR, int(rule.allows_dip), 0)
    for later in range(1, recorded.shape[1]):
        code = recorded[:, later]
        is_as_good = code >= level
        is_dip = (code >= Recorded.SD) & ~is_as_good
        n_not_evaluable = n_not_evaluable + (code == Recorded.NE)
        n_dips = n_dips + is_dip
        is_broken = ~is_as_good & ~is_dip & (code != Recorded.NE) & (code != Recorded.NONE)
        is_broken |= (n_not_evaluable > rule.most_not_evaluable) | (n_dips > most_dips)
        is_broken |= was_complete & is_as_good & (code < Recorded.CR)
        is_pending &= ~is_broken
        confirms = is_as_good & (day[:, later] - day[:, 0] >= (rule.interval_days or 0.0))
        upheld |= is_pending & confirms
        is_pending &= ~confirms
        was_complete |= code >= Recorded.CR
    return upheld
