"""What is declared is what is derived, in names, types, values and sources."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build

from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.derive import derive_all
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.adam.shapes.declaration import LONGEST_LABEL, LONGEST_NAME
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import StudyTables

TYPES = {"text": pl.String, "integer": pl.Int32, "number": pl.Float64, "date": pl.Date}
VARIABLES = [(shape.name, variable) for shape in ADAM_SHAPES.values() for variable in shape.variables]


def study() -> StudyTables:
    """A response that is lost, a death from the disease, an early death, a hold, and one who was never treated."""
    return build(
        {
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
            "S2": Patient(igm={1: 3000.0, 29: 2900.0}, new_therapy=40, last_contact=60),
            "S3": Patient(igm={1: 3000.0}, died=20),
            "S4": Patient(igm={}, treated=False),
        }
    )


@pytest.fixture(scope="module")
def datasets() -> dict[str, pl.DataFrame]:
    tables = study()
    return build_datasets(derive_all(tables, PROTOCOL), tables, PROTOCOL)


@pytest.mark.parametrize("name", ["adsl", "adlb", "adrs", "adtte", "adae", "adex"])
def test_every_derived_column_is_declared(name: str) -> None:
    """A new column must be declared before it can reach a file."""
    frame = getattr(derive_all(study(), PROTOCOL), name)
    assert set(frame.columns) <= set(ADAM_SHAPES[name.upper()].names)


def test_the_datasets_hold_the_declared_variables_in_order_and_type(datasets: dict[str, pl.DataFrame]) -> None:
    assert list(datasets) == list(ADAM_SHAPES)
    for name, shape in ADAM_SHAPES.items():
        expected = {variable.name: TYPES[variable.kind] for variable in shape.variables}
        assert dict(datasets[name].schema) == expected, name


def test_values_keep_to_the_declared_terms_lengths_and_presence(datasets: dict[str, pl.DataFrame]) -> None:
    for name, variable in VARIABLES:
        values = datasets[name][variable.name]
        if variable.is_required:
            assert values.null_count() == 0, (name, variable.name)
        if variable.terms is not None:
            assert set(values.drop_nulls().cast(pl.String)) <= set(variable.terms.values), (name, variable.name)
        if variable.kind == "text":
            assert (values.drop_nulls().str.len_chars() <= variable.length).all(), (name, variable.name)


@pytest.mark.parametrize(("name", "variable"), VARIABLES, ids=lambda value: getattr(value, "name", value))
def test_names_labels_and_rules_fit_a_submission(name: str, variable: object) -> None:
    declared = next(v for n, v in VARIABLES if n == name and v is variable)
    assert len(declared.name) <= LONGEST_NAME
    assert 0 < len(declared.label) <= LONGEST_LABEL
    assert declared.rule
    if declared.origin == "Predecessor":
        domain, column = declared.rule.split(".")
        known = SHAPES[domain.removeprefix("SUPP")].column(column)
        assert known.supplemental == domain.startswith("SUPP")


def test_terms_of_one_name_hold_the_same_values() -> None:
    seen: dict[str, dict[str, str]] = {}
    for _, variable in VARIABLES:
        if variable.terms is not None:
            assert seen.setdefault(variable.terms.name, dict(variable.terms.values)) == dict(variable.terms.values)


def test_keys_are_declared_and_unique(datasets: dict[str, pl.DataFrame]) -> None:
    for name, shape in ADAM_SHAPES.items():
        assert not datasets[name].select(pl.struct("TRIAL", *shape.keys).is_duplicated().any()).item(), name


def test_a_response_leads_back_to_the_visit_and_the_sample(datasets: dict[str, pl.DataFrame]) -> None:
    adrs, adtte = datasets["ADRS"], datasets["ADTTE"]
    first = adrs.filter(pl.col("USUBJID") == "S1")
    visit = first.filter(pl.col("ASEQ") == first.filter(pl.col("PARAMCD") == "RSPPR")["SRCSEQ"].item())
    assert visit["PARAMCD"].item() == "COVR"
    assert visit["ADY"].item() == 57
    assert visit["SRCDOM"].item() == "LB"
    lab = datasets["ADLB"].filter(pl.col("USUBJID") == "S1", pl.col("SRCSEQ") == visit["SRCSEQ"].item())
    assert lab["AVAL"].item() == 1900.0
    progression = adtte.filter(pl.col("USUBJID") == "S1", pl.col("PARAMCD") == "PFS", pl.col("RULES") == "primary")
    source = first.filter(pl.col("ASEQ") == progression["SRCSEQ"].item())
    assert source["ADT"].item() == progression["ADT"].item()
    assert source["AVALC"].item() == "PD"


def test_the_investigators_response_leads_to_its_own_record(datasets: dict[str, pl.DataFrame]) -> None:
    told = datasets["ADRS"].filter(pl.col("PARAMCD") == "INVOVR")
    records = study().rs.filter(pl.col("RSTESTCD") == "OVRLRESP")
    assert told["SRCSEQ"].to_list() == records["RSSEQ"].to_list()
    assert told["AVALC"].to_list() == records["RSSTRESC"].cast(pl.String).to_list()


def test_range_shifts_compare_with_the_baseline_record(datasets: dict[str, pl.DataFrame]) -> None:
    neutrophils = datasets["ADLB"].filter(pl.col("USUBJID") == "S1", pl.col("PARAMCD") == "NEUT")
    assert neutrophils["SHIFT1"].to_list() == [None, "NORMAL to LOW", "NORMAL to NORMAL"]
    assert neutrophils["ATOXGR"].to_list() == ["0", "-3", "0"]
    assert neutrophils["ATOXGRL"].to_list() == ["0", "3", "0"]
    assert neutrophils["ATOXGRH"].to_list() == [None, None, None]  # v3.0 knows no term for many neutrophils
    assert set(neutrophils["ATOXDSCL"]) == {"Neutrophils/granulocytes (ANC/AGC)"}
    assert set(neutrophils["PARAM"]) == {"NEUT (10^9/L)"}


def test_an_empty_study_gives_empty_datasets_of_the_declared_form() -> None:
    tables = build({"S1": Patient(igm={1: 3000.0})})
    empty = StudyTables({"DM": tables.dm.clear(), "LB": tables.lb.clear()})
    datasets = build_datasets(derive_all(empty, PROTOCOL), empty, PROTOCOL)
    for name, shape in ADAM_SHAPES.items():
        assert datasets[name].columns == list(shape.names)
        assert datasets[name].height == 0
