"""Laboratory results reach the analysis in one unit, or are counted."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sdtm_study import small_study, with_lab

from paraprotein.errors import DataError
from paraprotein.sdtm import admit
from paraprotein.sdtm.laboratory import format_result, parse_results

UNITS = {"IGM": "mg/dL"}


def last_result(**columns: object) -> dict[str, object]:
    """The added IGM record after the door."""
    return admit(with_lab(**columns), units=UNITS).tables.lb.row(-1, named=True)


def rules_of(**columns: object) -> set[str]:
    return {finding.rule for finding in admit(with_lab(**columns), units=UNITS).findings}


@pytest.mark.parametrize(
    ("text", "number", "below", "above"),
    [
        ("20", 20.0, False, False),
        (" 20.5 ", 20.5, False, False),
        ("<20", 20.0, True, False),
        ("< 0.1", 0.1, True, False),
        ("<=5", 5.0, True, False),
        ("≤5", 5.0, True, False),
        (">5000", 5000.0, False, True),
        ("1.5e3", 1500.0, False, False),
        ("<BLQ", None, True, False),
        ("below detection limit", None, True, False),
        ("NEGATIVE", None, False, False),
        ("1,234", None, False, False),  # thousands or a decimal comma: nobody can tell
        ("3-5", None, False, False),
        (None, None, None, None),
    ],
)
def test_a_result_text_is_read(text: str | None, number: float | None, below: bool, above: bool) -> None:
    assert parse_results(pl.Series([text], dtype=pl.String)).row(0) == (number, below, above)


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_a_written_number_reads_back(number: float) -> None:
    text = pl.DataFrame({"x": [number]}).select(format_result(pl.col("x"))).to_series()
    assert parse_results(text)["number"].item() == number


def test_grams_per_liter_become_milligrams_per_deciliter_exactly() -> None:
    row = last_result(LBSTRESN=0.29, LBSTRESC="0.29", LBSTRESU="g/L", LBSTNRHI=2.3, LBLLOQ=0.2)
    assert (row["LBSTRESN"], row["LBSTRESU"], row["LBSTRESC"]) == (29.0, "mg/dL", "29")
    assert (row["LBSTNRHI"], row["LBLLOQ"]) == (230.0, 20.0)


def test_mixed_units_are_told() -> None:
    [finding] = [
        f for f in admit(with_lab(LBSTRESN=15.0, LBSTRESU="g/L"), units=UNITS).findings if f.severity == "note"
    ]
    assert finding.rule == "laboratory.converted"
    assert finding.found == "results came as 1 in g/L, 4 in mg/dL; they are used in mg/dL"


def test_a_missing_standard_result_is_read_from_the_original() -> None:
    row = last_result(LBORRES="15.5", LBORRESU="g/L")
    assert (row["LBSTRESN"], row["LBSTRESU"]) == (1550.0, "mg/dL")


def test_a_standard_unit_that_cannot_be_converted_gives_way_to_the_original() -> None:
    row = last_result(LBORRES="15.5", LBORRESU="g/L", LBSTRESN=7.0, LBSTRESU="furlong", LBSTNRHI=9.0)
    assert (row["LBSTRESN"], row["LBSTRESU"]) == (1550.0, "mg/dL")
    assert row["LBSTNRHI"] is None


@pytest.mark.parametrize(
    "columns",
    [
        {"LBSTRESC": "<20", "LBSTRESU": "mg/dL"},
        {"LBSTRESC": "<0.2", "LBSTRESU": "g/L"},
        {"LBSTRESC": "<20", "LBSTRESN": 0.0, "LBSTRESU": "mg/dL"},
        {"LBORRES": "< 0.2", "LBORRESU": "g/L"},
        {"LBSTRESC": "BLQ", "LBLLOQ": 20.0, "LBSTRESU": "mg/dL"},
        {"LBSTRESN": 20.0, "LBBLQFL": "Y", "LBSTRESU": "mg/dL"},
    ],
)
def test_below_the_limit_the_limit_itself_is_taken_and_flagged(columns: dict[str, object]) -> None:
    row = last_result(**columns)
    assert (row["LBSTRESN"], row["LBSTRESU"], row["LBBLQFL"]) == (20.0, "mg/dL", "Y")
    assert "laboratory.below" in rules_of(**columns)


def test_an_unknown_unit_leaves_the_result_out_and_is_counted() -> None:
    admitted = admit(with_lab(LBSTRESN=5.0, LBSTRESU="furlong"), units=UNITS)
    assert admitted.tables.lb["LBSTRESN"].to_list()[-1] is None
    [finding] = [f for f in admitted.findings if f.rule == "laboratory.unit"]
    assert finding.found == "1 results in 'furlong', left out"


def test_a_result_without_a_unit_is_left_out_and_counted() -> None:
    assert last_result(LBSTRESN=5.0)["LBSTRESN"] is None
    assert "laboratory.unit" in rules_of(LBSTRESN=5.0)


def test_words_where_a_number_is_wanted_are_counted() -> None:
    assert "laboratory.unread" in rules_of(LBSTRESC="HEMOLYZED", LBSTRESU="mg/dL")


def test_a_test_not_done_is_no_finding() -> None:
    assert rules_of(LBSTAT="NOT DONE") == set()


def test_a_negative_concentration_is_refused() -> None:
    with pytest.raises(DataError, match="below zero"):
        admit(with_lab(LBSTRESN=-5.0, LBSTRESU="mg/dL"), units=UNITS)


def test_other_analytes_stay_as_they_are() -> None:
    row = last_result(LBTESTCD="IFE", LBSTRESC="NEGATIVE", LBMETHOD="IMMUNOFIXATION")
    assert (row["LBSTRESC"], row["LBSTRESN"], row["LBMETHOD"]) == ("NEGATIVE", None, "IMMUNOFIXATION")


@settings(max_examples=12, deadline=None)
@given(st.floats(min_value=0.01, max_value=1e5), st.sampled_from(["mg/dL", "g/L", "g/dL", "mg/L", "ug/mL"]))
def test_standardizing_twice_changes_nothing(value: float, unit: str) -> None:
    once = admit(with_lab(LBSTRESN=value, LBSTRESC=str(value), LBSTRESU=unit), units=UNITS).tables
    assert admit(once.frames, units=UNITS).tables.equals(once)


def test_without_wanted_units_nothing_is_touched() -> None:
    tables = admit(small_study()).tables
    assert tables.lb["LBSTRESN"].to_list() == [3200.0, 1500.0, 4100.0, 4000.0]
