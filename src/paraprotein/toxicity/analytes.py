"""Laboratory tests of one quantity under several codes: LBTESTCD of the CDISC terminology and its usual synonyms."""

from collections.abc import Mapping
from types import MappingProxyType

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "LIPASE": "LIPASET",
        "CPK": "CK",
        "PTT": "APTT",
        "TG": "TRIG",
        "TRIGLY": "TRIG",
        "PROTEXR": "UPROT",
        "TROPONIT": "TROPONT",
        "TROPONII": "TROPONI",
    }
)
"""Code as laboratories write it -> LBTESTCD that the tables of limits use.

`UPROT` is PROT in urine as this software calls it once specimens are kept apart; `PROTEXR`, `TROPONIT` and `TROPONII`
are the codes of the criteria of AL amyloidosis. CDISC knows PTT as a test of its own; laboratories that send it mean
the activated one.
"""

UNOFFICIAL = ("LIPASE", "CPK", "PTT", "TG", "TRIGLY")
"""Synonyms that are not what CDISC calls the test: each is reported where it is read."""

CORRECTED_CALCIUM = ("CACR", "CACRALB")
"""Calcium that the laboratory corrected for albumin itself."""

PREFERRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"CA": ("CAION", "CAIONPH"), "CACR": ("CAION", "CAIONPH"), "CACRALB": ("CAION", "CAIONPH"),
     "PROTCRT": ("UPROT", "PROTEXR")}
)  # fmt: skip
"""LBTESTCD -> tests that are graded in its place where one of them was measured on the same day.

A paraprotein that binds calcium raises total calcium alone; v5.0 and v6.0 put the collection over 24 hours first.
"""


def code_of(analyte: str) -> str:
    """The LBTESTCD under which the tables of limits know a test.

    Example:
        >>> code_of("CPK"), code_of("HGB")
        ('CK', 'HGB')
    """
    return SYNONYMS.get(analyte, analyte)
