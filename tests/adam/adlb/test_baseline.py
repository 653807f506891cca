"""One baseline per subject and test: what ADLB flags is what ADSL, response, grades and changes start from."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames, on
from hypothesis import given, settings
from hypothesis import strategies as st
from marker_studies import Subject, starter
from marker_studies import frames as marker_frames

from paraprotein.adam.adlb.sponsor_flags import check_sponsor_flags
from paraprotein.adam.adrs.marker_panel import laboratory_units
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.sdtm.intake import admit
from paraprotein.submission.study_checks import check_study

IGM = frozenset({"IGM"})


def derived(raw: dict[str, pl.DataFrame]) -> Adam:
    return derive_all(admit(raw).tables, PROTOCOL)


def timed(values: list[tuple[str, float, dict[str, Any]]], dose: str = "") -> dict[str, pl.DataFrame]:
    """One patient with IgM at these dates (ISO, with a clock time or without) and a dose on day 1."""
    raw = frames({"A": Patient(igm=dict(enumerate((value for _, value, _ in values), start=1)))})
    raw["LB"] = pl.DataFrame(
        [
            {**row, "LBDTC": when, **more}
            for row, (when, _, more) in zip(raw["LB"].iter_rows(named=True), values, strict=True)
        ],
        infer_schema_length=None,
    )
    if dose:
        raw["EX"] = raw["EX"].with_columns(EXSTDTC=pl.col("EXSTDTC").str.slice(0, 10) + dose)
    return raw


DAY = on(1).isoformat()
LATER = on(29).isoformat()


def baseline_of(raw: dict[str, pl.DataFrame]) -> float | None:
    adam = derived(raw)
    flagged = adam.adlb.filter(pl.col("ABLFL") == "Y")["AVAL"].to_list()
    found = adam.adsl["BASE"].item()
    assert flagged == ([] if found is None else [found])
    return None if found is None else float(found)


def test_after_a_plasma_exchange_every_table_has_one_baseline() -> None:
    raw = frames({"A": Patient(igm={-5: 2262.0, 1: 2081.0, 29: 1000.0})})
    raw["PR"] = pl.DataFrame(
        [{"STUDYID": "HAND", "USUBJID": "A", "PRSEQ": 1, "PRTRT": "PLASMA EXCHANGE", "PRSTDTC": on(-2).isoformat()}]
    )
    adam = derived(raw)
    assert adam.adsl["BASE"].to_list() == [2262.0]
    assert adam.adlb["BASE"].unique().to_list() == [2262.0]
    assert adam.adlb["ABLREAS"].to_list() == [None, "AFTER PLASMA EXCHANGE", None]
    assert not [found for found in check_study(adam, admit(raw).tables, PROTOCOL) if found.severity == "error"]


def test_a_sample_after_the_clock_time_of_the_first_dose_is_no_baseline() -> None:
    samples = [(f"{DAY}T07:50", 4000.0, {}), (f"{DAY}T16:00", 2500.0, {}), (LATER, 2400.0, {})]
    raw = timed(samples, "T09:00")
    assert baseline_of(raw) == 4000.0
    assert derived(raw).adlb["ABLREAS"].to_list() == [None, "AFTER FIRST DOSE", None]
    assert derived(raw).visits["ADY"].to_list() == [29]


@pytest.mark.parametrize(
    ("dose", "second", "expected"),
    [
        ("", "T16:00", 2500.0),  # without the clock time of the dose the day counts as before it
        ("T09:00", "", 2500.0),  # without that of the sample too
        ("T09", "T09:30", 2500.0),  # a dose at nine may have been given at half past nine
        ("T09:00", "T09:00", 2500.0),
        ("T09:00", "T09:01", 4000.0),
        ("T09:00+01:00", "T08:30+00:00", 4000.0),  # 09:30 where the dose was given at 09:00
        ("T09:00+01:00", "T09:30", 4000.0),
    ],
)
def test_times_decide_as_far_as_they_are_known(dose: str, second: str, expected: float) -> None:
    first = f"{DAY}T07:00" if second else DAY
    assert baseline_of(timed([(first, 4000.0, {}), (f"{DAY}{second}", 2500.0, {})], dose)) == expected


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ({"LBTPT": "2H POST"}, 4000.0), ({"LBTPT": "2 HOURS AFTER DOSE"}, 4000.0), ({"LBTPT": "8 H"}, 4000.0),
        ({"LBTPT": "HOUR 2"}, 4000.0), ({"LBELTM": "PT2H"}, 4000.0), ({"LBTPT": "PREDOSE"}, 2500.0),
        ({"LBTPT": "Pre-dose 2"}, 2500.0), ({"LBTPT": "0H"}, 2500.0), ({"LBELTM": "-PT15M"}, 2500.0),
        ({"LBTPTNUM": 0.0}, 2500.0), ({"LBTPT": "C1D1"}, 2500.0),
    ],
)  # fmt: skip
def test_time_points_say_on_which_side_of_the_dose_a_sample_was_taken(point: dict[str, Any], expected: float) -> None:
    assert baseline_of(timed([(DAY, 4000.0, {"LBTPT": "PREDOSE"}), (DAY, 2500.0, point)])) == expected


def test_a_time_point_that_says_nothing_or_contradicts_the_clock_is_reported() -> None:
    raw = timed([(f"{DAY}T12:00", 4000.0, {"LBTPT": "PREDOSE"}), (DAY, 2500.0, {"LBTPT": "C1D1"})], "T09:00")
    rules = {finding.rule for finding in admit(raw).findings if finding.severity == "warning"}
    assert {"dates.time-point", "dates.time-point-unknown"} <= rules


def test_clock_times_with_and_without_an_offset_are_reported() -> None:
    raw = timed([(f"{DAY}T08:00", 4000.0, {}), (f"{DAY}T10:00Z", 2500.0, {})], "T09:00")
    assert "dates.zones" in {finding.rule for finding in admit(raw).findings}


def test_the_method_of_the_assay_comes_first_and_the_later_value_says_why_it_does_not_count() -> None:
    raw = timed([(on(-3).isoformat(), 3000.0, {"LBMETHOD": "NEPHELOMETRY"}), (DAY, 2500.0, {"LBMETHOD": "SPEP"})])
    assert baseline_of(raw) == 3000.0
    assert derived(raw).adlb["ABLREAS"].to_list() == [None, "OTHER METHOD"]


def test_of_two_results_of_a_day_the_source_is_the_one_that_counts() -> None:
    raw = frames({"A": Patient(igm={1: 3000.0, 29: 2000.0})})
    again = (
        raw["LB"].filter(pl.col("LBSTRESN") == 2000.0).with_columns(LBSTRESN=2600.0, LBSTRESC=pl.lit("2600"), LBSEQ=9)
    )
    raw["LB"] = pl.concat([raw["LB"], again.cast(raw["LB"].schema)])
    visits = derived(raw).visits
    assert visits.select("AVAL", "SRCSEQ").rows() == [(2600.0, 9)]


def test_in_myeloma_the_source_is_the_result_that_counts_too() -> None:
    protocol = starter("myeloma")
    raw = marker_frames({"1": Subject({"MCPROT": {1: 3.0, 29: 1.4}})})
    later = raw["LB"].filter(pl.col("LBSTRESN") == 1.4).with_columns(LBSTRESN=1.6, LBSTRESC=pl.lit("1.6"), LBSEQ=7)
    raw["LB"] = pl.concat([raw["LB"], later.cast(raw["LB"].schema)])
    adam = derive_all(admit(raw, units=laboratory_units(protocol)).tables, protocol)
    assert adam.visits.select("AVAL", "SRCSEQ").rows() == [(1600.0, 7)]


def flags(**columns: list[str | None]) -> list[str]:
    raw = frames({"A": Patient(igm={-5: 3400.0, 1: 3000.0, 29: 2000.0})})
    raw["LB"] = raw["LB"].with_columns(pl.Series(name, values, dtype=pl.String) for name, values in columns.items())
    tables = admit(raw).tables
    return [str(found) for found in check_sponsor_flags(derive_all(tables, PROTOCOL).laboratory, tables, IGM)]


def test_a_flag_of_the_sponsor_on_our_baseline_says_nothing() -> None:
    assert flags(LBLOBXFL=[None, "Y", None], LBBLFL=[None, "Y", None]) == []


@pytest.mark.parametrize(
    ("flagged", "reason"),
    [
        (["Y", None, None], "a later value comes before the first dose"),
        ([None, None, "Y"], "after first dose"),
    ],
)
def test_a_flag_on_another_record_is_reported_with_the_record_taken(flagged: list[str | None], reason: str) -> None:
    (found,) = flags(LBLOBXFL=flagged)
    assert reason in found
    assert "taken LBSEQ 2" in found


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[tuple[int, float, bool]], list[int]]:
    """Values before and after the first dose with whether they are by the assay's method; days of exchanges."""
    days = draw(st.lists(st.integers(-60, 60).filter(bool), min_size=1, max_size=8, unique=True))
    values = [(day, float(draw(st.integers(100, 6000))), draw(st.booleans())) for day in sorted(days)]
    return values, draw(st.lists(st.integers(-60, 10).filter(bool), max_size=2, unique=True))


