"""Error against cost of the numerical engine, on 2000 random patients of the benchmark problem, tails included.

The truth is diffrax (Dormand and Prince, order 8, rtol 1e-10), an independent integration of the full equations drug
included; `--reference` computes it anew (some minutes) and also checks it against the published reference values.
Writes `accuracy.md` and `accuracy.svg`. Run: python validation/accuracy.py [--reference]
"""

import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import jax
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from problem import DOSES, OUTPUT_DAYS, errors, published_patients, published_reference, random_patients, stacked

from paraprotein.pharmacology.benchmark import BenchmarkModel
from paraprotein.simulation.numerics.compilation import compiled
from paraprotein.simulation.numerics.integrate import AVERAGED, WITHIN_DAY
from paraprotein.simulation.numerics.mesh import Step, day_mesh
from paraprotein.simulation.regimen import simulate_regimen

HERE = Path(__file__).parent
CACHE = HERE / "data" / "accuracy_reference.npy"
PATIENTS, SEED = 2000, 20
DAYS = (0, 28, 56, 84, 168, 364, 728)
"""Days of the output grid that the cached truth holds."""

Floats = NDArray[np.float64]


class WithoutHints:
    """The benchmark problem when the integrator is told nothing but the equations."""

    def __init__(self) -> None:
        self._model = BenchmarkModel()

    def __getattr__(self, name: str) -> Any:
        if name == "hints":
            raise AttributeError(name)
        return getattr(self._model, name)


class Setting(NamedTuple):
    """A mesh of the day, by name."""

    name: str
    mesh: tuple[Step, ...]
    model: Any


MODEL = BenchmarkModel()
SETTINGS = (
    *(Setting(f"1 step, {n} nodes", day_mesh((0.0, 1.0), n), MODEL) for n in (4, 6, 8, 10, 12)),
    *(Setting(f"2 steps, {n} nodes", day_mesh((0.0, 0.4, 1.0), n), MODEL) for n in (4, 6, 8, 12)),
    Setting("3 steps, 8 nodes", day_mesh((0.0, 0.2, 0.5, 1.0), 8), MODEL),
    Setting("4 steps, 8 nodes", day_mesh((0.0, 0.12, 0.3, 0.6, 1.0), 8), MODEL),
    Setting("4 steps, 8 nodes, no hints", day_mesh((0.0, 0.12, 0.3, 0.6, 1.0), 8), WithoutHints()),
)
CHOSEN = {AVERAGED: "averaged mode", WITHIN_DAY: "within-day mode"}


class Measured(NamedTuple):
    """One setting: cost and errors."""

    setting: Setting
    ms: float
    error: Floats  # worst of each patient


