"""The dose plan that a protocol states, as the dose rules read it."""

import math

from ..dosing import DosePlan, dose_plan
from ..units import STANDARD_UNITS, conversion_factor
from .schema import Assay, Protocol


def dose_plan_of(protocol: Protocol) -> DosePlan:
    """Levels, planned rise, rules and what ends treatment.

    Planned changes belong to planned visits: the visit planned for the day of the rise makes it, and the last one under
    treatment completes it, also when the window brings that visit forward.

    Raises:
        UsageError: a dose rule does not hold together.
    """
    treatment, visits = protocol.treatment, protocol.visits
    every = _whole_days(visits.every)
    last = math.floor(treatment.stop.after / every) * every
    return dose_plan(
        levels_mg=treatment.levels,
        start_mg=treatment.start,
        rules=[rule.model_dump() for rule in treatment.toxicity],
        escalate_after_days=treatment.escalate.after - visits.window if treatment.escalate else None,
        escalate_to_mg=treatment.escalate.to if treatment.escalate else None,
        escalate_unless=treatment.escalate.unless if treatment.escalate else (),
        longest_treatment_days=last - _whole_days(visits.window),
        longest_hold_days=treatment.stop.longest_hold,
    )


def rule_factor(analyte: str, assay: Assay | None) -> float:
    """Factor from the unit of an assay to the unit in which dose rules compare: the analyte's standard unit.

    An analyte without a standard unit, or without an assay, is compared as it is reported.

    Args:
        analyte: LBTESTCD.
        assay: its assay; None where the protocol has none.

    Raises:
        UsageError: the assay's unit does not measure the analyte.
    """
    if assay is None or analyte not in STANDARD_UNITS:
        return 1.0
    return conversion_factor(assay.unit, STANDARD_UNITS[analyte], analyte)


def _whole_days(days: float) -> int:
    return math.floor(days + 0.5)
