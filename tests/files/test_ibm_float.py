"""SAS TS-140: IBM hexadecimal floating point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.files.ibm_float import from_ibm, to_ibm


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1.0, 0x4110000000000000),  # the examples of TS-140
        (2.0, 0x4120000000000000),
        (3.0, 0x4130000000000000),
        (-1.0, 0xC110000000000000),
        (0.0, 0x0000000000000000),
        (100.0, 0x4264000000000000),
        (-118.625, 0xC276A00000000000),
    ],
)
def test_known_numbers_have_their_known_bytes(number: float, word: int) -> None:
    assert to_ibm(np.array([number]))[0] == word
    assert from_ibm(np.array([word], np.uint64))[0] == number


@given(st.floats(min_value=1e-70, max_value=7e75), st.sampled_from([-1.0, 1.0]))
def test_every_double_within_range_has_an_exact_image(size: float, sign: float) -> None:
    assert from_ibm(to_ibm(np.array([sign * size])))[0] == sign * size


@pytest.mark.parametrize("mark", [0x2E, 0x5F, 0x41, 0x5A])
def test_the_missing_values_of_sas_are_not_numbers(mark: int) -> None:
    assert np.isnan(from_ibm(np.array([mark << 56], np.uint64))[0])


def test_not_a_number_is_written_as_the_ordinary_missing_value() -> None:
    assert to_ibm(np.array([np.nan]))[0] == 0x2E << 56


def test_a_number_that_the_format_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no number above"):
        to_ibm(np.array([1e80]))
