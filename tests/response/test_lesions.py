"""Growth of lesions: Kumar et al., Lancet Oncol 2016;17:e328 (doi 10.1016/S1470-2045(16)30206-6)."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from paraprotein.response import Enlargement
from paraprotein.response.criteria import LesionGrowth
from paraprotein.response.lesions import LesionSizes, enlargement_of, has_grown, is_normal
from paraprotein.response.myeloma.editions import IMWG_2016

NAN = float("nan")


def grown(longest: list[float], short: list[float]) -> list[bool]:
    sizes = LesionSizes(np.array([longest]), np.array([short]))
    return [bool(flag) for flag in has_grown(sizes, IMWG_2016.progression.lesion)[0]]


def test_the_edition_states_half_more_of_a_lesion_above_1_cm() -> None:
    assert IMWG_2016.progression.lesion == LesionGrowth(0.50, short_axis_above_cm=1.0)


@pytest.mark.parametrize(
    ("longest", "short", "expected"),
    [
        ([2.0, 3.0], [1.1, 1.5], [False, True]),  # exactly half more
        ([2.0, 2.99], [1.1, 1.5], [False, False]),
        ([2.0, 3.0], [1.0, 1.5], [False, False]),  # exactly 1 cm before is not more than 1 cm
        ([4.0, 2.0, 3.0], [2.0, 0.5, 0.9], [False, False, True]),  # from its smallest, not from baseline
        ([4.0, 0.0, 1.0], [2.0, 0.0, 0.5], [False, False, True]),  # gone and back
        ([2.0, NAN, 3.0], [1.1, NAN, NAN], [False, False, True]),
        ([NAN, 3.0], [NAN, 2.0], [False, False]),  # nothing to compare with
        ([2.0, 3.0], [NAN, 2.0], [False, False]),
    ],
)
def test_a_lesion_grows_from_its_smallest_diameter(
    longest: list[float], short: list[float], expected: list[bool]
) -> None:
    assert grown(longest, short) == expected


def test_a_node_is_normal_below_1_cm_another_lesion_only_when_gone() -> None:
    sizes = LesionSizes(np.array([[1.5, 1.5, 0.0], [1.5, 1.5, 0.0]]), np.array([[0.99, 1.0, 0.0], [0.9, 1.0, 0.0]]))
    assert_array_equal(is_normal(sizes, np.array([True, False])), [[True, False, True], [False, False, True]])


def test_what_is_left_is_told_in_the_words_of_the_editions() -> None:
    product = np.array([10.0, 12.0, 9.99, 5.0, 5.01, 0.0, NAN, NAN, 5.0])
    baseline = np.array([10.0] * 7 + [NAN, NAN])
    normal = np.array([False] * 5 + [True, False, True, False])
    assert enlargement_of(product, baseline, normal).tolist() == [
        Enlargement.SAME, Enlargement.SAME, Enlargement.REDUCED, Enlargement.HALF, Enlargement.REDUCED,
        Enlargement.RESOLVED, Enlargement.NOT_ASSESSED, Enlargement.RESOLVED, Enlargement.NOT_ASSESSED,
    ]  # fmt: skip


def test_no_lesion_makes_no_growth() -> None:
    empty = LesionSizes(np.zeros((0, 0)), np.zeros((0, 0)))
    assert has_grown(empty, IMWG_2016.progression.lesion).shape == (0, 0)
