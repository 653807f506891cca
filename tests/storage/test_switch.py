"""A folder of results is old or new, whole, whatever moment the power goes."""

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from kill_points import SETS, write

from paraprotein.errors import StoreError, UsageError
from paraprotein.storage import disk, switch
from paraprotein.storage.seal import SEAL, check_seal, read_seal
from paraprotein.storage.switch import JOURNAL, Front, new_set, settle

SCRIPT = Path(__file__).with_name("kill_points.py")
KILLS = 8
"""Moments of each kind that are tried here; validation/integrity.py tries them all."""


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No power is cut here, so nothing waits for the disk."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != SEAL
    }


def run(folder: Path, name: str, at: int, way: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(SCRIPT), str(folder), name, str(at), way]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def moments(folder: Path, name: str, way: str) -> list[int]:
    """A seeded sample of the moments of an undisturbed switch, the last ones among them."""
    count = int(run(folder, name, 0, way).stdout)
    sample = random.Random(2007).sample(range(1, count + 1), min(KILLS, count))
    return sorted({*sample, count - 1, count})


def leftovers(place: Path) -> list[str]:
    return [str(path) for path in place.rglob(disk.TEMPORARY + "*")]


def test_a_new_folder_is_absent_or_whole_after_a_kill_and_the_same_command_goes_on(tmp_path: Path) -> None:
    for at in moments(tmp_path / "trial", "a", "swap"):
        folder = tmp_path / str(at) / "out"
        assert run(folder, "a", at, "swap").returncode == 9
        assert not folder.exists() or content(folder) == SETS["a"]
        write(folder, "a")
        assert content(folder) == SETS["a"]
        assert leftovers(tmp_path / str(at)) == []


def test_an_old_folder_is_old_or_new_at_every_moment_of_a_swap(tmp_path: Path) -> None:
    write(tmp_path / "trial", "a")
    for at in moments(tmp_path / "trial", "b", "swap"):
        folder = tmp_path / str(at) / "out"
        write(folder, "a")
        (folder / "notes.txt").write_text("mine", encoding="utf-8")
        assert run(folder, "b", at, "swap").returncode == 9
        kept = content(folder)
        assert kept.pop("notes.txt") == "mine"
        assert kept in (SETS["a"], SETS["b"])
        assert check_seal(folder) == []
        write(folder, "b")
        assert content(folder) == SETS["b"] | {"notes.txt": "mine"}
        assert leftovers(tmp_path / str(at)) == []


def test_where_folders_cannot_be_swapped_the_page_says_so_until_the_switch_is_completed(tmp_path: Path) -> None:
    write(tmp_path / "trial", "a")
    for at in moments(tmp_path / "trial", "b", "move"):
        folder = tmp_path / str(at) / "out"
        write(folder, "a")
        (folder / "tables" / "notes.txt").write_text("mine", encoding="utf-8")
        assert run(folder, "b", at, "move").returncode == 9
        seen = {name: text for name, text in content(folder).items() if not name.startswith(disk.TEMPORARY)}
        whole = [SETS[name] | {"tables/notes.txt": "mine"} for name in "ab"]
        assert seen in whole or seen["page.html"] == "being replaced"
        settle(folder)
        now = {name: text for name, text in content(folder).items() if not name.startswith(disk.TEMPORARY)}
        assert now in whole
        write(folder, "b")
        assert content(folder) == whole[1]
        assert check_seal(folder) == []
        assert leftovers(tmp_path / str(at)) == []


def test_a_folder_somebody_works_in_keeps_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out", "a")
    before = (tmp_path / "out").stat().st_ino
    monkeypatch.chdir(tmp_path / "out")
    write(Path(), "b")
    assert (tmp_path / "out").stat().st_ino == before
    assert content(tmp_path / "out") == SETS["b"]
    assert leftovers(tmp_path) == []


def test_the_folder_keeps_its_permissions(tmp_path: Path) -> None:
    write(tmp_path / "out", "a")
    (tmp_path / "out").chmod(0o750)
    write(tmp_path / "out", "b")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750


def test_a_link_to_a_folder_leads_to_the_new_set(tmp_path: Path) -> None:
    write(tmp_path / "real", "a")
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write(tmp_path / "out", "b")
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "real") == SETS["b"]


def test_a_note_saved_while_the_folder_is_replaced_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    write(folder, "a")
    (folder / "notes.txt").write_text("first", encoding="utf-8")
    swap = switch.exchange

    def save_then_swap(first: Path, second: Path) -> bool:
        disk.replace_file(folder / "notes.txt", b"second")
        return swap(first, second)

    monkeypatch.setattr(switch, "exchange", save_then_swap)
    write(folder, "b")
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "second"


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "x.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"tables/x\.csv: is there, and no earlier command wrote it"):
        write(tmp_path, "a")
    assert content(tmp_path) == {"tables/x.csv": "mine"}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        write(tmp_path / "out", "a")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_leaves_the_old_set_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out", "a")

    def refuse(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(disk, "sync_tree", refuse)
        with pytest.raises(OSError, match="No space left"):
            write(tmp_path / "out", "b")
    assert content(tmp_path / "out") == SETS["a"]
    assert leftovers(tmp_path) == []


def test_two_commands_in_one_folder_exclude_each_other(tmp_path: Path) -> None:
    refused: list[StoreError] = []

    def second() -> None:
        try:
            write(tmp_path / "out", "b")
        except StoreError as error:
            refused.append(error)

    with new_set(tmp_path / "out") as stage:
        (stage / "x").write_text("x", encoding="utf-8")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        other = run(tmp_path / "out", "b", 0, "swap")
    assert len(refused) == 1
    assert "another command is writing this folder" in other.stderr
    assert content(tmp_path / "out") == {"x": "x"}


def test_a_journal_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A folder of results may come by mail."""
    folder = tmp_path / "out"
    write(folder, "a")
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    stage = tmp_path / (disk.TEMPORARY + "out")
    stage.mkdir()
    (stage / SEAL).write_bytes(b"")
    plan = {"meanwhile": {}, "remove": ["../victim.txt"], "move": []}
    (folder / JOURNAL).write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(StoreError, match="lies outside"):
        settle(folder)
    assert victim.read_text(encoding="utf-8") == "mine"


def test_a_switch_that_cannot_be_completed_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that another program has open."""
    folder = tmp_path / "out"
    write(folder, "a")
    monkeypatch.setattr(switch, "exchange", lambda first, second: False)
    move = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == folder.resolve() / "tables" / "x.csv":
            raise PermissionError(13, "in use")
        move(source, target)

    with monkeypatch.context() as held:
        held.setattr(os, "replace", refuse)
        with pytest.raises(PermissionError):
            write(folder, "b")
        with pytest.raises(StoreError, match="close programs that hold its files"):
            settle(folder)
        assert (folder / "page.html").read_text(encoding="utf-8") == "being replaced"
    settle(folder)
    assert content(folder) == SETS["b"]
    assert leftovers(tmp_path) == []


def test_a_set_without_a_list_is_replaced_where_its_files_are_known(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old", encoding="utf-8")
    with new_set(tmp_path, Front("page.html", b""), is_former=lambda name: name == "old.csv") as stage:
        (stage / "page.html").write_text("new", encoding="utf-8")
    assert content(tmp_path) == {"page.html": "new"}
    assert set(read_seal(tmp_path) or ()) == {"page.html"}
