"""Trials of two patients that cost nothing, in place of the engine, and the protocol that they pretend to follow."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from paraprotein.protocol import LoadedProtocol, load_protocol
from paraprotein.scale import simulate_run
from paraprotein.sdtm import StudyTables, admit

SEED = 2007
TRIALS = 40
PER_BATCH = 5


def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


@dataclass(frozen=True)
class FakeStudy:
    tables: StudyTables
    screened: int
    failed: int


@cache
def fake_study(trials: range) -> FakeStudy:
    """Two patients a trial; every number follows from the trial's own."""
    trial = np.repeat(np.array(trials, dtype=np.int32), 2)
    subject = np.tile(["S-1", "S-2"], len(trials))
    head = {"TRIAL": trial, "STUDYID": "S", "USUBJID": subject}
    dm = pl.DataFrame(
        {
            **head,
            "SUBJID": subject,
            "RFSTDTC": date(2004, 3, 15),
            "RFENDTC": date(2005, 3, 15),
            "RFPENDTC": date(2005, 3, 15),
            "AGE": 60.0,
            "AGEU": "YEARS",
            "SEX": "F",
        }
    )
    lb = pl.DataFrame(
        {
            **head,
            "LBSEQ": 1,
            "LBTESTCD": "IGM",
            "LBSTRESN": 3000.0 + trial / 7.0,
            "LBSTRESU": "mg/dL",
            "LBDTC": date(2004, 3, 15),
        }
    )
    return FakeStudy(admit({"DM": dm, "LB": lb}).tables, 3 * len(trials), int((trial % 10 == 0).sum() // 2))


@dataclass(frozen=True)
class SlowStudy:
    """The same, each batch after a while; each appends its first trial to a journal."""

    seconds: float
    journal: Path

    def __call__(self, trials: range) -> FakeStudy:
        with self.journal.open("a") as file:
            file.write(f"{trials[0]} {os.getpid()}\n")
        time.sleep(self.seconds)
        return fake_study(trials)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def uninterrupted(folder: Path) -> dict[str, bytes]:
    """The files of a run that nothing disturbed."""
    simulate_run(founding(), trials=TRIALS, seed=SEED, out=folder, simulate=fake_study, trials_per_batch=PER_BATCH)
    return bytes_of(folder)


def start_run(
    out: Path, seconds: float, workers: int = 0, cluster: tuple[str, str] | None = None
) -> "subprocess.Popen[str]":
    """A slow run in a process of its own; it prints the number of finished batches."""
    script = Path(__file__).with_name("run_slowly.py")
    command = [sys.executable, str(script), str(out), str(journal_of(out)), str(seconds), str(workers)]
    return subprocess.Popen(
        [*command, *(cluster or ())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def journal_of(out: Path) -> Path:
    """Where a slow run notes which batch it began in which process."""
    return out.with_suffix(".journal")


def wait_for_batches(process: "subprocess.Popen[str]", count: int) -> None:
    """Wait until a slow run has stored so many batches."""
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= count:
            return
    raise AssertionError(f"ended early: {process.stderr.read() if process.stderr else ''}")


def wait_until(is_true: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; say whether it did in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.05)
    return is_true()
