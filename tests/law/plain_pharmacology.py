"""The trial engine itself with the plainest pharmacology: what it does with a protocol shows in a fraction of a second.

States are those of the founding model; the drug moves them at once and in proportion to the dose. Everything else (who
enrols, visits, laboratory, grades, response, dose rules, tables) is the engine's own, run without compiling.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp

from paraprotein.pharmacology.registry import model_named
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.protocol.load_population import load_population
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables
from paraprotein.simulation.cohort import enrol
from paraprotein.simulation.engine import Engine
from paraprotein.simulation.tables import write_tables
from paraprotein.simulation.visit import begin, close, visit

STRONGEST_MG = 600.0


def advance_plainly(
    model: Any, p: Any, amounts: Any, y: Any, dose_mg: Any, days: Any, longest: int
) -> tuple[Any, Any, Any]:
    """IgM, counts and hemoglobin fall and fluid rises with dose and days; without drug the clone grows."""
    effect = dose_mg / STRONGEST_MG
    values = list(y)
    names = [state.name for state in model.states]
    place = {name: number for number, name in enumerate(names)}
    kill = 2.0 * p["direct_kill"] + p["niche_dependence"]
    values[place["igm_clonal"]] = y[place["igm_clonal"]] * jnp.exp(days * (0.006 - kill * effect))
    for name, rate in (("neutrophils", 0.008), ("platelets", 0.009), ("hemoglobin", 0.002)):
        values[place[name]] = y[place[name]] * jnp.exp(-days * rate * effect)
    values[place["mast_cells"]] = y[place["mast_cells"]] * jnp.exp(-0.01 * days * effect)
    values[place["fluid"]] = 2.0 * effect + 0.0 * y[place["fluid"]]
    return amounts, tuple(values), tuple(0.0 * effect for _ in model.effect_names)


class PlainEngine(Engine):
    """The engine with plain pharmacology, uncompiled."""

    def __init__(self, loaded: LoadedProtocol) -> None:
        protocol = loaded.protocol
        assert protocol.virtual_patients is not None
        with jax.disable_jit():
            super().__init__(protocol, model_named(protocol.virtual_patients.model))
        self.rules = replace(self.rules, advance=advance_plainly)
        self._begin = _uncompiled(begin, self.rules)
        self._visit = _uncompiled(visit, self.rules)
        self._close = lambda _, person, course: close(self.rules, person, course)


def _uncompiled(function: Callable[..., Any], rules: Any) -> Callable[..., Any]:
    return lambda *arguments: function(rules, *arguments)


def simulate_plainly(loaded: LoadedProtocol, *, seed: int = 1, trials: int = 1) -> StudyTables:
    """Study tables of some trials."""
    protocol, virtual = loaded.protocol, loaded.protocol.virtual_patients
    assert virtual is not None
    engine = PlainEngine(loaded)
    population = load_population(virtual.population, loaded.directory)
    cohort = enrol(protocol, population, engine.rules.model, seed=seed, trials=range(1, trials + 1))
    return admit(write_tables(engine.run(cohort, seed=seed), protocol)).tables
