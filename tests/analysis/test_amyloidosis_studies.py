"""AL amyloidosis (Palladini et al., J Clin Oncol 2012;30:4541, doi 10.1200/JCO.2011.37.7614), from tables."""

import polars as pl
import pytest
from marker_studies import Subject, starter, study

from paraprotein.adam import Adam, derive_all
from paraprotein.adam.datasets import build_datasets
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.analysis import Analysis, analyze, describe_figures

PROTOCOL = starter("al-amyloidosis")
POSITIVE = {"IFE": {29: "POSITIVE"}, "UIFE": {29: "POSITIVE"}}


def blood(before: float, *after: float, **more: dict[int, str]) -> Subject:
    """Light chain differences at day 1 and at visits every 28 days; the uninvolved lambda chain is 10 mg/L."""
    days = [1, *(29 + 28 * place for place in range(len(after)))]
    kappa = dict(zip(days, (value + 10.0 for value in (before, *after)), strict=True))
    return Subject({"KLCFR": kappa, "LLCFR": dict.fromkeys(days, 10.0), **more})


def organ(**labs: tuple[float, float]) -> Subject:
    return Subject({test: {1: before, 29: after} for test, (before, after) in labs.items()})


SUBJECTS = {
    "A01": blood(180.0, 39.0, **POSITIVE),
    "A01b": blood(180.0, 40.0, **POSITIVE),
    "A02": blood(180.0, 90.0),
    "A03": blood(45.0, 9.0),
    "A03b": blood(45.0, 10.0),
    "A04": blood(15.0, 5.0),
    "A04b": blood(15.0, 5.0, IFE={29: "NEGATIVE"}, UIFE={29: "NEGATIVE"}),
    "A05": organ(BNPPRONT=(1000.0, 700.0)),
    "A05b": organ(BNPPRONT=(1000.0, 699.0)),
    "A06": organ(BNPPRONT=(800.0, 550.0)),
    "A07": organ(BNPPRONT=(600.0, 200.0)),
    "A08": organ(PROTEXR=(5.0, 3.5), GFRE=(60.0, 50.0)),
    "A08b": organ(PROTEXR=(5.0, 3.5), GFRE=(60.0, 44.0)),
    "A09": organ(PROTEXR=(0.6, 0.49), GFRE=(60.0, 60.0)),
    "ALP": organ(ALP=(360.0, 180.0)),
    "NYHA": Subject({}, {"NYHA": {1: "CLASS III", 29: "I"}}),
    "PD": blood(290.0, 60.0, 95.0),
}
EXPECTED = {
    "A01": ("OVRHEM", "VGPR"),
    "A01b": ("OVRHEM", "PR"),
    "A02": ("OVRHEM", "NR"),
    "A03": ("OVRHEM", "PR"),
    "A03b": ("OVRHEM", "NR"),
    "A04": ("OVRHEM", "NE"),
    "A04b": ("OVRHEM", "CR"),
    "A05": ("OVRCARD", "NR"),
    "A05b": ("OVRCARD", "RESPONSE"),
    "A06": ("OVRCARD", "NR"),
    "A07": ("OVRCARD", "NE"),
    "A08": ("OVRREN", "RESPONSE"),
    "A08b": ("OVRREN", "PROGRESSION"),
    "A09": ("OVRREN", "RESPONSE"),
    "ALP": ("OVRLIV", "RESPONSE"),
    "NYHA": ("OVRCARD", "RESPONSE"),
    "PD": ("OVRHEM", "PR PROGRESSION"),
}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(study(SUBJECTS, PROTOCOL), PROTOCOL)


@pytest.fixture(scope="module")
def adam(analysis: Analysis) -> Adam:
    return analysis.adam


def words(adam: Adam, subject: str, paramcd: str) -> str:
    own = adam.adrs.filter(pl.col("USUBJID") == subject, pl.col("PARAMCD") == paramcd).sort("ADT")
    return " ".join(own["AVALC"].cast(pl.String))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_worked_courses_from_laboratory_records_to_response(adam: Adam, subject: str) -> None:
    paramcd, expected = EXPECTED[subject]
    assert words(adam, subject, paramcd) == expected


def test_half_is_a_partial_response_where_the_protocol_says_so() -> None:
    protocol = starter("al-amyloidosis", pr_strict=False)
    found = derive_all(study({"A02": SUBJECTS["A02"]}, protocol), protocol)
    assert words(found, "A02", "BORHEM") == "PR"


def test_domains_are_never_pooled(adam: Adam) -> None:
    codes = set(adam.adrs["PARAMCD"].cast(pl.String))
    assert codes == {
        f"{kind}{domain}" for kind in ("OVR", "BOR", "RSP", "PD") for domain in ("HEM", "CARD", "REN", "LIV")
    }
    assert [words(adam, "A08", code) for code in ("BORHEM", "BORCARD", "BORREN", "BORLIV")] == [
        "NE", "NE", "RESPONSE", "NE",
    ]  # fmt: skip


OTHER_UNITS = {"KLCFR": ("mg/dL", 0.1), "LLCFR": ("g/L", 1e-3), "BNPPRONT": ("pg/mL", 1.0), "PROTEXR": ("mg/24 h", 1e3)}