def main() -> None:
    """Measure every setting; write the table and the figure."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    patients = random_patients(PATIENTS, SEED)
    if "--reference" in sys.argv:
        write_reference(patients)
    truth = np.load(CACHE).astype(np.float64)
    rows = [measure(setting, patients, truth) for setting in SETTINGS]
    (HERE / "accuracy.md").write_text(report(rows, patients))
    draw(rows, patients)


def write_reference(patients: dict[str, Floats]) -> None:
    """Integrate by diffrax at a tight tolerance and keep it in single precision (error 6e-8)."""
    import diffrax
    from peers import by_diffrax

    settings: dict[str, Any] = {"rtol": 1e-10, "solver": diffrax.Dopri8(), "output_days": DAYS}
    published = errors(np.asarray(by_diffrax(published_patients(), **settings)()), at_days(published_reference()))
    print(f"against the published reference: largest error {published.max():.1e}", file=sys.stderr)
    parts = []
    for start in range(0, PATIENTS, 100):
        some = {name: values[start : start + 100] for name, values in patients.items()}
        parts.append(np.asarray(by_diffrax(some, **settings)()))
        print(f"{start + 100} of {PATIENTS} patients", file=sys.stderr)
    CACHE.parent.mkdir(exist_ok=True)
    np.save(CACHE, np.concatenate(parts).astype(np.float32))


def at_days(values: Floats) -> Floats:
    """The output days that the cached truth holds."""
    return values[:, [OUTPUT_DAYS.index(day) for day in DAYS]]


def measure(setting: Setting, patients: dict[str, Floats], truth: Floats) -> Measured:
    """Errors of one setting, and the best of five runs on one core."""
    simulate = compiled(lambda p: simulate_regimen(setting.model, p, DOSES, OUTPUT_DAYS, setting.mesh))
    p = jax.device_put(patients)
    values = at_days(stacked(simulate(p)))
    seconds = []
    for _ in range(5):
        start = time.process_time()
        jax.block_until_ready(simulate(p))
        seconds.append(time.process_time() - start)
    worst = errors(values, truth).max(axis=(1, 2))
    print(f"{setting.name}: {1000 * min(seconds) / PATIENTS:.3f} ms, largest {worst.max():.1e}", file=sys.stderr)
    return Measured(setting, 1000 * min(seconds) / PATIENTS, worst)


def tails(patients: dict[str, Floats]) -> dict[str, NDArray[np.bool_]]:
    """Who lies in which tail, 2 % of the patients each."""
    elimination, load = patients["CL"] / patients["V"], patients["SLH"] / patients["CL"]
    sharp = {
        "all": np.ones(PATIENTS),
        "smallest volumes": -patients["V"],
        "fastest clearances": patients["CL"],
        "shortest half-lives": elimination,
        "longest half-lives": -elimination,
        "most erythroid effect": load,
        "most neutrophil effect": patients["SLN"] / patients["CL"],
    }
    return {name: rank >= np.quantile(rank, 0.98) for name, rank in sharp.items()}


def chosen_rows(rows: list[Measured]) -> list[Measured]:
    """The settings that the two modes use."""
    return [row for row in rows if row.setting.mesh in CHOSEN and row.setting.model is MODEL]


def report(rows: list[Measured], patients: dict[str, Floats]) -> str:
    """The committed table."""
    lines = [
        "# Error against cost of the numerical engine",
        "",
        f"{PATIENTS} random patients of the benchmark problem (seed {SEED}), two years, against diffrax at rtol 1e-10.",
        "An error is a patient's worst over outputs and columns. Milliseconds of one core per patient for two years.",
        "",
        "| mesh of the day | used as | ms | median | 99 % of patients | largest |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        used = CHOSEN.get(row.setting.mesh, "") if row.setting.model is MODEL else ""
        lines.append(
            f"| {row.setting.name} | {used} | {row.ms:.3f} | {np.median(row.error):.1e} "
            f"| {np.quantile(row.error, 0.99):.1e} | {row.error.max():.1e} |"
        )
    lines += [
        "",
        "No hints: the integrator is told the equations alone, not which states lag, lose or meet a ceiling.",
        "",
        "## Tails (2 % of the patients each)",
        "",
        "| patients | " + " | ".join(f"{name}: median, largest" for name in CHOSEN.values()) + " |",
        "| --- | ---: | ---: |",
    ]
    chosen = chosen_rows(rows)
    for name, who in tails(patients).items():
        cells = " | ".join(f"{np.median(row.error[who]):.1e}, {row.error[who].max():.1e}" for row in chosen)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines) + "\n"


def draw(rows: list[Measured], patients: dict[str, Floats]) -> None:
    """Left: error against cost. Right: patients by half-life, in 20 groups of 100, in the two modes."""
    mpl.rcParams["svg.hashsalt"] = "paraprotein"
    figure = Figure(figsize=(9, 4), layout="constrained")
    curve, tail = figure.subplots(1, 2)
    for marker, name, of in (("o", "99 % of patients", 0.99), ("^", "largest", 1.0)):
        curve.scatter([r.ms for r in rows], [np.quantile(r.error, of) for r in rows], marker=marker, label=name)
    for row in rows:
        curve.annotate(
            row.setting.name, (row.ms, row.error.max()), fontsize=6, xytext=(3, 3), textcoords="offset points"
        )
    curve.set(xscale="log", yscale="log", xlabel="ms of one core per patient, two years", ylabel="error")
    label_ticks(curve, (0.05, 0.1, 0.2, 0.4))
    curve.legend(fontsize=8)
    half_life = np.log(2) * patients["V"] / patients["CL"]
    groups = np.argsort(half_life).reshape(20, -1)
    middle = np.median(half_life[groups], axis=1)
    for color, row in zip(("C0", "C1"), chosen_rows(rows), strict=True):
        for style, name, of in ((":", "median", 0.5), ("-", "largest", 1.0)):
            label = f"{CHOSEN[row.setting.mesh]}, {name}"
            tail.plot(middle, np.quantile(row.error[groups], of, axis=1), style, color=color, label=label)
    tail.set(xscale="log", yscale="log", xlabel="half-life, h", ylabel="worst error of the patient")
    label_ticks(tail, (5, 10, 20, 40))
    tail.legend(fontsize=8)
    figure.savefig(HERE / "accuracy.svg", metadata={"Date": None})


def label_ticks(axes: Any, ticks: tuple[float, ...]) -> None:
    """Label a logarithmic axis at a few plain numbers."""
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()


if __name__ == "__main__":
    main()
