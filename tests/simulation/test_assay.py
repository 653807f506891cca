"""A laboratory's unit is the unit of its results: the same trial in other units is the same trial."""

import numpy as np
import polars as pl
import pytest
from altered import load, waldenstrom_tree, write
from plain_pharmacology import simulate_plainly

from paraprotein.adam.derive import derive_all
from paraprotein.analysis.doses import audit_study
from paraprotein.pharmacology.registry import model_named
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.protocol.schema import Assay
from paraprotein.simulation.assay import LaboratoryTest, laboratory_of, report_result

EXACT = {"decimals": 6}


def in_units(**units: tuple[str, float]) -> LoadedProtocol:
    """The trial with assays in other units; limits go with them."""
    tree = waldenstrom_tree()
    del tree["stopping"]
    for code in ("IGM", "HGB", "PLAT", "NEUT", "WBC"):
        unit, factor = units.get(code, (tree["assays"][code]["unit"], 1.0))
        limits = {name: tree["assays"][code][name] * factor for name in ("low_normal", "high_normal", "lower_limit")
                  if name in tree["assays"][code]}  # fmt: skip
        tree = write(tree, f"assays.{code}", tree["assays"][code] | limits | {"unit": unit} | EXACT)
    for condition in tree["population"]["eligibility"]:
        factor = units.get(condition["analyte"], ("", 1.0))[1]
        condition |= {name: condition[name] * factor for name in ("at_least", "at_most")}
    return load(tree)


OTHER_UNITS = {
    "IgM in g/L": {"IGM": ("g/L", 0.01)},
    "hemoglobin in g/L": {"HGB": ("g/L", 10.0)},
    "hemoglobin in mmol/L": {"HGB": ("mmol/L", 0.6206)},
    "counts per microlitre": {"NEUT": ("/uL", 1000.0), "PLAT": ("10^3/uL", 1.0), "WBC": ("10^6/L", 1000.0)},
}


@pytest.fixture(scope="module")
def usual() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    return answers(in_units())


def answers(loaded: LoadedProtocol) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Doses, responses and the audit of the doses."""
    tables = simulate_plainly(loaded)
    adam = derive_all(tables, loaded.protocol)
    audit = audit_study(adam, loaded.protocol).select("USUBJID", "ADT", "GIVEN", "VERDICT")
    return tables.ex.select("USUBJID", "EXDOSE", "EXSTDTC"), adam.response.select("USUBJID", "BOR", "PDDT"), audit


@pytest.mark.parametrize("units", OTHER_UNITS.values(), ids=OTHER_UNITS.keys())
def test_the_same_trial_in_other_units_has_the_same_doses_responses_and_verdicts(
    units: dict[str, tuple[str, float]], usual: tuple[pl.DataFrame, ...]
) -> None:
    for here, there in zip(answers(in_units(**units)), usual, strict=True):
        assert here.equals(there)


def test_results_stand_in_the_unit_of_the_assay() -> None:
    tables = simulate_plainly(in_units(HGB=("g/L", 10.0)))
    hemoglobin = tables.lb.filter(pl.col("LBTESTCD") == "HGB")
    assert hemoglobin["LBSTRESU"].unique().to_list() == ["g/L"]
    assert 40 < hemoglobin["LBSTRESN"].min() <= hemoglobin["LBSTRESN"].max() < 220  # type: ignore[operator]


def test_a_result_is_converted_then_measured_then_rounded_then_limited() -> None:
    assay = Assay(name="IgM", unit="g/L", cv="0 %", lower_limit=0.5, decimals=1)
    test = LaboratoryTest(assay, column=0, factor=0.01, rule_factor=100.0)
    value, below = report_result(np.array([3116.0, 44.0]), np.zeros(2), test)
    assert value.tolist() == [31.2, 0.5]
    assert below.tolist() == [False, True]


def test_an_assay_that_the_model_cannot_fill_is_left_out_and_keeps_its_column() -> None:
    tree = write(waldenstrom_tree(), "assays.CREAT", {"name": "Creatinine", "unit": "mg/dL"})
    loaded = load(tree)
    laboratory = laboratory_of(loaded.protocol, model_named("imatinib-wm"))
    assert "CREAT" not in laboratory
    assert [test.column for test in laboratory.values()] == [0, 1, 2, 3, 4, 5]


def test_rules_on_limits_of_normal_and_baseline_are_executed() -> None:
    tree = waldenstrom_tree()
    del tree["stopping"]
    plain = write(tree, "treatment.toxicity", [{"if": "HGB < 10.8", "action": "reduce"}])
    limit = write(tree, "treatment.toxicity", [{"if": "HGB < 0.9 x LLN", "action": "reduce"}])
    assert tree["assays"]["HGB"]["low_normal"] == 12.0
    plain_doses, limit_doses = (simulate_plainly(load(one)).ex["EXDOSE"] for one in (plain, limit))
    assert plain_doses.equals(limit_doses)
    baseline = load(write(tree, "treatment.toxicity", [{"if": "NEUT < 0.5 x baseline", "action": "stop"}]))
    tables = simulate_plainly(baseline)
    assert "ADVERSE EVENT" in tables.ds["DSDECOD"].to_list()
    audit = audit_study(derive_all(tables, baseline.protocol), baseline.protocol)
    assert set(audit["VERDICT"]) <= {"kept", "required", "not judged"}
