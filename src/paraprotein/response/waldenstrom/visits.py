"""What is known about one visit, and its codes."""

from enum import IntEnum
from typing import Any, NamedTuple

from ..lesions import Enlargement

Array = Any
"""A NumPy or JAX array of shape (n_patients,) or (n_patients, n_visits)."""


class Exclusion(IntEnum):
    """Why a marker value that was measured cannot be used."""

    USABLE = 0
    OTHER_METHOD = 1  # not the method of the baseline
    PLASMAPHERESIS = 2  # taken in the window after a plasma exchange


class VisitValues(NamedTuple):
    """One visit of every patient, or with one more axis all visits in day order. Build it with `visit_values`.

    Days count linearly from the first dose (day 1; the day before it is 0), so differences are true intervals.
    """

    day: Array
    marker: Array  # mg/dL; NaN when not measured
    present: Array  # bool; False pads patients with fewer visits
    exclusion: Array  # int8, code of Exclusion
    immunofixation: Array  # int8: -1 negative, +1 positive, 0 not done
    marrow_normal: Array  # bool; False also when not done
    extramedullary: Array  # int8, code of Enlargement
    clinical_progression: Array  # bool
    on_new_therapy: Array  # bool; on or after the start of new anticancer therapy
    in_flare_window: Array  # bool; soon after the first anti-CD20 dose
    in_rebound_window: Array  # bool; a rebound-prone drug is held or only just restarted
    high_normal: Array  # upper limit of normal of the marker, mg/dL; NaN: the policy's default


def visit_values(
    day: Array,
    marker: Array,
    *,
    present: Array | None = None,
    exclusion: Array | None = None,
    immunofixation: Array | None = None,
    marrow_normal: Array | None = None,
    extramedullary: Array | None = None,
    clinical_progression: Array | None = None,
    on_new_therapy: Array | None = None,
    in_flare_window: Array | None = None,
    in_rebound_window: Array | None = None,
    high_normal: Array | None = None,
) -> VisitValues:
    """Visits with everything that is not given set to "present, usable, nothing else known or going on".

    Args:
        day: linear study days, any shape; it must broadcast to the shape of `marker`.
        marker: mg/dL, shape (n_patients,) or (n_patients, n_visits), NaN when not measured.

    The other arguments are the fields of `VisitValues`, in the shape of `marker`.
    """
    xp = marker.__array_namespace__()

    def filled(values: Array | None, default: Any, dtype: Any) -> Array:
        if values is None:
            return xp.full(marker.shape, default, dtype=dtype)
        return xp.broadcast_to(xp.asarray(values, dtype=dtype), marker.shape)

    return VisitValues(
        day=xp.broadcast_to(xp.asarray(day, dtype=marker.dtype), marker.shape),
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
        high_normal=filled(high_normal, float("nan"), marker.dtype),
    )
