"""The law of the honest border at length: every change of every field, and 2,000 protocols at the edge of the schema.

    PYTHONPATH=tests/law:tests/analysis:tests/adam python validation/law.py [--protocols 2000] [--seed 2026]

Writes validation/law.md: where each change shows, and what became of each protocol; exit code 1 where a change shows
nowhere, or a protocol that `check` passes ends otherwise than with a simulated and analysed trial.
"""

import argparse
import json
import platform
import sys
import time
import traceback
from collections import Counter
from datetime import date
from pathlib import Path

from altered import Change, Tree, checked, digest
from changes import CHANGES
from edge_protocols import edge_protocols
from hypothesis import HealthCheck, Phase, given, seed, settings

import paraprotein

PAGE = Path(__file__).with_suffix(".md")


def main() -> int:
    """Run both parts and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--protocols", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    began = time.monotonic()
    counts, failures = ask_edges(options.protocols, options.seed)
    shown = [row for change in CHANGES for row in show_change(change)]
    silent = [field for field, _, where in shown if not where]
    PAGE.write_text(page(options, counts, failures, shown, time.monotonic() - began), encoding="utf-8")
    return 1 if failures or silent else 0


def show_change(change: Change) -> list[tuple[str, str, str]]:
    """Field, value and where it shows, for every value of a change."""
    values: set[str] = set()

    @settings(max_examples=20, deadline=None, database=None, phases=[Phase.generate])
    @given(value=change.values)
    def gather(value: object) -> None:
        values.add(json.dumps(value))

    gather()
    return [
        (change.field, value, ", ".join(change.effects(json.loads(value)))) for value in sorted(values)
    ]  # fmt: skip


def ask_edges(protocols: int, chosen: int) -> tuple[Counter[str], list[str]]:
    """How many protocols were refused and digested, and the first failures."""
    counts: Counter[str] = Counter()
    failures: list[str] = []

    @seed(chosen)
    @settings(max_examples=protocols, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(tree=edge_protocols())
    def ask(tree: Tree) -> None:
        try:
            loaded, findings = checked(json.dumps(tree))
            if loaded is None:
                counts["refused with findings" if findings else "refused without a word"] += 1
                return
            digest(loaded)
            counts["simulated and analysed"] += 1
        except Exception:
            counts["failed"] += 1
            failures.append(f"{traceback.format_exc(limit=-2)}\n{json.dumps(tree)}")

    ask()
    return counts, failures


def page(
    options: argparse.Namespace,
    counts: Counter[str],
    failures: list[str],
    shown: list[tuple[str, str, str]],
    seconds: float,
) -> str:
    """The result as Markdown."""
    lines = [
        "# Whatever a protocol says takes effect",
        "",
        f"`validation/law.py --protocols {options.protocols} --seed {options.seed}`, {date.today().isoformat()}, "
        f"paraprotein {paraprotein.__version__}, Python {platform.python_version()}, {seconds / 60:.0f} minutes.",
        "",
        "## Protocols at the edge",
        "",
        f"{sum(counts.values()):,} protocols of 1 to 60 patients with up to four fields at extreme, tiny, odd or empty "
        "values.",
        "",
        *(f"- {what}: {number:,}" for what, number in sorted(counts.items())),
        "",
        *(f"```text\n{failure}\n```\n" for failure in failures[:20]),
        "## Changes of single fields",
        "",
        "Rows: of a simulated study. Results: estimates of a fixed study and verdicts on its doses. Finding: an error",
        "or a warning that names the field.",
        "",
        "| field | value | shows in |",
        "| --- | --- | --- |",
        *(f"| `{field}` | `{value.replace('|', ' ')}` | {where or '**nowhere**'} |" for field, value, where in shown),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
