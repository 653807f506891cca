"""IMWG 2016 (Kumar et al., Lancet Oncol 17:e328, doi 10.1016/S1470-2045(16)30206-6), from study tables to figures."""

import statistics
from collections.abc import Mapping

import polars as pl
import pytest
from marker_studies import Subject, starter, study

from paraprotein.adam import Adam, derive_all
from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.analysis import Analysis, analyze, describe_figures
from paraprotein.protocol.schema import Analytes

PROTOCOL = starter("myeloma")

Course = Mapping[int, float | str]


def visits(*values: float | str) -> dict[int, float | str]:
    """Values of visits every 28 days from day 29."""
    return {29 + 28 * place: value for place, value in enumerate(values)}


def serum(baseline: float, *values: float, **more: Course) -> Subject:
    return Subject({"MCPROT": {1: baseline, **visits(*values)}, **more})


def chains(kappa: float, lambda_: float, *values: tuple[float, float]) -> Subject:
    return Subject(
        {
            "KLCFR": {1: kappa, **visits(*(first for first, _ in values))},
            "LLCFR": {1: lambda_, **visits(*(second for _, second in values))},
        }
    )


COMPLETE = {"IFE": visits("NEGATIVE", "NEGATIVE", "POSITIVE"), "UIFE": visits(*["NEGATIVE"] * 3),
            "PLSTCECE": visits(3.0)}  # fmt: skip

SUBJECTS = {
    "M01": serum(4.0, 2.0, 1.9),
    "M02": serum(4.0, 2.0, 3.2),
    "M03": serum(4.0, 0.4, 0.4, UMCPROT={1: 500.0, **visits(99.0, 99.0)}),
    "M03b": serum(4.0, 0.4, 0.4, UMCPROT={1: 500.0, **visits(100.0, 100.0)}),
    "M04": serum(4.0, 1.0, 1.0, 1.4),
    "M04b": serum(4.0, 1.0, 1.0, 1.4, 1.5, 1.6),
    "M05": serum(8.0, 6.0, 6.0, 7.0, 7.1),
    "M06": serum(4.0, 0.0, 0.0, 0.0, **COMPLETE),
    "M07": chains(400.0, 10.0, (205.0, 10.0), (205.0, 10.0)),
    "M08": chains(400.0, 10.0, (60.0, 10.0), (60.0, 10.0), (160.0, 10.0), (160.0, 10.0)),
    "M08b": chains(400.0, 10.0, (60.0, 10.0), (60.0, 10.0), (161.0, 10.0), (161.0, 10.0)),
    "M09": Subject(
        {"MCPROT": {1: 2.0, 29: 2.0}, "KLCFR": {1: 400.0, 29: 800.0}, "LLCFR": {1: 10.0, 29: 10.0}}
    ),
    "M10": Subject({"UMCPROT": {1: 1000.0, **visits(500.0, 200.0, 199.0)}}),
    "M11": serum(4.0, 2.02, 2.02),
    "M12": serum(4.0, 1.0, 2.0, 2.1),
    "M13": serum(4.0, 1.5, 1.5, 2.1, 1.5),
}  # fmt: skip

EXPECTED = {  # raw, confirmed, best confirmed
    "M01": ("PR PR", "PR PR", "PR"),  # 50.0 % counts
    "M02": ("PR SD", "SD SD", "SD"),
    "M03": ("VGPR VGPR", "VGPR VGPR", "VGPR"),
    "M03b": ("PR PR", "PR PR", "PR"),  # urine of 100 is not below 100
    "M04": ("PR PR PR", "PR PR PR", "PR"),  # +40 %, but +0.4
    "M04b": ("PR PR PR PD PD", "PR PR PR PD PD", "PR"),
    "M05": ("MR MR PD PD", "MR MR PD PD", "MR"),  # +1.0 from 5 or more
    "M06": ("CR CR VGPR", "CR CR CR", "CR"),
    "M07": ("PR PR", "PR PR", "PR"),
    "M08": ("PR PR PR PR", "PR PR PR PR", "PR"),  # +100 mg/L exactly
    "M08b": ("PR PR PD PD", "PR PR PD PD", "PR"),
    "M09": ("SD", "SD", "SD"),
    "M10": ("MR MR PR", "MR MR MR", "MR"),
    "M11": ("MR MR", "MR MR", "MR"),
    "M12": ("PR PR MR", "PR PR PR", "PR"),  # the single 1.0 is no confirmed nadir
    "M13": ("PR PR PD PR", "PR PR PR PR", "PR"),
}


