"""Tables and figures of laboratory safety, counted by hand. Hy's law: FDA guidance on liver injury, July 2009."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hand_built import on
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory_studies import derive, graded_by, result

from paraprotein.analysis.tables import TABLES
from paraprotein.analysis.tables.liver import tabulate_liver

PROTOCOL = graded_by("ctcae-5.0")


def course(subject: str, test: str, values: Mapping[int, float], **limits: Any) -> list[dict[str, Any]]:
    return [result(test, day, value, subject=subject, **limits) for day, value in values.items()]


def table(name: str, results: list[dict[str, Any]], **study: Any) -> pl.DataFrame:
    return TABLES[name](derive(results, PROTOCOL, **study), PROTOCOL)


POTASSIUM = {"low": 3.5, "high": 5.0, "unit": "mmol/L"}
THREE = [
    *course("A", "K", {1: 4.0, 29: 2.9, 57: 5.6}, **POTASSIUM),  # low 0 to 3, high 0 to 2
    *course("B", "K", {1: 3.2, 29: 3.3}, **POTASSIUM),  # low 1 to 1
    *course("C", "K", {29: 4.0, 200: 2.0}, **POTASSIUM),  # no baseline; day 200 is beyond the window
]


def test_worst_grades_are_counted_by_direction_with_those_above_baseline() -> None:
    found = table("laboratory_grades", THREE).filter(pl.col("PARAMCD") == "K", pl.col("N") > 0)
    assert found.select("DIRECTION", "TERM", "GRADE", "N", "EMERGENT", "DENOM").rows() == [
        ("high", "Hyperkalemia", 0, 2, 0, 3),
        ("high", "Hyperkalemia", 2, 1, 1, 3),
        ("low", "Hypokalemia", 0, 1, 0, 3),
        ("low", "Hypokalemia", 1, 1, 0, 3),
        ("low", "Hypokalemia", 3, 1, 1, 3),
    ]


def test_shifts_lead_from_the_grade_before_treatment_to_the_worst_in_each_direction() -> None:
    found = table("laboratory_shifts", THREE).select("DIRECTION", "BTOXGR", "GRADE", "N").rows()
    assert sorted(found, key=str) == sorted(
        [("high", None, 0, 1), ("high", 0, 0, 1), ("high", 0, 2, 1), ("low", None, 0, 1), ("low", 0, 3, 1),
         ("low", 1, 1, 1)],
        key=str,
    )  # fmt: skip


def test_values_without_a_grade_are_counted_with_the_reason() -> None:
    rows = [*course("A", "CK", {29: 300.0, 57: 400.0}), *course("B", "CK", {29: 300.0})]
    assert table("laboratory_ungraded", rows).rows() == [(0, "CK", "no upper limit of normal", 3, 2)]


def test_cytopenias_are_counted_with_and_without_supported_values() -> None:
    neutrophils = {"low": 1.8, "unit": "10^9/L"}
    rows = [*course("A", "NEUT", {1: 3.0, 29: 0.4}, **neutrophils), *course("B", "NEUT", {29: 0.9}, **neutrophils)]
    growth = {"CMTRT": "filgrastim", "CMSTDTC": on(28).isoformat(), "CMENDTC": on(30).isoformat()}
    found = table("laboratory_supported", rows, treatments=[growth])
    assert found.drop("TRIAL", "PARAMCD").rows() == [
        (1, 1, 2, 2, 1, 1),
        (1, 2, 2, 2, 1, 1),
        (1, 3, 2, 2, 1, 1),
        (1, 4, 1, 2, 0, 1),
    ]


@pytest.mark.parametrize(
    ("alt", "bilirubin", "alp", "verdict"),
    [
        (120.0, 2.5, 100.0, "meets"),  # 3 x ULN exactly counts
        (119.0, 2.5, 100.0, None),
        (120.0, 2.4, 100.0, None),  # 2 x ULN exactly does not
        (400.0, 5.0, 240.0, "cholestasis"),  # 2 x ULN
        (400.0, 5.0, None, "ALP not measured"),
    ],
)
def test_hys_law_asks_for_all_three(alt: float, bilirubin: float, alp: float | None, verdict: str | None) -> None:
    rows = [
        *course("A", "ALT", {1: 30.0, 29: alt}, high=40.0),
        *course("A", "BILI", {29: 0.5, 40: bilirubin}, high=1.2),
        *(course("A", "ALP", {29: alp}, high=120.0) if alp else ()),
    ]
    (row,) = table("liver_peaks", rows).rows(named=True)
    assert row["HYSLAW"] == verdict
    assert (row["ALTDY"], row["BILIDY"]) == (29, 40)
    assert row["PEAK"] == pytest.approx(alt / 40)


def test_phosphatase_after_the_peak_of_bilirubin_is_no_initial_cholestasis() -> None:
    rows = [
        *course("A", "AST", {29: 200.0}, high=40.0),
        *course("A", "BILI", {29: 4.0}, high=1.2),
        *course("A", "ALP", {29: 100.0, 57: 500.0}, high=120.0),
    ]
    assert table("liver_peaks", rows)["HYSLAW"].to_list() == ["meets"]


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 4000), st.floats(0.1, 40), st.floats(1, 3))
def test_a_higher_peak_never_leaves_the_quadrant(alt: float, bilirubin: float, times: float) -> None:
    def inside(factor: float) -> bool:
        rows = [*course("A", "ALT", {29: alt * factor}, high=40.0), *course("A", "BILI", {29: bilirubin}, high=1.2)]
        return tabulate_liver(derive(rows), PROTOCOL)["HYSLAW"].null_count() == 0

    assert inside(times) or not inside(1.0)


def test_counts_over_time_hold_each_patient_once_at_a_visit() -> None:
    unit = {"unit": "10^9/L", "low": 1.8}
    rows = [
        *course("A", "NEUT", {1: 4.0, 26: 1.0, 28: 2.0}, **unit),  # the value nearest to day 29 counts
        *course("B", "NEUT", {1: 2.0, 29: 1.0}, **unit),
        *course("C", "NEUT", {1: 3.0}, **unit),
    ]
    found = table("counts_over_time", rows).select("DAY", "UNIT", "N", "Q1", "MEDIAN", "Q3").rows()
    assert found == [(0.0, "10^9/L", 3, 2.5, 3.0, 3.5), (28.0, "10^9/L", 2, 1.25, 1.5, 1.75)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({1: 3.0, 29: 0.8, 57: 1.2, 85: 1.6}, (0.8, 29, 85, 56, "recovered")),  # grade 1 again
        ({1: 1.2, 29: 0.8, 57: 1.2}, (0.8, 29, 57, 28, "recovered")),  # the grade before treatment again
        ({1: 3.0, 29: 0.8, 57: 1.2}, (0.8, 29, None, None, "not recovered")),
        ({1: 3.0, 29: 1.6, 57: 2.0}, (1.6, 29, None, None, "no recovery needed")),
    ],
)
def test_a_count_recovers_to_grade_one_or_to_where_it_was(values: dict[int, float], expected: tuple[Any, ...]) -> None:
    found = table("count_nadirs", course("A", "NEUT", values, unit="10^9/L", low=1.8))
    assert found.select("NADIR", "NADIRDY", "RECDY", "RECDAYS", "STATUS").rows() == [expected]
