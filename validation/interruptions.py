"""Kill real runs of the trial engine at random moments, finish them, and compare every byte with an undisturbed run.

    python validation/interruptions.py [--kills 10] [--seed 2007] [--trials 3000]

Each round kills (-9), at a random moment, in turn: the command; the command with two worker processes; one of its two
workers. Then the same command runs to its end. Writes validation/interruptions.md; exit code 1 if a byte
differs or a process is left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from paraprotein.scale.versions import installed_versions

HERE = Path(__file__).parent
CASE = "imatinib-wm-2007"
VICTIMS = ("the command", "the command, which has 2 workers", "one of its 2 workers")


@dataclass(frozen=True)
class Round:
    """One killed run.

    Attributes:
        victim: what was killed.
        seconds: when, after the start.
        finished: batches that were finished at that moment.
        different: files of the finished run with other bytes.
        left: processes of the killed run still there five seconds later.
    """

    victim: str
    seconds: float
    finished: int
    different: tuple[str, ...]
    left: int


def start(out: Path, trials: int, workers: int) -> subprocess.Popen[bytes]:
    """The command, as a person types it."""
    script = "from paraprotein.cli import main; main()"
    words = ["simulate", CASE, "--trials", str(trials), "--seed", "7", "--out", str(out), "--workers", str(workers)]
    command = [sys.executable, "-c", script, *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a run directory."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kill_once(out: Path, victim: str, seconds: float, trials: int, expected: dict[str, bytes]) -> Round:
    """Start, kill, finish, compare."""
    process = start(out, trials, workers=0 if victim == VICTIMS[0] else 2)
    time.sleep(seconds)
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    finished = len(list((out / "parts").glob("[0-9]*")))
    if victim == VICTIMS[2]:
        workers = [child for child in family if "spawn_main" in " ".join(child.cmdline())]
        if workers:
            os.kill(workers[-1].pid, signal.SIGKILL)
        left = 0
    else:
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(family, timeout=5)
        left = len(alive)
    process.wait()
    if start(out, trials, workers=0).wait() != 0:
        raise SystemExit(f"{out} could not be finished")
    found = content(out)
    different = [name for name in sorted(found.keys() | expected) if found.get(name) != expected.get(name)]
    return Round(victim, seconds, finished, tuple(different), left)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=2007)
    parser.add_argument("--trials", type=int, default=3000)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        began = time.monotonic()
        if start(whole, given.trials, workers=0).wait() != 0:
            raise SystemExit("the undisturbed run failed")
        lasted, expected = time.monotonic() - began, content(whole)
        rounds = []
        for number in range(given.kills):
            out = Path(folder) / f"killed-{number}"
            seconds = chance.uniform(0.5, lasted)
            rounds.append(kill_once(out, VICTIMS[number % 3], seconds, given.trials, expected))
            print(rounds[-1], flush=True)
    (HERE / "interruptions.md").write_text(report(given, rounds, lasted, len(expected)), encoding="utf-8")
    sys.exit(0 if all(not item.different and not item.left for item in rounds) else 1)


def report(given: argparse.Namespace, rounds: list[Round], lasted: float, files: int) -> str:
    """The table of all rounds."""
    versions = ", ".join(f"{name} {number}" for name, number in installed_versions().items())
    lines = [
        "# Killed runs end with the same bytes",
        "",
        f"`paraprotein simulate {CASE} --trials {given.trials}` was killed (-9) at random moments and then",
        f"finished with the same command; each of {files} files was compared with those of an undisturbed run, which",
        f"took {lasted:.0f} s.",
        "",
        f"Made with --kills {given.kills} --seed {given.seed} --trials {given.trials}; {versions}.",
        "",
        "| Killed | After, s | Batches finished then | Same bytes at the end | Processes left |",
        "| --- | ---: | ---: | --- | ---: |",
    ]
    for item in rounds:
        same = f"not {', '.join(item.different)}" if item.different else "all"
        lines.append(f"| {item.victim} | {item.seconds:.1f} | {item.finished} | {same} | {item.left} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
