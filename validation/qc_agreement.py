"""Run the package and the second implementation on at least 100,000 random patients of every rule set.

    PYTHONPATH=tests/qc python validation/qc_agreement.py [--patients 100000] [--seed 2007]

Writes validation/qc_agreement.md: the counts, and the smallest patients on whom the two differ; exit code 1 if any.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import amyloidosis_oracle
import myeloma_oracle
import numpy as np
from agreement import (
    AMYLOIDOSIS_READINGS,
    MYELOMA_READINGS,
    READINGS,
    Difference,
    compare_amyloidosis,
    compare_confirmation,
    compare_ctcae,
    compare_myeloma,
    compare_signed_rank,
    compare_survival,
    compare_waldenstrom,
)
from agreement_study import compare_study
from courses import Pick, build_held_patient, build_myeloma, build_patient, build_recorded, from_seed
from grades_and_samples import build_amyloid, build_differences, build_laboratory, build_survival
from product_study import build_participant
from waldenstrom_oracle import EDITIONS, Policy

BATCH = 5000
SHOWN = 3

INTRODUCTION = (
    "The rules of the package against `tests/qc/`, which was written from the published criteria before the code of",
    "the package was read: one patient at a time, in exact fractions. Random patients (`tests/qc/courses.py`) stand on",
    "and beside every threshold, with gaps, ties, several samples a day, changing units and methods, values that are",
    "missing or below quantification, plasma exchange, flare, new therapy and deaths. The readings under which the two",
    "are compared, where the papers are silent, stand in `tests/qc/agreement.py` and `agreement_study.py`.",
    "",
)

Compare = Callable[[Sequence[Any]], list[Difference]]


@dataclass(frozen=True)
class RuleSet:
    """One kind of patient, and each comparison that is made on all of them."""

    title: str
    build: Callable[[Pick], Any]
    comparisons: Mapping[str, Compare]


@dataclass
class Count:
    """What one comparison found."""

    title: str
    patients: int = 0
    seconds: float = 0.0
    differences: list[Difference] = field(default_factory=list)


NO_WINDOWS = Policy(0, 0, "mean", False, False)

HELD = replace(READINGS, rebound_days=28)
CONFIRMED = replace(READINGS, is_next_visit_needed=True, stable_days=42, confirm_gap=14)
REPEATED = replace(MYELOMA_READINGS, progression_gap=29)
CLARIFIED = replace(AMYLOIDOSIS_READINGS, is_uninvolved_ratio_complete=True, is_pr_strict=False)

RULE_SETS = (
    RuleSet(
        "Waldenström",
        build_patient,
        {edition: partial(compare_waldenstrom, edition=edition) for edition in EDITIONS}
        | {"I6, no windows, mean of a day": partial(compare_waldenstrom, edition="I6", readings=NO_WINDOWS)},
    ),
    RuleSet(
        "Waldenström, drug held",
        build_held_patient,
        {
            f"{edition}, rebound 28 days": partial(compare_waldenstrom, edition=edition, readings=HELD)
            for edition in EDITIONS
        }
        | {
            f"{edition}, responses upheld, gap 14 days, stable disease 42 days": partial(
                compare_waldenstrom, edition=edition, readings=CONFIRMED
            )
            for edition in EDITIONS
        },
    ),
    RuleSet(
        "Myeloma, IMWG 2016",
        build_myeloma,
        {
            "category, confirmation, key days": compare_myeloma,
            "progression repeated after 29 days": partial(compare_myeloma, readings=REPEATED),
        },
    ),
    RuleSet("Myeloma, recorded responses", build_recorded, {"confirmation": compare_confirmation}),
    RuleSet(
        "AL amyloidosis, 2012",
        build_amyloid,
        {
            "blood, heart, kidney, liver, grades": compare_amyloidosis,
            "clarification of 2021, half is enough": partial(compare_amyloidosis, readings=CLARIFIED),
        },
    ),
    RuleSet(
        "Endpoints from study tables",
        build_participant,
        {f"I6, visit window {window} days": partial(compare_study, window=window) for window in (0, 3)},
    ),
    RuleSet(
        "CTCAE v3.0 to v6.0",
        build_laboratory,
        {unit: partial(compare_ctcae, hemoglobin_unit=unit) for unit in ("g/L", "g/dL")},
    ),
    RuleSet("Kaplan-Meier and log-rank", build_survival, {"curve, median, test": compare_survival}),
    RuleSet(
        "Signed rank",
        build_differences,
        {f"zeros: {zeros}": partial(compare_signed_rank, zeros=zeros) for zeros in ("drop", "pratt")},
    ),
)


def flip_each(compare: Callable[..., list[Difference]], readings: Any, letter: Any) -> dict[str, Compare]:
    """The comparison with one reading at a time taken to the letter of the criteria."""
    names = [item.name for item in fields(readings) if getattr(readings, item.name) != getattr(letter, item.name)]
    return {name: partial(compare, readings=replace(readings, **{name: getattr(letter, name)})) for name in names}


LETTER = (
    RuleSet("Waldenström I6", build_patient, flip_each(partial(compare_waldenstrom, edition="I6"), READINGS, Policy())),
    RuleSet("Myeloma", build_myeloma, flip_each(compare_myeloma, MYELOMA_READINGS, myeloma_oracle.LITERAL)),
    RuleSet(
        "AL amyloidosis",
        build_amyloid,
        flip_each(compare_amyloidosis, AMYLOIDOSIS_READINGS, amyloidosis_oracle.LITERAL),
    ),
)


def run(rule_set: RuleSet, patients: int, seed: int) -> list[Count]:
    """Compare all patients of one kind, batch by batch."""
    counts = {name: Count(f"{rule_set.title}: {name}") for name in rule_set.comparisons}
    stream = from_seed(seed, patients, rule_set.build)
    while batch := list(islice(stream, BATCH)):
        for name, compare in rule_set.comparisons.items():
            start = time.perf_counter()
            counts[name].differences += compare(batch)
            counts[name].seconds += time.perf_counter() - start
            counts[name].patients += len(batch)
    return list(counts.values())


def write_letter(counts: Sequence[Count]) -> list[str]:
    """On how many patients each reading of the package matters; the oracle explains each."""
    rows = [f"| {c.title} | {c.patients:,} | {len(c.differences):,} |" for c in counts]
    return [
        "",
        "## Where the papers are silent",
        "",
        "The same comparison with one reading at a time taken to the letter of the criteria instead:",
        "",
        "| Reading (field of `Policy` or `Readings` in the oracle) | Patients | Differences |",
        "| --- | ---: | ---: |",
        *rows,
    ]


def write_table(counts: Sequence[Count], letter: Sequence[Count], seed: int) -> str:
    """The report in Markdown."""
    lines = [
        "# Agreement of two independent implementations",
        "",
        *INTRODUCTION,
        f"Made with seed {seed}; Python {platform.python_version()}, NumPy {np.__version__}.",
        "",
        "| Rule set | Patients | Differences | Seconds |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [f"| {c.title} | {c.patients:,} | {len(c.differences):,} | {c.seconds:.0f} |" for c in counts]
    lines += write_letter(letter)
    for count in counts:
        for difference in sorted(count.differences, key=lambda d: len(repr(d.patient)))[:SHOWN]:
            texts = (difference.patient, difference.oracle, difference.package)
            lines += ["", f"## {count.title}", "", *(f"- {text!r}" for text in texts)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2007)
    arguments = parser.parse_args()
    counts: list[Count] = []
    for rule_set in RULE_SETS:
        counts += run(rule_set, arguments.patients, arguments.seed)
        print(f"{rule_set.title}: done", file=sys.stderr)
    letter = [count for rule_set in LETTER for count in run(rule_set, min(arguments.patients, 20_000), arguments.seed)]
    report = write_table(counts, letter, arguments.seed)
    (Path(__file__).parent / "qc_agreement.md").write_text(report)
    print(report)
    return int(any(count.differences for count in counts))


if __name__ == "__main__":
    sys.exit(main())
