"""IBM hexadecimal floating point, in which SAS transport files hold numbers.

A number is sign, exponent of 16 (excess 64) and a 56-bit fraction. Every IEEE double within range has an exact image,
because 56 bits hold its 53 even after the fraction is shifted to a power of 16.

Source: SAS TS-140, "Record layout of a SAS version 5 or 6 data set in SAS transport (XPORT) format".
"""

import numpy as np
from numpy.typing import NDArray

LARGEST = (1.0 - 2.0**-53) * 16.0**63
SMALLEST = 16.0**-65

_FRACTION = np.uint64(0x00FFFFFFFFFFFFFF)
_MISSING = np.uint64(0x2E00000000000000)
_MISSING_MARKS = np.isin(np.arange(256), [0x2E, 0x5F, *range(0x41, 0x5B)])


def from_ibm(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """IEEE doubles of 8-byte IBM numbers (as big-endian integers); SAS missing values become NaN."""
    sign = np.where(words >> np.uint64(63), -1.0, 1.0)
    exponent = ((words >> np.uint64(56)) & np.uint64(0x7F)).astype(np.int64)
    fraction = words & _FRACTION
    values = sign * np.ldexp(fraction.astype(np.float64), (4 * (exponent - 64) - 56).astype(np.int32))
    missing = (fraction == 0) & _MISSING_MARKS[(words >> np.uint64(56)).astype(np.int64)]
    return np.where(missing, np.nan, values)


def to_ibm(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """8-byte IBM numbers (as integers) of IEEE doubles; NaN becomes the SAS missing value `.`.

    Raises:
        ValueError: a value is infinite or larger than the format can hold.
    """
    missing = np.isnan(values)
    if np.any(np.abs(values) > LARGEST):
        raise ValueError(f"a SAS transport file holds no number above {LARGEST:.2g}")
    mantissa, exponent = np.frexp(np.where(missing | (np.abs(values) < SMALLEST), 0.0, values))
    power = -(-exponent // 4)
    fraction = np.ldexp(np.abs(mantissa), 56 - (4 * power - exponent)).astype(np.uint64)
    sign = np.signbit(mantissa).astype(np.uint64) << np.uint64(63)
    words = sign | ((power + 64).astype(np.uint64) << np.uint64(56)) | fraction
    words = np.where(fraction == 0, np.uint64(0), words)
    return np.where(missing, _MISSING, words)
