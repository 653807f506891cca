"""What laboratory results of living people can be: limits as data, by analyte and unit, each with its source.

A result outside the physiologic range is more likely a slip than a patient. A reference interval shows the unit in
which a laboratory reports: a normal range of IgM from 0.4 to 2.3 is in g/L, whatever stands beside it. A spike is a
result that differs from the one before and the one after by more than its fold, where these two agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ...sources import Provenance, Source

KRATZ = Source("kratz2004", "Kratz et al., N Engl J Med 2004;351:1548", "10.1056/NEJMcpc049016")
KATZMANN = Source("katzmann2002", "Katzmann et al., Clin Chem 2002;48:1437", "10.1093/clinchem/48.9.1437")
RICOS = Source("ricos1999", "Ricos et al., Scand J Clin Lab Invest 1999;59:491", "10.1080/00365519950185229")
WALDMANN = Source("waldmann1969", "Waldmann and Strober, Prog Allergy 1969;13:1")
OWEN = Source("owen2013", "Owen et al., Br J Haematol 2013;160:171", "10.1111/bjh.12102")
RAJKUMAR = Source("rajkumar2014", "Rajkumar et al., Lancet Oncol 2014;15:e538", "10.1016/S1470-2045(14)70442-5")

_SURVIVED: Final = Provenance(
    "assumed",
    "beyond what survivors in case series have; wide, so that sick patients pass and a unit's factor does not",
)
FOLD: Final = Provenance(
    "assumed", "several times the reference change value that follows from the variation within healthy people", RICOS
)
"""How the folds of a spike are known."""

MEDIAN: Final = Provenance("assumed", "wider than the medians of published trials in these diseases")
"""How the plausible medians of analytes are known; those of the disease's own marker have a source."""


@dataclass(frozen=True)
class AnalyteLimits:
    """What results of one analyte can be.

    Attributes:
        unit: of every number here; results in a unit that converts into it are compared.
        low: smallest plausible result.
        high: largest plausible result.
        normal: upper end of the reference interval of adults; None where there is none.
        spike_down: fold by which a single result lies below both of its neighbours before it is questioned.
        spike_up: the same, above.
        median: plausible medians of a trial's patients before treatment.
        ranged: how `low` and `high` are known; `normal` has `interval`.
        interval: source of `normal`.
    """

    unit: str
    low: float
    high: float
    normal: float | None
    spike_down: float
    spike_up: float
    median: tuple[float, float]
    ranged: Provenance = _SURVIVED
    interval: Source = KRATZ


LIMITS: Final[Mapping[str, AnalyteLimits]] = MappingProxyType(
    {
        "IGM": AnalyteLimits("mg/dL", 1, 25_000, 230, 1.8, 3, (10, 12_000)),
        "IGG": AnalyteLimits("mg/dL", 20, 15_000, 1_600, 1.8, 3, (100, 10_000)),
        "IGA": AnalyteLimits("mg/dL", 1, 12_000, 350, 2, 3, (5, 8_000)),
        "MPROT": AnalyteLimits("mg/dL", 0, 15_000, None, 1.8, 3, (100, 10_000)),
        "MCPROT": AnalyteLimits("mg/dL", 0, 15_000, None, 1.8, 3, (100, 10_000)),
        "UMCPROT": AnalyteLimits("mg/day", 0, 60_000, None, 8, 8, (0, 20_000)),
        "KLCFR": AnalyteLimits("mg/L", 0.1, 60_000, 19.4, 8, 8, (1, 10_000), interval=KATZMANN),
        "LLCFR": AnalyteLimits("mg/L", 0.1, 60_000, 26.3, 8, 8, (1, 10_000), interval=KATZMANN),
        "B2MICG": AnalyteLimits("mg/L", 0.4, 100, 2.8, 3, 3, (1, 25)),
        "HGB": AnalyteLimits("g/dL", 3, 22, 17.5, 1.55, 1.55, (8, 16.5)),
        "HCT": AnalyteLimits("%", 9, 70, 53, 1.55, 1.55, (24, 52)),
        "RBC": AnalyteLimits("10^12/L", 0.8, 9, 5.9, 1.6, 1.6, (2.2, 6)),
        "WBC": AnalyteLimits("10^9/L", 0.05, 400, 11, 5, 5, (2, 16)),
        "NEUT": AnalyteLimits("10^9/L", 0, 150, 7.7, 9, 7, (0.8, 11)),
        "LYM": AnalyteLimits("10^9/L", 0, 350, 4.8, 9, 9, (0.3, 10)),
        "PLAT": AnalyteLimits("10^9/L", 1, 2_500, 450, 5, 5, (40, 450)),
        "CREAT": AnalyteLimits("mg/dL", 0.15, 30, 1.3, 3.5, 3.5, (0.45, 4)),
        "CA": AnalyteLimits("mg/dL", 4, 20, 10.5, 1.6, 1.6, (7.5, 12.5)),
        "ALB": AnalyteLimits("g/dL", 0.8, 6.5, 5.0, 1.8, 1.8, (2, 5.5)),
        "PROT": AnalyteLimits("g/dL", 2.5, 20, 8.3, 1.7, 1.7, (5, 13)),
        "LDH": AnalyteLimits("U/L", 30, 20_000, 250, 6, 6, (70, 800)),
        "ALT": AnalyteLimits("U/L", 1, 20_000, 55, 9, 9, (5, 120)),
        "AST": AnalyteLimits("U/L", 2, 20_000, 40, 9, 9, (5, 120)),
        "ALP": AnalyteLimits("U/L", 5, 5_000, 130, 5, 5, (25, 350)),
        "BILI": AnalyteLimits("mg/dL", 0.03, 60, 1.2, 8, 8, (0.1, 2.5)),
        "BNPPRONT": AnalyteLimits("ng/L", 2, 300_000, 450, 9, 9, (5, 20_000)),
        "TROPONIT": AnalyteLimits("ng/L", 0.5, 100_000, 14, 9, 9, (1, 1_000)),
        "TRYPTASE": AnalyteLimits("ng/mL", 0.5, 2_000, 11.4, 4, 4, (1, 40)),
        "K": AnalyteLimits("mmol/L", 1.5, 10, 5.2, 1.9, 1.9, (3, 5.5)),
        "SODIUM": AnalyteLimits("mmol/L", 98, 185, 146, 1.25, 1.25, (128, 147)),
        "CL": AnalyteLimits("mmol/L", 55, 145, 108, 1.35, 1.35, (92, 113)),
        "GFRE": AnalyteLimits("mL/min/1.73m2", 1, 220, None, 4, 4, (20, 130)),
    }
)
"""LBTESTCD -> what its results can be."""

