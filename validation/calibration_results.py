"""Write docs/calibration-results.md from what `paraprotein calibrate` found.

python validation/calibration_results.py runs/calibration
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paraprotein.protocol import load_protocol
from paraprotein.protocol.published import load_published

STUDY = "imatinib-wm-2007"
PAGE = Path(__file__).parents[1] / "docs" / "calibration-results.md"
LEARNED = 0.10
"""Shrinkage below which a number counts as not learned."""


def main(folder: Path) -> None:
    record = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    PAGE.write_text("\n".join(page(record)).rstrip() + "\n", encoding="utf-8")


def page(record: dict[str, Any]) -> Iterator[str]:
    variants = record["variants"]
    trials = sum(variant["trials"] + variant["checked_on"] for variant in variants)
    yield "# Results of the calibration"
    yield ""
    yield f"Written by `make calibration`: {trials:,} simulated trials, seed {record['seed']}. The terms are"
    yield "explained in [What the published numbers can and cannot show](calibration.md)."
    yield ""
    yield from shares(variants)
    yield from figures(record)
    yield from distinguish(record)
    for variant in variants:
        yield from learned(variant)


def shares(variants: list[dict[str, Any]]) -> Iterator[str]:
    yield "## Variants"
    yield ""
    yield "| variant | share | share by refit | information gained, nats | coverage of 50, 80, 95 % intervals |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for v in variants:
        refits = f"{min(v['share_by_refit']):.0%} to {max(v['share_by_refit']):.0%}"
        coverage = ", ".join(f"{value:.1%}" for value in v["coverage"].values())
        yield f"| {v['name']} | {v['share']:.0%} | {refits} | {v['information_gain_nats']:.2f} | {coverage} |"
    yield ""


def figures(record: dict[str, Any]) -> Iterator[str]:
    yield "## Every result of the abstract"
    yield ""
    yield "Median and 90 % interval of one trial; **bold** where the interval misses the published result."
    yield ""
    names = [variant["name"] for variant in record["variants"]]
    published = load_published(load_protocol(STUDY).directory)
    assert published is not None
    yield f"| result | published | {' | '.join(names)} | pooled | percentile |"
    yield f"| --- | ---: | {'---: | ' * len(names)}---: | ---: |"
    columns = [
        {row["id"]: row for row in one} for one in [*(v["figures"] for v in record["variants"]), record["pooled"]]
    ]
    for identifier, pooled in columns[-1].items():
        cells = [interval(column.get(identifier)) for column in columns]
        label = published.figure(identifier).label
        yield f"| {label} | {pooled['published']} | {' | '.join(cells)} | {pooled['percentile']:.0f} |"
    yield ""


def interval(row: dict[str, Any] | None) -> str:
    if row is None:
        return "not estimable"
    text = f"{row['median']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
    return text if row["inside"] else f"**{text}**"


def distinguish(record: dict[str, Any]) -> Iterator[str]:
    names = [variant["name"] for variant in record["variants"]]
    yield "## What would distinguish the variants"
    yield ""
    yield "Information about the variant in one trial's result, in bits (2 bits would name it), and medians by variant."
    yield ""
    yield f"| result | bits | {' | '.join(names)} |"
    yield f"| --- | ---: | {' | '.join(['---:'] * len(names))} |"
    for row in record["distinguish"]:
        medians = " | ".join("" if value is None else f"{value:.3g}" for value in row["medians"])
        yield f"| `{row['id']}` | {row['bits']:.2f} | {medians} |"
    yield ""


def learned(variant: dict[str, Any]) -> Iterator[str]:
    rows = variant["learned"]
    yield f"## Prior and posterior, {variant['name']}"
    yield ""
    head = (
        "number",
        "unit",
        "prior, median (90 %)",
        "posterior",
        "shrinkage",
        "shift",
        "refits differ",
        "prior because",
    )
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for row in rows:
        prior, posterior = (f"{m:.3g} ({a:.3g} to {b:.3g})" for a, m, b in (row["prior"], row["posterior"]))
        yield (
            f"| `{row['column']}` | {row['unit']} | {prior} | {posterior} | {row['shrinkage']:.2f} | "
            f"{row['shift']:+.2f} | {row['disagreement']:.2f} | {row['reason']} |"
        )
    nothing = [f"`{row['column']}`" for row in rows if row["shrinkage"] < LEARNED]
    yield ""
    yield f"Not learned (shrinkage below {LEARNED:g}): {', '.join(nothing)}."
    yield ""


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/calibration"))
