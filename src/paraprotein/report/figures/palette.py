"""Colours that readers with any colour vision can tell apart, and that differ in grey as well.

Source: Okabe & Ito, Color Universal Design, 2008; the lightness steps within blue and within orange are ours.
"""

from collections.abc import Mapping
from types import MappingProxyType

RESPONSE: Mapping[str, str] = MappingProxyType(
    {
        "sCR": "#00223d", "CR": "#00223d", "VGPR": "#004a7c", "PR": "#0072b2", "MR": "#56b4e9", "SD": "#b7bfc8",
        "PD": "#d55e00", "NE": "#e9ecef",
    }
)  # fmt: skip
"""Best overall response, best first."""

GRADES: Mapping[int, str] = MappingProxyType({1: "#f7e3b5", 2: "#f0b24d", 3: "#d55e00", 4: "#8c3a00", 5: "#3d1700"})
"""Toxicity grade."""

DOSES = ("#d5ece6", "#8fcdbd", "#3d9f8b", "#11695b", "#073f37")
"""Dose levels, lowest first."""

EVENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "MR": ("^", "#56b4e9"), "PR": ("^", "#0072b2"), "PROGRESSION": ("D", "#d55e00"),
        "NEW THERAPY": ("s", "#cc79a7"), "DEATH": ("X", "#111111"),
    }
)  # fmt: skip
"""Event on a lane -> marker and colour."""

LISTS = (
    ("#0072b2", "-"), ("#d55e00", "-"), ("#009e73", "-"), ("#cc79a7", "-"), ("#56b4e9", "--"), ("#8c3a00", "--"),
    ("#073f37", "--"), ("#5b6875", "-"), ("#e69f00", "-"), ("#111111", ":"),
)  # fmt: skip
"""Lists of special interest, in the order of the protocol: colour and line."""

RESPONDER = "#0072b2"
OTHER = "#98a2ad"
CURVE = "#0072b2"
OUTSIDE = "#d55e00"
NO_DRUG = "#9aa4ae"


def is_dark(colour: str) -> bool:
    """Whether white text reads better on a colour than black."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def dose_colours(doses: list[float]) -> dict[float, str]:
    """A colour for each dose above 0: the more, the darker."""
    levels = sorted({dose for dose in doses if dose > 0})
    last = len(DOSES) - 1
    places = range(len(levels)) if len(levels) <= len(DOSES) - 1 else None
    if places is not None:
        return {level: DOSES[min(place + (1 if len(levels) <= 2 else 0), last)] for place, level in enumerate(levels)}
    return {level: DOSES[round(place * last / (len(levels) - 1))] for place, level in enumerate(levels)}
