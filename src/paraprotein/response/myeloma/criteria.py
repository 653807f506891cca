"""What an edition of the myeloma criteria states; serum mg/dL, urine mg/24 h, free light chains mg/L."""

from dataclasses import dataclass

from ...sources import Source
from ..criteria import LesionGrowth, Nadir, Rise
from ..status import Status


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
