"""One small run of the founding trial, shared by the engine's tests: compiling costs more than simulating."""

import pytest
from founding_run import SEED, TRIALS

from paraprotein.protocol.load import LoadedProtocol, load_protocol
from paraprotein.simulation import Simulator
from paraprotein.simulation.cohort import Cohort, enrol
from paraprotein.simulation.engine import Trajectories


@pytest.fixture(scope="session")
def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


@pytest.fixture(scope="session")
def simulator(founding: LoadedProtocol) -> Simulator:
    return Simulator(founding)


@pytest.fixture(scope="session")
def cohort(simulator: Simulator) -> Cohort:
    return enrol(simulator.protocol, simulator.population, simulator.model, seed=SEED, trials=TRIALS)


@pytest.fixture(scope="session")
def treated(simulator: Simulator, cohort: Cohort) -> Trajectories:
    return simulator.engine.run(cohort, seed=SEED)


@pytest.fixture(scope="session")
def inert(simulator: Simulator, cohort: Cohort) -> Trajectories:
    return simulator.engine.run(cohort, seed=SEED, potency=0.0)
