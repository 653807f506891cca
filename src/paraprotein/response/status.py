"""Response categories and the other states of a visit, as small integers that sort from worst to best."""

from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """What one visit says about response.

    From PD upwards the codes follow the order of best overall response (sCR > CR > ... > SD > PD), so the best of
    several visits is their maximum, and `>= Status.MR` reads "minor response or better". Codes below PD never count
    towards best response.
    """

    NONE = 0  # no visit: padding
    NE = 1  # not evaluable
    NEW_THERAPY = 2  # on or after new anticancer therapy: not used for response
    POST = 3  # after progression: not used
    FLARE = 4  # a rise of IgM inside the flare window
    UPD = 5  # a candidate progression that nothing confirmed
    PD = 6
    SD = 7
    MR = 8
    PR = 9
    VGPR = 10
    CR = 11
    SCR = 12


LABELS: Final[dict[Status, str]] = {
    Status.NONE: "",
    Status.NE: "NE",
    Status.NEW_THERAPY: "NEW THERAPY",
    Status.POST: "post",
    Status.FLARE: "FLARE",
    Status.UPD: "uPD",
    Status.PD: "PD",
    Status.SD: "SD",
    Status.MR: "MR",
    Status.PR: "PR",
    Status.VGPR: "VGPR",
    Status.CR: "CR",
    Status.SCR: "sCR",
}
"""How each code is written in tables and reports."""


def label_of(code: int) -> str:
    """The written form of one code, e.g. `VGPR`."""
    return LABELS[Status(code)]
