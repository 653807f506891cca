"""Two deliveries of one study that differ are told apart, and the difference is named."""

import json
from collections.abc import Mapping

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.sdtm import admit, contents
from paraprotein.sdtm.contents import compare_contents, contents_text, describe_contents, parse_contents


def described(study: Mapping[str, pl.DataFrame]) -> contents.Contents:
    return describe_contents(admit(study).tables)


def found(before: Mapping[str, pl.DataFrame], now: Mapping[str, pl.DataFrame]) -> list[str]:
    return [f"{item.where}: {item.found}" for item in compare_contents(described(before), described(now))]


def test_the_same_delivery_has_no_difference_also_through_a_file() -> None:
    tables = admit(small_study()).tables
    read = parse_contents(contents_text(tables))
    assert read is not None
    assert compare_contents(read, describe_contents(tables)) == []


def test_one_changed_value_names_table_column_and_record() -> None:
    study = small_study()
    values = [3200.0, 1501.0, 4100.0, 4000.0]
    study["LB"] = study["LB"].with_columns(LBSTRESN=pl.Series(values), LBORRES=pl.Series([f"{v:g}" for v in values]))
    (told,) = found(small_study(), study)
    assert "LBSTRESN" in told
    assert told.endswith("changed: S-001 2 (IGM 2004-02-02)")


def test_records_and_tables_that_come_and_go_are_named() -> None:
    study = small_study()
    study["LB"] = study["LB"].head(3)
    del study["AE"]
    told = found(small_study(), study)
    assert "AE: was there at the last run, and is gone" in told
    assert any("LB: changed since the last run: 3 records instead of 4" in line for line in told)
    assert any("gone: S-002 2 (IGM 2004-03-01)" in line for line in told)
    assert any("AE: new since the last run: 1 records" in line for line in found(study, small_study()))


def test_a_long_table_is_compared_by_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_RECORDS", 3)
    study = small_study()
    study["LB"] = study["LB"].with_columns(LBSTRESN=pl.Series([3200.0, 1501.0, 4100.0, 4000.0]))
    (told,) = found(small_study(), study)
    assert told.startswith("LB: changed since the last run: columns ")
    assert "S-001" not in told


def test_the_record_holds_keys_and_no_results() -> None:
    text = contents_text(admit(small_study()).tables).decode()
    assert "S-001" in text
    assert "3200" not in text.replace("2004", "")


@pytest.mark.parametrize(
    "damaged", [b"", b"{}", b"[1]", b'{"version": 9, "tables": {}}', b'{"version": 1, "tables": 3}']
)
def test_a_damaged_record_is_not_compared(damaged: bytes) -> None:
    assert parse_contents(damaged) is None
    assert json.loads(contents_text(admit(small_study()).tables))["version"] == 1
