"""Response in AL amyloidosis, written a second time: one patient, one visit, exact fractions, one function an organ.

Haematologic and organ response: Palladini et al., J Clin Oncol 2012;30:4541 (doi 10.1200/JCO.2011.37.7614);
low dFLC: Milani et al., Blood 2017;130:625, and Dittrich et al., Blood 2017;130:632; liver: Comenzo
et al., Leukemia 2012;26:2317.

Light chains in mg/L, NT-proBNP in ng/L, proteinuria in g/24 h, eGFR in mL/min/1.73 m2, liver span in cm.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | None


@dataclass(frozen=True)
class Chains:
    """Light chains and immunofixation of one visit; None where not done."""

    dflc: Number = None
    ratio: Number = None
    serum_ife: str | None = None
    urine_ife: str | None = None
    serum_m_g_l: Number = None


@dataclass(frozen=True)
class Heart:
    """Cardiac markers of one visit."""

    nt_probnp: Number = None
    nyha: int | None = None
    troponin: Number = None
    ejection_fraction: Number = None


@dataclass(frozen=True)
class Kidney:
    """Renal markers of one visit."""

    proteinuria: Number = None
    egfr: Number = None


@dataclass(frozen=True)
class Liver:
    """Liver markers of one visit, with the upper limit of alkaline phosphatase."""

    alp: Number = None
    alp_upper: Number = None
    span_cm: Number = None


def loses(value: Number, base: Number, percent: int, *, is_strict: bool) -> bool:
    """A fall of at least (or more than) this percentage of baseline."""
    if value is None or base is None:
        return False
    lost, needed = 100 * (base - value), percent * base
    return lost > needed if is_strict else lost >= needed


def gains(value: Number, base: Number, percent: int, *, is_strict: bool) -> bool:
    """A rise of at least (or more than) this percentage of baseline."""
    if value is None or base is None:
        return False
    gained, needed = 100 * (value - base), percent * base
    return gained > needed if is_strict else gained >= needed


def is_complete(visit: Chains) -> bool:
    """Immunofixation negative in serum and urine, normal ratio."""
    return (
        visit.serum_ife == "-"
        and visit.urine_ife == "-"
        and visit.ratio is not None
        and Fraction("0.26") <= visit.ratio <= Fraction("1.65")
    )


def grade_haematologic(baseline: Chains, visit: Chains, *, is_pr_strict: bool = True) -> str:
    """CR, VGPR, PR, LOW-PR (baseline dFLC 20 to below 50), NR, or NE where dFLC cannot judge."""
    if is_complete(visit):
        return "CR"
    if baseline.dflc is None or visit.dflc is None or baseline.dflc < 20:
        return "NE"
    if baseline.dflc < 50:
        return "LOW-PR" if visit.dflc < 10 else "NR"
    if visit.dflc < 40:
        return "VGPR"
    return "PR" if loses(visit.dflc, baseline.dflc, 50, is_strict=is_pr_strict) else "NR"


def grade_cardiac(baseline: Heart, visit: Heart, *, is_renal_worse: bool = False) -> str:
    """RESPONSE, PROGRESSION, STABLE or NE.

    Progression is looked for first. NT-proBNP is not scored while the kidney worsens.
    """
    probnp = None if is_renal_worse else visit.nt_probnp
    can_respond = (baseline.nt_probnp is not None and baseline.nt_probnp >= 650 and probnp is not None) or (
        baseline.nyha is not None and baseline.nyha >= 3 and visit.nyha is not None
    )
    if is_cardiac_progression(baseline, visit, probnp):
        return "PROGRESSION"
    if not can_respond:
        return "NE"
    if probnp is not None and baseline.nt_probnp is not None and baseline.nt_probnp >= 650:
        is_deep = loses(probnp, baseline.nt_probnp, 30, is_strict=True)
        if is_deep and baseline.nt_probnp - probnp > 300:
            return "RESPONSE"
    if baseline.nyha is not None and visit.nyha is not None and baseline.nyha >= 3 and baseline.nyha - visit.nyha >= 2:
        return "RESPONSE"
    return "STABLE"


def is_cardiac_progression(baseline: Heart, visit: Heart, probnp: Number) -> bool:
    """NT-proBNP up by more than 30 % and 300 ng/L, troponin up by a third, or ejection fraction down 10 points."""
    if (
        probnp is not None
        and baseline.nt_probnp is not None
        and gains(probnp, baseline.nt_probnp, 30, is_strict=True)
        and probnp - baseline.nt_probnp > 300
    ):
        return True
    if gains(visit.troponin, baseline.troponin, 33, is_strict=False):
        return True
    if baseline.ejection_fraction is None or visit.ejection_fraction is None:
        return False
    return baseline.ejection_fraction - visit.ejection_fraction >= 10


def grade_renal(baseline: Kidney, visit: Kidney) -> str:
    """RESPONSE, PROGRESSION, STABLE or NE; evaluable with more than 0.5 g of protein a day at baseline."""
    if loses(visit.egfr, baseline.egfr, 25, is_strict=True):
        return "PROGRESSION"
    if baseline.proteinuria is None or baseline.proteinuria <= Fraction("0.5") or visit.proteinuria is None:
        return "NE"
    is_low = visit.proteinuria < Fraction("0.5")
    is_less = loses(visit.proteinuria, baseline.proteinuria, 30, is_strict=False)
    return "RESPONSE" if is_low or is_less else "STABLE"


def grade_liver(baseline: Liver, visit: Liver) -> str:
    """RESPONSE, STABLE or NE: an abnormal alkaline phosphatase halved, or the span 2 cm shorter."""
    is_alp_judged = (
        baseline.alp is not None
        and baseline.alp_upper is not None
        and baseline.alp > baseline.alp_upper
        and visit.alp is not None
    )
    if is_alp_judged and loses(visit.alp, baseline.alp, 50, is_strict=False):
        return "RESPONSE"
    if baseline.span_cm is None or visit.span_cm is None:
        return "STABLE" if is_alp_judged else "NE"
    return "RESPONSE" if baseline.span_cm - visit.span_cm >= 2 else "STABLE"
