"""Change the rules one comparison or number at a time, and see whether the tests notice.

    python validation/mutations.py [--sample 40] [--seed 2007]

A mutant swaps a comparison (`>=` for `>`, `<` for `<=`, `==` for `!=`), turns `and` into `or`, or changes a number (a
whole one by one, another by a tenth) in `response/`, `toxicity/` and `dosing/`. For each of a seeded sample the tests
of its room run on a copy of the package; a mutant that no test notices survives and is named. Some survivors are equal
to the original for every course that can occur; each is to be read. Writes validation/mutations.md.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PACKAGE = ROOT / "src" / "paraprotein"
ROOMS = ("response", "toxicity", "dosing")

SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.GtE: ast.Gt, ast.Gt: ast.GtE, ast.LtE: ast.Lt, ast.Lt: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip

SECONDS = 240
"""A mutant whose tests take longer counts as noticed: it made them hang."""


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        file: path in the package.
        line: line of the change.
        number: which of the file's possible changes, in the order of the tree.
        what: the change in words.
    """

    file: str
    line: int
    number: int
    what: str

    @property
    def room(self) -> str:
        """The room whose tests are asked."""
        return self.file.partition("/")[0]


def changes(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every node that can be changed, and how; constants of docstrings, sources and names of columns are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
            yield node, f"{type(node.ops[0]).__name__} -> {SWAPPED[type(node.ops[0])].__name__}"
        elif isinstance(node, ast.BoolOp):
            yield node, "and -> or" if isinstance(node.op, ast.And) else "or -> and"
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
        ):
            yield node, f"{node.value} -> {_other(node.value)}"


def _other(value: float) -> float:
    """The number next to it: a tenth more, 1 for 0; a whole number one more."""
    return value + 1 if isinstance(value, int) else (1.1 * value if value else 1.0)


def apply(node: ast.AST) -> None:
    """Make the change that `changes` names."""
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPPED[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        node.value = _other(node.value)


def every_mutant() -> list[Mutant]:
    """All changes of all rules, in order."""
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            name = path.relative_to(PACKAGE).as_posix()
            found += [Mutant(name, node.lineno, place, what) for place, (node, what) in enumerate(changes(tree))]
    return found


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether a test of the room fails on the changed package."""
    target, original = copy / "paraprotein" / mutant.file, (PACKAGE / mutant.file).read_text(encoding="utf-8")
    tree = ast.parse(original)
    apply(next(node for place, (node, _) in enumerate(changes(tree)) if place == mutant.number))
    target.write_text(ast.unparse(tree), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", f"tests/{mutant.room}", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS, check=False)
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(original, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2007)
    given = parser.parse_args()
    population, began = every_mutant(), time.monotonic()
    chosen = random.Random(given.seed).sample(population, given.sample)
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PACKAGE, Path(folder) / "paraprotein", ignore=shutil.ignore_patterns("__pycache__"))
        for mutant in chosen:
            noticed = is_noticed(mutant, Path(folder))
            print(f"{'noticed ' if noticed else 'SURVIVED'} {mutant.file}:{mutant.line} {mutant.what}", flush=True)
            survivors += [] if noticed else [mutant]
    text = report(given, len(population), survivors, time.monotonic() - began)
    (HERE / "mutations.md").write_text(text, encoding="utf-8")


def report(given: argparse.Namespace, population: int, survivors: list[Mutant], seconds: float) -> str:
    """The result as a page."""
    noticed = given.sample - len(survivors)
    lines = [
        "# Changed rules are noticed",
        "",
        f"Made {datetime.now(UTC):%Y-%m-%d} with --sample {given.sample} --seed {given.seed} in {seconds:.0f} s.",
        "",
        f"Of {population} changes of one comparison, `and`/`or` or number in `response/`, `toxicity/` and `dosing/`,",
        f"{given.sample} were tried: the tests of the room noticed {noticed}, {len(survivors)} survived.",
        "",
        "| Survivor | Change |",
        "| --- | --- |",
    ]
    lines += [f"| `{mutant.file}` line {mutant.line} | {mutant.what} |" for mutant in survivors]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
