"""Worked time-to-event cases; FDA 2018 guidance on cancer trial endpoints, Appendix 3, tables A to C."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, frames

from paraprotein.adam.adtte.censoring import CENSORED
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.sdtm.intake import admit

SD29, SD57 = {1: 3000.0, 29: 2900.0}, {1: 3000.0, 57: 2900.0}
W11 = {1: 3000.0, 29: 2200.0, 57: 2000.0, 85: 2500.0, 113: 2600.0}
W14 = {1: 3000.0, 29: 2600.0, 57: 2400.0, 85: 3000.0}
W19 = {1: 3000.0, 29: 2000.0, 113: 2700.0, 141: 2800.0}
W39 = {1: 3000.0, 29: 2700.0, 57: 2600.0, 85: 1400.0}

CASES = {
    "E01": Patient(igm=SD29 | SD57, last_contact=200),
    "E02": Patient(igm=SD57, died=75),
    "E03": Patient(igm=SD57, died=75, died_of_disease=True),
    "E04": Patient(igm={1: 3000.0}, died=40),
    "E04 disease": Patient(igm={1: 3000.0}, died=40, died_of_disease=True),
    "E05": Patient(igm={1: 3000.0}, last_contact=200),
    "E06": Patient(igm=W19),
    "E07": Patient(igm=SD29 | SD57 | {70: 2900.0}, clinical=[70]),
    "E08": Patient(igm=W39, new_therapy=70),
    "E09": Patient(igm=W14),
    "E10": Patient(igm=W11),
    "E11": Patient(igm=SD29, died=150),
}


@pytest.fixture(scope="module")
def adam() -> Adam:
    return derive_all(build(CASES), PROTOCOL)


def time_of(adam: Adam, case: str, paramcd: str, rules: str = "primary") -> tuple[float, int]:
    row = adam.adtte.filter(pl.col("USUBJID") == case, pl.col("PARAMCD") == paramcd, pl.col("RULES") == rules)
    return row["AVAL"].item(), row["CNSR"].item()


@pytest.mark.parametrize(
    ("case", "ttp", "pfs"),
    [
        ("E01", (57, 1), (57, 1)),
        ("E02", (57, 6), (75, 0)),
        ("E03", (75, 0), (75, 0)),
        ("E04", (1, 6), (40, 0)),
        ("E04 disease", (40, 0), (40, 0)),
        ("E05", (1, 2), (1, 2)),
        ("E06", (113, 0), (113, 0)),
        ("E07", (70, 0), (70, 0)),
        ("E08", (57, 4), (57, 4)),
        ("E09", (57, 1), (57, 1)),
        ("E10", (85, 0), (85, 0)),
        ("E11", (29, 6), (150, 0)),
    ],
)
def test_primary_rules(adam: Adam, case: str, ttp: tuple[float, int], pfs: tuple[float, int]) -> None:
    assert time_of(adam, case, "TTP") == ttp
    assert time_of(adam, case, "PFS") == pfs


@pytest.mark.parametrize(
    ("case", "paramcd", "rules", "expected"),
    [
        ("E02", "PFS", "fda-a", (75, 0)),
        ("E04", "PFS", "fda-a", (40, 0)),
        ("E06", "TTP", "fda-a", (29, 5)),
        ("E06", "PFS", "fda-a", (29, 5)),
        ("E07", "TTP", "fda-a", (70, 0)),
        ("E07", "TTP", "fda-b", (85, 0)),
        ("E07", "PFS", "fda-b", (85, 0)),
        ("E08", "PFS", "fda-a", (57, 4)),
        ("E08", "PFS", "new-therapy-event", (70, 0)),
        ("E09", "TTP", "unconfirmed", (85, 0)),
        ("E09", "PFS", "unconfirmed", (85, 0)),
        ("E11", "PFS", "fda-a", (29, 5)),
        ("E11", "PFS", "fda-c", (29, 5)),
    ],
)
def test_fda_tables_and_sensitivities(
    adam: Adam, case: str, paramcd: str, rules: str, expected: tuple[float, int]
) -> None:
    assert time_of(adam, case, paramcd, rules) == expected


def test_e10_response_and_its_duration_in_months(adam: Adam) -> None:
    assert time_of(adam, "E10", "TTR") == (29, 0)
    assert time_of(adam, "E10", "DOR") == (57, 0)
    months = adam.adtte.filter(pl.col("USUBJID") == "E10", pl.col("RULES") == "primary")
    rounded = dict(months.select("PARAMCD", pl.col("AVALM").round(2)).iter_rows())
    assert (rounded["TTP"], rounded["TTR"], rounded["DOR"]) == (2.79, 0.95, 1.87)


def test_every_censored_time_has_its_reason_and_every_event_its_name(adam: Adam) -> None:
    assert adam.adtte.filter((pl.col("CNSR") == 0) != pl.col("EVNTDESC").is_not_null()).is_empty()
    assert adam.adtte.filter((pl.col("CNSR") > 0) != pl.col("CNSDTDSC").is_not_null()).is_empty()
    assert set(adam.adtte["CNSDTDSC"].drop_nulls().cast(pl.String)) <= set(CENSORED.values())


def test_a_death_without_progression_ends_the_response_or_not_as_the_protocol_says() -> None:
    died = Patient(igm={1: 3000.0, 29: 2000.0, 57: 1900.0}, died=75)
    event = derive_all(build({"A": died}), PROTOCOL)
    assert time_of(event, "A", "DOR") == (75 - 29 + 1, 0)
    assert time_of(event, "A", "DOR", "death-censor") == (57 - 29 + 1, 6)
    changed = PROTOCOL.response.model_copy(update={"duration_of_response_death": "censor"})
    censor = derive_all(build({"A": died}), PROTOCOL.model_copy(update={"response": changed}))
    assert time_of(censor, "A", "DOR") == (57 - 29 + 1, 6)


def test_table_c_counts_a_treatment_stopped_for_progression_that_nobody_documented() -> None:
    claimed = derive_all(build({"A": Patient(igm=SD29 | SD57, stopped=(70, "PROGRESSIVE DISEASE"))}), PROTOCOL)
    assert time_of(claimed, "A", "TTP", "fda-b") == (57, 1)
    assert time_of(claimed, "A", "TTP", "fda-c") == (85, 0)


def test_without_a_baseline_fdas_tables_censor_at_the_first_dose() -> None:
    adam = derive_all(build({"A": Patient(igm={29: 2000.0, 57: 1900.0}, clinical=[57])}), PROTOCOL)
    assert time_of(adam, "A", "TTP") == (57, 0)
    assert time_of(adam, "A", "TTP", "fda-a") == (1, 3)


def test_a_late_visit_belongs_to_its_planned_day() -> None:
    late = Patient(igm={1: 3000.0, 29: 2400.0, 87: 3100.0, 113: 3200.0})
    adam = derive_all(build({"A": late}), PROTOCOL)
    assert time_of(adam, "A", "TTP") == (87, 0)
    assert time_of(adam, "A", "TTP", "fda-b") == (85, 0)


def test_a_visit_with_an_unconfirmed_rise_was_not_missed() -> None:
    course = {1: 3000.0, 29: 2400.0, 57: 3100.0, 85: 2500.0, 113: 3200.0, 141: 3300.0}
    adam = derive_all(build({"A": Patient(igm=course)}), PROTOCOL)
    assert time_of(adam, "A", "TTP", "fda-a") == (113, 0)


def test_survival_next_treatment_and_failure() -> None:
    patients = {
        "died": Patient(igm=SD57, died=100, new_therapy=80, stopped=(60, "ADVERSE EVENT")),
        "alive": Patient(igm=SD57, last_contact=200, doses=((1, 120, 400.0),)),
        "done": Patient(igm=SD57, last_contact=200, stopped=(150, "COMPLETED"), doses=((1, 150, 400.0),)),
    }
    adam = derive_all(build(patients), PROTOCOL)
    assert [time_of(adam, "died", name) for name in ("OS", "TTNT", "TTF", "FUP")] == [
        (100, 0),
        (80, 0),
        (60, 0),
        (100, 0),
    ]
    assert [time_of(adam, "alive", name) for name in ("OS", "TTNT", "TTF", "FUP")] == [
        (200, 7),
        (200, 7),
        (120, 9),
        (200, 0),
    ]
    assert time_of(adam, "done", "TTF") == (150, 8)


def test_only_responders_have_a_time_to_response(adam: Adam) -> None:
    responders = adam.adtte.filter(pl.col("PARAMCD") == "TTR")["USUBJID"].cast(pl.String).to_list()
    assert responders == ["E06", "E10"]


def test_treatment_failure_is_never_after_death_and_an_undated_stop_is_at_the_last_dose() -> None:
    late = Patient(igm=SD29, died=40, stopped=(60, "DEATH"))
    raw = frames({"late": late, "undated": Patient(igm=SD29, stopped=(60, "ADVERSE EVENT"), last_contact=90)})
    unknown = pl.col("USUBJID") == "undated"
    raw["DS"] = raw["DS"].with_columns(DSSTDTC=pl.when(~unknown).then("DSSTDTC"))
    adam = derive_all(admit(raw).tables, PROTOCOL)
    assert time_of(adam, "late", "TTF") == (40, 0)
    assert time_of(adam, "undated", "TTF") == (28, 0)
