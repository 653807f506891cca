"""Response in AL amyloidosis, written a second time: one patient, one visit, exact fractions, one function an organ.

Haematologic and organ response: Palladini et al., J Clin Oncol 2012;30:4541 (doi 10.1200/JCO.2011.37.7614);
low dFLC: Milani et al., Blood 2017;130:625, and Dittrich et al., Blood 2017;130:632; liver: Comenzo
et al., Leukemia 2012;26:2317.

Light chains in mg/L, NT-proBNP in ng/L, proteinuria in g/24 h, eGFR in mL/min/1.73 m2, liver span in cm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | None


@dataclass(frozen=True)
class Chains:
    """Light chains, M-protein (g/L in serum, mg/24 h in urine) and immunofixation of one visit; None where not done."""

    kappa: Number = None
    lambda_: Number = None
    serum_ife: str | None = None
    urine_ife: str | None = None
    serum_m: Number = None
    urine_m: Number = None


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


@dataclass(frozen=True)
class Readings:
    """Choices where the criteria are silent; the defaults follow their text to the letter.

    Attributes:
        is_pr_strict: partial response needs a fall of more than 50 %.
        is_uninvolved_ratio_complete: the clarification of 2021, a ratio that only the uninvolved chain skews is normal.
        can_progress_without_response: the rises from the lowest value count in every patient; the criteria describe
            progression only from complete and from partial response.
        is_measured_protein_detectable: after complete response a measured M-protein is a detectable one, also where
            immunofixation was not repeated.
        is_unknown_ratio_abnormal: after complete response a doubled involved chain counts although the other chain is
            missing.
        is_fall_scored_while_kidney_worsens: NT-proBNP "is not scored while renal function worsens" is said of its rise
            alone.
        is_egfr_needed: a renal response "without renal progression" is known only where eGFR was measured.
    """

    is_pr_strict: bool = True
    is_uninvolved_ratio_complete: bool = False
    can_progress_without_response: bool = False
    is_measured_protein_detectable: bool = True
    is_unknown_ratio_abnormal: bool = False
    is_fall_scored_while_kidney_worsens: bool = False
    is_egfr_needed: bool = False


LITERAL = Readings()


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


def is_kappa_involved(baseline: Chains) -> bool:
    """The involved chain is the higher one before treatment, and stays so."""
    return baseline.kappa is None or baseline.lambda_ is None or baseline.kappa > baseline.lambda_


def find_difference(visit: Chains, baseline: Chains) -> Number:
    """Involved less uninvolved chain, mg/L."""
    if visit.kappa is None or visit.lambda_ is None or baseline.kappa is None or baseline.lambda_ is None:
        return None
    return visit.kappa - visit.lambda_ if is_kappa_involved(baseline) else visit.lambda_ - visit.kappa


def has_normal_ratio(visit: Chains) -> bool:
    """Kappa to lambda from 0.26 to 1.65."""
    if visit.kappa is None or visit.lambda_ is None:
        return False
    return Fraction("0.26") * visit.lambda_ <= visit.kappa <= Fraction("1.65") * visit.lambda_


def is_complete(visit: Chains, baseline: Chains, readings: Readings) -> bool:
    """Immunofixation negative in serum and urine, normal ratio."""
    is_ratio_fine = has_normal_ratio(visit)
    if readings.is_uninvolved_ratio_complete:
        left = find_difference(visit, baseline)
        is_ratio_fine = is_ratio_fine or (left is not None and left < 0)
    return visit.serum_ife == "-" and visit.urine_ife == "-" and is_ratio_fine


def grade_haematologic(baseline: Chains, visit: Chains, readings: Readings = LITERAL) -> str:
    """CR, VGPR, PR, LOW-PR (baseline dFLC 20 to below 50), NR, or NE where dFLC cannot judge."""
    if is_complete(visit, baseline, readings):
        return "CR"
    before, now = find_difference(baseline, baseline), find_difference(visit, baseline)
    if before is None or now is None or before < 20:
        return "NE"
    if before < 50:
        return "LOW-PR" if now < 10 else "NR"
    if now < 40:
        return "VGPR"
    return "PR" if loses(now, before, 50, is_strict=readings.is_pr_strict) else "NR"


def is_relapse(visit: Chains, past: Sequence[Chains], baseline: Chains, readings: Readings) -> bool:
    """Progression from complete response: a detectable M-protein, or an abnormal ratio with the chain doubled."""
    is_measured = (visit.serum_m or 0) > 0 or (visit.urine_m or 0) > 0
    if "+" in (visit.serum_ife, visit.urine_ife) or (readings.is_measured_protein_detectable and is_measured):
        return True
    is_known = visit.kappa is not None and visit.lambda_ is not None
    is_abnormal = not has_normal_ratio(visit) if is_known else readings.is_unknown_ratio_abnormal
    return is_abnormal and has_risen(visit, past, baseline, "flc", 100, Fraction(0))


def has_risen(
    visit: Chains, past: Sequence[Chains], baseline: Chains, marker: str, percent: int, above: Fraction
) -> bool:
    """Whether a marker rose by this percentage of its lowest value so far, to more than a limit."""

    def read(source: Chains) -> Number:
        if marker == "flc" and (baseline.kappa is None or baseline.lambda_ is None):
            return None  # nobody knows which chain is involved
        if marker == "flc":
            return source.kappa if is_kappa_involved(baseline) else source.lambda_
        return source.serum_m if marker == "serum" else source.urine_m

    value = read(visit)
    earlier = [amount for source in (baseline, *past) if (amount := read(source)) is not None]
    if value is None or not earlier or value <= min(earlier):
        return False
    return gains(value, min(earlier), percent, is_strict=False) and value > above


def is_haematologic_progression(visit: Chains, past: Sequence[Chains], baseline: Chains) -> bool:
    """Half more than the lowest, to more than 5 g/L in serum, 200 mg/24 h in urine, 100 mg/L in the chain."""
    limits = (("serum", 5), ("urine", 200), ("flc", 100))
    return any(has_risen(visit, past, baseline, marker, 50, Fraction(above)) for marker, above in limits)


def grade_haematologic_course(baseline: Chains, visits: Sequence[Chains], readings: Readings = LITERAL) -> list[str]:
    """Each visit up to the first PROGRESSION."""
    statuses: list[str] = []
    for index, visit in enumerate(visits):
        past = visits[:index]
        can_rise = readings.can_progress_without_response or bool({"CR", "VGPR", "PR", "LOW-PR"} & set(statuses))
        has_relapsed = "CR" in statuses and is_relapse(visit, past, baseline, readings)
        if has_relapsed or (can_rise and is_haematologic_progression(visit, past, baseline)):
            return [*statuses, "PROGRESSION"]
        statuses.append(grade_haematologic(baseline, visit, readings))
    return statuses


def grade_cardiac(baseline: Heart, visit: Heart, *, is_renal_worse: bool = False, readings: Readings = LITERAL) -> str:
    """RESPONSE, PROGRESSION, STABLE or NE; progression is looked for first."""
    risen = None if is_renal_worse else visit.nt_probnp
    probnp = visit.nt_probnp if readings.is_fall_scored_while_kidney_worsens else risen
    can_respond = (baseline.nt_probnp is not None and baseline.nt_probnp >= 650 and probnp is not None) or (
        baseline.nyha is not None and baseline.nyha >= 3 and visit.nyha is not None
    )
    if is_cardiac_progression(baseline, visit, risen):
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


def grade_renal(baseline: Kidney, visit: Kidney, readings: Readings = LITERAL) -> str:
    """RESPONSE, PROGRESSION, STABLE or NE; evaluable with more than 0.5 g of protein a day at baseline."""
    if loses(visit.egfr, baseline.egfr, 25, is_strict=True):
        return "PROGRESSION"
    if baseline.proteinuria is None or baseline.proteinuria <= Fraction("0.5") or visit.proteinuria is None:
        return "NE"
    if readings.is_egfr_needed and (baseline.egfr is None or visit.egfr is None):
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


def grade_depth(base: Number, value: Number, complete: Fraction) -> str:
    """Depth of an organ response by one marker: at most a limit, more than 60 %, more than 30 % lost."""
    if value is not None and value <= complete:
        return "CR"
    if loses(value, base, 60, is_strict=True):
        return "VGPR"
    return "PR" if loses(value, base, 30, is_strict=True) else "NR"


def grade_cardiac_depth(baseline: Heart, visit: Heart, *, is_renal_worse: bool) -> str:
    """Graded cardiac response (Muchtar et al., J Clin Oncol 2023;41:1393): NT-proBNP of 350 ng/L or less is complete.

    Reading: progression and the smallest baseline are those of 2012; a NYHA class has no grade.
    """
    if is_cardiac_progression(baseline, visit, None if is_renal_worse else visit.nt_probnp):
        return "PROGRESSION"
    if baseline.nt_probnp is None or baseline.nt_probnp < 650 or visit.nt_probnp is None:
        return "NE"
    return grade_depth(baseline.nt_probnp, visit.nt_probnp, Fraction(350))


def grade_renal_depth(baseline: Kidney, visit: Kidney, readings: Readings = LITERAL) -> str:
    """Graded renal response: 200 mg of protein a day or less is complete; progression and baseline as in 2012."""
    ungraded = grade_renal(baseline, visit, readings)
    if ungraded in ("PROGRESSION", "NE"):
        return ungraded
    return grade_depth(baseline.proteinuria, visit.proteinuria, Fraction("0.2"))
