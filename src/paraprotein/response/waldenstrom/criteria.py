"""What an edition of the Waldenström criteria states; IgM in mg/dL."""

from dataclasses import dataclass
from typing import Literal

from ...sources import Source
from ..criteria import Nadir, Rise
from ..status import Status

Extramedullary = Literal["ignored", "reduced", "half", "resolved"]
"""What enlarged nodes or spleen must have done: nothing asked · any reduction · at least 50 % smaller · gone"""


@dataclass(frozen=True)
class MarkerLevel:
    """One level of response of a serum marker: the fall that it needs, and what nodes and spleen must have done."""

    status: Status
    fall: float  # fraction of baseline that must be lost
    extramedullary: Extramedullary = "ignored"


@dataclass(frozen=True)
class CompleteResponse:
    """Complete response: immunofixation negative; marrow, nodes, spleen and the marker itself normal."""

    second_immunofixation_days: float  # shortest time between the two negative immunofixations


@dataclass(frozen=True)
class WaldenstromCriteria:
    """One edition of the criteria for Waldenström's macroglobulinemia; IgM in mg/dL."""

    name: str
    title: str
    levels: tuple[MarkerLevel, ...]  # best first, without complete response
    progression: Rise
    sources: tuple[Source, ...]
    complete: CompleteResponse | None = None
    normal_marker_is_vgpr: bool = False
    nadir: Nadir = "lowest"
