"""Response of many patients with AL amyloidosis: blood, heart, kidney and liver, each judged by itself.

Interpretations chosen where the papers are silent:

- Light chain difference decides very good and partial response. A patient assessable only by serum M-protein, or not at
  all, can reach complete response or progress, and is otherwise not evaluable.
- A patient who once reached complete response progresses by any detectable M-protein, or by an abnormal ratio together
  with a doubled involved chain; every patient progresses by the rises from the nadir. Nothing needs confirmation.
- Heart, kidney and liver are compared with baseline, not with the nadir. NT-proBNP shows no progression at a visit
  where eGFR has fallen beyond the renal limit. Kidney response needs both proteinuria and eGFR. The papers read give no
  limit for progression of the liver.
- Graded organ response changes neither who can be judged nor progression; a NYHA class has no grade.
- In each domain, best response is the best before its first progression and before new therapy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...comparisons import exceeds, reaches
from ..course import check_days, check_values, first_day
from ..policies import Policies
from ..thresholds import has_fallen, has_risen
from .clauses import AMYLOIDOSIS_STATUS, AmyloidosisClause, Domain, first_clause
from .course import AmyloidosisCourse, AmyloidosisValues
from .criteria import AmyloidosisCriteria, CardiacRules, GradedRules, HematologicRules, LiverRules, RenalRules

Codes = NDArray[np.int8]


Numbers = NDArray[np.float64]


Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class DomainResult:
    """One domain of every patient; NaN days mean "did not happen".

    Attributes:
        status: codes of `Domain` at each visit, shape (n_patients, n_visits).
        clause: what decided it, codes of `AmyloidosisClause`.
        best: best status before progression and new therapy, shape (n_patients,).
        response_day: first day of response before progression.
        progression_day: first day of progression.
    """

    status: Codes
    clause: Codes
    best: Codes
    response_day: Numbers
    progression_day: Numbers


@dataclass(frozen=True)
class AmyloidosisResolved:
    """The four domains, never pooled; heart and kidney also graded where the protocol asks for it.

    `nadir` holds the lowest earlier value, baseline included, of what the blood's progression is measured from:
    `serum`, `urine` and `involved` (light chain), shape (n_patients, n_visits). Organs are compared with baseline.
    """

    hematologic: DomainResult
    cardiac: DomainResult
    renal: DomainResult
    liver: DomainResult
    nadir: Mapping[str, Numbers]
    graded_cardiac: DomainResult | None = None
    graded_renal: DomainResult | None = None


def resolve_amyloidosis(
    course: AmyloidosisCourse, criteria: AmyloidosisCriteria, policies: Policies
) -> AmyloidosisResolved:
    """Resolve each domain of n_patients patients over n_visits visits.

    Raises:
        DataError: a measurement is negative or infinite, or the visits of a patient are not on rising days.
    """
    check_values(**course.baseline._asdict())
    check_values(**course.visits._asdict())
    check_days(course.day, course.present)
    before = AmyloidosisValues(*(field[:, None] for field in course.baseline))
    now, is_graded = course.visits, policies.graded_organ_response
    nadir = _blood_nadir(before, now)
    return AmyloidosisResolved(
        hematologic=_summarise(course, _hematologic(course, before, nadir, criteria.hematologic, policies)),
        cardiac=_summarise(course, _cardiac(before, now, criteria.cardiac, criteria.renal)),
        renal=_summarise(course, _renal(before, now, criteria.renal)),
        liver=_summarise(course, _liver(before, now, criteria.liver)),
        nadir=nadir,
        graded_cardiac=_summarise(course, _graded_cardiac(before, now, criteria)) if is_graded else None,
        graded_renal=_summarise(course, _graded_renal(before, now, criteria)) if is_graded else None,
    )


def _blood_nadir(before: AmyloidosisValues, now: AmyloidosisValues) -> dict[str, Numbers]:
    """The lowest earlier value of what progression of the blood is measured from."""
    return {
        "serum": _nadir(before.serum, now.serum),
        "urine": _nadir(before.urine, now.urine),
        "involved": _nadir(light_chains(before, before)[0], light_chains(now, before)[0]),
    }


def _hematologic(
    course: AmyloidosisCourse,
    before: AmyloidosisValues,
    nadir: Mapping[str, Numbers],
    rules: HematologicRules,
    policies: Policies,
) -> Codes:
    now = course.visits
    involved, uninvolved = light_chains(now, before)
    baseline = np.subtract(*light_chains(before, before))
    difference = involved - uninvolved
    normal_ratio = _has_normal_ratio(now, rules.normal_ratio)
    negative = (course.serum_immunofixation == -1) & (course.urine_immunofixation == -1)
    skewed_by_uninvolved = (uninvolved > involved) & policies.cr_uninvolved_ratio
    complete = negative & (normal_ratio | skewed_by_uninvolved)

    assessable = reaches(baseline, rules.assessable)
    low = reaches(baseline, rules.assessable_low) & ~assessable
    very_good = assessable & exceeds(rules.very_good_below, difference)
    half = has_fallen(difference, baseline, rules.partial_fall)
    if policies.pr_strict:
        half = exceeds(baseline * (1 - rules.partial_fall), difference)
    evaluable = (assessable | low) & ~np.isnan(difference)
    return first_clause(
        *_hematologic_progression(course, nadir, involved, complete, _has_abnormal_ratio(now, rules), rules),
        (complete, AmyloidosisClause.COMPLETE),
        (~evaluable, AmyloidosisClause.NOT_EVALUABLE),
        (very_good, AmyloidosisClause.VERY_GOOD),
        (assessable & half, AmyloidosisClause.PARTIAL),
        (low & exceeds(rules.low_partial_below, difference), AmyloidosisClause.LOW_PARTIAL),
    )


def _hematologic_progression(
    course: AmyloidosisCourse,
    nadir: Mapping[str, Numbers],
    involved: Numbers,
    complete: Flags,
    abnormal_ratio: Flags,
    rules: HematologicRules,
) -> list[tuple[Flags, AmyloidosisClause]]:
    """The clauses for progression of the blood."""
    now = course.visits
    counted = complete & course.present & ~_under_new_therapy(course)
    was_complete = np.cumsum(counted, axis=1) - counted > 0
    by_immunofixation = (course.serum_immunofixation == 1) | (course.urine_immunofixation == 1)
    detectable = by_immunofixation | (now.serum > 0) | (now.urine > 0)
    doubled = reaches(involved, rules.relapse_factor * nadir["involved"])
    relapse = was_complete & (detectable | (abnormal_ratio & doubled))

    def rises(value: Numbers, lowest: Numbers, above: float) -> Flags:
        return np.asarray(has_risen(value, lowest, rules.progression) & exceeds(value, above))

    return [
        (np.asarray(relapse), AmyloidosisClause.RELAPSE),
        (rises(now.serum, nadir["serum"], rules.serum_above), AmyloidosisClause.SERUM_RISE),
        (rises(now.urine, nadir["urine"], rules.urine_above), AmyloidosisClause.URINE_RISE),
        (rises(involved, nadir["involved"], rules.flc_above), AmyloidosisClause.FLC_RISE),
    ]


def _cardiac(before: AmyloidosisValues, now: AmyloidosisValues, rules: CardiacRules, renal: RenalRules) -> Codes:
    by_peptide = reaches(before.nt_probnp, rules.evaluable)
    by_class = reaches(before.nyha, rules.nyha_evaluable)
    fallen = _changes(before.nt_probnp, now.nt_probnp, rules)
    measured = (by_peptide & ~np.isnan(now.nt_probnp)) | (by_class & ~np.isnan(now.nyha))
    return first_clause(
        *_cardiac_progression(before, now, rules, renal),
        (~measured, AmyloidosisClause.NOT_EVALUABLE),
        (by_peptide & fallen, AmyloidosisClause.PEPTIDE_FALL),
        (by_class & reaches(before.nyha - now.nyha, rules.nyha_fall), AmyloidosisClause.CLASS_FALL),
    )


def _cardiac_progression(
    before: AmyloidosisValues, now: AmyloidosisValues, rules: CardiacRules, renal: RenalRules
) -> list[tuple[Flags, AmyloidosisClause]]:
    """The clauses for progression of the heart."""
    peptide_rise = _changes(now.nt_probnp, before.nt_probnp, rules, of=before.nt_probnp)
    troponin_rise = has_risen(now.troponin, before.troponin, rules.troponin_rise)
    ejection_fall = reaches(before.ejection_fraction - now.ejection_fraction, rules.ejection_fall)
    return [
        (peptide_rise & ~_kidney_worse(before, now, renal), AmyloidosisClause.PEPTIDE_RISE),
        (np.asarray(troponin_rise), AmyloidosisClause.TROPONIN_RISE),
        (np.asarray(ejection_fall), AmyloidosisClause.EJECTION_FALL),
    ]


def _changes(high: Numbers, low: Numbers, rules: CardiacRules, of: Numbers | None = None) -> Flags:
    """Whether NT-proBNP differs by more than the fraction of its baseline and by more than the absolute limit."""
    base = high if of is None else of
    return np.asarray(exceeds(high - low, rules.change * base) & exceeds(high - low, rules.absolute))


def _renal(before: AmyloidosisValues, now: AmyloidosisValues, rules: RenalRules) -> Codes:
    return first_clause(
        (_kidney_worse(before, now, rules), AmyloidosisClause.FILTRATION_FALL),
        (~_kidney_measured(before, now, rules), AmyloidosisClause.NOT_EVALUABLE),
        (has_fallen(now.proteinuria, before.proteinuria, rules.fall), AmyloidosisClause.PROTEINURIA_FALL),
        (exceeds(rules.below, now.proteinuria), AmyloidosisClause.PROTEINURIA_LOW),
    )


def _kidney_measured(before: AmyloidosisValues, now: AmyloidosisValues, rules: RenalRules) -> Flags:
    evaluable = exceeds(before.proteinuria, rules.evaluable_above)
    return np.asarray(evaluable & ~np.isnan(now.proteinuria) & ~np.isnan(now.filtration - before.filtration))


def _liver(before: AmyloidosisValues, now: AmyloidosisValues, rules: LiverRules) -> Codes:
    abnormal = exceeds(before.phosphatase, 1.0)
    fallen = abnormal & has_fallen(now.phosphatase, before.phosphatase, rules.phosphatase_fall)
    smaller = reaches(before.liver_span - now.liver_span, rules.span_fall_cm)
    measured = (abnormal & ~np.isnan(now.phosphatase)) | ~np.isnan(before.liver_span - now.liver_span)
    return first_clause(
        (~measured, AmyloidosisClause.NOT_EVALUABLE),
        (fallen, AmyloidosisClause.PHOSPHATASE_FALL),
        (np.asarray(smaller), AmyloidosisClause.SPAN_FALL),
    )


def _graded_cardiac(before: AmyloidosisValues, now: AmyloidosisValues, criteria: AmyloidosisCriteria) -> Codes:
    """The heart by depth of the fall of NT-proBNP alone; who can be judged, and progression, as without grades."""
    evaluable = reaches(before.nt_probnp, criteria.cardiac.evaluable) & ~np.isnan(now.nt_probnp)
    return first_clause(
        *_cardiac_progression(before, now, criteria.cardiac, criteria.renal),
        (~evaluable, AmyloidosisClause.NOT_EVALUABLE),
        *_grades(before.nt_probnp, now.nt_probnp, criteria.graded_cardiac),
    )


def _graded_renal(before: AmyloidosisValues, now: AmyloidosisValues, criteria: AmyloidosisCriteria) -> Codes:
    """The kidney by depth of the fall of proteinuria; who can be judged, and progression, as without grades."""
    return first_clause(
        (_kidney_worse(before, now, criteria.renal), AmyloidosisClause.FILTRATION_FALL),
        (~_kidney_measured(before, now, criteria.renal), AmyloidosisClause.NOT_EVALUABLE),
        *_grades(before.proteinuria, now.proteinuria, criteria.graded_renal),
    )


def _grades(before: Numbers, now: Numbers, rules: GradedRules) -> list[tuple[Flags, AmyloidosisClause]]:
    def lost_more_than(fraction: float) -> Flags:
        return np.asarray(exceeds((1 - fraction) * before, now))

    return [
        (np.asarray(reaches(rules.complete, now)), AmyloidosisClause.COMPLETE),
        (lost_more_than(rules.very_good_fall), AmyloidosisClause.VERY_GOOD),
        (lost_more_than(rules.partial_fall), AmyloidosisClause.PARTIAL),
    ]


def _kidney_worse(before: AmyloidosisValues, now: AmyloidosisValues, rules: RenalRules) -> Flags:
    return np.asarray(exceeds((1 - rules.filtration_fall) * before.filtration, now.filtration))


def light_chains(values: AmyloidosisValues, before: AmyloidosisValues) -> tuple[Numbers, Numbers]:
    """Involved and uninvolved chain; NaN where one chain is missing at baseline, since nobody knows which is which."""
    kappa_involved = before.kappa > before.lambda_
    known = ~np.isnan(before.kappa - before.lambda_)
    involved = np.where(kappa_involved, values.kappa, values.lambda_)
    uninvolved = np.where(kappa_involved, values.lambda_, values.kappa)
    return np.where(known, involved, np.nan), np.where(known, uninvolved, np.nan)


def _has_abnormal_ratio(values: AmyloidosisValues, rules: HematologicRules) -> Flags:
    """A ratio that is known and not normal; with one chain missing nothing is known."""
    known = ~np.isnan(values.kappa - values.lambda_)
    return np.asarray(known & ~_has_normal_ratio(values, rules.normal_ratio))


def _has_normal_ratio(values: AmyloidosisValues, limits: tuple[float, float]) -> Flags:
    low, high = limits
    return np.asarray(reaches(values.kappa, low * values.lambda_) & reaches(high * values.lambda_, values.kappa))


def _nadir(before: Numbers, now: Numbers) -> Numbers:
    """Lowest value before each visit, baseline included; NaN where there is none."""
    earlier = np.concatenate([np.broadcast_to(before, (now.shape[0], 1)), now], axis=1)[:, :-1]
    return np.fmin.accumulate(earlier, axis=1) if now.size else now


def _under_new_therapy(course: AmyloidosisCourse) -> Flags:
    return course.day >= course.new_therapy_day[:, None]


def _summarise(course: AmyloidosisCourse, clause: Codes) -> DomainResult:
    clause = np.where(_under_new_therapy(course), np.int8(AmyloidosisClause.NEW_THERAPY), clause)
    clause = np.where(course.present, clause, np.int8(AmyloidosisClause.NO_VISIT))
    status = AMYLOIDOSIS_STATUS[clause]
    progression_day = first_day(status == Domain.PROGRESSION, course.day)
    counts = ~(course.day > progression_day[:, None])
    best = np.max(np.where(counts, status, np.int8(Domain.NE)), axis=1, initial=np.int8(Domain.NE))
    response_day = first_day((status >= Domain.RESPONSE) & counts, course.day)
    return DomainResult(status, clause, best, response_day, progression_day)
