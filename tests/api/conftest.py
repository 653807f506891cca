"""Two patients in files, shared by the tests of the front door."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_built import Patient, build

from paraprotein import Analysis, Study, Trial, analyze, load, simulate
from paraprotein.sdtm import write_study

LABS = {"NEUT": {1: 3.0, 29: 2.0}, "PLAT": {1: 200.0, 29: 210.0}}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("api") / "study"
    patients = {
        "S1": Patient(igm={1: 4000.0, 29: 1900.0, 57: 1800.0}, labs=LABS, doses=((1, 28, 400.0), (29, 60, 600.0))),
        "S2": Patient(igm={1: 3000.0, 29: 2900.0}, labs=LABS, doses=((1, 60, 600.0),)),
    }
    write_study(build(patients), path)
    return path


@pytest.fixture(scope="session", autouse=True)
def _compile_once(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.config.cache is not None:
            patch.setenv("PARAPROTEIN_CACHE", str(request.config.cache.mkdir("compiled")))
        yield


@pytest.fixture(scope="session")
def trial() -> Trial:
    return load("imatinib-wm-2007")


@pytest.fixture(scope="session")
def virtual(trial: Trial) -> Study:
    return simulate(trial, seed=7)


@pytest.fixture(scope="session")
def result(trial: Trial, folder: Path) -> Analysis:
    return analyze(trial, folder)