@pytest.fixture(scope="module")
def adam() -> Adam:
    return derive_all(study(SUBJECTS, PROTOCOL), PROTOCOL)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(study(SUBJECTS, PROTOCOL), PROTOCOL)


def words(adam: Adam, subject: str, paramcd: str) -> str:
    own = adam.adrs.filter(pl.col("USUBJID") == subject, pl.col("PARAMCD") == paramcd).sort("ADT")
    return " ".join(own["AVALC"].cast(pl.String))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_worked_courses_from_laboratory_records_to_response(adam: Adam, subject: str) -> None:
    assert tuple(words(adam, subject, code) for code in ("OVR", "COVR", "CBOR")) == EXPECTED[subject]


def test_the_lowest_single_value_is_a_nadir_only_where_the_protocol_says_so() -> None:
    protocol = starter("myeloma", nadir="lowest")
    found = derive_all(study({"M12": SUBJECTS["M12"]}, protocol), protocol)
    assert words(found, "M12", "OVR") == "PR PD PD"


def test_unconfirmed_and_confirmed_best_stand_side_by_side(adam: Adam) -> None:
    assert (words(adam, "M02", "UBOR"), words(adam, "M02", "CBOR")) == ("PR", "SD")
    assert (words(adam, "M10", "UBOR"), words(adam, "M10", "CBOR")) == ("PR", "MR")
    assert (words(adam, "M10", "RSP"), words(adam, "M10", "RSPPR")) == ("Y", "N")


def test_progression_is_dated_at_the_first_of_the_pair(adam: Adam) -> None:
    dated = adam.adrs.filter(pl.col("PARAMCD") == "PD").select(pl.col("USUBJID").cast(pl.String), "ADY")
    assert dict(dated.drop_nulls().iter_rows()) == {"M04b": 113, "M05": 85, "M08b": 85}


def test_the_deciding_marker_is_shown_in_its_unit(adam: Adam) -> None:
    shown = adam.response.select(pl.col("USUBJID").cast(pl.String), "MARKER", "AVALU", "BASE").rows()
    found = {subject: tuple(rest) for subject, *rest in shown}
    assert found["M01"] == ("serum M-protein", "mg/dL", 4000.0)
    assert found["M08"] == ("light chain difference", "mg/L", 390.0)
    assert found["M10"] == ("urine M-protein", "mg/day", 1000.0)


OTHER_UNITS = {"MCPROT": ("g/L", 10.0), "UMCPROT": ("g/day", 1e-3), "KLCFR": ("mg/dL", 0.1), "LLCFR": ("ug/mL", 1.0)}


def test_other_units_change_nothing(adam: Adam) -> None:
    changed = {name: Subject(subject.labs, subject.assessed, units=OTHER_UNITS) for name, subject in SUBJECTS.items()}
    other = derive_all(study(changed, PROTOCOL), PROTOCOL)
    key = ("USUBJID", "PARAMCD", "ADT", "AVALC")
    assert other.adrs.select(key).cast(pl.String).equals(adam.adrs.select(key).cast(pl.String))


def test_a_protocol_may_name_other_codes() -> None:
    protocol = starter("myeloma", analytes=Analytes(serum="SPEP"))
    subject = Subject({"SPEP": {1: 4.0, 29: 2.0, 57: 1.9}}, units={"SPEP": ("g/dL", 1.0)})
    assert words(derive_all(study({"A": subject}, protocol), protocol), "A", "CBOR") == "PR"


