"""The IMWG rules for one visit of every patient with myeloma. All arrays have shape (n_patients,).

Interpretations chosen where the papers are silent:

- A rise of serum or urine M-protein is progression even where its baseline was too low to measure response by; the
  absolute limits (500 mg/dL, 200 mg/24 h) keep noise out. The light chain and marrow rules apply only where serum and
  urine (and for marrow, light chains) were not measurable at baseline.
- Response needs a value of every measurable marker; without one the visit is not evaluable, unless it progresses.
- Marrow, clonal cells and plasmacytomas are not repeated: the last assessment after baseline is carried forward. A
  plasmacytoma that was never assessed again has not shrunk.
- Disease that no marker measures (nor 30 % plasma cells) is judged for progression only.
- Marrow and imaging have no confirmed nadir: their lowest value counts.
"""

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from ...arrays import BooleanArray, FloatArray, IntegerArray, namespace_of
from ...comparisons import exceeds, reaches
from ..criteria import Nadir
from ..policies import Policies
from ..status import Status
from ..thresholds import first_that_holds, has_fallen, has_progressed, has_risen, lowered_nadir
from .criteria import MyelomaCriteria, MyelomaLevel


class MyelomaBaseline(NamedTuple):
    """Measurements before treatment, shape (n_patients,); NaN when not measured."""

    serum: FloatArray  # M-protein, mg/dL
    urine: FloatArray  # M-protein, mg/24 h
    kappa: FloatArray  # free light chain, mg/L
    lambda_: FloatArray  # free light chain, mg/L
    marrow: FloatArray  # plasma cells, percent
    circulating: FloatArray  # plasma cells per microlitre
    plasmacytoma: FloatArray  # sum of the products of diameters, cm2; 0 or NaN: none
    several_plasmacytomas: BooleanArray  # bool: more than one lesion


class MyelomaVisit(NamedTuple):
    """One visit of every patient, or with one more axis all visits in day order; NaN when not measured."""

    day: FloatArray  # linear study day
    present: BooleanArray  # bool; False pads
    serum: FloatArray
    urine: FloatArray
    kappa: FloatArray
    lambda_: FloatArray
    marrow: FloatArray
    circulating: FloatArray
    plasmacytoma: FloatArray  # 0: gone; NaN: not imaged
    serum_immunofixation: IntegerArray  # int8: -1 negative, +1 positive, 0 not done
    urine_immunofixation: IntegerArray  # int8, likewise
    clonal_cells: IntegerArray  # int8: -1 none by immunohistochemistry, +1 found, 0 not done
    imaging_progression: BooleanArray  # bool: new lesion, or 50 % growth in the longest diameter of one above 1 cm


class MyelomaClause(IntEnum):
    """What can decide a visit, in the order in which it is asked."""

    NO_VISIT = 0
    IMAGING = 1
    PLASMACYTOMA_RISE = 2
    MARROW_RISE = 3
    CIRCULATING_RISE = 4
    SERUM_RISE = 5
    URINE_RISE = 6
    FLC_RISE = 7
    NOT_EVALUABLE = 8
    STRINGENT = 9
    COMPLETE = 10
    VERY_GOOD = 11
    PARTIAL = 12
    MINOR = 13
    STABLE = 14


MYELOMA_STATUS: Final = np.array(
    [Status.NONE, *[Status.PD] * 7, Status.NE, Status.SCR, Status.CR, Status.VGPR, Status.PR, Status.MR, Status.SD],
    dtype=np.int8,
)
"""Status code by clause code."""

LAST_CERTAIN: Final = MyelomaClause.MARROW_RISE
"""Progression up to this clause (imaging, marrow) needs no second assessment."""

_CLAUSE_OF_LEVEL: Final = {
    Status.VGPR: MyelomaClause.VERY_GOOD,
    Status.PR: MyelomaClause.PARTIAL,
    Status.MR: MyelomaClause.MINOR,
}

MEASUREMENTS: Final = ("serum", "urine", "kappa", "lambda_", "marrow", "circulating", "plasmacytoma")
"""Fields that are measured, before treatment and at visits."""

MARKERS: Final = ("serum", "urine", "flc", "marrow", "circulating", "plasmacytoma")
"""Markers whose nadir is kept."""


class Measured(NamedTuple):
    """Which markers decide, bool arrays of shape (n_patients,)."""

    serum: BooleanArray
    urine: BooleanArray
    flc: BooleanArray
    marrow: BooleanArray
    kappa_involved: BooleanArray
    none: BooleanArray  # neither serum, urine nor light chains


class MyelomaState(NamedTuple):
    """What is remembered of a patient between visits, shape (n_patients,)."""

    nadir: dict[str, FloatArray]
    previous: dict[str, FloatArray]
    marrow: FloatArray  # last assessment after baseline
    clonal_cells: IntegerArray
    plasmacytoma: FloatArray


