"""Kill every verb that writes a folder, at changes of the disk and at random moments; flip a bit in every file.

    python validation/integrity.py [--moments 20] [--random 10] [--columns 10] [--mutants 100] [--seed 2007]

Each round starts from a folder of an earlier set, kills (-9) the verb at one change of the disk (a file opened for
writing, a name made, changed or removed, a sync, a swap) or after a random time, and looks: the folder must hold the
old set or the new one, whole. Then the same command runs to its end: the folder must hold the new set, and nothing may
be left.
`--moments 0` tries every change. Also: a flipped bit in every file of a results folder must be found; a hostile text in
each text column must not reach a pseudo-terminal; a mutated results.json must end in words. Writes
validation/integrity.md; exit code 1 where something fails.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

HERE = Path(__file__).parent
sys.path += [str(HERE.parent / "tests" / "cli"), str(HERE.parent / "tests" / "storage")]

CASE = "imatinib-wm-2007"
UNLISTED = ("log.jsonl", "SHA256SUMS")
"""The log grows with every command; the list is checked by itself."""


@dataclass
class Tally:
    """What was tried of one kind, and what failed."""

    what: str
    tried: int = 0
    failed: list[str] = field(default_factory=list)

    def note(self, is_right: bool, detail: str) -> None:
        self.tried += 1
        if not is_right:
            self.failed.append(detail)
            print(f"{self.what}: FAILED {detail}", flush=True)


@dataclass(frozen=True)
class Verb:
    """A verb that writes a folder: its words with OUT for the folder, and what stands there before."""

    name: str
    words: tuple[str, ...]
    before: tuple[str, ...]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a set."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in UNLISTED
    }


def leftovers(place: Path) -> list[str]:
    return [path.name for path in place.rglob(".writing-*")]


def call(words: tuple[str, ...], out: Path, at: int = 0) -> subprocess.Popen[str]:
    """The verb in a process of its own, to be killed at its change number `at`; it prints how many it made."""
    command = [
        sys.executable,
        __file__,
        "--child",
        str(at),
        "--",
        *(str(out) if word == "OUT" else word for word in words),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def child(at: int, words: list[str]) -> None:
    """Run a verb and die at one change of the disk beside or in its folder."""
    from kill_points import CHANGES, Killer

    from paraprotein.cli import app
    from paraprotein.storage import switch

    out = Path(words[words.index("--out") + 1]) if "--out" in words else Path(words[-1])
    place = str(out.resolve().parent)
    killer = Killer(at)
    sync, swap = os.fsync, switch.exchange

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in CHANGES or is_written) and str(arguments[0]).startswith(place):
            killer.change()

    def counted_sync(descriptor: int) -> None:
        killer.change()
        sync(descriptor)

    def counted_swap(first: Path, second: Path) -> bool:
        killer.change()
        return swap(first, second)

    os.fsync, switch.exchange = counted_sync, counted_swap
    sys.addaudithook(hear)
    try:
        app(words, standalone_mode=False)
    finally:
        print(f"changes {killer.count}", flush=True)


def verbs(sound: Path, other: Path, results: Path) -> list[Verb]:
    """The verbs, each with the command that makes the older set."""
    csv = ("convert", str(other), "--to", "csv", "--out", "OUT")
    return [
        Verb("convert", ("convert", str(sound), "--to", "parquet", "--out", "OUT"), csv),
        Verb("derive", ("derive", CASE, str(sound), "--to", "parquet", "--out", "OUT"), csv),
        Verb("analyze", ("analyze", CASE, str(sound), "--out", "OUT"), ("analyze", CASE, str(other), "--out", "OUT")),
        Verb("report", ("report", str(results), "--out", "OUT"), ("analyze", CASE, str(other), "--out", "OUT")),
    ]


def kill_verb(verb: Verb, place: Path, given: argparse.Namespace, chance: random.Random) -> Iterator[Tally]:
    """Kills of one verb, first at changes of the disk, then at random moments."""
    old, new = place / "old", place / "new"
    call(verb.before, old).wait()
    began = time.monotonic()
    undisturbed = call(verb.words, new)
    words, _ = undisturbed.communicate()
    lasted = time.monotonic() - began
    count = int(words.rsplit("changes ", 1)[1].split()[0])
    expected = (content(old), content(new))
    chosen = (
        range(1, count + 1)
        if given.moments == 0
        else sorted(chance.sample(range(1, count + 1), min(given.moments, count)))
    )
    tally = Tally(f"{verb.name}: killed at a change of the disk ({count} in all)")
    for at in chosen:
        tally.note(*kill_once(verb, place / f"at-{at}", old, expected, at=at))
    yield tally
    tally = Tally(f"{verb.name}: killed at a random moment of {lasted:.0f} s")
    for number in range(given.random):
        tally.note(*kill_once(verb, place / f"random-{number}", old, expected, seconds=chance.uniform(0.0, lasted)))
    yield tally


def kill_once(
    verb: Verb,
    place: Path,
    old: Path,
    expected: tuple[dict[str, bytes], dict[str, bytes]],
    at: int = 0,
    seconds: float = 0.0,
) -> tuple[bool, str]:
    """Kill, look, run to the end, look; whether all was right, and where it was not."""
    out = place / "out"
    place.mkdir()
    shutil.copytree(old, out)
    process = call(verb.words, out, at)
    if not at:
        time.sleep(seconds)
        process.kill()
    process.communicate()
    is_whole = content(out) in expected
    again = call(verb.words, out)
    again.communicate()
    is_new = content(out) == expected[1]
    left = leftovers(place)
    shutil.rmtree(place)
    return (
        is_whole and is_new and not left,
        f"at {at or f'{seconds:.1f} s'}: whole {is_whole}, new {is_new}, left {left}",
    )


def flip_bits(results: Path, chance: random.Random) -> Tally:
    """A flipped bit in every file of a results folder."""
    from paraprotein.report import check_results, read_report

    tally, report = Tally("a bit flipped in a file of a results folder"), read_report(results)
    for path in sorted(path for path in results.rglob("*") if path.is_file() and path.name != "log.jsonl"):
        whole = path.read_bytes()
        flipped, bit = bytearray(whole), chance.randrange(8 * len(whole))
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        tally.note(bool(check_results(results, report)), f"{path.name} bit {bit}")
        path.write_bytes(whole)
    return tally


def try_columns(sound: Path, place: Path, most: int, chance: random.Random) -> Tally:
    """A hostile text in each text column, on a pseudo-terminal."""
    from pseudo_terminal import hostile, run_on_terminal, steering, text_columns

    tally = Tally("a hostile text in a text column, shown by analyze on a pseudo-terminal")
    there = [
        (domain, column)
        for domain, column in text_columns()
        if (sound / f"{domain.lower()}.csv").is_file()
        and column in (sound / f"{domain.lower()}.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    ]
    for domain, column in there if most == 0 else chance.sample(there, min(most, len(there))):
        data = hostile(sound, place / f"{domain}-{column}", (domain, column))
        with pytest.MonkeyPatch.context() as here:
            _, seen = run_on_terminal(["analyze", CASE, str(data)], here)
        tally.note(not steering(seen), f"{domain}.{column}")
    return tally


def mutate(results: Path, place: Path, count: int, chance: random.Random) -> Tally:
    """Bytes of results.json changed, cut and doubled: the verb ends in words."""
    from paraprotein.cli import app
    from paraprotein.report import write
    from paraprotein.report.figures import draw_figures

    tally, whole = Tally("a mutated results.json, given to report"), (results / "results.json").read_bytes()
    copy = place / "mutant"
    copy.mkdir()
    draw, write.draw_figures = write.draw_figures, lambda report: draw_figures(report)[:1]
    for number in range(count):
        (copy / "results.json").write_bytes(_mutant(whole, chance))
        done = CliRunner().invoke(app, ["report", str(copy), "--out", str(place / "redrawn")])
        tally.note(done.exit_code in (0, 2), f"mutant {number}: {done.exception!r}")
    write.draw_figures = draw
    return tally


def _mutant(whole: bytes, chance: random.Random) -> bytes:
    """One change: a byte, a cut, a piece twice, or a number or word in place of another."""
    place, size = chance.randrange(len(whole)), chance.randrange(1, 200)
    kind = chance.randrange(4)
    if kind == 0:
        return whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]
    if kind == 1:
        return whole[:place] + whole[place + size :]
    if kind == 2:
        return whole[:place] + whole[place : place + size] + whole[place:]
    words = (b"null", b"-1", b"1e999", b'"x"', b"[]", b"{}", b"true")
    start = whole.find(b": ", place) + 2
    end = whole.find(b",", start)
    return whole[:start] + chance.choice(words) + whole[end:] if 2 <= start < end else whole[:place]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("moments", 20), ("random", 10), ("columns", 10), ("mutants", 100), ("seed", 2007)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--verbs", default="convert,derive,analyze,report", help="the verbs to kill")
    parser.add_argument("--data", type=Path, help="a folder of study tables; left out: one simulated trial")
    given = parser.parse_args()
    chance, began = random.Random(given.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sound, other = place / "sound", place / "other"
        if given.data is None:
            call(("simulate", CASE, "--seed", "7", "--out", "OUT"), sound).communicate()
        else:
            shutil.copytree(given.data, sound)
        shutil.copytree(sound, other)
        older = pl.read_csv(other / "dm.csv", infer_schema=False).with_columns(SEX=pl.lit("F"))  # an earlier delivery
        older.write_csv(other / "dm.csv")
        for path in (sound, other):
            (path / "SHA256SUMS").unlink(missing_ok=True)
        results = place / "results"
        call(("analyze", CASE, str(sound), "--out", "OUT"), results).communicate()
        tallies = [flip_bits(results, chance), mutate(results, place, given.mutants, chance)]
        tallies.append(try_columns(sound, place / "columns", given.columns, chance))
        for verb in verbs(sound, other, results):
            if verb.name in given.verbs.split(","):
                (place / verb.name).mkdir()
                tallies += kill_verb(verb, place / verb.name, given, chance)
            (HERE / "integrity.md").write_text(report(given, tallies, time.monotonic() - began), encoding="utf-8")
            print(tallies[-2:], flush=True)
    sys.exit(1 if any(tally.failed for tally in tallies) else 0)


def report(given: argparse.Namespace, tallies: list[Tally], seconds: float) -> str:
    """The table."""
    options = " ".join(
        f"--{name} {getattr(given, name)}" for name in ("moments", "random", "columns", "mutants", "seed")
    )
    lines = [
        "# Nothing is lost, whatever moment",
        "",
        f"Made {datetime.now(UTC):%Y-%m-%d} with {options} on {sys.platform}, in {seconds:.0f} s.",
        "Asked after every kill: does the folder hold the old set or the new one, whole; does the same command then",
        "end with the new set; is nothing left? `validation/integrity.py` says how it is done.",
        "",
        "| What was done | Times | Failures |",
        "| --- | ---: | --- |",
    ]
    lines += [f"| {tally.what} | {tally.tried} | {'; '.join(tally.failed) or 'none'} |" for tally in tallies]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), sys.argv[4:])
    else:
        main()
