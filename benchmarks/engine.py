"""Speed, accuracy and memory of the numerical engine on the benchmark problem, beside diffrax and SciPy.

Two years of daily doses, 27 outputs a patient. Every case runs in a process of its own on one core, so that its peak
memory is its own; times are the best of several runs, in seconds of that core. Errors are those of the 50 patients with
published reference values. Writes `benchmarks/results/engine.md`. Run: python benchmarks/engine.py
"""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).parent / "results"
YEARS = 728 / 365.25
REPEATS = 5
CASES = {
    "averaged": "paraprotein, averaged",
    "within-day": "paraprotein, within the day",
    "diffrax-4": "diffrax Dopri5, rtol 1e-4",
    "diffrax-6": "diffrax Dopri5, rtol 1e-6",
    "scipy": "SciPy LSODA, rtol 1e-6",
}


def main() -> None:
    """Measure every case and write the table."""
    rows = {case: measured(case) for case in CASES}
    founding, cores = measured("founding"), measured("cores")
    RESULTS.mkdir(exist_ok=True)
    text = table(rows, founding, cores)
    (RESULTS / "engine.md").write_text(text)
    print(text)


def measured(case: str) -> dict[str, float]:
    """One case in a new process."""
    output = subprocess.run([sys.executable, __file__, "--case", case], capture_output=True, text=True, check=True)
    return dict(json.loads(output.stdout.splitlines()[-1]))


