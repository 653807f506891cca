"""The Waldenström rules, visit by visit: what a visit says, and what it does to nadir and progression.

The trial engine calls `start` and `advance` inside compiled JAX code; `resolve` runs the same functions over NumPy
columns. All arrays have shape (n_patients,).

Interpretations chosen where the papers are silent:

- A candidate progression keeps the nadir that it was measured from. Each later value is compared with that nadir: the
  first that falls short refutes the candidate, the first that reaches it late enough confirms it. Progression is dated
  at the candidate.
- A visit with clinical progression confirms a pending candidate, whatever its IgM: new disease outranks an IgM fall.
- Values under new anticancer therapy, in the flare window or repeated too soon still refute a candidate when they fall
  short. Those under new therapy or in the flare window may confirm one (they cannot start one).
- While a rebound-prone drug is held, and for the rebound window after its restart, a rise is a candidate that only a
  value after the window can confirm.
- A negative immunofixation counts whether or not IgM could be judged at that visit.
"""

from typing import NamedTuple

from ...arrays import BooleanArray, FloatArray, IntegerArray, namespace_of
from ...comparisons import reaches
from ..lesions import NEEDED_ENLARGEMENT, Enlargement
from ..policies import Policies
from ..status import Status
from ..thresholds import first_that_holds, has_fallen, has_progressed, lowered_nadir
from .clauses import CLAUSE_OF_LEVEL, STATUS_TABLE, Clause
from .criteria import WaldenstromCriteria
from .visits import Exclusion, VisitValues


class ProgressionState(NamedTuple):
    """What is remembered of a patient between visits. Arrays of shape (n_patients,); NaN days mean "not so"."""

    baseline: FloatArray  # mg/dL; NaN when it cannot be judged
    enlarged_at_baseline: BooleanArray  # bool: nodes or spleen
    nadir: FloatArray  # mg/dL
    previous: FloatArray  # last valid value, mg/dL; NaN before the first
    extramedullary: IntegerArray  # int8, last known code of Enlargement
    candidate_day: FloatArray  # day of the pending candidate progression
    candidate_nadir: FloatArray  # nadir that the candidate was measured from
    progression_day: FloatArray  # day of progression, once it is established
    confirmation_day: FloatArray  # day on which it was established


class Judgement(NamedTuple):
    """What one visit says by itself."""

    clause: IntegerArray  # int8, code of Clause
    status: IntegerArray  # int8, code of Status; PD by a rise of IgM is a candidate


def start(
    baseline: FloatArray, enlarged_at_baseline: BooleanArray | None = None, policies: Policies | None = None
) -> ProgressionState:
    """State before the first visit.

    Args:
        baseline: marker before treatment, mg/dL, shape (n_patients,), floats; NaN or 0 when it cannot be judged.
        enlarged_at_baseline: whether nodes or spleen were enlarged, bool, shape (n_patients,); left out: in nobody.
        policies: the open choices; left out: the defaults.
    """
    xp = namespace_of(baseline)
    policies = policies or Policies()
    nan = xp.full_like(baseline, float("nan"))
    if enlarged_at_baseline is None:
        enlarged_at_baseline = xp.zeros(baseline.shape, dtype=xp.bool_)
    baseline = xp.where((baseline > 0) & reaches(baseline, policies.measurable_min), baseline, nan)
    return ProgressionState(
        baseline=baseline,
        enlarged_at_baseline=enlarged_at_baseline,
        nadir=baseline,
        previous=nan,
        extramedullary=xp.full(baseline.shape, Enlargement.NOT_ASSESSED.value, dtype=xp.int8),
        candidate_day=nan,
        candidate_nadir=nan,
        progression_day=nan,
        confirmation_day=nan,
    )


def advance(
    state: ProgressionState, visit: VisitValues, criteria: WaldenstromCriteria, policies: Policies
) -> tuple[ProgressionState, IntegerArray]:
    """One visit of every patient: the new state and the visit's raw status (int8 codes of Status).

    `state.progression_day` holds the day of progression from the visit on that establishes it.
    """
    judgement = judge(state, visit, criteria, policies)
    return follow(state, visit, judgement, criteria, policies), judgement.status


def judge(state: ProgressionState, visit: VisitValues, criteria: WaldenstromCriteria, policies: Policies) -> Judgement:
    """The first clause that holds at this visit, and the status that it gives."""
    xp = namespace_of(visit.marker)
    extramedullary = _carried(state, visit)
    rise = has_progressed(visit.marker, state.nadir, criteria.progression)
    asked = [
        (~visit.present, Clause.NO_VISIT),
        (visit.on_new_therapy, Clause.NEW_THERAPY),
        (visit.clinical_progression, Clause.CLINICAL),
        (xp.isnan(state.baseline), Clause.NO_BASELINE),
        (xp.isnan(visit.marker), Clause.NO_VALUE),
        (visit.exclusion == Exclusion.OTHER_METHOD.value, Clause.OTHER_METHOD),
        (visit.exclusion == Exclusion.PLASMAPHERESIS.value, Clause.PLASMAPHERESIS),
        (rise & visit.in_flare_window, Clause.FLARE),
        (rise, Clause.RISE),
        *_responses(state, visit, extramedullary, criteria, policies),
    ]
    clause = first_that_holds(asked, Clause.STABLE)
    return Judgement(clause, xp.asarray(STATUS_TABLE, dtype=xp.int8)[clause])


