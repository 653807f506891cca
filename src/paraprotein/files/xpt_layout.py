"""Layout of SAS transport files, versions 5 and 8: records of 80 bytes.

Source: SAS TS-140, record layouts of version 5/6 and of version 8/9 data sets in SAS transport (XPORT) format.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

Version = Literal[5, 8]

RECORD = 80
NUMERIC, CHARACTER = 1, 2

HEADERS: Mapping[Version, Mapping[str, bytes]] = MappingProxyType(
    {
        5: {
            "library": b"LIBRARY ",
            "member": b"MEMBER  ",
            "descriptor": b"DSCRPTR ",
            "variables": b"NAMESTR ",
            "data": b"OBS     ",
        },
        8: {
            "library": b"LIBV8   ",
            "member": b"MEMBV8  ",
            "descriptor": b"DSCPTV8 ",
            "variables": b"NAMSTV8 ",
            "data": b"OBSV8   ",
        },
    }
)
"""The word in each header record, by version."""

LONG_LABELS, LONG_FORMATS = b"LABELV8 ", b"LABELV9 "

NAMESTR = np.dtype(
    [
        ("ntype", ">i2"),  # 1 numeric, 2 character
        ("nhfun", ">i2"),
        ("nlng", ">i2"),  # bytes of the value
        ("nvar0", ">i2"),  # number of the variable
        ("nname", "S8"),
        ("nlabel", "S40"),
        ("nform", "S8"),
        ("nfl", ">i2"),
        ("nfd", ">i2"),
        ("nfj", ">i2"),
        ("nfill", "S2"),
        ("niform", "S8"),
        ("nifl", ">i2"),
        ("nifd", ">i2"),
        ("npos", ">i4"),  # first byte of the value in the record
        ("longname", "S32"),  # version 8
        ("lablen", ">i2"),  # version 8
        ("rest", "S18"),
    ]
)
"""The 140 bytes that describe one variable."""

LONGEST_TEXT: Mapping[Version, int] = MappingProxyType({5: 200, 8: 32767})
LONGEST_NAME: Mapping[Version, int] = MappingProxyType({5: 8, 8: 32})
LONGEST_LABEL: Mapping[Version, int] = MappingProxyType({5: 40, 8: 256})


@dataclass(frozen=True)
class Field:
    """One variable in the records of a member.

    Attributes:
        name: variable name.
        is_text: character or numeric.
        width: bytes of its value.
        start: first byte in the record.
        label: variable label.
        format_name: SAS format without width, e.g. `DATE`.
    """

    name: str
    is_text: bool
    width: int
    start: int
    label: str = ""
    format_name: str = ""


def header(word: bytes, tail: bytes = b"0" * 30) -> bytes:
    """A header record; `tail` are the 30 characters behind the exclamation marks."""
    return b"HEADER RECORD*******" + word + b"HEADER RECORD!!!!!!!" + tail + b"  "


def padded(length: int) -> int:
    """Bytes that `length` bytes take in whole records."""
    return -(-length // RECORD) * RECORD
