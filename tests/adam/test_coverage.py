"""What a study's tables cannot show is said once, and an empty result never comes without an error."""

from collections.abc import Callable

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames, on
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.adam.coverage import check_coverage
from paraprotein.errors import Finding
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

WHOLE = Patient(
    igm={1: 3000.0, 29: 1400.0, 57: 1300.0},
    labs={"HGB": {1: 11.0, 29: 10.0}},
    events=[("NAUSEA", 1, 5, 9)],
    stopped=(90, "COMPLETED"),
    investigator={29: "PR", 57: "PR"},
    new_therapy=95,
)


def study(patient: Patient = WHOLE) -> StudyTables:
    raw = frames({"A": patient, "B": patient})
    head = {"STUDYID": "HAND", "USUBJID": "A", "PRSEQ": 1}
    raw["PR"] = pl.DataFrame([{**head, "PRTRT": "biopsy", "PRSTDTC": on(1).isoformat()}])
    raw["CM"] = raw["CM"].with_columns(CMTRT=pl.lit("bortezomib"))
    return admit(raw).tables


def criteria(name: str, **response: object) -> Protocol:
    settings = PROTOCOL.response.model_copy(update={"criteria": name, **response})
    return PROTOCOL.model_copy(update={"response": settings})


def findings(tables: StudyTables, protocol: Protocol = PROTOCOL) -> dict[str, Finding]:
    return {finding.rule: finding for finding in check_coverage(tables, protocol)}


def of_laboratory(change: Callable[[pl.DataFrame], pl.DataFrame]) -> StudyTables:
    tables = study()
    return tables.replaced({"LB": change(tables.lb)})


def is_igm() -> pl.Expr:
    return pl.col("LBTESTCD").cast(pl.String) == "IGM"


def moved(days: int) -> StudyTables:
    return of_laboratory(lambda lb: lb.with_columns(LBDT=pl.col("LBDT") + pl.duration(days=days)))


def test_a_whole_study_gives_nothing_above_a_note() -> None:
    assert not [f for f in check_coverage(study(), PROTOCOL) if f.severity != "note"]


EMPTY: dict[str, tuple[str, Callable[[], StudyTables]]] = {
    "no date can be read": ("coverage.marker-dates", lambda: of_laboratory(lambda lb: lb.with_columns(
        LBDT=pl.lit(None, pl.Date)))),
    "no result is a number": ("coverage.marker-values", lambda: of_laboratory(lambda lb: lb.with_columns(
        LBSTRESN=pl.lit(None, pl.Float64)))),
    "results are of other subjects": ("coverage.marker-subjects", lambda: of_laboratory(lambda lb: lb.filter(
        ~is_igm() | (pl.col("USUBJID").cast(pl.String) == "B"))).replaced({"EX": study().ex.clear(), "DM": study().dm
        .with_columns(RFSTDT=pl.when(pl.col("USUBJID").cast(pl.String) == "A").then("RFSTDT"))})),
    "a year too early": ("coverage.no-later-value", lambda: moved(-365)),
    "a year too late": ("coverage.no-baseline", lambda: moved(365)),
    "nobody is treated": ("coverage.treated", lambda: study().replaced({"EX": study().ex.clear(), "DM": study().dm
        .with_columns(RFSTDT=pl.lit(None, pl.Date))})),
}  # fmt: skip


@pytest.mark.parametrize("case", EMPTY)
def test_what_empties_every_result_is_one_error_that_comes_first(case: str) -> None:
    rule, make = EMPTY[case]
    found = check_coverage(make(), PROTOCOL)
    assert [finding.rule for finding in found if finding.severity == "error"] == [rule]
    assert found[0].rule == rule


def test_a_study_of_a_few_weeks_with_baselines_alone_is_warned_of_not_refused() -> None:
    early = of_laboratory(lambda lb: lb.filter(pl.col("LBDT") <= on(1)))
    assert findings(early)["coverage.no-later-value"].severity == "warning"


def test_the_protocol_of_another_disease_is_an_error_that_names_its_markers() -> None:
    finding = findings(study(), criteria("imwg-2016"))["coverage.marker"]
    assert finding.severity == "error"
    assert "LB holds IGM" in finding.found


def test_a_study_without_a_marker_is_analysed_and_its_recorded_responses_are_counted() -> None:
    finding = findings(of_laboratory(lambda lb: lb.filter(~is_igm())))["coverage.marker"]
    assert finding.severity == "warning"
    assert "4 recorded responses (RS, OVRLRESP) are not used" in finding.found


