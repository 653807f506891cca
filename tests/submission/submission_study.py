"""A study by hand in which every kind of record occurs, and what is derived from it."""

from dataclasses import dataclass
from functools import cache

import polars as pl
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.sdtm.tables import StudyTables

PATIENTS = {
    "S1": Patient(
        igm={-7: 4000.0, 1: 4100.0, 29: 2500.0, 57: 1900.0, 85: 2600.0, 113: 2700.0},
        labs={"HGB": {1: 11.0, 29: 9.5}, "NEUT": {1: 3.0, 29: 0.8, 43: 2.0}},
        doses=((1, 28, 400.0), (29, 42, 0.0), (43, 112, 400.0)),
        events=(("Oedema peripheral", 2, 20, 40), ("Nausea", 1, -3, None)),
        investigator={29: "MR", 57: "PR", 85: "SD"},
        stopped=(113, "PROGRESSIVE DISEASE"),
        died=200,
        died_of_disease=True,
        last_contact=200,
    ),
    "S2": Patient(
        igm={1: 3000.0, 29: 2900.0},
        labs={"HGB": {1: 12.5, 29: 12.0}},
        doses=((1, 28, 400.0), (29, 40, 600.0)),
        new_therapy=41,
        last_contact=60,
        events=(("Rash", 1, 5, 9),),
    ),
    "S3": Patient(igm={1: 3000.0}, died=20),
    "S4": Patient(igm={}, treated=False),
}


@dataclass(frozen=True)
class Derived:
    """One study at every stage."""

    tables: StudyTables
    adam: Adam
    datasets: dict[str, pl.DataFrame]


@cache
def derived_study() -> Derived:
    tables = build(PATIENTS)
    adam = derive_all(tables, PROTOCOL)
    return Derived(tables, adam, build_datasets(adam, tables, PROTOCOL))