def run_case(case: str) -> dict[str, float]:
    """One case in this process."""
    if case == "cores":
        return both_cores()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    measure = founding_trial if case == "founding" else scipy_case if case == "scipy" else jax_case
    row = measure() if case in ("founding", "scipy") else measure(case)
    return row | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def best_of(function: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """Shortest of several runs, seconds."""

    def once() -> float:
        start = clock()
        function()
        return clock() - start

    return min(once() for _ in range(REPEATS))


def jax_case(case: str) -> dict[str, float]:
    """Our engine in either mode, or diffrax: compile, check the errors, time a larger batch."""
    import jax
    from problem import errors, published_patients, published_reference, random_patients

    def prepared(patients: dict[str, Any]) -> Callable[[], Any]:
        if case.startswith("diffrax"):
            from peers import by_diffrax

            return by_diffrax(patients, rtol=10.0 ** -int(case[-1]))
        return engine_run(case, patients)

    size = 64 if case.startswith("diffrax") else 4096
    error = errors(np.asarray(prepared(published_patients())()), published_reference())
    run = prepared(random_patients(size, seed=1))
    start = time.process_time()
    run()
    first = time.process_time() - start
    seconds = best_of(run)
    return row(size, seconds, error) | {"compile": first - seconds, "device": jax.devices()[0].device_kind}


def engine_run(case: str, patients: dict[str, Any]) -> Callable[[], Any]:
    """Two years of our engine as a function without arguments."""
    import jax
    from problem import DOSES, OUTPUT_DAYS, stacked

    from paraprotein.pharmacology.benchmark import BenchmarkModel
    from paraprotein.simulation.numerics.compilation import compiled
    from paraprotein.simulation.numerics.integrate import AVERAGED, WITHIN_DAY
    from paraprotein.simulation.regimen import simulate_regimen

    model, mesh = BenchmarkModel(), AVERAGED if case == "averaged" else WITHIN_DAY
    simulate = compiled(lambda p: simulate_regimen(model, p, DOSES, OUTPUT_DAYS, mesh))
    p = jax.device_put(patients)
    return lambda: stacked(jax.block_until_ready(simulate(p)))


def scipy_case() -> dict[str, float]:
    """SciPy on the first two of the published patients."""
    from peers import by_scipy
    from problem import errors, published_patients, published_reference

    patients = {name: values[:2] for name, values in published_patients().items()}
    start = time.process_time()
    values = by_scipy(patients, rtol=1e-6)
    return row(2, time.process_time() - start, errors(values, published_reference()[:2])) | {"compile": 0.0}


def row(patients: int, seconds: float, error: Any) -> dict[str, float]:
    """What the table shows of a case."""
    return {
        "patients": patients,
        "ms": 1000 * seconds / patients,
        "median": float(np.median(error)),
        "p99": float(np.quantile(error, 0.99)),
        "p99_patients": float(np.quantile(error.max(axis=(1, 2)), 0.99)),
        "largest": float(error.max()),
    }


def founding_trial() -> dict[str, float]:
    """The founding trial's engine with visits, assays, grading, response and dose rules: 200 trials on one core."""
    from paraprotein.protocol import load_protocol
    from paraprotein.simulation import Simulator
    from paraprotein.simulation.cohort import enrol

    simulator = Simulator(load_protocol("imatinib-wm-2007"))
    cohort = enrol(simulator.protocol, simulator.population, simulator.model, seed=1, trials=range(1, 201))
    result = simulator.engine.run(cohort, seed=1)
    years = float(result.course.day.sum()) / 365.25
    return {"patients": len(cohort), "years": years, "seconds": best_of(lambda: simulator.engine.run(cohort, seed=1))}


def both_cores() -> dict[str, float]:
    """How many times faster all cores are than one, by the clock on the wall."""
    from problem import DOSES, OUTPUT_DAYS, random_patients

    from paraprotein.pharmacology.benchmark import BenchmarkModel
    from paraprotein.simulation.numerics.batches import run_in_blocks
    from paraprotein.simulation.numerics.compilation import compiled
    from paraprotein.simulation.regimen import simulate_regimen

    model = BenchmarkModel()
    simulate = compiled(lambda _, p: simulate_regimen(model, p, DOSES, OUTPUT_DAYS))
    patients = random_patients(8 * 2048, seed=1)

    def run() -> None:
        run_in_blocks(simulate, 0.0, patients)

    run()
    every = os.sched_getaffinity(0)
    together = best_of(run, time.perf_counter)
    os.sched_setaffinity(0, {max(every)})
    alone = best_of(run, time.perf_counter)
    return {"cores": len(every), "ratio": alone / together}


def table(rows: dict[str, dict[str, float]], founding: dict[str, float], cores: dict[str, float]) -> str:
    """The committed table."""
    lines = [
        "# The numerical engine on the benchmark problem",
        "",
        f"{processor()}, one core, Python {platform.python_version()}, device `{rows['averaged']['device']}`.",
        "Two years of daily doses, 27 outputs. Errors on the 50 published patients: of all values, and of each one's",
        "worst value.",
        "",
        "| integrator | patients timed | ms per patient | patient-years per core-second | error: median "
        "| 99 % of values | 99 % of patients | largest | compile, s | peak memory, MiB |",
        "| --- |" + " ---: |" * 9,
    ]
    for case, name in CASES.items():
        r = rows[case]
        lines.append(
            f"| {name} | {r['patients']:.0f} | {r['ms']:.3g} | {1000 * YEARS / r['ms']:.3g} | {r['median']:.1e} "
            f"| {r['p99']:.1e} | {r['p99_patients']:.1e} | {r['largest']:.1e} "
            f"| {r['compile']:.1f} | {r['peak_mib']:.0f} |"
        )
    lines += [
        "",
        f"All {cores['cores']:.0f} cores are {cores['ratio']:.2f} times as fast as one (16,384 patients, averaged).",
        "",
        "# The founding trial with all its rules",
        "",
        f"{founding['patients']:.0f} patients (200 trials) followed for {founding['years']:.0f} years in "
        f"{founding['seconds']:.2f} core-seconds: {founding['years'] / founding['seconds']:.0f} patient-years per "
        f"core-second, visits, assays, grading, response and dose rules included; peak memory "
        f"{founding['peak_mib']:.0f} MiB. From protocol to table: `run.md`.",
    ]
    return "\n".join(lines) + "\n"


def processor() -> str:
    """The processor's own name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(run_case(sys.argv[2])))
    else:
        main()