def follow(
    state: ProgressionState,
    visit: VisitValues,
    judgement: Judgement,
    criteria: WaldenstromCriteria,
    policies: Policies,
) -> ProgressionState:
    """The state after a visit: nadir, candidate and progression."""
    xp = namespace_of(visit.marker)
    valid = _is_valid(state, visit)
    clinical = visit.present & visit.clinical_progression
    pending = ~xp.isnan(state.candidate_day)
    still_up = has_progressed(visit.marker, state.candidate_nadir, criteria.progression)
    gap = criteria.progression.second_sample_days if policies.progression_gap is None else policies.progression_gap
    late_enough = reaches(visit.day - state.candidate_day, gap) & ~visit.in_rebound_window
    confirmed = pending & (clinical | (valid & still_up & late_enough))
    refuted = pending & valid & ~still_up & ~confirmed
    new_candidate = (judgement.clause == Clause.RISE.value) & ~pending

    progresses = xp.where(confirmed, state.candidate_day, visit.day)
    established = xp.isnan(state.progression_day) & (confirmed | (judgement.clause == Clause.CLINICAL.value))
    nan = xp.full_like(state.nadir, float("nan"))
    counts = valid & ~visit.on_new_therapy
    return ProgressionState(
        baseline=state.baseline,
        enlarged_at_baseline=state.enlarged_at_baseline,
        nadir=lowered_nadir(state.nadir, state.previous, visit.marker, counts, policies.nadir or criteria.nadir),
        previous=xp.where(counts, visit.marker, state.previous),
        extramedullary=_carried(state, visit),
        candidate_day=xp.where(new_candidate, visit.day, xp.where(refuted, nan, state.candidate_day)),
        candidate_nadir=xp.where(new_candidate, state.nadir, xp.where(refuted, nan, state.candidate_nadir)),
        progression_day=xp.where(established, progresses, state.progression_day),
        confirmation_day=xp.where(established, visit.day, state.confirmation_day),
    )


def confirm_by_death(state: ProgressionState, disease_death_day: FloatArray) -> ProgressionState:
    """A death from the disease (day; NaN: none) confirms a candidate that is still pending."""
    xp = namespace_of(state.nadir)
    confirmed = xp.isnan(state.progression_day) & (disease_death_day >= state.candidate_day)
    return state._replace(
        progression_day=xp.where(confirmed, state.candidate_day, state.progression_day),
        confirmation_day=xp.where(confirmed, disease_death_day, state.confirmation_day),
    )


def _is_valid(state: ProgressionState, visit: VisitValues) -> BooleanArray:
    xp = namespace_of(visit.marker)
    measured = visit.present & (visit.exclusion == Exclusion.USABLE.value) & ~xp.isnan(visit.marker)
    return measured & ~xp.isnan(state.baseline)


def _carried(state: ProgressionState, visit: VisitValues) -> IntegerArray:
    """The last known code of Enlargement, this visit included."""
    xp = namespace_of(visit.marker)
    assessed = visit.present & (visit.extramedullary != Enlargement.NOT_ASSESSED.value)
    return xp.where(assessed, visit.extramedullary, state.extramedullary)


def _responses(
    state: ProgressionState,
    visit: VisitValues,
    extramedullary: IntegerArray,
    criteria: WaldenstromCriteria,
    policies: Policies,
) -> list[tuple[BooleanArray, Clause]]:
    """The clauses for response, best first."""
    xp = namespace_of(visit.marker)
    high_normal = xp.where(xp.isnan(visit.high_normal), policies.high_normal, visit.high_normal)
    normal = reaches(high_normal, visit.marker)
    asked: list[tuple[BooleanArray, Clause]] = []
    if criteria.complete is not None:
        clear = _meets(state, extramedullary, Enlargement.RESOLVED)
        asked.append(((visit.immunofixation == -1) & visit.marrow_normal & normal & clear, Clause.COMPLETE))
    for level in criteria.levels:
        shrunk = _meets(state, extramedullary, NEEDED_ENLARGEMENT[level.extramedullary])
        asked.append((has_fallen(visit.marker, state.baseline, level.fall) & shrunk, CLAUSE_OF_LEVEL[level.status]))
        if level.status == Status.VGPR and criteria.normal_marker_is_vgpr and policies.vgpr_normal_igm:
            # a patient whose marker was normal before treatment has not responded by staying there
            was_above = ~reaches(high_normal, state.baseline)
            asked.append((normal & was_above & shrunk, Clause.NORMAL_MARKER))
    return asked


def _meets(state: ProgressionState, extramedullary: IntegerArray, needed: Enlargement) -> BooleanArray:
    """Nodes and spleen were never enlarged, or have come as far as the level needs."""
    return ~state.enlarged_at_baseline | (extramedullary >= needed.value)
