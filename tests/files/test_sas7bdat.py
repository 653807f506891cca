"""SAS7BDAT files come through ReadStat; the file is made by the tests, byte by byte."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sas7bdat_maker import make_sas7bdat

from paraprotein.errors import DataError
from paraprotein.files import sas7bdat
from paraprotein.files.sas7bdat import read_sas7bdat

FILE = make_sas7bdat(
    {
        "USUBJID": ["S-001", "S-002"] * 300,
        "LBSTRESN": [3200.5, None] * 300,
        "ADT": [16131.0, None] * 300,
        "LBSTRESC": ["<20", None] * 300,
    },
    {"ADT": "DATE9."},
)


@pytest.mark.parametrize("bytes_at_once", [16_000_000, 2_000, 90_000])
def test_texts_numbers_and_dates_are_read(tmp_path: Path, bytes_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sas7bdat, "_BYTES_AT_ONCE", bytes_at_once)
    (tmp_path / "lb.sas7bdat").write_bytes(FILE)
    table = read_sas7bdat(tmp_path / "lb.sas7bdat").table
    assert table.height == 600
    assert table.head(2).rows() == [("S-001", 3200.5, date(2004, 3, 1), "<20"), ("S-002", None, None, None)]
    assert table.tail(2).equals(table.head(2))


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    for length in range(0, len(FILE), 501):
        (tmp_path / "lb.sas7bdat").write_bytes(FILE[:length])
        with pytest.raises(DataError):
            read_sas7bdat(tmp_path / "lb.sas7bdat")


def test_an_empty_data_set_keeps_its_columns(tmp_path: Path) -> None:
    (tmp_path / "lb.sas7bdat").write_bytes(make_sas7bdat({"A": [], "B": []}))
    table = read_sas7bdat(tmp_path / "lb.sas7bdat").table
    assert table.equals(pl.DataFrame(schema=table.schema))
    assert table.columns == ["A", "B"]
