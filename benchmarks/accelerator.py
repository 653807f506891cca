"""One million virtual patients over two years in one call, on an accelerator; and the same patients on the processor.

Writes `benchmarks/results/accelerator.md` with the device's name. Without an accelerator nothing is measured, unless
`--device cpu` asks for the processor (nothing is written then). Run: python benchmarks/accelerator.py
"""

import argparse
import time
from pathlib import Path
from typing import Any

import jax
import numpy as np
from problem import DOSES, OUTPUT_DAYS, errors, published_patients, published_reference, random_patients, stacked

from paraprotein.pharmacology.benchmark import BenchmarkModel
from paraprotein.simulation.numerics.compilation import compiled
from paraprotein.simulation.numerics.integrate import AVERAGED, WITHIN_DAY
from paraprotein.simulation.numerics.mesh import Step
from paraprotein.simulation.regimen import simulate_regimen

RESULTS = Path(__file__).parent / "results"
MODES = {"averaged": AVERAGED, "within the day": WITHIN_DAY}
COMPARED = 2048
"""Patients simulated on both devices."""


def main(patients: int, kind: str) -> None:
    """Measure each mode on the device and compare it with the processor."""
    device = find_device(kind)
    if device is None:
        print("no accelerator here: nothing measured (--device cpu measures the processor)")
        return
    rows = [measure(name, mesh, patients, device) for name, mesh in MODES.items()]
    text = table(rows, patients, device)
    print(text)
    if device.platform != "cpu":
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "accelerator.md").write_text(text)


def find_device(kind: str) -> Any:
    """The first device of a kind; `accelerator` is whatever is no processor; None where there is none."""
    found = [device for device in jax.devices() if kind in (device.platform, "accelerator")]
    return next((d for d in found if kind != "accelerator" or d.platform != "cpu"), None)


def measure(name: str, mesh: tuple[Step, ...], patients: int, device: Any) -> dict[str, Any]:
    """One call for all patients, the second of two; errors on the published patients; difference from the processor."""
    model = BenchmarkModel()
    error = errors(on(device, model, mesh, published_patients()), published_reference())
    p = jax.device_put(random_patients(patients, seed=1), device)
    simulate = compiled(lambda p: simulate_regimen(model, p, DOSES, OUTPUT_DAYS, mesh))
    start = time.perf_counter()
    jax.block_until_ready(simulate(p))
    first = time.perf_counter() - start
    start = time.perf_counter()
    jax.block_until_ready(simulate(p))
    seconds = time.perf_counter() - start
    some = random_patients(COMPARED, seed=2)
    here, there = (on(d, model, mesh, some) for d in (device, jax.devices("cpu")[0]))
    return {
        "name": name,
        "seconds": seconds,
        "compile": first - seconds,
        "p99": float(np.quantile(error.max(axis=(1, 2)), 0.99)),
        "largest": float(error.max()),
        "apart": float(np.max(np.abs(here - there) / np.abs(there))),
    }


def on(device: Any, model: BenchmarkModel, mesh: tuple[Step, ...], patients: dict[str, Any]) -> Any:
    """Outputs of some patients from one device, shape (n, 27, 6)."""
    with jax.default_device(device):
        return stacked(
            jax.device_get(simulate_regimen(model, jax.device_put(patients, device), DOSES, OUTPUT_DAYS, mesh))
        )


def table(rows: list[dict[str, Any]], patients: int, device: Any) -> str:
    """The committed table."""
    lines = [
        "# The numerical engine on an accelerator",
        "",
        f"{device.device_kind}: {patients:,} patients, two years of daily doses, 27 outputs, one call. `apart` is the",
        f"largest relative difference from the processor over {COMPARED} patients.",
        "",
        "| engine | seconds | patients per second | compile, s | 99 % of patients within | largest error | apart |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['name']} | {row['seconds']:.2f} | {patients / row['seconds']:,.0f} | {row['compile']:.1f} "
        f"| {row['p99']:.1e} | {row['largest']:.1e} | {row['apart']:.1e} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--device", default="accelerator", help="accelerator, gpu or cpu")
    given = parser.parse_args()
    main(given.patients, given.device)
