"""What the engine carries from visit to visit, and what a visit leaves behind."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from ..arrays import ArrayOf, Booleans, Floats, Integers
from ..dosing.rules import DoseState
from ..pharmacology.model import Effects, Parameters, State
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

    key: ArrayOf[np.unsignedinteger]  # random key data
    parameters: Parameters
    withdrawal_day: Integers
    death_day: Integers
    cut_day: Integers


class PatientState(NamedTuple):
    """A patient between two visits; arrays with patients first. Days count from the first dose (day 0)."""

    day: Floats  # day up to which the patient is simulated
    amounts: Amounts  # drug in gut and plasma, mg
    state: State  # the model's states
    effects: Effects  # average of the last day
    dosing: DoseState
    progression: ProgressionState
    baseline: dict[str, Floats]  # by code: the first result, of the tests that dose rules compare with it
    followed: Booleans  # bool: still comes to visits
    treated: Booleans  # bool: under study treatment (a hold included)
    treatment_end: Floats  # day after the last day under treatment; NaN while treated
    end: Integers  # code of End
    last_contact: Floats  # day of last known contact; NaN while followed


class Seen(NamedTuple):
    """What one visit recorded; arrays with patients first."""

    attended: Booleans  # bool
    day: Floats
    values: dict[str, Floats]  # by code, as the laboratory reports them; NaN when not done
    below: dict[str, Booleans]  # by code: below the limit of quantitation, the value is the limit
    signs: dict[str, Integers]  # CTCAE grade of each bedside sign
    status: Integers  # response status of the day, code of response.Status
    dose_mg: Floats  # dose from this day on; 0 while held or after treatment
    reason: Integers  # code of dosing.Reason
    rule: Integers  # dose rule that decided, -1 where none did
