"""A zip archive is unpacked with bounds, or refused."""

import io
import zipfile
from pathlib import Path

import pytest
from sdtm_study import small_study

from paraprotein.errors import DataError
from paraprotein.files import archive
from paraprotein.files.archive import unpacked
from paraprotein.sdtm import admit, read_study


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_a_study_in_an_archive_is_the_study(tmp_path: Path) -> None:
    files = {f"study/tabulations/{d.lower()}.csv": f.write_csv().encode() for d, f in small_study().items()}
    study = read_study(zip_of(tmp_path / "study.zip", files))
    assert admit(study.frames).tables.equals(admit(small_study()).tables)
    assert study.origins["LB"][0].file == "lb.csv"


@pytest.mark.parametrize("name", ["../lb.csv", "/etc/lb.csv", "a/../../lb.csv", "..\\lb.csv", "C:lb.csv"])
def test_a_name_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(DataError, match="points outside the archive"),
        unpacked(zip_of(tmp_path / "s.zip", {name: b"x"})),
    ):
        pass
    assert not list(tmp_path.parent.glob("lb.csv"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as packed:
        link = zipfile.ZipInfo("lb.csv")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    with pytest.raises(DataError, match="points outside"), unpacked(tmp_path / "s.zip"):
        pass


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "SPARE_EXPANSION", 1_000_000)
    path = zip_of(tmp_path / "s.zip", {"lb.csv": bytes(20_000_000)})
    assert path.stat().st_size < 50_000
    with pytest.raises(DataError, match="unpacks to more than is reasonable"), unpacked(path):
        pass


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match=r"two files are called lb\.csv"),
        unpacked(zip_of(tmp_path / "s.zip", {"a/lb.csv": b"", "b/lb.csv": b""})),
    ):
        pass


def test_an_archive_in_the_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("lb.csv", "A\n")
    with pytest.raises(DataError, match="no file with a table"):
        read_study(zip_of(tmp_path / "s.zip", {"inner.zip": inner.getvalue()}))


def test_a_damaged_archive_is_refused_wherever_it_is_damaged(tmp_path: Path) -> None:
    files = {f"{domain}.csv": frame.write_csv().encode() for domain, frame in small_study().items()}
    data = zip_of(tmp_path / "s.zip", files).read_bytes()
    for place in range(0, len(data), 17):
        (tmp_path / "d.zip").write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        try:
            read_study(tmp_path / "d.zip")
        except DataError:
            continue
