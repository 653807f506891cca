"""The bundled trial states what the abstract states (Blood 2007;110(11):2575), and marks all else."""

import pytest

from paraprotein.protocol.case_files import bundled_names, cases_directory
from paraprotein.protocol.explain import explain
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.load_population import bundled_populations, load_population

LOADED = load_protocol("imatinib-wm-2007")
PROTOCOL = LOADED.protocol

STATED = {
    "population.enrolled": "28",
    "population.characteristics.age_years.median": "61",
    "population.characteristics.age_years.low": "33",
    "population.characteristics.age_years.high": "80",
    "population.characteristics.prior_therapies.median": "2",
    "population.characteristics.prior_therapies.low": "1",
    "population.characteristics.prior_therapies.high": "5",
    "population.characteristics.relapsed": "24",
    "population.characteristics.refractory": "4",
    "treatment.levels": "300 mg, 400 mg, 600 mg",
    "treatment.every": "1 day",
    "treatment.start": "400 mg",
    "treatment.escalate.to": "600 mg",
    "treatment.stop.after": "730.5 days",
    "toxicity.terms": "anemia, leucopenia, edema, thrombocytopenia, neutropenia",
    "response.marker": "IGM",
    "response.unit": "mg/dL",
}


@pytest.mark.parametrize(("path", "text"), STATED.items())
def test_what_the_abstract_states_is_stated(path: str, text: str) -> None:
    item = next(item for item in explain(LOADED) if item.path == path)
    assert item.text == text
    assert item.standing == "stated"


def test_nothing_else_is_called_stated_and_every_assumption_has_a_reason() -> None:
    also = {"schema", "study.id", "study.title", "study.disease", "study.source", "treatment.drug", "treatment.route",
            "assays.IGM.unit", "assays.TRYPTASE.unit", "biomarkers[0].analyte"}  # fmt: skip
    explained = explain(LOADED)
    assert {item.path for item in explained if item.standing == "stated"} == also | set(STATED)
    assert all(item.reason for item in explained if item.standing == "assumed")
    assert not [item for item in explained if item.standing == "calibrated"]


def test_the_dose_rules_are_those_of_the_label_for_a_start_at_400_mg() -> None:
    counts, hemoglobin, edema = PROTOCOL.treatment.toxicity
    assert (counts.when, counts.action, counts.until) == (
        "NEUT < 1.0 or PLAT < 50",
        "hold",
        "NEUT >= 1.5 and PLAT >= 75",
    )
    assert (counts.then, counts.again) == ("same dose", "reduce")
    assert (hemoglobin.when, hemoglobin.action) == ("HGB < 8", "reduce")
    assert (edema.when, edema.then) == ("EDEMA grade >= 3", "reduce")


def test_every_bundled_file_loads() -> None:
    for name in bundled_names():
        assert load_protocol(name).directory == cases_directory() / name
    for name, path in bundled_populations().items():
        assert load_population(name, path.parent).variant


def test_the_population_that_the_protocol_names_is_bundled() -> None:
    virtual = PROTOCOL.virtual_patients
    assert virtual is not None
    assert load_population(virtual.population, LOADED.directory).model == virtual.model