def measured_by(baseline: MyelomaBaseline, criteria: MyelomaCriteria) -> Measured:
    """Which markers can be judged: serum and urine first, then light chains, then marrow."""
    limits = criteria.measurable
    serum = reaches(baseline.serum, limits.serum_mg_dl)
    urine = reaches(baseline.urine, limits.urine_mg_day)
    xp = namespace_of(baseline.serum)
    kappa_involved = baseline.kappa > baseline.lambda_
    involved = xp.where(kappa_involved, baseline.kappa, baseline.lambda_)
    skewed = ~_has_normal_ratio(baseline.kappa, baseline.lambda_, criteria)
    flc = ~serum & ~urine & reaches(involved, limits.involved_flc_mg_l) & skewed
    none = ~serum & ~urine & ~flc
    return Measured(serum, urine, flc, none & reaches(baseline.marrow, limits.marrow_percent), kappa_involved, none)


def start_myeloma(baseline: MyelomaBaseline, measured: Measured) -> MyelomaState:
    """State before the first visit."""
    xp = namespace_of(baseline.serum)
    nan = xp.full_like(baseline.serum, float("nan"))
    levels = marker_levels(baseline, measured)
    not_done = xp.zeros(baseline.serum.shape, dtype=xp.int8)
    return MyelomaState(levels, dict.fromkeys(MARKERS, nan), nan, not_done, nan)


def judge_myeloma(
    state: MyelomaState, visit: MyelomaVisit, baseline: MyelomaBaseline, measured: Measured, criteria: MyelomaCriteria
) -> IntegerArray:
    """The first clause that holds at this visit, int8 codes of MyelomaClause; status by `MYELOMA_STATUS`."""
    asked = [
        (~visit.present, MyelomaClause.NO_VISIT),
        (visit.imaging_progression, MyelomaClause.IMAGING),
        *_rises(state, visit, baseline, measured, criteria),
        (~_is_evaluable(visit, measured), MyelomaClause.NOT_EVALUABLE),
        *_responses(_with_last(state, visit), visit, baseline, measured, criteria),
    ]
    return first_that_holds(asked, MyelomaClause.STABLE)


def follow_myeloma(
    state: MyelomaState, visit: MyelomaVisit, measured: Measured, criteria: MyelomaCriteria, policies: Policies
) -> MyelomaState:
    """The state after a visit."""
    xp = namespace_of(visit.serum)
    rules = nadir_rules(criteria, policies)
    nadir, previous = {}, {}
    for marker, value in marker_levels(visit, measured).items():
        counts = visit.present & ~xp.isnan(value)
        nadir[marker] = lowered_nadir(state.nadir[marker], state.previous[marker], value, counts, rules[marker])
        previous[marker] = xp.where(counts, value, state.previous[marker])
    return _with_last(state, visit)._replace(nadir=nadir, previous=previous)


def nadir_rules(criteria: MyelomaCriteria, policies: Policies) -> dict[str, Nadir]:
    """Marker -> which of its values is the nadir; marrow and imaging are not repeated, so that any value counts."""
    rule = policies.nadir or criteria.nadir
    return {**dict.fromkeys(MARKERS, rule), "marrow": "lowest", "plasmacytoma": "lowest"}


def marker_levels(source: MyelomaBaseline | MyelomaVisit, measured: Measured) -> dict[str, FloatArray]:
    """Each of `MARKERS` as the rules compare it: of light chains the involved minus the uninvolved one."""
    xp = namespace_of(source.serum)
    difference = source.kappa - source.lambda_
    flc = xp.where(measured.kappa_involved, difference, -difference)
    return {
        "serum": source.serum,
        "urine": source.urine,
        "flc": flc,
        "marrow": source.marrow,
        "circulating": source.circulating,
        "plasmacytoma": source.plasmacytoma,
    }


def _with_last(state: MyelomaState, visit: MyelomaVisit) -> MyelomaState:
    """Marrow, clonal cells and plasmacytomas as last assessed, this visit included."""
    xp = namespace_of(visit.serum)
    return state._replace(
        marrow=xp.where(visit.present & ~xp.isnan(visit.marrow), visit.marrow, state.marrow),
        clonal_cells=xp.where(visit.present & (visit.clonal_cells != 0), visit.clonal_cells, state.clonal_cells),
        plasmacytoma=xp.where(visit.present & ~xp.isnan(visit.plasmacytoma), visit.plasmacytoma, state.plasmacytoma),
    )


