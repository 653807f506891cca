"""Is this installation complete, and does it compute here what it must: checks with known answers, and their report.

What computation must give comes from papers and worked cases (`known_answers`). The engine is asked to repeat itself
and to keep its own promise on this machine (`simulation.self_check`).
"""

import hashlib
import json
import platform
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from ..storage.seal import check_seal
from ..storage.switch import new_set
from ..version import __version__
from .known_answers import Answer, known_answers

CASE = "imatinib-wm-2007"
SEED = 7

KINDS = (".py", ".yaml", ".csv", ".j2")
"""Files of the package that results depend on."""

MOST_ERROR = 1e-3
"""Largest relative change of any simulated value when steps are halved."""


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        section: installation, computation, files or simulation.
        asked: what was asked.
        expected: the answer that it must give.
        found: the answer that it gave here.
    """

    section: str
    asked: str
    expected: str
    found: str

    @property
    def passed(self) -> bool:
        """Whether it gave that answer."""
        return self.expected == self.found


@dataclass(frozen=True)
class Qualification:
    """What the checks found on one machine.

    Attributes:
        at: when, UTC.
        machine: system, processor and Python.
        versions: name to version of what computes.
        checks: every check.
    """

    at: str
    machine: dict[str, str]
    versions: dict[str, str]
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def sentence(self) -> str:
        """The outcome in one line."""
        passed = len(self.checks) - len(self.failed)
        return f"{passed} of {len(self.checks)} checks passed; paraprotein {__version__}, {self.at}"

    def record(self) -> dict[str, object]:
        """Plain data for JSON."""
        checks = [{**asdict(check), "passed": check.passed} for check in self.checks]
        return {"at": self.at, "passed": not self.failed, "machine": self.machine, "versions": self.versions,
                "checks": checks}  # fmt: skip

    def page(self) -> str:
        """The report for people, Markdown."""
        lines = [
            "# Qualification of an installation of paraprotein",
            "",
            f"{self.sentence}: {'**passed**' if not self.failed else '**failed**'}.",
            "",
            f"Machine: {', '.join(f'{name} {value}' for name, value in self.machine.items())}.",
            f"Versions: {', '.join(f'{name} {value}' for name, value in self.versions.items())}.",
        ]
        for section in dict.fromkeys(check.section for check in self.checks):
            lines += [
                "",
                f"## {section.capitalize()}",
                "",
                "| Asked | Must be | Found | |",
                "| --- | --- | --- | --- |",
            ]
            lines += [
                f"| {check.asked} | {check.expected} | {check.found} | {'pass' if check.passed else '**FAIL**'} |"
                for check in self.checks
                if check.section == section
            ]
        return "\n".join([*lines, "", "Reviewed by: ____________________   Date: ____________", ""])


def qualify(out: str | Path | None = None, *, simulate: bool = True) -> Qualification:
    """Check the installation and the operation of this software on this machine.

    Args:
        out: folder for `qualification.md` and `qualification.json`; None writes nothing.
        simulate: also simulate a trial twice and check the engine; takes up to two minutes where it must be compiled.

    Raises:
        UsageError: the folder cannot be used.

    Example:
        >>> qualify(simulate=False).failed
        ()
    """
    sections: dict[str, Callable[[], Iterator[Answer]]] = {
        "installation": _installation, "computation": known_answers, "files": _files,
    }  # fmt: skip
    if simulate:
        sections["simulation"] = _simulation
    checks = tuple(Check(section, *answer) for section, run in sections.items() for answer in _answers(run))
    libraries = ("jax", "jaxlib", "numpy", "polars", "scipy", "matplotlib", "pydantic")
    done = Qualification(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine={"system": platform.platform(), "processor": platform.machine(), "Python": platform.python_version()},
        versions={"paraprotein": __version__, **{name: version(name) for name in libraries}},
        checks=checks,
    )
    if out is not None:
        _write(done, Path(out))
    return done


def _answers(run: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
    """The answers of a section; what breaks is a check that failed, and its words are the finding."""
    try:
        yield from run()
    except Exception as error:  # an installation may be broken in any way: that is what is asked
        yield f"the checks of {run.__name__.strip('_')} run to their end", "yes", f"{type(error).__name__}: {error}"


def _write(done: Qualification, folder: Path) -> None:
    with new_set(folder) as stage:
        (stage / "qualification.md").write_text(done.page(), encoding="utf-8")
        text = json.dumps(done.record(), indent=1, ensure_ascii=False) + "\n"
        (stage / "qualification.json").write_text(text, encoding="utf-8")


def _installation() -> Iterator[Answer]:
    """Python and the libraries that the package asks for; its files as they were delivered."""
    yield "Python is 3.11 or newer", "yes", "yes" if sys.version_info >= (3, 11) else platform.python_version()
    for line in requires("paraprotein") or ():
        name, marker, _ = (part.strip() for part in line.partition(";"))
        if not marker:
            least = name.partition(">=")
            yield f"{least[0]} is at least {least[2]}", "yes", _is_at_least(least[0], least[2])
    yield "files of the package as delivered", "all", _unchanged()


def _is_at_least(name: str, least: str) -> str:
    try:
        found = version(name)
    except PackageNotFoundError:
        return "not installed"
    is_enough = _numbers(found) >= _numbers(least)
    return "yes" if is_enough else found


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]


def _unchanged() -> str:
    """`all`, or which files differ from the record of the installation; an editable one has no such record."""
    files = distribution("paraprotein").files or []
    recorded = {path: path.hash.value for path in files if path.hash is not None and path.suffix in KINDS}
    changed = [str(path) for path, known in recorded.items() if _hash(Path(str(path.locate()))) != known]
    return "all" if not changed else f"changed: {', '.join(changed[:5])}"


def _hash(path: Path) -> str:
    """SHA-256 in the form of an installation's record."""
    content = path.read_bytes() if path.is_file() else b""
    return urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _files() -> Iterator[Answer]:
    """Study tables out and back in every format; a set of files that notices a flipped bit."""
    from ..sdtm import admit, read_study
    from ..submission import FORMATS
    from ..submission.write import write_converted

    tables = admit(_small_study()).tables
    for name in FORMATS:
        with TemporaryDirectory(prefix="paraprotein-") as place:
            folder = Path(place) / "study"
            written = write_converted(tables, folder, name)
            back = admit(dict(read_study(folder).frames)).tables
            yield f"study tables written as {name} and read back", "equal", "equal" if back.equals(tables) else "differ"
            yield f"checksums of these {len(written)} files", "right", "right" if not check_seal(folder) else "wrong"
            content = bytearray(written[0].read_bytes())
            content[-1] ^= 1
            written[0].write_bytes(content)
            yield f"one flipped bit in {written[0].name}", "found", "found" if check_seal(folder) else "not found"


