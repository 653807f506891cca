"""How often a drug is given, by the words in which studies record it."""

from collections.abc import Mapping
from types import MappingProxyType

_WEEKS = (1, 2, 3, 4, 5, 6, 8)

PER_DAY: Mapping[str, float] = MappingProxyType(
    {"QD": 1.0, "DAILY": 1.0, "Q24H": 1.0, "BID": 2.0, "Q12H": 2.0, "TID": 3.0, "Q8H": 3.0, "QID": 4.0, "Q6H": 4.0,
     "QOD": 0.5, "Q2D": 0.5, "EVERY OTHER DAY": 0.5, "Q48H": 0.5, "QAM": 1.0, "QPM": 1.0, "QHS": 1.0,
     **{name: 1 / (7 * weeks) for weeks in _WEEKS for name in (f"Q{weeks}W", f"EVERY {weeks} WEEKS")},
     "QW": 1 / 7, "EVERY WEEK": 1 / 7, "1 TIME PER WEEK": 1 / 7, "QM": 12 / 365.25, "EVERY MONTH": 12 / 365.25}
)  # fmt: skip
"""EXDOSFRQ (CDISC controlled terms, and words in use) -> administrations per day."""

ONCE = "ONCE"
"""EXDOSFRQ of one administration in the whole interval."""