def test_plasmacytomas_and_clinical_progression_come_from_rs() -> None:
    fallen = {"MCPROT": {1: 4.0, 29: 1.0, 57: 1.0}}
    subjects = {
        "same": Subject(fallen, {"EMD": {-5: "PRESENT", 29: "SAME"}}),
        "smaller": Subject(fallen, {"EMD": {-5: "PRESENT", 29: "REDUCED"}}),
        "half": Subject(fallen, {"EMD": {-5: "PRESENT", 29: "HALF"}}),
        "lesion": Subject(fallen, {"CLINPD": {57: "Y"}}),
    }
    found = derive_all(study(subjects, PROTOCOL), PROTOCOL)
    assert {name: words(found, name, "OVR") for name in subjects} == {
        "same": "SD SD", "smaller": "SD SD", "half": "PR PR", "lesion": "PR PD",
    }  # fmt: skip
    assert words(found, "lesion", "PD") == "CLINICAL PROGRESSION"


def test_death_from_myeloma_confirms_the_last_progression_and_new_therapy_ends_response() -> None:
    rising = {"MCPROT": {1: 4.0, 29: 4.0, 57: 5.0}}
    subjects = {
        "alive": Subject(rising),
        "dead": Subject(rising, died=70),
        "switched": Subject({"MCPROT": {1: 4.0, 29: 2.0, 57: 0.3, 85: 0.3}}, new_therapy=50),
    }
    found = derive_all(study(subjects, PROTOCOL), PROTOCOL)
    assert {name: words(found, name, "COVR") for name in subjects} == {
        "alive": "SD SD", "dead": "SD PD", "switched": "SD NEW THERAPY NEW THERAPY",
    }  # fmt: skip


def test_proportions_count_partial_responses_and_clinical_benefit(analysis: Analysis) -> None:
    n = len(SUBJECTS)
    best = [confirmed for _, _, confirmed in EXPECTED.values()]
    counted = {
        "evaluable": n,
        "orr": sum(word in ("PR", "VGPR", "CR") for word in best),
        "clinical_benefit": sum(word != "SD" for word in best),
        "vgpr": sum(word in ("VGPR", "CR") for word in best),
        "cr": best.count("CR"),
        "scr": 0,
        "orr_unconfirmed": sum(word in ("PR", "VGPR", "CR") for word in best) + 2,  # M02, M10
        "stable_disease": best.count("SD"),
    }
    for identifier, number in counted.items():
        figure = analysis.figure(identifier)
        assert (figure["N"], figure["DENOM"]) == (number, n), identifier


def test_every_figure_is_described_and_every_gap_has_a_reason(analysis: Analysis) -> None:
    described = [entry.id for entry in describe_figures(PROTOCOL)]
    assert described == list(dict.fromkeys(described))
    assert set(described) == set(analysis.estimates["ID"].cast(pl.String))
    empty = analysis.estimates.filter(pl.col("VALUE").is_null())
    assert empty["REASON"].null_count() == 0
    assert analysis.figure("marker_best_median")["VALUE"] == pytest.approx(
        statistics.median(
            adam_best / base for adam_best, base in analysis.tables["waterfall"].select("BEST", "BASE").rows()
        )
        * 100
    )


def test_datasets_hold_what_is_declared(adam: Adam) -> None:
    datasets = build_datasets(adam, study(SUBJECTS, PROTOCOL), PROTOCOL)
    for name, shape in ADAM_SHAPES.items():
        for variable in shape.variables:
            values = datasets[name][variable.name].drop_nulls()
            if variable.terms is not None:
                assert set(values.cast(pl.String)) <= set(variable.terms.values), (name, variable.name)
            if variable.kind == "text":
                assert (values.str.len_chars() <= variable.length).all(), (name, variable.name)
    responders = datasets["ADRS"].filter(pl.col("PARAMCD") == "RSPPR", pl.col("AVALC") == "Y")
    assert responders["SRCSEQ"].null_count() == 0


def test_a_study_without_a_measurable_marker_is_analysed_all_the_same() -> None:
    silent = analyze(study({"A": Subject({"MCPROT": {1: 0.3, 29: 0.2}})}, PROTOCOL), PROTOCOL)
    assert silent.figure("evaluable")["N"] == 0
    assert silent.figure("orr")["REASON"]
    assert silent.figure("no_baseline")["N"] == 1