def last_valid(values: list[tuple[int, float, bool]], exchanges: list[int]) -> tuple[float, date] | None:
    """The baseline by reading the documentation: a second way, value by value."""
    first = on(1)
    eligible = [
        (is_preferred, day, value)
        for day, value, is_preferred in values
        if day <= 1
        and (first - on(day)).days <= (PROTOCOL.response.baseline_days or 0)
        and not any(0 <= (on(day) - on(other)).days < PROTOCOL.response.plasmapheresis_window for other in exchanges)
    ]
    if not eligible:
        return None
    _, day, value = max(eligible)
    return value, on(day)


@settings(max_examples=20, deadline=None)
@given(courses())
def test_any_course_has_the_baseline_that_a_reader_of_the_rules_would_choose(
    course: tuple[list[tuple[int, float, bool]], list[int]],
) -> None:
    values, exchanges = course
    raw = frames({"A": Patient(igm={day: value for day, value, _ in values})})
    methods = ["NEPHELOMETRY" if is_preferred else "SPEP" for _, _, is_preferred in values]
    raw["LB"] = raw["LB"].with_columns(pl.Series("LBMETHOD", methods))
    if exchanges:
        raw["PR"] = pl.DataFrame(
            [
                {"STUDYID": "HAND", "USUBJID": "A", "PRSEQ": number, "PRTRT": "PLASMAPHERESIS",
                 "PRSTDTC": on(day).isoformat()}
                for number, day in enumerate(exchanges, 1)
            ]
        )  # fmt: skip
    adam = derived(raw)
    expected = last_valid(values, exchanges)
    assert adam.adsl.select("BASE", "BASEDT").row(0) == (expected or (None, None))
    flagged = adam.adlb.filter(pl.col("ABLFL") == "Y").select("AVAL", "ADT").rows()
    assert flagged == ([expected] if expected else [])
