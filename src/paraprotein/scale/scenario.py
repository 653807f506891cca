"""What is simulated in every batch of a run: a picklable piece of work, the same in this process and in any other."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..protocol import LoadedProtocol, load_population
from ..protocol.population import Population

if TYPE_CHECKING:
    from ..simulation import Simulator, VirtualStudy


@dataclass(frozen=True)
class Scenario:
    """A protocol and a population; equal when their digests are."""

    loaded: LoadedProtocol = field(compare=False)
    population: Population = field(compare=False)
    protocol_digest: str
    population_digest: str


@dataclass(frozen=True)
class TrialSimulation:
    """Simulates trials of a scenario; call it with replicate numbers."""

    scenario: Scenario
    seed: int
    inert: bool

    def __call__(self, trials: range) -> "VirtualStudy":
        """Simulate some trials of the run."""
        return _prepared(self.scenario).simulate(seed=self.seed, trials=trials, inert=self.inert)


def prepare_simulation(loaded: LoadedProtocol, population: Population, *, seed: int, inert: bool) -> TrialSimulation:
    """The work of a run, ready to travel to another process."""
    plain = replace(  # read-only views of mappings cannot be pickled
        population, parameters=dict(population.parameters), sources=dict(population.sources)
    )
    return TrialSimulation(Scenario(loaded, plain, loaded.digest, population.digest), seed, inert)


def population_of(loaded: LoadedProtocol) -> Population:
    """The population that a protocol names.

    Raises:
        UsageError: it names none.
    """
    virtual = loaded.protocol.virtual_patients
    if virtual is None:
        found = "the protocol names no model for virtual patients"
        fix = "add a section `virtual_patients` with model and population"
        raise UsageError.one("virtual_patients", found, fix, "simulate.no-model")
    return load_population(virtual.population, loaded.directory)


@lru_cache(maxsize=1)
def _prepared(scenario: Scenario) -> "Simulator":
    """The simulator of a scenario, compiled once in each process."""
    from ..simulation import Simulator  # takes seconds to import, and a finished run needs none
    from .compilation_cache import use_compilation_cache

    use_compilation_cache()
    return Simulator(scenario.loaded, scenario.population)