def test_other_units_change_nothing(adam: Adam) -> None:
    changed = {name: Subject(subject.labs, subject.assessed, units=OTHER_UNITS) for name, subject in SUBJECTS.items()}
    other = derive_all(study(changed, PROTOCOL), PROTOCOL)
    key = ("USUBJID", "PARAMCD", "ADT", "AVALC")
    assert other.adrs.select(key).cast(pl.String).equals(adam.adrs.select(key).cast(pl.String))


@pytest.mark.parametrize(
    ("identifier", "n", "denominator"),
    [
        ("evaluable", 6, 17),  # a light chain difference of 20 mg/L or more, and a later value
        ("orr", 4, 6),  # A01, A01b, A03, PD
        ("vgpr", 1, 6),
        ("cr", 0, 6),  # A04b responds, but its baseline cannot be judged
        ("orr_itt", 4, 17),
        ("stable_disease", 2, 6),
        ("cardiac_response", 2, 4),  # A05, A05b, A06, NYHA
        ("cardiac_progression", 0, 4),
        ("renal_response", 2, 3),
        ("renal_progression", 1, 3),
        ("liver_response", 1, 1),
        ("dflc_fall_50", 6, 6),
    ],
)
def test_each_domain_has_its_own_proportion(analysis: Analysis, identifier: str, n: int, denominator: int) -> None:
    figure = analysis.figure(identifier)
    assert (figure["N"], figure["DENOM"]) == (n, denominator)


def test_every_figure_is_described_and_every_gap_has_a_reason(analysis: Analysis) -> None:
    described = [entry.id for entry in describe_figures(PROTOCOL)]
    assert described == list(dict.fromkeys(described))
    assert set(described) == set(analysis.estimates["ID"].cast(pl.String))
    assert analysis.estimates.filter(pl.col("VALUE").is_null())["REASON"].null_count() == 0
    assert analysis.figure("time_to_renal_response_median")["VALUE"] == pytest.approx(29 / 30.4375)


def test_datasets_hold_what_is_declared(adam: Adam) -> None:
    datasets = build_datasets(adam, study(SUBJECTS, PROTOCOL), PROTOCOL)
    for name, shape in ADAM_SHAPES.items():
        for variable in shape.variables:
            values = datasets[name][variable.name].drop_nulls()
            if variable.terms is not None:
                assert set(values.cast(pl.String)) <= set(variable.terms.values), (name, variable.name)
    responses = datasets["ADRS"].filter(pl.col("PARAMCD") == "RSPREN", pl.col("AVALC") == "Y")
    assert responses["SRCSEQ"].null_count() == 0


CLAUSES = {
    "A01": "VERY_GOOD", "A02": "NO_RESPONSE", "A03": "LOW_PARTIAL", "A04": "NOT_EVALUABLE", "A04b": "COMPLETE",
    "A05b": "PEPTIDE_FALL", "A08": "PROTEINURIA_FALL", "A08b": "FILTRATION_FALL", "A09": "PROTEINURIA_LOW",
    "ALP": "PHOSPHATASE_FALL", "NYHA": "CLASS_FALL", "PD": "FLC_RISE",
}  # fmt: skip


@pytest.mark.parametrize("subject", CLAUSES)
def test_each_domain_names_the_clause_that_decided(adam: Adam, subject: str) -> None:
    paramcd, _ = EXPECTED[subject]
    own = adam.adrs.filter(pl.col("USUBJID") == subject, pl.col("PARAMCD") == paramcd).sort("ADT")
    assert own["CRIT"].cast(pl.String)[-1] == CLAUSES[subject]


def test_graded_organs_have_parameters_and_figures_of_their_own() -> None:
    protocol = starter("al-amyloidosis", graded_organ_response=True)
    subjects = {
        "CR": organ(BNPPRONT=(1000.0, 350.0)),
        "VGPR": organ(BNPPRONT=(1000.0, 399.0)),
        "PR": organ(BNPPRONT=(1000.0, 400.0)),
        "A06": SUBJECTS["A06"],
        "A08": SUBJECTS["A08"],
    }
    tables = study(subjects, protocol)
    found = analyze(tables, protocol)
    best = {name: words(found.adam, name, "BORCARDG") for name in ("CR", "VGPR", "PR", "A06", "A08")}
    assert best == {"CR": "CR", "VGPR": "VGPR", "PR": "PR", "A06": "PR", "A08": "NE"}
    assert (words(found.adam, "A06", "BORCARD"), words(found.adam, "A06", "RSPCARDG")) == ("NR", "Y")
    assert (words(found.adam, "A08", "BORREN"), words(found.adam, "A08", "BORRENG")) == ("RESPONSE", "NR")
    shown = {name: (found.figure(name)["N"], found.figure(name)["DENOM"]) for name in (
        "graded_cardiac_pr", "graded_cardiac_vgpr", "graded_cardiac_cr", "graded_renal_pr")}  # fmt: skip
    assert shown == {
        "graded_cardiac_pr": (4, 4), "graded_cardiac_vgpr": (2, 4), "graded_cardiac_cr": (1, 4),
        "graded_renal_pr": (0, 1),
    }  # fmt: skip
    described = [entry.id for entry in describe_figures(protocol)]
    assert set(described) == set(found.estimates["ID"].cast(pl.String))
    adrs = build_datasets(found.adam, tables, protocol)["ADRS"]
    assert set(adrs["PARAMCD"]) <= set(ADAM_SHAPES["ADRS"].variable("PARAMCD").terms.values)
