"""A registered input that changes is noticed, whatever its format."""

from pathlib import Path

import pytest
from sdtm_study import small_study

from paraprotein.errors import DataError
from paraprotein.sdtm import admit, admit_study, write_study
from paraprotein.sdtm.files_write import Format
from paraprotein.sdtm.register import REGISTER_NAME, read_register, register_study


def registered(folder: Path, file_format: str = "csv") -> Path:
    write_study(admit(small_study()).tables, folder, file_format)
    register_study(folder)
    return folder


def rules(folder: Path) -> set[str]:
    return {finding.rule for finding in admit_study(folder).findings}


def test_without_a_register_the_inputs_are_not_verifiable(tmp_path: Path) -> None:
    write_study(admit(small_study()).tables, tmp_path)
    [finding] = admit_study(tmp_path).findings
    assert finding.severity == "note"
    assert finding.found.startswith("not verifiable")


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xpt", "xpt8", "json", "ndjson"])
def test_a_cut_between_records_is_noticed_or_told_to_be_unnoticeable(tmp_path: Path, file_format: Format) -> None:
    write_study(admit(small_study()).tables, tmp_path, file_format)
    [finding] = admit_study(tmp_path).findings
    assert ("not even the number of records of ae." in finding.found) == (file_format in ("csv", "xpt"))


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xpt", "json"])
def test_an_unchanged_study_is_verified_without_a_word(tmp_path: Path, file_format: str) -> None:
    assert admit_study(registered(tmp_path, file_format)).findings == ()


def test_one_flipped_bit_in_a_value_is_noticed(tmp_path: Path) -> None:
    path = registered(tmp_path, "xpt") / "lb.xpt"
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"lb\.xpt: changed since it was registered \(same size\)"):
        admit_study(tmp_path)


def test_a_shortened_file_is_noticed_and_its_records_counted(tmp_path: Path) -> None:
    path = registered(tmp_path) / "lb.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(DataError, match="3 records instead of 4"):
        admit_study(tmp_path)


def test_a_missing_file_and_a_new_one_are_noticed(tmp_path: Path) -> None:
    registered(tmp_path)
    (tmp_path / "ae.csv").rename(tmp_path / "cm.csv")
    with pytest.raises(DataError) as caught:
        admit_study(tmp_path)
    assert {"register.missing", "register.new"} <= {finding.rule for finding in caught.value.findings}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": {"lb.csv": 3}}', b"\xff", b"[" * 100_000])
def test_a_damaged_register_is_refused(tmp_path: Path, content: bytes) -> None:
    (registered(tmp_path) / REGISTER_NAME).write_bytes(content)
    with pytest.raises(DataError, match="the register of inputs is damaged"):
        admit_study(tmp_path)


def test_the_register_holds_hash_size_and_count(tmp_path: Path) -> None:
    register = read_register(registered(tmp_path))
    assert register is not None
    assert register["lb.csv"].records == 4
    assert len(register["lb.csv"].sha256) == 64
    assert rules(tmp_path) == set()
