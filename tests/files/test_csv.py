"""CSV tables: text in, text out, and nothing that a spreadsheet would run."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.errors import DataError
from paraprotein.files import dataset
from paraprotein.files.csv_table import read_csv, write_csv


def test_formulas_are_guarded_in_the_file_and_whole_in_the_table(tmp_path: Path) -> None:
    table = pl.DataFrame({"AETERM": ["=HYPERLINK(1)", "@x", "-5", "+1", "'=x", "a=b", "-cmd|x!A1"]})
    write_csv(table, tmp_path / "ae.csv")
    lines = (tmp_path / "ae.csv").read_text().splitlines()[1:]
    assert lines == ["'=HYPERLINK(1)", "'@x", "-5", "+1", "''=x", "a=b", "'-cmd|x!A1"]
    assert read_csv(tmp_path / "ae.csv").table.equals(table)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.one_of(st.text("'=+-@1a ,;\"\n\t", min_size=1, max_size=6), st.none()), min_size=1, max_size=5)
)
def test_any_text_survives_the_guard(tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    table = pl.DataFrame({"A": pl.Series(texts, dtype=pl.String), "B": "x"})
    write_csv(table, path)
    assert read_csv(path).table.equals(table)


def test_empty_lines_at_the_end_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("A,B\n1,2\n\n\n")
    assert read_csv(tmp_path / "t.csv").table.rows() == [("1", "2")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"A,B\n1,2\n\n3,4\n", "row 3: an empty line"),
        (b"A,a\n1,2\n", "two columns have the same name"),
        (b"A,B\n" + b"x" * 200_000 + b",1\n", "field larger than field limit"),
        (b'A,B\n"x' + b"y\n" * 100_000, "field larger than field limit"),
        (b"A,B\n1,2\n3\n", "row 3: 1 fields where the header has 2"),
    ],
)
def test_damage_is_told_with_its_row(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_csv(tmp_path / "t.csv")


def test_a_file_of_empty_fields_cannot_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "SPARE_BYTES", 1_000_000)
    (tmp_path / "t.csv").write_text("A" + "".join(f",C{i}" for i in range(999)) + "\n" + ("," * 999 + "\n") * 2_000)
    with pytest.raises(DataError, match="would take 32 MB of memory"):
        read_csv(tmp_path / "t.csv")
