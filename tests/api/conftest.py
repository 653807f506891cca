"""Two patients in files, shared by the tests of the front door."""

from pathlib import Path

import pytest
from hand_built import Patient, build

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