def _small_study() -> dict[str, pl.DataFrame]:
    """Two patients, two IgM values."""
    head = {"STUDYID": ["S", "S"], "USUBJID": ["S-1", "S-2"]}
    days = {"RFSTDTC": "2004-01-05", "RFENDTC": "2004-12-31", "RFPENDTC": "2005-01-30"}
    demographics = pl.DataFrame({**head, "SUBJID": ["1", "2"], "AGE": [61.0, 70.0], "SEX": ["F", "M"]}).with_columns(
        DOMAIN=pl.lit("DM"), AGEU=pl.lit("YEARS"), **{name: pl.lit(day) for name, day in days.items()}
    )
    result = {"LBORRES": ["3200", "4100.5"], "LBSTRESC": ["3200", "4100.5"], "LBSTRESN": [3200.0, 4100.5]}
    laboratory = pl.DataFrame({**head, "LBSEQ": [1, 1], **result}).with_columns(
        DOMAIN=pl.lit("LB"), LBTESTCD=pl.lit("IGM"), LBORRESU=pl.lit("mg/dL"), LBSTRESU=pl.lit("mg/dL"),
        LBDTC=pl.lit("2004-01-02"),
    )  # fmt: skip
    return {"DM": demographics, "LB": laboratory}


def _simulation() -> Iterator[Answer]:
    """A bundled trial, twice; and the engine's own check."""
    from ..protocol import load_protocol
    from ..scale import use_compilation_cache
    from ..simulation import Simulator

    use_compilation_cache()
    simulator = Simulator(load_protocol(CASE))
    first, second = (simulator.simulate(seed=SEED, trials=range(1, 2)).tables for _ in range(2))
    yield f"{CASE} with seed {SEED}, simulated twice", "equal", "equal" if first.equals(second) else "differ"
    marker = first.lb.filter(pl.col("LBTESTCD") == "IGM")["LBSTRESN"].to_numpy()
    is_sound = bool(np.isfinite(marker).all() and (marker > 0).all() and (marker < 15_000).all())
    yield f"its {first.dm.height} patients have IgM above 0 and below 150 g/L", "yes", "yes" if is_sound else "no"
    check = simulator.self_check(seed=SEED)
    small = check.halved_step_error < MOST_ERROR
    yield (
        f"halving the steps changes no value by {MOST_ERROR:g}",
        "yes",
        "yes" if small else f"{check.halved_step_error:.1e}",
    )
    yield "the realised doses, replayed, give the same course", "0", f"{check.replay_difference:.0g}"
