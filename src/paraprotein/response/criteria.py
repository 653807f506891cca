"""What an edition of the response criteria states: the shape of the tables in the disease files."""

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

    `absolute` applies while the nadir is below `absolute_below` (infinite: always); with `more_than_absolute` a rise of
    exactly that much is not enough.
    """

    fraction: float
    absolute: float = 0.0
    absolute_below: float = float("inf")
    more_than_absolute: bool = False
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
    """Smallest baseline at which each myeloma marker can be judged; the first that can be decides, in this order."""

    serum_mg_dl: float
    urine_mg_day: float
    involved_flc_mg_l: float  # and an abnormal ratio
    marrow_percent: float


@dataclass(frozen=True)
class MyelomaLevel:
    """What the measurable markers must have lost for one level of myeloma response; falls are fractions of baseline.

    A fall of None: the marker alone cannot give this level. The urine fall and `urine_below` are alternatives.
    """

    status: Status
    serum_fall: float
    urine_fall: float | None
    urine_below: float | None  # mg/24 h, strict
    flc_fall: float | None
    marrow_fall: float | None
    plasmacytoma_fall: float
    any_urine_counts: bool = False  # a collected urine must meet the level even where baseline urine is not measurable


@dataclass(frozen=True)
class LesionGrowth:
    """Growth of one lesion that is progression, measured from the smallest longest diameter it ever had."""

    fraction: float  # rise of the longest diameter
    short_axis_above_cm: float  # short axis that the lesion must have had before, strict


@dataclass(frozen=True)
class MyelomaProgression:
    """Rises from the lowest confirmed value that are progression in myeloma; any one is enough."""

    serum: Rise  # mg/dL
    high_serum_nadir: float  # from a nadir this high, mg/dL,
    high_serum_rise: float  # this absolute rise is enough, mg/dL
    urine: Rise  # mg/24 h
    flc: Rise  # involved minus uninvolved, mg/L; only where serum and urine are not measurable
    marrow: Rise  # percentage points of plasma cells; only where the markers above are not measurable
    plasmacytoma: Rise  # sum of the products of diameters, of more than one lesion
    lesion: LesionGrowth  # of any one lesion
    circulating: float  # rise of circulating plasma cells as a fraction, the only measure,
    circulating_min: float  # to at least this many per microlitre


@dataclass(frozen=True)
class ClinicalRelapse:
    """Laboratory signs of end organ damage that are clinical relapse in myeloma."""

    calcium_above: float  # mg/dL, strict
    hemoglobin_fall: float  # g/dL, from before treatment
    creatinine_rise: float  # mg/dL, from before treatment


@dataclass(frozen=True)
class MyelomaCriteria:
    """One edition of the criteria for multiple myeloma; serum mg/dL, urine mg/24 h, free light chains mg/L."""

    name: str
    title: str
    measurable: Measurable
    levels: tuple[MyelomaLevel, ...]  # best first, without complete response
    complete_marrow_below: float  # percent plasma cells, strict
    normal_ratio: tuple[float, float]  # kappa / lambda, both ends included
    stringent: bool  # the edition knows stringent complete response
    progression: MyelomaProgression
    clinical_relapse: ClinicalRelapse
    sources: tuple[Source, ...]
    nadir: Nadir = "lowest_confirmed"


@dataclass(frozen=True)
class HematologicRules:
    """Free light chain limits in AL amyloidosis, mg/L; dFLC is involved minus uninvolved chain."""

    assessable: float  # smallest baseline dFLC of the ordinary levels
    assessable_low: float  # smallest baseline dFLC of the low-dFLC partial response
    very_good_below: float  # strict
    partial_fall: float  # fraction of baseline
    low_partial_below: float  # strict
    normal_ratio: tuple[float, float]  # kappa / lambda, both ends included
    relapse_factor: float  # from complete response: the involved chain, as a multiple of its nadir
    progression: float  # otherwise: rise from the nadir as a fraction,
    serum_above: float  # to a serum M-protein above this, mg/dL,
    urine_above: float  # to a urine M-protein above this, mg/24 h,
    flc_above: float  # or to an involved chain above this, mg/L


@dataclass(frozen=True)
class CardiacRules:
    """Cardiac response and progression in AL amyloidosis; NT-proBNP in ng/L, compared with baseline."""

    evaluable: float  # smallest baseline NT-proBNP
    change: float  # fraction that must be exceeded
    absolute: float  # and this, ng/L
    nyha_evaluable: float  # lowest baseline class
    nyha_fall: float  # classes
    troponin_rise: float  # fraction
    ejection_fall: float  # percentage points


@dataclass(frozen=True)
class RenalRules:
    """Renal response and progression in AL amyloidosis; proteinuria in mg/24 h, compared with baseline."""

    evaluable_above: float  # baseline proteinuria, strict
    fall: float  # fraction of baseline proteinuria
    below: float  # or proteinuria below this, strict
    filtration_fall: float  # fall of eGFR that must be exceeded to be progression


@dataclass(frozen=True)
class LiverRules:
    """Liver response in AL amyloidosis, compared with baseline."""

    phosphatase_fall: float  # fraction of an abnormal alkaline phosphatase
    span_fall_cm: float


@dataclass(frozen=True)
class GradedRules:
    """Depth of response of one organ by one marker, compared with baseline."""

    complete: float  # at most this
    very_good_fall: float  # fraction of baseline that must be exceeded
    partial_fall: float  # likewise


@dataclass(frozen=True)
class AmyloidosisCriteria:
    """One edition of the criteria for AL amyloidosis: one set of rules per domain, never pooled."""

    name: str
    title: str
    hematologic: HematologicRules
    cardiac: CardiacRules
    renal: RenalRules
    liver: LiverRules
    graded_cardiac: GradedRules  # NT-proBNP, ng/L; applied where the protocol asks for it
    graded_renal: GradedRules  # proteinuria, mg/24 h; likewise
    sources: tuple[Source, ...]
    graded_sources: tuple[Source, ...]


Criteria = WaldenstromCriteria | MyelomaCriteria | AmyloidosisCriteria
