"""What the engine carries from visit to visit, and what a visit leaves behind."""

from enum import IntEnum
from typing import NamedTuple

from ..dosing.rules import DoseState
from ..pharmacology.model import Array, Effects, Parameters, State
from ..response.waldenstrom.progression import ProgressionState
from .numerics.kinetics import Amounts


class End(IntEnum):
    """Why study treatment ended."""

    ONGOING = 0  # still under treatment when the data end
    COMPLETED = 1
    PROGRESSION = 2
    TOXICITY = 3
    WITHDRAWAL = 4
    DEATH = 5
    FAILED = 6  # the integration broke down: a counted outcome, not a crash


class Person(NamedTuple):
    """What is fixed about a patient when the trial begins; arrays with patients first."""

    key: Array  # random key data
    parameters: Parameters
    withdrawal_day: Array
    death_day: Array
    cut_day: Array


class PatientState(NamedTuple):
    """A patient between two visits; arrays with patients first. Days count from the first dose (day 0)."""

    day: Array  # day up to which the patient is simulated
    amounts: Amounts  # drug in gut and plasma, mg
    state: State  # the model's states
    effects: Effects  # average of the last day
    dosing: DoseState
    progression: ProgressionState
    baseline: dict[str, Array]  # by code: the first result, of the tests that dose rules compare with it
    followed: Array  # bool: still comes to visits
    treated: Array  # bool: under study treatment (a hold included)
    treatment_end: Array  # day after the last day under treatment; NaN while treated
    end: Array  # code of End
    last_contact: Array  # day of last known contact; NaN while followed


class Seen(NamedTuple):
    """What one visit recorded; arrays with patients first."""

    attended: Array  # bool
    day: Array
    values: dict[str, Array]  # by code, as the laboratory reports them; NaN when not done
    below: dict[str, Array]  # by code: below the limit of quantitation, the value is the limit
    signs: dict[str, Array]  # CTCAE grade of each bedside sign
    status: Array  # response status of the day, code of response.Status
    dose_mg: Array  # dose from this day on; 0 while held or after treatment
    reason: Array  # code of dosing.Reason
    rule: Array  # dose rule that decided, -1 where none did
