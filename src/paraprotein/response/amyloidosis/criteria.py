"""What an edition of the AL amyloidosis criteria states: one set of rules per domain, never pooled."""

from dataclasses import dataclass

from ...sources import Source


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
