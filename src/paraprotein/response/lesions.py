"""Plasmacytomas, lymph nodes and other lesions that were measured: their sum, their growth, what is left of them.

Diameters are in cm. Interpretations chosen where the papers are silent:

- The sum of the products of perpendicular diameters is known only where every lesion of the baseline was measured, or
  is gone. A lesion that is gone is 0.
- A lesion grows from the smallest longest diameter that it ever had before, baseline included; one that was gone and
  is back has grown. It must have had a short axis of more than 1 cm at some earlier assessment.
- A lymph node is back to normal below a short axis of 1 cm (RECIST 1.1, assumed for the Waldenström editions, which
  give no size); any other lesion only when it is gone.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..comparisons import exceeds, reaches
from ..sources import Source
from .criteria import LesionGrowth
from .thresholds import has_risen


class Enlargement(IntEnum):
    """Nodes and spleen at a visit, compared with their enlargement at baseline."""

    NOT_ASSESSED = 0  # the last assessment is carried forward
    SAME = 1
    REDUCED = 2  # any reduction
    HALF = 3  # at least 50 % smaller
    RESOLVED = 4


NEEDED_ENLARGEMENT: Final[Mapping[str, Enlargement]] = MappingProxyType(
    {
        "ignored": Enlargement.NOT_ASSESSED,
        "reduced": Enlargement.REDUCED,
        "half": Enlargement.HALF,
        "resolved": Enlargement.RESOLVED,
    }
)
"""The enlargement code that each requirement of the criteria asks for at least."""


Numbers = NDArray[np.float64]


Flags = NDArray[np.bool_]


Codes = NDArray[np.int8]


RECIST = Source("eisenhauer2009", "Eisenhauer et al., Eur J Cancer 2009;45:228", "10.1016/j.ejca.2008.10.026")


NORMAL_NODE_BELOW_CM: Final = 1.0
"""Short axis of a lymph node that is not enlarged, strict. Source: RECIST."""


class LesionSizes(NamedTuple):
    """Lesions in rows, their assessments in columns in order of days; NaN where not measured, and in the padding."""

    longest: Numbers  # longest diameter, shape (n_lesions, n_assessments)
    short: Numbers  # short axis, or the longest perpendicular, same shape


class LesionBaseline(NamedTuple):
    """Lesions before treatment, one row per patient."""

    present: Flags  # there was a lesion, shape (n_patients,)
    product: Numbers  # sum of the products of perpendicular diameters, cm2; NaN where it is not known
    several: Flags  # more than one lesion


def has_grown(sizes: LesionSizes, rule: LesionGrowth) -> Flags:
    """Where the longest diameter of a lesion shows progression, shape (n_lesions, n_assessments)."""
    smallest = _running(np.fmin, sizes.longest)
    thickest = _running(np.fmax, sizes.short)
    return np.asarray(has_risen(sizes.longest, smallest, rule.fraction) & exceeds(thickest, rule.short_axis_above_cm))


def is_normal(sizes: LesionSizes, is_node: Flags) -> Flags:
    """Where a lesion is gone, or a lymph node (`is_node`, shape (n_lesions,)) is no longer enlarged."""
    thin = is_node[:, None] & exceeds(NORMAL_NODE_BELOW_CM, sizes.short)
    return np.asarray((sizes.longest == 0) | thin)


def enlargement_of(product: Numbers, baseline: Numbers, all_normal: Flags) -> Codes:
    """Code of Enlargement of the lesions of a patient at an assessment; arrays of one shape.

    Args:
        product: sum of the products of diameters, cm2; NaN where it is not known.
        baseline: the same before treatment; NaN or 0 where there was none.
        all_normal: every lesion is gone or normal; this is known without any sum.
    """
    known = (~np.isnan(product) & (baseline > 0)) | all_normal
    code = np.where(exceeds(baseline, product), np.int8(Enlargement.REDUCED), np.int8(Enlargement.SAME))
    code = np.where(reaches(baseline / 2, product), np.int8(Enlargement.HALF), code)
    code = np.where(all_normal, np.int8(Enlargement.RESOLVED), code)
    return np.where(known, code, np.int8(Enlargement.NOT_ASSESSED))


def _running(of: np.ufunc, values: Numbers) -> Numbers:
    """The smallest or largest value before each assessment; NaN before the first."""
    nothing = np.full((values.shape[0], 1), np.nan)
    earlier = np.concatenate([nothing, values], axis=1)[:, :-1]
    return np.asarray(of.accumulate(earlier, axis=1)) if values.size else values
