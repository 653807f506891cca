"""Daily-average exposure against the course within the day, on every figure of the founding trial and all variants.

Both engines simulate the same patients with the same chance events; the difference is the exposure alone. Writes
`validation/exposure_modes.md` and `exposure_modes.svg`. Run: python validation/exposure_modes.py [trials]
"""

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from paraprotein.analysis.plan import estimate_figures
from paraprotein.protocol import load_population, load_protocol
from paraprotein.protocol.published import load_published
from paraprotein.scale.replicates import figure_matrix
from paraprotein.sdtm import admit
from paraprotein.simulation import Simulator
from paraprotein.simulation.cohort import enrol
from paraprotein.simulation.engine import Engine, Trajectories
from paraprotein.simulation.tables import write_tables

HERE = Path(__file__).parent
VARIANTS = ("mixed", "niche", "direct", "fading")
CODES = ("IGM", "TRYPTASE", "NEUT", "WBC", "PLAT", "HGB")
SEED = 5
MARGIN = 0.01
"""A figure of a trial agrees when it differs by at most this share."""


def main(trials: int) -> None:
    """Compare both modes and write the tables."""
    loaded = load_protocol("imatinib-wm-2007")
    published = load_published(loaded.directory)
    assert published is not None
    figures: dict[str, dict[str, tuple[float, float, float]]] = {}
    values: dict[str, dict[str, NDArray[np.float64]]] = {}
    truths: dict[str, dict[str, NDArray[np.float64]]] = {}
    for variant in VARIANTS:
        simulator = Simulator(loaded, load_population(variant, loaded.directory))
        cohort = enrol(loaded.protocol, simulator.population, simulator.model, seed=SEED, trials=range(1, trials + 1))
        runs = [
            Engine(loaded.protocol, simulator.model, within_day=within_day).run(cohort, seed=SEED)
            for within_day in (False, True)
        ]
        values[variant] = {code: relative_differences(*runs, code) for code in CODES}
        truths[variant] = true_differences(*runs)
        tables = [admit(write_tables(run, loaded.protocol)).tables for run in runs]
        (ids, average), (_, within) = (figure_matrix(estimate_figures(table, loaded)) for table in tables)
        figures[variant] = {
            figure.id: compare(average[ids.index(figure.id)], within[ids.index(figure.id)])
            for figure in published.figures
            if figure.id in ids
        }
        print(variant, {code: f"{np.max(np.abs(d)):.1e}" for code, d in values[variant].items()}, file=sys.stderr)
    (HERE / "exposure_modes.md").write_text(report(values, truths, figures, trials))
    draw(truths)


def relative_differences(average: Trajectories, within: Trajectories, code: str) -> NDArray[np.float64]:
    """Relative difference of every reported value that both modes have, patients still alike until then.

    Patients whose dose differed at an earlier visit are left out from there on: a different decision is counted by the
    figures, not by the values.
    """
    alike = np.ones(len(average.cohort), dtype=bool)
    parts = []
    for here, there in zip(average.visits, within.visits, strict=False):
        both, at_here, at_there = np.intersect1d(here.who, there.who, return_indices=True)
        a, b = here.seen.values[code][at_here], there.seen.values[code][at_there]
        use = alike[both] & ~np.isnan(a) & ~np.isnan(b)
        parts.append(a[use] / b[use] - 1.0)
        alike[both] &= here.seen.dose_mg[at_here] == there.seen.dose_mg[at_there]
    return np.concatenate(parts)


def true_differences(average: Trajectories, within: Trajectories) -> dict[str, NDArray[np.float64]]:
    """Relative difference of every true value, before assay error and rounding, on each patient's last day."""
    p, model = average.cohort.parameters, average.rules.model
    here, there = (model.observe(run.course.state, run.course.effects, p) for run in (average, within))
    same = (average.course.day == within.course.day) & (average.course.dosing.dose_mg == within.course.dosing.dose_mg)
    return {code: np.asarray(here[code] / there[code] - 1.0)[same] for code in CODES}


def compare(average: NDArray[np.float64], within: NDArray[np.float64]) -> tuple[float, float, float]:
    """Median over trials in both modes, and the share of trials in which the figure agrees within the margin."""
    same = np.isclose(average, within, rtol=MARGIN, atol=1e-12, equal_nan=True)
    return float(np.nanmedian(average)), float(np.nanmedian(within)), float(same.mean())


def report(
    values: dict[str, dict[str, NDArray[np.float64]]],
    truths: dict[str, dict[str, NDArray[np.float64]]],
    figures: dict[str, dict[str, tuple[float, float, float]]],
    trials: int,
) -> str:
    """The committed table."""
    lines = [
        "# Daily-average exposure against the course within the day",
        "",
        f"{trials} trials of the founding protocol per variant, seed {SEED}; the same patients and chance in both.",
        "",
        "## True values on the last day of each patient, relative difference",
        "",
        *differences_table(truths),
        "",
        "![Relative differences](exposure_modes.svg)",
        "",
        "## Laboratory values as reported, relative difference",
        "",
        "Reported values are rounded; where two true values straddle the edge of a step, the step is the difference.",
        "",
        *differences_table(values),
    ]
    lines += [
        "",
        "## Figures of the abstract",
        "",
        f"Median over trials, daily average / within the day; share of trials that agree within {MARGIN:.0%}.",
        "",
        "| figure | " + " | ".join(VARIANTS) + " |",
        "| --- |" + " --- |" * len(VARIANTS),
    ]
    for name in figures[VARIANTS[0]]:
        cells = [f"{a:.4g} / {w:.4g} ({share:.0%})" for a, w, share in (figures[v][name] for v in VARIANTS)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def differences_table(by_variant: dict[str, dict[str, NDArray[np.float64]]]) -> list[str]:
    """One row per variant and test."""
    lines = [
        "| variant | test | values | median | 99th percentile | largest |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for variant, by_code in by_variant.items():
        for code, difference in by_code.items():
            size = np.abs(difference)
            lines.append(
                f"| {variant} | {code} | {len(size)} | {np.median(size):.1e} | {np.percentile(size, 99):.1e} "
                f"| {size.max():.1e} |"
            )
    return lines


def draw(truths: dict[str, dict[str, NDArray[np.float64]]]) -> None:
    """Typical, rare and largest difference of the true values, by test and variant."""
    mpl.rcParams["svg.hashsalt"] = "paraprotein"
    figure = Figure(figsize=(7.5, 3.5), layout="constrained")
    axes = figure.subplots()
    for offset, (variant, by_code) in enumerate(truths.items()):
        where = np.arange(len(CODES)) + 0.18 * (offset - 1.5)
        sizes = [np.abs(difference) * 100 for difference in by_code.values()]
        low, rare, high = ([f(size) for size in sizes] for f in (np.median, lambda x: np.percentile(x, 99), np.max))
        axes.vlines(where, low, high, color=f"C{offset}", linewidth=1)
        axes.scatter(where, rare, color=f"C{offset}", s=24, label=variant)
    axes.axhline(100 * MARGIN, linestyle="--", color="grey")
    axes.set(yscale="log", ylabel="relative difference, %")
    axes.set_title("Daily average against within the day: median to largest, dot: 99th percentile", fontsize=10)
    axes.set_xticks(np.arange(len(CODES)), CODES)
    axes.legend(ncols=4, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.1), frameon=False)
    figure.savefig(HERE / "exposure_modes.svg", metadata={"Date": None})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
