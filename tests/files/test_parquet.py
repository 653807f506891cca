"""What a Parquet file promises is read before it is unpacked; Polars, and PyArrow if at hand, write the files."""

import mmap
from pathlib import Path

import polars as pl
import pytest

from paraprotein.errors import DataError
from paraprotein.files.parquet_footer import Promises, read_promises
from paraprotein.files.parquet_table import read_parquet
from paraprotein.files.thrift_compact import MalformedError

TABLE = pl.DataFrame(
    {
        "USUBJID": ["S-001", None, "S-003"] * 2_000,
        "LBSTRESN": [3200.5, None, 2.0] * 2_000,
        "LBTESTCD": pl.Series(["IGM", "HGB", None] * 2_000, dtype=pl.Categorical),
        "LBBLFL": [True, False, None] * 2_000,
    }
)


def promises(path: Path) -> Promises:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return read_promises(data)


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"])
@pytest.mark.parametrize("group", [None, 500])
def test_records_and_columns_are_what_was_written(tmp_path: Path, compression: str, group: int | None) -> None:
    TABLE.write_parquet(tmp_path / "t.parquet", compression=compression, row_group_size=group)
    found = promises(tmp_path / "t.parquet")
    assert (found.rows, found.columns) == (6_000, 4)
    assert read_parquet(tmp_path / "t.parquet").table.equals(TABLE)


def test_plain_texts_unpack_to_their_length(tmp_path: Path) -> None:
    pl.DataFrame({"A": ["x" * 1_000_000, "y" * 500_000]}).write_parquet(tmp_path / "t.parquet")
    assert (tmp_path / "t.parquet").stat().st_size < 5_000
    assert promises(tmp_path / "t.parquet").text_bytes == pytest.approx(1_500_000, abs=100)


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False}, {"data_page_version": "2.0"}])
def test_files_by_another_writer_are_read(tmp_path: Path, options: dict[str, object]) -> None:
    writer = pytest.importorskip("pyarrow.parquet")
    writer.write_table(TABLE.to_arrow(), tmp_path / "t.parquet", **options)
    found = promises(tmp_path / "t.parquet")
    stated = writer.read_metadata(tmp_path / "t.parquet").row_group(0)
    text = sum(stated.column(i).total_uncompressed_size for i in range(4) if i in (0, 2))
    assert found.rows == stated.num_rows
    assert 0 < found.text_bytes <= text
    assert read_parquet(tmp_path / "t.parquet").table.equals(TABLE)


def test_a_table_without_records_is_a_table(tmp_path: Path) -> None:
    TABLE.clear().write_parquet(tmp_path / "t.parquet")
    assert read_parquet(tmp_path / "t.parquet").table.equals(TABLE.clear())


def test_nested_columns_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"A": [{"B": 1}]}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(DataError, match=r"t\.parquet, A: a nested or binary column"):
        read_parquet(tmp_path / "t.parquet")


def test_a_footer_of_any_bytes_is_refused_or_read(tmp_path: Path) -> None:
    """Every fifth byte of the footer changed in turn: words, never another exception."""
    TABLE.head(3).write_parquet(tmp_path / "t.parquet")
    data = (tmp_path / "t.parquet").read_bytes()
    start, refused = len(data) - 8 - int.from_bytes(data[-8:-4], "little"), 0
    for place in range(start, len(data), 5):
        (tmp_path / "d.parquet").write_bytes(data[:place] + bytes([data[place] ^ 0x3D]) + data[place + 1 :])
        try:
            promises(tmp_path / "d.parquet")
        except MalformedError:
            refused += 1
    assert refused > 10
