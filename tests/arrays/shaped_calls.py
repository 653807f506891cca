"""Calls of the rooms that compute with arrays, right ones and wrong ones; for a process in which calls are checked."""

import json
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import TypeCheckError

from paraprotein.dosing.plan import dose_plan
from paraprotein.dosing.reasons import Reason
from paraprotein.dosing.rules import decide, initial_state, stop_treatment
from paraprotein.pharmacology import model_named
from paraprotein.pharmacology.binding import unbound_concentration
from paraprotein.pharmacology.model import OralKinetics
from paraprotein.response.editions import criteria_named
from paraprotein.response.policies import Policies
from paraprotein.response.thresholds import has_fallen, lowered_nadir
from paraprotein.response.waldenstrom.progression import advance, start
from paraprotein.response.waldenstrom.visits import visit_values
from paraprotein.simulation.numerics.kinetics import Amounts, transfer
from paraprotein.stopping.sequence import compute_stop
from paraprotein.toxicity.ctcae import emergent_grade, grade

PLAN = dose_plan(
    levels_mg=(300.0, 400.0, 600.0),
    start_mg=400.0,
    rules=[{"when": "NEUT < 1.0", "action": "hold", "until": "NEUT >= 1.5"}],
    longest_treatment_days=700.0,
)
DAY = np.array([29.0, 29.0, 29.0])
NEUT = np.array([0.8, 2.0, np.nan])
DAYS = np.array([[1.0, 29.0], [1.0, 29.0], [1.0, 29.0]])
GRADES = np.array([[0.0, 2.0], [1.0, 3.0], [0.0, 0.0]])
COUNTED = GRADES > 0
KINETICS = OralKinetics(jnp.full(3, 20.0), jnp.full(3, 1.0), jnp.full(3, 250.0))


def decide_doses(day: object, neutrophils: object, xp: object = np) -> object:
    return decide(initial_state(PLAN, 3, xp), day, {"NEUT": neutrophils}, {}, PLAN)


def judge_a_visit(marker: object) -> object:
    state = start(np.array([3000.0, 3000.0, 3000.0]))
    return advance(state, visit_values(DAY, marker), criteria_named("iwwm-6"), Policies())


RIGHT: dict[str, Callable[[], object]] = {
    "a dose decided on columns of the analysis": lambda: decide_doses(DAY, NEUT),
    "a dose decided on one day for all": lambda: decide_doses(29.0, NEUT),
    "a dose decided in compiled code": lambda: jax.jit(lambda day, neut: decide_doses(day, neut, jnp)[1])(
        jnp.asarray(DAY), jnp.asarray(NEUT)
    ),
    "a grade": lambda: grade("ctcae-5.0", "NEUT", NEUT, 1.8, 7.0, None),
    "a grade under treatment": lambda: emergent_grade(GRADES[:, 1], GRADES[:, 0]),
    "a visit judged": lambda: judge_a_visit(np.array([1000.0, 2900.0, np.nan])),
    "unbound drug": lambda: unbound_concentration(np.array([1200.0, 0.0]), np.array([0.9, 0.9])),
    "amounts after a day": lambda: transfer(KINETICS, 1.0).apply(Amounts.none(jnp.zeros(3))),
    "a boundary asked": lambda: compute_stop(DAYS, COUNTED, np.array([np.inf, 2.0, 2.0])),
}

WRONG: dict[str, Callable[[], object]] = {
    "one value more than patients": lambda: stop_treatment(
        initial_state(PLAN, 3, np), np.array([[True, False, True]]), Reason.COMPLETED
    ),
    "grades of other patients": lambda: emergent_grade(GRADES[:, 1], GRADES[:2, 0]),
    "grades of all visits": lambda: emergent_grade(GRADES, GRADES),
    "flags graded": lambda: grade("ctcae-5.0", "NEUT", COUNTED, 1.8, 7.0, None),
    "days by visit where one visit is decided": lambda: decide_doses(DAYS, NEUT),
    "flags where values belong": lambda: has_fallen(COUNTED, GRADES, 0.5),
    "a nadir judged on flags": lambda: lowered_nadir(NEUT, NEUT, NEUT, DAY, "lowest"),
    "visits of other patients": lambda: unbound_concentration(np.array([1200.0, 0.0]), np.array([0.9, 0.9, 0.9])),
    "amounts of whole numbers": lambda: Amounts.none(jnp.zeros(3, dtype=int)),
    "outcomes and days swapped": lambda: compute_stop(COUNTED, DAYS, np.array([np.inf, 2.0, 2.0])),
    "single precision": lambda: transfer(KINETICS, jnp.ones(3, dtype=jnp.float32)),
}


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except TypeCheckError as error:
        return f"refused: {error}"
    return "accepted"


def main() -> None:
    assert model_named("imatinib-wm")
    print(json.dumps({name: outcome(call) for name, call in {**RIGHT, **WRONG}.items()}))