def _rises(
    state: MyelomaState, visit: MyelomaVisit, baseline: MyelomaBaseline, measured: Measured, criteria: MyelomaCriteria
) -> list[tuple[BooleanArray, MyelomaClause]]:
    """The clauses for progression by a measurement."""
    rules, value, nadir = criteria.progression, marker_levels(visit, measured), state.nadir
    growth = has_progressed(value["plasmacytoma"], nadir["plasmacytoma"], rules.plasmacytoma)
    from_high = reaches(nadir["serum"], rules.high_serum_nadir)
    high_rise = from_high & reaches(value["serum"] - nadir["serum"], rules.high_serum_rise)
    circulating = has_risen(value["circulating"], nadir["circulating"], rules.circulating)
    nothing_else = measured.none & ~measured.marrow
    return [
        (baseline.several_plasmacytomas & growth, MyelomaClause.PLASMACYTOMA_RISE),
        (measured.none & has_progressed(value["marrow"], nadir["marrow"], rules.marrow), MyelomaClause.MARROW_RISE),
        (
            nothing_else & circulating & reaches(value["circulating"], rules.circulating_min),
            MyelomaClause.CIRCULATING_RISE,
        ),
        (has_progressed(value["serum"], nadir["serum"], rules.serum) | high_rise, MyelomaClause.SERUM_RISE),
        (has_progressed(value["urine"], nadir["urine"], rules.urine), MyelomaClause.URINE_RISE),
        (measured.flc & has_progressed(value["flc"], nadir["flc"], rules.flc), MyelomaClause.FLC_RISE),
    ]


def _is_evaluable(visit: MyelomaVisit, measured: Measured) -> BooleanArray:
    """Every measurable marker has a value, and there is one."""
    xp = namespace_of(visit.serum)
    known = (~measured.serum | ~xp.isnan(visit.serum)) & (~measured.urine | ~xp.isnan(visit.urine))
    known = known & (~measured.flc | ~xp.isnan(visit.kappa - visit.lambda_))
    known = known & (~measured.marrow | ~xp.isnan(visit.marrow))
    return known & (~measured.none | measured.marrow)


def _responses(
    last: MyelomaState, visit: MyelomaVisit, baseline: MyelomaBaseline, measured: Measured, criteria: MyelomaCriteria
) -> list[tuple[BooleanArray, MyelomaClause]]:
    """The clauses for response, best first."""
    xp = namespace_of(visit.serum)
    normal_ratio = _has_normal_ratio(visit.kappa, visit.lambda_, criteria)
    # only disease that shows in serum alone is excused when no urine was collected
    no_urine = (visit.urine_immunofixation == 0) & xp.isnan(visit.urine) & measured.serum & ~measured.urine
    negative = (visit.serum_immunofixation == -1) & ((visit.urine_immunofixation == -1) | no_urine)
    marrow_clear = exceeds(criteria.complete_marrow_below, last.marrow)
    gone = ~(baseline.plasmacytoma > 0) | (last.plasmacytoma == 0)
    complete = negative & marrow_clear & gone & (~measured.flc | normal_ratio)
    asked = [(complete, MyelomaClause.COMPLETE)]
    if criteria.stringent:
        asked.insert(0, (complete & normal_ratio & (last.clonal_cells == -1), MyelomaClause.STRINGENT))
    levels = (
        (_meets(last, visit, baseline, measured, level), _CLAUSE_OF_LEVEL[level.status]) for level in criteria.levels
    )
    return [*asked, *levels]


def _meets(
    last: MyelomaState, visit: MyelomaVisit, baseline: MyelomaBaseline, measured: Measured, level: MyelomaLevel
) -> BooleanArray:
    """Whether every measurable marker, and any plasmacytoma, has fallen as the level needs."""
    xp = namespace_of(visit.serum)
    value, before = marker_levels(visit, measured), marker_levels(baseline, measured)

    nobody = measured.none & ~measured.none

    def fallen(marker: str, fraction: float | None) -> BooleanArray:
        return nobody if fraction is None else has_fallen(value[marker], before[marker], fraction)

    below = nobody if level.urine_below is None else exceeds(level.urine_below, visit.urine)
    urine_meets = fallen("urine", level.urine_fall) | below
    urine_asked = measured.urine
    if level.any_urine_counts:
        urine_asked = urine_asked | (measured.serum & ~xp.isnan(visit.urine))
    shrunk = has_fallen(last.plasmacytoma, baseline.plasmacytoma, level.plasmacytoma_fall)
    return (
        (~measured.serum | fallen("serum", level.serum_fall))
        & (~urine_asked | urine_meets)
        & (~measured.flc | fallen("flc", level.flc_fall))
        & (~measured.marrow | fallen("marrow", level.marrow_fall))
        & (~(baseline.plasmacytoma > 0) | shrunk)
    )


def _has_normal_ratio(kappa: FloatArray, lambda_: FloatArray, criteria: MyelomaCriteria) -> BooleanArray:
    low, high = criteria.normal_ratio
    return reaches(kappa, low * lambda_) & reaches(high * lambda_, kappa)
