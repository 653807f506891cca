"""Results of urine and of serum under one LBTESTCD never meet in one parameter, one grade or one marker."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames

from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.derive import derive_all
from paraprotein.sdtm.intake import Admitted, admit
from paraprotein.sdtm.records import DomainFiles
from paraprotein.sdtm.specimens import separate_specimens


def table(*rows: tuple[str, str | None, str | None]) -> pl.DataFrame:
    schema = dict.fromkeys(("LBTESTCD", "LBSPEC", "LBCAT", "LBTEST"), pl.Categorical)
    return pl.DataFrame([(*row, f"Name of {row[0]}") for row in rows], schema=schema, orient="row")


def separated(*rows: tuple[str, str | None, str | None], units: dict[str, str] | None = None) -> list[str]:
    lb, _ = separate_specimens(table(*rows), units or {}, DomainFiles("LB", ()))
    return lb["LBTESTCD"].cast(pl.String).to_list()


@pytest.mark.parametrize(
    ("code", "specimen", "category", "expected"),
    [
        ("CREAT", "SERUM", None, "CREAT"),
        ("CREAT", "SERUM OR PLASMA", None, "CREAT"),
        ("CREAT", "Venous blood", None, "CREAT"),
        ("CREAT", None, "CHEMISTRY", "CREAT"),
        ("CREAT", "URINE", None, "UCREAT"),
        ("CREAT", " 24h Urine ", None, "UCREAT"),
        ("CREAT", None, "URINALYSIS", "UCREAT"),
        ("CREAT", "SERUM", "URINALYSIS", "CREAT"),  # LBSPEC is the plainer word
        ("MCPROT", "URINE", None, "UMCPROT"),  # the code of urine M-protein in the response rules
        ("UMCPROT", "URINE", None, "UMCPROT"),
        ("PROTEXR", "URINE", None, "PROTEXR"),
        ("IGM", "CEREBROSPINAL FLUID", None, "CIGM"),
        ("IGM", "SALIVA", None, "XIGM"),
        ("PLSTCECE", "BONE MARROW", None, "PLSTCECE"),
        ("SPGRAV", "URINE", "URINALYSIS", "SPGRAV"),  # never measured in anything else
        ("TROPONIT", "URINE", None, "UTROPONI"),
    ],
)
def test_a_test_of_another_specimen_gets_a_code_of_its_own(
    code: str, specimen: str | None, category: str | None, expected: str
) -> None:
    assert separated((code, specimen, category)) == [expected]


def test_a_test_that_no_rule_knows_belongs_to_blood_where_it_comes_in_blood_else_to_the_commonest() -> None:
    assert separated(("GLUC", "URINE", None), ("GLUC", "URINE", None), ("GLUC", "PLASMA", None)) == [
        "UGLUC",
        "UGLUC",
        "GLUC",
    ]
    assert separated(("PH", "URINE", None), ("PH", "URINE", None), ("PH", "SALIVA", None)) == ["PH", "PH", "XPH"]


def test_a_protocol_that_measures_a_test_per_day_means_urine() -> None:
    assert separated(("MCPROT", "URINE", None), units={"MCPROT": "g/day"}) == ["MCPROT"]


def test_a_code_of_eight_characters_never_runs_into_another_test() -> None:
    assert separated(("ABCDEFGH", "SERUM", None), ("ABCDEFGH", "URINE", None), ("UABCDEFG", "SERUM", None)) == [
        "ABCDEFGH",
        "UABCDEFU",
        "UABCDEFG",
    ]


def test_a_table_that_tells_no_specimen_stays_as_it_is() -> None:
    lb = table(("CREAT", None, None))
    assert separate_specimens(lb, {}, DomainFiles("LB", ()))[0] is lb


@pytest.fixture(scope="module")
def mixed() -> Admitted:
    """Serum and urine hemoglobin and IgM on the same days."""
    raw = frames({"S1": Patient(igm={1: 3000.0, 29: 1500.0}, labs={"HGB": {1: 12.0, 29: 11.0}}, last_contact=90)})
    urine = raw["LB"].with_columns(LBSTRESN=pl.lit(1.0), LBSTRESC=pl.lit("1"), LBSEQ=pl.col("LBSEQ") + 100)
    both = pl.concat([raw["LB"].with_columns(LBSPEC=pl.lit("SERUM")), urine.with_columns(LBSPEC=pl.lit("URINE"))])
    names = pl.col("LBTESTCD").replace({"IGM": "Immunoglobulin M", "HGB": "Hemoglobin"}).alias("LBTEST")
    return admit(raw | {"LB": both.with_columns(names)}, units={"IGM": "mg/dL", "HGB": "g/dL"}, marker="IGM")


def test_urine_is_counted_and_named_and_neither_graded_nor_a_marker(mixed: Admitted) -> None:
    told = [finding for finding in mixed.findings if finding.rule == "laboratory.specimen"]
    assert [(finding.where, finding.severity) for finding in told] == [("LB, HGB", "note"), ("LB, IGM", "note")]
    assert all(finding.found.startswith("2 results in urine are kept apart as U") for finding in told)
    adam = derive_all(mixed.tables, PROTOCOL)
    graded = adam.adlb.filter(pl.col("ATOXGR").is_not_null())["PARAMCD"].cast(pl.String).unique().to_list()
    assert graded == ["HGB"]
    response = adam.response.row(0, named=True)
    assert (response["BASE"], str(response["BOR"])) == (3000.0, "PR")


def test_adlb_has_one_name_for_each_parameter(mixed: Admitted) -> None:
    adlb = build_datasets(derive_all(mixed.tables, PROTOCOL), mixed.tables, PROTOCOL)["ADLB"]
    names = dict(adlb.select("PARAMCD", "PARAM").unique().iter_rows())
    assert names == {
        "IGM": "Immunoglobulin M (mg/dL)",
        "UIGM": "Immunoglobulin M, urine (mg/dL)",
        "HGB": "Hemoglobin (g/dL)",
        "UHGB": "Hemoglobin, urine (g/dL)",
    }
