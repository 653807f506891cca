"""Single files: old or new, whole."""

from pathlib import Path

import pytest

from paraprotein.storage import disk


def test_a_replaced_file_is_whole_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    disk.replace_file(path, b"old")
    disk.replace_file(path, b"new")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("x.json", b"new")]


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "protocol.yaml"
    disk.add_file(path, b"mine")
    with pytest.raises(FileExistsError):
        disk.add_file(path, b"starter")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("protocol.yaml", b"mine")]


def test_a_file_system_without_links_is_written_to_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "protocol.yaml"
    disk.add_file(path, b"mine")
    with pytest.raises(FileExistsError):
        disk.add_file(path, b"starter")
    assert path.read_bytes() == b"mine"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    disk.replace_file(path, b"old")

    def refuse(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "move", refuse)
    with pytest.raises(OSError, match="No space"):
        disk.replace_file(path, b"new")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("x.json", b"old")]
