"""From a protocol to study tables: the front door of the trial engine."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..pharmacology.registry import model_named
from ..protocol.load import LoadedProtocol
from ..protocol.load_population import load_population
from ..protocol.population import Population
from ..sdtm.intake import admit
from ..sdtm.tables import StudyTables
from .cohort import enrol
from .engine import Engine
from .executable import require_executable
from .patient_state import End
from .self_check import SelfCheck, check_engine
from .tables import write_tables


@dataclass(frozen=True)
class VirtualStudy:
    """Virtual patients as study tables, and what tables cannot say.

    Attributes:
        tables: one or many trials; `TRIAL` is the replicate number, from 1.
        screened: candidates screened to fill all places.
        failed: patients whose integration broke down; they are in the tables with DSDECOD `OTHER`.
    """

    tables: StudyTables
    screened: int
    failed: int


class Simulator:
    """A protocol and a population made ready to simulate; compiled once, used for any number of trials.

    Raises:
        UsageError: the protocol cannot be simulated as written; carries every finding of `check_executable`.
    """

    def __init__(self, loaded: LoadedProtocol, population: Population | None = None) -> None:
        require_executable(loaded)
        virtual = loaded.protocol.virtual_patients
        assert virtual is not None  # nothing else is executable
        self.protocol = loaded.protocol
        self.population = population or load_population(virtual.population, loaded.directory)
        self.model = model_named(virtual.model)
        self.engine = Engine(self.protocol, self.model)

    def simulate(
        self, *, seed: int, trials: range, inert: bool = False, draws: NDArray[np.int64] | None = None
    ) -> VirtualStudy:
        """Simulate some trials of a run.

        Args:
            seed: seed of the run; trial t is the same in whatever range it is asked for.
            trials: replicate numbers, from 1.
            inert: give a drug without any effect, to the same patients with the same chance events.
            draws: which draw of a calibrated population each trial takes, shape (n_trials,); None chooses by weight.
        """
        cohort = enrol(self.protocol, self.population, self.model, seed=seed, trials=trials, draws=draws)
        result = self.engine.run(cohort, seed=seed, potency=0.0 if inert else 1.0)
        frames = write_tables(result, self.protocol)
        failed = int((result.course.end == End.FAILED).sum())
        return VirtualStudy(admit(frames).tables, int(cohort.screened.sum()), failed)

    def self_check(self, *, seed: int) -> SelfCheck:
        """Check the engine on the first trial of a run: steps halved, realised doses replayed."""
        cohort = enrol(self.protocol, self.population, self.model, seed=seed, trials=range(1, 2))
        return check_engine(self.engine.run(cohort, seed=seed))


def simulate_study(loaded: LoadedProtocol, *, seed: int, trials: range, inert: bool = False) -> VirtualStudy:
    """Simulate trials of a protocol in one call; see `Simulator.simulate`."""
    return Simulator(loaded).simulate(seed=seed, trials=trials, inert=inert)
