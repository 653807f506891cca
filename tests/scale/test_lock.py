"""Who works on the same batches waits outside; whoever is killed holds nothing back."""

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paraprotein.errors import StoreError
from paraprotein.scale.layout import LOCK_FILE
from paraprotein.scale.lock import hold

HOLDER = """
import sys, time
from pathlib import Path
from paraprotein.scale.lock import hold
with hold(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3]))):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(folder: Path, first: int, end: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLDER, str(folder), str(first), str(end)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_kept_out_of_shared_batches_only_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    with start_holder(tmp_path, 3, 6) as other:
        for numbers in (range(1, 10), range(3, 4), range(5, 9)):
            with pytest.raises(StoreError, match=f"process {other.pid} on"), hold(tmp_path, numbers):
                pass
        for numbers in (range(1, 3), range(6, 9), range(0)):
            with hold(tmp_path, numbers) as lock, lock.manifest():
                pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with hold(tmp_path, range(1, 10)):
        pass


def test_two_threads_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    with hold(tmp_path, range(1, 3)):
        with pytest.raises(StoreError, match="this one"), hold(tmp_path / ".." / tmp_path.name, range(5, 6)):
            pass
        assert (tmp_path / LOCK_FILE).read_bytes()
    with hold(tmp_path, range(1, 3)):
        pass
    assert (tmp_path / LOCK_FILE).read_bytes() == b""


def test_a_lock_ends_with_its_block_also_by_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), hold(tmp_path, range(1, 3)):
        raise RuntimeError
    with hold(tmp_path, range(1, 3)):
        pass


def test_a_file_system_without_locks_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.lockf", refuse)
    with pytest.raises(StoreError, match="no locks here: No locks available"), hold(tmp_path, range(1, 3)):
        pass