PARAPROTEINS: Final = frozenset({"IGM", "IGG", "IGA", "MPROT", "MCPROT", "UMCPROT", "KLCFR", "LLCFR"})
"""Analytes that the disease itself raises: their results lie above the reference interval, and may be 0."""


@dataclass(frozen=True)
class DiseaseMedian:
    """What the marker of a disease is before treatment.

    Attributes:
        analyte: LBTESTCD.
        median: plausible medians of a trial's patients, in the unit of `LIMITS`.
        lowest: a patient of such a trial has at least this before treatment.
        reason: why.
        source: where it is known from.
    """

    analyte: str
    median: tuple[float, float]
    lowest: float
    reason: str
    source: Source


DISEASE_MEDIANS: Final[Mapping[str, tuple[DiseaseMedian, ...]]] = MappingProxyType(
    {
        "waldenstrom": (
            DiseaseMedian("IGM", (300, 12_000), 60, "IgM above the reference interval defines the disease", OWEN),
            DiseaseMedian("IGG", (100, 2_500), 0, "IgG is normal or low in this disease", OWEN),
            DiseaseMedian("IGA", (3, 600), 0, "IgA is normal or low in this disease", OWEN),
        ),
        "myeloma": (
            DiseaseMedian("MPROT", (200, 9_000), 0, "measurable disease starts at 0.5 to 1 g/dL", RAJKUMAR),
            DiseaseMedian("MCPROT", (200, 9_000), 0, "measurable disease starts at 0.5 to 1 g/dL", RAJKUMAR),
        ),
        "al-amyloidosis": (),
    }
)  # fmt: skip
"""Disease of the protocol -> medians of its markers; of serum M-proteins, of the patients who have one."""


@dataclass(frozen=True)
class Clearance:
    """How fast a protein can leave the blood when nothing is made any more.

    Attributes:
        half_life_days: shortest half-life in metabolic studies, days.
        source: where it is known from.
    """

    half_life_days: float
    source: Source = WALDMANN


CLEARANCE: Final[Mapping[str, Clearance]] = MappingProxyType(
    {"IGM": Clearance(4.0), "IGA": Clearance(4.0), "IGG": Clearance(7.0), "MPROT": Clearance(4.0),
     "MCPROT": Clearance(4.0)}
)  # fmt: skip
"""Analyte -> fastest clearance. IgG leaves faster where its concentration is high, hence 7 and not 21 days."""

FASTEST_DOUBLING_DAYS: Final = 7.0
"""A marker that doubles faster than in a week is no growth of a clone; flares of IgM after rituximab stay below it."""

UNIT_FACTORS: Final[Mapping[str, tuple[tuple[float, str], ...]]] = MappingProxyType(
    {
        "": ((10.0, "a decimal point, or dL for L"), (100.0, "g/L for mg/dL"), (1000.0, "a decimal point or comma")),
        "HGB": ((1.611, "mmol/L for g/dL"),),
        "CREAT": ((88.4, "umol/L for mg/dL"),),
        "BILI": ((17.1, "umol/L for mg/dL"),),
        "CA": ((4.008, "mmol/L for mg/dL"),),
    }
)
"""Analyte ("" for all) -> factors by which a result in the wrong unit is off, and which units these are."""

FACTOR_TOLERANCE: Final = 0.12
"""Share by which a ratio may differ from a factor: the patient's own change between two visits is in it."""
