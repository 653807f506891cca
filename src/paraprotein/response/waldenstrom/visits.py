"""What is known about one visit, and its codes."""

from enum import IntEnum
from typing import NamedTuple

from ...arrays import Array, ArrayOf, BooleanArray, Element, FloatArray, IntegerArray, namespace_of
from ..lesions import Enlargement


class Exclusion(IntEnum):
    """Why a marker value that was measured cannot be used."""

    USABLE = 0
    OTHER_METHOD = 1  # not the method of the baseline
    PLASMAPHERESIS = 2  # taken in the window after a plasma exchange


class VisitValues(NamedTuple):
    """One visit of every patient, or with one more axis all visits in day order. Build it with `visit_values`.

    Days count linearly from the first dose (day 1; the day before it is 0), so differences are true intervals.
    """

    day: FloatArray
    marker: FloatArray  # mg/dL; NaN when not measured
    present: BooleanArray  # bool; False pads patients with fewer visits
    exclusion: IntegerArray  # int8, code of Exclusion
    immunofixation: IntegerArray  # int8: -1 negative, +1 positive, 0 not done
    marrow_normal: BooleanArray  # bool; False also when not done
    extramedullary: IntegerArray  # int8, code of Enlargement
    clinical_progression: BooleanArray  # bool
    on_new_therapy: BooleanArray  # bool; on or after the start of new anticancer therapy
    in_flare_window: BooleanArray  # bool; soon after the first anti-CD20 dose
    in_rebound_window: BooleanArray  # bool; a rebound-prone drug is held or only just restarted
    high_normal: FloatArray  # upper limit of normal of the marker, mg/dL; NaN: the policy's default


def visit_values(
    day: FloatArray,
    marker: FloatArray,
    *,
    present: BooleanArray | None = None,
    exclusion: IntegerArray | None = None,
    immunofixation: IntegerArray | None = None,
    marrow_normal: BooleanArray | None = None,
    extramedullary: IntegerArray | None = None,
    clinical_progression: BooleanArray | None = None,
    on_new_therapy: BooleanArray | None = None,
    in_flare_window: BooleanArray | None = None,
    in_rebound_window: BooleanArray | None = None,
    high_normal: FloatArray | None = None,
) -> VisitValues:
    """Visits with everything that is not given set to "present, usable, nothing else known or going on".

    Args:
        day: linear study days, any shape; it must broadcast to the shape of `marker`.
        marker: mg/dL, shape (n_patients,) or (n_patients, n_visits), NaN when not measured.

    The other arguments are the fields of `VisitValues`, in the shape of `marker`.
    """
    xp = namespace_of(marker)

    def filled(values: Array | None, default: float, dtype: type[Element]) -> ArrayOf[Element]:
        if values is None:
            return xp.full(marker.shape, default, dtype=dtype)
        return xp.broadcast_to(xp.asarray(values, dtype=dtype), marker.shape)

    return VisitValues(
        day=xp.broadcast_to(xp.asarray(day, dtype=float), marker.shape),
        marker=marker,
        present=filled(present, True, xp.bool_),
        exclusion=filled(exclusion, Exclusion.USABLE.value, xp.int8),
        immunofixation=filled(immunofixation, 0, xp.int8),
        marrow_normal=filled(marrow_normal, False, xp.bool_),
        extramedullary=filled(extramedullary, Enlargement.NOT_ASSESSED.value, xp.int8),
        clinical_progression=filled(clinical_progression, False, xp.bool_),
        on_new_therapy=filled(on_new_therapy, False, xp.bool_),
        in_flare_window=filled(in_flare_window, False, xp.bool_),
        in_rebound_window=filled(in_rebound_window, False, xp.bool_),
        high_normal=filled(high_normal, xp.nan, xp.float64),
    )
