"""Response of many patients with AL amyloidosis: blood, heart, kidney and liver, each judged by itself.

Readings chosen where the papers are silent:

- Light chain difference decides very good and partial response. A patient assessable only by serum M-protein, or not at
  all, can reach complete response or progress, and is otherwise not evaluable.
- A patient who once reached complete response progresses by any detectable M-protein, or by an abnormal ratio together
  with a doubled involved chain; every patient progresses by the rises from the nadir. Nothing needs confirmation.
- Heart, kidney and liver are compared with baseline, not with the nadir. NT-proBNP shows no progression at a visit
  where eGFR has fallen beyond the renal limit. Kidney response needs both proteinuria and eGFR. The papers read give no
  limit for progression of the liver.
- In each domain, best response is the best before its first progression and before new therapy.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .checks import check_days, check_values
from .criteria import AmyloidosisCriteria, CardiacRules, HematologicRules, LiverRules, RenalRules
from .policies import Policies
from .thresholds import exceeds, has_fallen, has_risen, reaches

Codes = NDArray[np.int8]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Domain(IntEnum):
    """What one visit says about one domain, from worst to best; an organ knows only RESPONSE."""

    NONE = 0  # no visit: padding
    NEW_THERAPY = 1
    NE = 2
    PROGRESSION = 3
    NR = 4
    RESPONSE = 5  # organ response; partial response of the blood
    VGPR = 6
    CR = 7


class AmyloidosisValues(NamedTuple):
    """Measurements: at baseline shape (n_patients,), at visits (n_patients, n_visits); NaN when not measured."""

    kappa: Numbers  # free light chain, mg/L
    lambda_: Numbers  # free light chain, mg/L
    serum: Numbers  # M-protein, mg/dL
    urine: Numbers  # M-protein, mg/24 h
    nt_probnp: Numbers  # ng/L
    troponin: Numbers  # any one unit
    ejection_fraction: Numbers  # percent
    nyha: Numbers  # class 1 to 4
    proteinuria: Numbers  # mg/24 h
    filtration: Numbers  # eGFR, mL/min/1.73 m2
    phosphatase: Numbers  # alkaline phosphatase, multiples of its upper limit of normal
    liver_span: Numbers  # cm


class AmyloidosisCourse(NamedTuple):
    """Everything that is known of the patients, patients in rows, visits in columns in day order."""

    baseline: AmyloidosisValues
    visits: AmyloidosisValues
    day: Numbers  # (n_patients, n_visits), linear
    present: Flags  # False pads
    serum_immunofixation: Codes  # (n_patients, n_visits): -1 negative, +1 positive, 0 not done
    urine_immunofixation: Codes
    new_therapy_day: Numbers  # (n_patients,), NaN: none


@dataclass(frozen=True)
class DomainResult:
    """One domain of every patient; NaN days mean "did not happen".

    Attributes:
        status: codes of `Domain` at each visit, shape (n_patients, n_visits).
        best: best status before progression and new therapy, shape (n_patients,).
        response_day: first day of response before progression.
        progression_day: first day of progression.
    """

    status: Codes
    best: Codes
    response_day: Numbers
    progression_day: Numbers


@dataclass(frozen=True)
class AmyloidosisResolved:
    """The four domains, never pooled."""

    hematologic: DomainResult
    cardiac: DomainResult
    renal: DomainResult
    liver: DomainResult


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
    now = course.visits
    return AmyloidosisResolved(
        hematologic=_summarise(course, _hematologic(course, before, criteria.hematologic, policies)),
        cardiac=_summarise(course, _cardiac(before, now, criteria.cardiac, criteria.renal)),
        renal=_summarise(course, _renal(before, now, criteria.renal)),
        liver=_summarise(course, _liver(before, now, criteria.liver)),
    )


def _hematologic(
    course: AmyloidosisCourse, before: AmyloidosisValues, rules: HematologicRules, policies: Policies
) -> Codes:
    now = course.visits
    involved, uninvolved = _chains(now, before)
    baseline = np.subtract(*_chains(before, before))
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
    partial = (assessable & half) | (low & exceeds(rules.low_partial_below, difference))
    progressed = _hematologic_progression(course, before, involved, complete, _has_abnormal_ratio(now, rules), rules)
    evaluable = (assessable | low) & ~np.isnan(difference)
    return _first_that_holds(
        (progressed, Domain.PROGRESSION),
        (complete, Domain.CR),
        (~evaluable, Domain.NE),
        (very_good, Domain.VGPR),
        (partial, Domain.RESPONSE),
    )


def _hematologic_progression(
    course: AmyloidosisCourse,
    before: AmyloidosisValues,
    involved: Numbers,
    complete: Flags,
    abnormal_ratio: Flags,
    rules: HematologicRules,
) -> Flags:
    now = course.visits
    flc_nadir = _nadir(_chains(before, before)[0], involved)
    counted = complete & course.present & ~_under_new_therapy(course)
    was_complete = np.cumsum(counted, axis=1) - counted > 0
    by_immunofixation = (course.serum_immunofixation == 1) | (course.urine_immunofixation == 1)
    detectable = by_immunofixation | (now.serum > 0) | (now.urine > 0)
    doubled = reaches(involved, rules.relapse_factor * flc_nadir)
    relapse = was_complete & (detectable | (abnormal_ratio & doubled))

    def rises(value: Numbers, nadir: Numbers, above: float) -> Flags:
        return np.asarray(has_risen(value, nadir, rules.progression) & exceeds(value, above))

    risen = rises(now.serum, _nadir(before.serum, now.serum), rules.serum_above)
    risen |= rises(now.urine, _nadir(before.urine, now.urine), rules.urine_above)
    risen |= rises(involved, flc_nadir, rules.flc_above)
    return np.asarray(relapse | risen)


def _cardiac(before: AmyloidosisValues, now: AmyloidosisValues, rules: CardiacRules, renal: RenalRules) -> Codes:
    by_peptide = reaches(before.nt_probnp, rules.evaluable)
    by_class = reaches(before.nyha, rules.nyha_evaluable)
    fallen = _changes(before.nt_probnp, now.nt_probnp, rules)
    responds = (by_peptide & fallen) | (by_class & reaches(before.nyha - now.nyha, rules.nyha_fall))
    peptide_rise = _changes(now.nt_probnp, before.nt_probnp, rules, of=before.nt_probnp)
    progressed = (
        (peptide_rise & ~_kidney_worse(before, now, renal))
        | has_risen(now.troponin, before.troponin, rules.troponin_rise)
        | reaches(before.ejection_fraction - now.ejection_fraction, rules.ejection_fall)
    )
    measured = (by_peptide & ~np.isnan(now.nt_probnp)) | (by_class & ~np.isnan(now.nyha))
    return _first_that_holds((progressed, Domain.PROGRESSION), (~measured, Domain.NE), (responds, Domain.RESPONSE))


def _changes(high: Numbers, low: Numbers, rules: CardiacRules, of: Numbers | None = None) -> Flags:
    """Whether NT-proBNP differs by more than the fraction of its baseline and by more than the absolute limit."""
    base = high if of is None else of
    return np.asarray(exceeds(high - low, rules.change * base) & exceeds(high - low, rules.absolute))


def _renal(before: AmyloidosisValues, now: AmyloidosisValues, rules: RenalRules) -> Codes:
    progressed = _kidney_worse(before, now, rules)
    evaluable = exceeds(before.proteinuria, rules.evaluable_above)
    measured = evaluable & ~np.isnan(now.proteinuria) & ~np.isnan(now.filtration) & ~np.isnan(before.filtration)
    responds = has_fallen(now.proteinuria, before.proteinuria, rules.fall) | exceeds(rules.below, now.proteinuria)
    return _first_that_holds((progressed, Domain.PROGRESSION), (~measured, Domain.NE), (responds, Domain.RESPONSE))


def _liver(before: AmyloidosisValues, now: AmyloidosisValues, rules: LiverRules) -> Codes:
    abnormal = exceeds(before.phosphatase, 1.0)
    fallen = abnormal & has_fallen(now.phosphatase, before.phosphatase, rules.phosphatase_fall)
    smaller = reaches(before.liver_span - now.liver_span, rules.span_fall_cm)
    measured = (abnormal & ~np.isnan(now.phosphatase)) | ~np.isnan(before.liver_span - now.liver_span)
    return _first_that_holds((~measured, Domain.NE), (fallen | smaller, Domain.RESPONSE))


def _kidney_worse(before: AmyloidosisValues, now: AmyloidosisValues, rules: RenalRules) -> Flags:
    return np.asarray(exceeds((1 - rules.filtration_fall) * before.filtration, now.filtration))


def _chains(values: AmyloidosisValues, before: AmyloidosisValues) -> tuple[Numbers, Numbers]:
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


def _first_that_holds(*asked: tuple[Flags, Domain]) -> Codes:
    """The first domain status whose condition holds, NR where none does."""
    status = np.full(asked[0][0].shape, Domain.NR, dtype=np.int8)
    for holds, code in reversed(asked):
        status = np.where(holds, np.int8(code), status)
    return status


def _under_new_therapy(course: AmyloidosisCourse) -> Flags:
    return course.day >= course.new_therapy_day[:, None]


def _summarise(course: AmyloidosisCourse, status: Codes) -> DomainResult:
    status = np.where(_under_new_therapy(course), np.int8(Domain.NEW_THERAPY), status)
    status = np.where(course.present, status, np.int8(Domain.NONE))
    progression_day = _first_day(status == Domain.PROGRESSION, course.day)
    counts = ~(course.day > progression_day[:, None])
    best = np.max(np.where(counts, status, np.int8(Domain.NE)), axis=1, initial=np.int8(Domain.NE))
    return DomainResult(status, best, _first_day((status >= Domain.RESPONSE) & counts, course.day), progression_day)


def _first_day(holds: Flags, day: Numbers) -> Numbers:
    first = np.min(np.where(holds, day, np.inf), axis=1, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)
