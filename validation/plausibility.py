"""How many mistakes the checks of plausibility notice, and how many right studies they question.

    PYTHONPATH=tests/sdtm:tests/sdtm/plausibility python validation/plausibility.py [--seeds 1 2 3 11 12]

Every edit of `edits.py` is made to one simulated founding trial (seed 7), written to files, read and checked; it is
noticed where a warning or an error is new. The right variants of `right.py`, further seeds, and the CDISC pilot study
should bring none. Writes validation/plausibility.md.
"""

import argparse
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from edits import EDITS, HELD_OUT, Edit, Frames
from right import VARIANTS
from test_sdtm_public import WANTED, pilot

import paraprotein
from paraprotein.errors import Finding, InputError
from paraprotein.sdtm import admit
from paraprotein.sdtm.delivery.delivery import Delivery
from paraprotein.sdtm.files_write import write_study
from paraprotein.sdtm.plausibility import Expected

PAGE = Path(__file__).with_suffix(".md")
PROTOCOL = "imatinib-wm-2007"
SEED = 7


def main() -> int:
    """Ask every edit and variant, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3, 11, 12])
    seeds = parser.parse_args().seeds
    study = founding(SEED)
    base = {(finding.rule, finding.found) for finding in found_in(study)}
    seen = [ask(edit, study, base) for edit in EDITS]
    held = [ask(edit, study, base) for edit in HELD_OUT]
    right = [(name, rules(found_in(change(study)))) for name, change in VARIANTS.items()]
    right += [(f"seed {seed}", rules(found_in(founding(seed)))) for seed in seeds]
    right.append(("the CDISC pilot study", rules(found_in_pilot())))
    PAGE.write_text(page(seen, held, right), encoding="utf-8")
    return 0


def founding(seed: int) -> Frames:
    """One simulated founding trial as text, as its files hold it."""
    with tempfile.TemporaryDirectory() as folder:
        write_study(paraprotein.simulate(PROTOCOL, seed=seed), Path(folder), "csv")
        return {path.stem.upper(): pl.read_csv(path, infer_schema=False) for path in Path(folder).glob("*.csv")}


def found_in(frames: Frames) -> list[Finding]:
    """Warnings and errors of a study in files."""
    with tempfile.TemporaryDirectory() as folder:
        for domain, frame in frames.items():
            frame.write_csv(Path(folder) / f"{domain.lower()}.csv")
        try:
            findings: Iterable[Finding] = paraprotein.read_study(folder, PROTOCOL).findings
        except InputError as error:
            findings = error.findings
    return [finding for finding in findings if finding.severity != "note"]


def found_in_pilot() -> list[Finding]:
    """Plausibility of a real study in another disease."""
    delivery = Delivery(Expected(today=date(2026, 1, 1)))
    found = admit(pilot(), units=WANTED, delivery=delivery).findings
    return [finding for finding in found if finding.rule.startswith("plausibility.")]


def rules(findings: Iterable[Finding]) -> list[str]:
    return sorted({finding.rule for finding in findings})


def ask(edit: Edit, study: Frames, base: set[tuple[str, str]]) -> tuple[str, list[str]]:
    """What is new after an edit."""
    return edit.name, rules(f for f in found_in(edit.change(study)) if (f.rule, f.found) not in base)


def page(
    seen: list[tuple[str, list[str]]], held: list[tuple[str, list[str]]], right: list[tuple[str, list[str]]]
) -> str:
    silent = [sum(not found for _, found in part) for part in (seen, held)]
    questioned = sum(bool(found) for _, found in right)
    lines = [
        "# Plausibility: mistakes that are noticed, and right studies that are questioned",
        "",
        f"{datetime.now(tz=UTC).date()}, paraprotein {paraprotein.__version__}. Simulated founding trial, seed {SEED}; "
        "the command is in `plausibility.py`.",
        "",
        f"- Edits seen while the checks were written: {silent[0]} of {len(seen)} silent.",
        f"- Edits held out, looked at once: {silent[1]} of {len(held)} silent.",
        f"- Right studies: {questioned} of {len(right)} questioned.",
    ]
    for title, part in (("Edits seen", seen), ("Edits held out", held), ("Right studies", right)):
        nothing = "nothing" if part is right else "**silent**"
        lines += ["", f"## {title}", "", "| study | new warnings and errors |", "|---|---|"]
        lines += [f"| {name} | {', '.join(found) or nothing} |" for name, found in part]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