@pytest.mark.parametrize(
    ("domain", "severity"),
    [("AE", "warning"), ("EX", "warning"), ("DS", "note"), ("CM", "note"), ("PR", "note"), ("RS", "note")],
)
def test_a_table_that_is_lacking_is_said_once_and_is_a_warning_where_its_endpoint_is_asked_for(
    domain: str, severity: str
) -> None:
    tables = StudyTables({name: frame for name, frame in study().frames.items() if name != domain})
    told = [finding for finding in check_coverage(tables, PROTOCOL) if finding.rule == "coverage.table"]
    assert [(finding.where, finding.severity) for finding in told] == [(domain, severity)]


def test_a_table_that_is_given_and_empty_is_no_table_that_is_lacking() -> None:
    found = findings(study().replaced({"AE": study().ae.clear()}))
    assert "coverage.table" not in found
    assert found["coverage.empty"].severity == "note"


def with_arms(*arms: str, column: str = "ARM") -> StudyTables:
    values = pl.Series(column, arms, dtype=pl.String).cast(pl.Categorical)
    return study().replaced({"DM": study().dm.with_columns(values)})


@pytest.mark.parametrize("column", ["ARM", "ARMCD", "ACTARM", "ACTARMCD"])
def test_several_arms_are_a_warning_with_their_sizes(column: str) -> None:
    finding = findings(with_arms("Drug", "Placebo", column=column))["coverage.arms"]
    assert finding.severity == "warning"
    assert "Drug (1), Placebo (1)" in finding.found


@pytest.mark.parametrize("arms", [("Drug", "Drug"), ("Drug", "Screen Failure"), ("Drug", "NOTASSGN")])
def test_one_arm_and_subjects_without_one_are_one_arm(arms: tuple[str, str]) -> None:
    assert "coverage.arms" not in findings(with_arms(*arms))


def laboratory_with(*codes: str) -> StudyTables:
    def renamed(lb: pl.DataFrame) -> pl.DataFrame:
        parts = [lb.filter(~is_igm()).with_columns(LBTESTCD=pl.lit(code).cast(pl.Categorical)) for code in codes]
        return pl.concat([lb, *parts])

    return of_laboratory(renamed)


def test_tests_that_nothing_reads_are_counted_and_those_that_may_decide_are_a_warning() -> None:
    found = findings(laboratory_with("MPROT", "IMMFIX", "SODAGE"))
    assert "IMMFIX (4 results), MPROT (4 results)" in found["unread.marker"].found
    assert found["unread.tests"].severity == "note"
    assert "SODAGE (4 results)" in found["unread.tests"].found


def test_a_drug_that_may_flare_is_a_warning_where_the_flare_window_can_bear_on_it() -> None:
    tables = study().replaced({"EX": study().ex.with_columns(EXTRT=pl.lit("FOOTUXIMAB").cast(pl.Categorical))})
    assert "'FOOTUXIMAB' (2 records)" in findings(tables)["unread.drugs"].found
    assert "unread.drugs" not in findings(tables, criteria("iwwm-6", flare_window=0.0))


def test_an_antibody_without_a_day_opens_no_window_and_is_named() -> None:
    cm = study()["CM"].with_columns(CMTRT=pl.lit("rituximab"), CMSTDT=pl.lit(None, pl.Date))
    assert findings(study().replaced({"CM": cm}))["unread.flare-date"].severity == "warning"


def test_values_in_a_hold_of_a_rebound_prone_drug_need_a_word_of_the_protocol() -> None:
    patient = Patient(igm={1: 3000.0, 29: 1400.0, 43: 2600.0}, doses=((1, 35, 420.0), (36, 70, 0.0), (71, 200, 420.0)))
    tables = study(patient) if patient.new_therapy else admit(frames({"A": patient})).tables
    tables = tables.replaced({"EX": tables.ex.with_columns(EXTRT=pl.lit("ibrutinib").cast(pl.Categorical))})
    assert "1 results of IGM of 1 patients" in findings(tables)["unread.rebound"].found
    assert "unread.rebound" not in findings(tables, criteria("iwwm-6", rebound_window=0.0))
    assert "unread.rebound" not in findings(tables, criteria("iwwm-6", rebound_window=28.0))


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(["EX", "AE", "DS", "RS", "CM", "PR"])))
def test_every_table_that_is_lacking_is_named_exactly_once(lost: set[str]) -> None:
    tables = StudyTables({name: frame for name, frame in study().frames.items() if name not in lost})
    named = [finding.where for finding in check_coverage(tables, PROTOCOL) if finding.rule == "coverage.table"]
    assert sorted(named) == sorted(lost)


def test_doses_without_a_record_beside_treatment_dated_by_demographics_are_reported() -> None:
    told = findings(study().replaced({"EX": study().ex.clear()}))["coverage.empty"]
    assert (told.where, told.severity) == ("EX", "warning")
