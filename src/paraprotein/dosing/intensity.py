"""How much of the drug was taken: cumulative dose, dose intensity, interruptions and reductions.

Intensity is computed per patient over the whole course, not per cycle. Study days count from the first dose, day 1.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ..arrays import Booleans, Floats, FloatsByInterval, Namespace, namespace_of
from ..sources import Source

RELATIVE_DOSE_INTENSITY = Source(
    "rdi",
    "Relative dose intensity: delivered over planned dose intensity, after Hryniuk and Bush, J Clin Oncol 1984;2:1281",
    doi="10.1200/JCO.1984.2.11.1281",
    note="definition read in secondary pages; the paper recalled",
)


class PlannedStep(NamedTuple):
    """The planned dose from one study day on."""

    from_day: float
    dose_mg: float


class DoseIntensity(NamedTuple):
    """Exposure of each patient; arrays of shape (n_patients,), NaN where nothing was taken.

    Attributes:
        first_day: study day of the first dose.
        last_day: study day of the last dose.
        duration_days: last dose - first dose + 1.
        days_dosed: days on the drug.
        cumulative_mg: all that was taken.
        actual_mg_day: cumulative dose over duration (ADI).
        planned_mg_day: planned dose over the same days (PDI).
        relative: ADI / PDI; delays and reductions both lower it (RDI).
        average_when_dosed_mg: cumulative dose over days on the drug.
        interruptions: times the drug was paused and taken again.
        interrupted_days: days of those pauses.
        first_interruption_day: first day of the first pause, NaN where none.
        reductions: times the dose fell, pauses aside.
        first_reduction_day: first day on a lower dose, NaN where none.
    """

    first_day: Floats
    last_day: Floats
    duration_days: Floats
    days_dosed: Floats
    cumulative_mg: Floats
    actual_mg_day: Floats
    planned_mg_day: Floats
    relative: Floats
    average_when_dosed_mg: Floats
    interruptions: Floats
    interrupted_days: Floats
    first_interruption_day: Floats
    reductions: Floats
    first_reduction_day: Floats


class _Course(NamedTuple):
    """What is known of each patient after some intervals."""

    first_day: Floats
    last_day: Floats
    dose_mg: Floats
    days_dosed: Floats
    cumulative_mg: Floats
    interruptions: Floats
    interrupted_days: Floats
    first_interruption_day: Floats
    reductions: Floats
    first_reduction_day: Floats


def dose_intensity(
    start_day: FloatsByInterval,
    end_day: FloatsByInterval,
    dose_mg: FloatsByInterval,
    schedule: Sequence[PlannedStep],
    *,
    every_days: float = 1.0,
) -> DoseIntensity:
    """Dose intensity from intervals of constant dose.

    Args:
        start_day: first study day of each interval, (n_patients, n_intervals), in order of time; NaN is padding.
        end_day: last study day of each interval, which belongs to it.
        dose_mg: dose per administration; 0 while held. Days between intervals are days without drug. A day that two
            intervals share counts for the earlier one.
        schedule: planned doses in order of time, the first from day 1.
        every_days: dosing interval.

    Returns:
        Exposure up to the last dose: a hold that never ended is no interruption. A planned rise not made is no
        reduction.
    """
    xp = namespace_of(dose_mg)
    course = _nothing_taken(xp, dose_mg)
    for interval in range(dose_mg.shape[1]):
        course = _take(xp, course, start_day[:, interval], end_day[:, interval], dose_mg[:, interval])
    duration = course.last_day - course.first_day + 1
    cumulative = xp.where(course.days_dosed > 0, course.cumulative_mg / every_days, xp.nan)
    planned = _planned_mg(xp, course, schedule) / every_days / duration
    actual = cumulative / duration
    return DoseIntensity(
        first_day=course.first_day,
        last_day=course.last_day,
        duration_days=duration,
        days_dosed=course.days_dosed,
        cumulative_mg=cumulative,
        actual_mg_day=actual,
        planned_mg_day=planned,
        relative=actual / planned,
        average_when_dosed_mg=course.cumulative_mg / xp.where(course.days_dosed > 0, course.days_dosed, xp.nan),
        interruptions=course.interruptions,
        interrupted_days=course.interrupted_days,
        first_interruption_day=course.first_interruption_day,
        reductions=course.reductions,
        first_reduction_day=course.first_reduction_day,
    )


def relative_to(intensity: DoseIntensity, reference_mg: float, every_days: float = 1.0) -> Floats:
    """Relative dose intensity against one fixed dose: name it beside the result."""
    return intensity.actual_mg_day * every_days / reference_mg


def _nothing_taken(xp: Namespace, dose_mg: FloatsByInterval) -> _Course:
    none, zero = xp.full_like(dose_mg[:, 0], xp.nan), xp.zeros_like(dose_mg[:, 0])
    return _Course(
        first_day=none,
        last_day=none,
        dose_mg=zero,
        days_dosed=zero,
        cumulative_mg=zero,
        interruptions=zero,
        interrupted_days=zero,
        first_interruption_day=none,
        reductions=zero,
        first_reduction_day=none,
    )


def _take(xp: Namespace, course: _Course, start_day: Floats, end_day: Floats, dose_mg: Floats) -> _Course:
    """Add one interval; intervals without a dose change nothing until the next dose shows that they were a pause."""
    start = xp.fmax(start_day, course.last_day + 1)
    taken = (dose_mg > 0) & (end_day >= start)
    days = xp.where(taken, end_day - start + 1, 0.0)
    pause = xp.where(taken & (start > course.last_day + 1), start - course.last_day - 1, 0.0)
    lower = taken & (dose_mg < course.dose_mg)
    return _Course(
        first_day=xp.where(taken & xp.isnan(course.first_day), start, course.first_day),
        last_day=xp.where(taken, end_day, course.last_day),
        dose_mg=xp.where(taken, dose_mg, course.dose_mg),
        days_dosed=course.days_dosed + days,
        cumulative_mg=course.cumulative_mg + xp.where(taken, days * dose_mg, 0.0),
        interruptions=course.interruptions + (pause > 0),
        interrupted_days=course.interrupted_days + pause,
        first_interruption_day=_first(xp, course.first_interruption_day, pause > 0, course.last_day + 1),
        reductions=course.reductions + lower,
        first_reduction_day=_first(xp, course.first_reduction_day, lower, start),
    )


def _first(xp: Namespace, known: Floats, happens: Booleans, day: Floats) -> Floats:
    return xp.where(happens & xp.isnan(known), day, known)


def _planned_mg(xp: Namespace, course: _Course, schedule: Sequence[PlannedStep]) -> Floats:
    """Dose planned from the first to the last dose taken, mg, at one administration a day."""
    planned = xp.zeros_like(course.cumulative_mg)
    ends = [step.from_day - 1 for step in schedule[1:]]
    for step, end in zip(schedule, [*ends, float("inf")], strict=True):
        days = xp.minimum(course.last_day, end) - xp.maximum(course.first_day, step.from_day) + 1
        planned = planned + step.dose_mg * xp.maximum(days, 0.0)
    return planned
