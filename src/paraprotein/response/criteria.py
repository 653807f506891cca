"""What an edition of the response criteria states: the shape of the tables in the disease files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..sources import Source
from .status import Status

Nadir = Literal["lowest", "lowest_confirmed"]
"""lowest: smallest valid value so far · lowest_confirmed: smallest value that two consecutive values both reach"""

Extramedullary = Literal["ignored", "reduced", "half", "resolved"]
"""What enlarged nodes or spleen must have done: nothing asked · any reduction · at least 50 % smaller · gone"""


@dataclass(frozen=True)
class Level:
    """One level of response of a serum marker: the fall that it needs, and what nodes and spleen must have done."""

    status: Status
    fall: float  # fraction of baseline that must be lost
    extramedullary: Extramedullary = "ignored"


@dataclass(frozen=True)
class Rise:
    """The rise of a marker that is progression, measured from its nadir.

    `absolute` applies while the nadir is below `absolute_below` (infinite: always).
    """

    fraction: float
    absolute: float = 0.0
    absolute_below: float = float("inf")
    second_sample_days: float = 1.0  # shortest time to the sample that confirms; 1 = another day


@dataclass(frozen=True)
class CompleteResponse:
    """Complete response: immunofixation negative; marrow, nodes, spleen and the marker itself normal."""

    second_immunofixation_days: float  # shortest time between the two negative immunofixations


@dataclass(frozen=True)
class WaldenstromCriteria:
    """One edition of the criteria for Waldenström's macroglobulinemia; IgM in mg/dL."""

    name: str
    title: str
    levels: tuple[Level, ...]  # best first, without complete response
    progression: Rise
    sources: tuple[Source, ...]
    complete: CompleteResponse | None = None
    normal_marker_is_vgpr: bool = False
    nadir: Nadir = "lowest"


@dataclass(frozen=True)
class Measurable:
    """Smallest baseline at which each myeloma marker can be judged."""

    serum_mg_dl: float
    urine_mg_day: float
    involved_flc_mg_l: float
    marrow_percent: float


@dataclass(frozen=True)
class MyelomaLevel:
    """What the markers must have lost for one level of response in myeloma; fractions of baseline.

    `urine_below` (mg/24 h, strict) is an alternative to the urine fall, except at VGPR where it is the rule.
    """

    status: Status
    serum_fall: float
    urine_fall: float | None
    urine_below: float | None
    flc_fall: float | None
    marrow_fall: float | None
    plasmacytoma_fall: float | None


@dataclass(frozen=True)
class MyelomaProgression:
    """Rises from the lowest confirmed value that are progression in myeloma."""

    serum: Rise
    high_serum_nadir: float  # from this nadir up, mg/dL,
    high_serum_rise: float  # this absolute rise is enough, mg/dL
    urine: Rise
    flc: Rise  # its absolute limit is strict
    marrow: Rise  # percentage points


@dataclass(frozen=True)
class MyelomaCriteria:
    """One edition of the criteria for multiple myeloma; serum mg/dL, urine mg/24 h, free light chains mg/L."""

    name: str
    title: str
    measurable: Measurable
    levels: tuple[MyelomaLevel, ...]  # best first, without complete response
    complete_marrow_below: float  # percent plasma cells, strict
    normal_ratio: tuple[float, float]  # free light chain ratio kappa / lambda, both ends included
    stringent: bool
    progression: MyelomaProgression
    sources: tuple[Source, ...]
    nadir: Nadir = "lowest_confirmed"


@dataclass(frozen=True)
class OrganLimit:
    """An organ marker: the smallest baseline that can be judged and the change that counts."""

    evaluable_from: float
    fall: float
    rise: float
    absolute: float = 0.0


@dataclass(frozen=True)
class AmyloidosisCriteria:
    """One edition of the criteria for AL amyloidosis; free light chains mg/L, NT-proBNP ng/L, proteinuria mg/24 h."""

    name: str
    title: str
    limits: Mapping[str, float]  # haematologic limits by name
    cardiac: OrganLimit
    renal: OrganLimit
    liver: OrganLimit
    normal_ratio: tuple[float, float]
    sources: tuple[Source, ...]
    nadir: Nadir = "lowest"


Criteria = WaldenstromCriteria | MyelomaCriteria | AmyloidosisCriteria
