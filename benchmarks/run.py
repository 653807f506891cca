"""Time and memory of the founding trial from protocol to table, with and without the drug, and where the time goes.

Each size runs in a process of its own, so that its peak memory is its own; the first also shows what compilation costs.
Processor seconds beside the seconds that passed tell how well the cores are used. The second table runs the stages one
after the other, once compiled.
Writes `benchmarks/results/run.md`. Run: python benchmarks/run.py [trials ...]
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

RESULTS = Path(__file__).parent / "results"
SIZES = (1, 250, 1000, 4000)
STAGED_BATCHES = 3


def main(sizes: list[int]) -> None:
    """Measure each size and write the table."""
    rows = [measured("--one", str(size)) for size in sizes]
    text = table(rows) + stage_table(measured("--stages"))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "run.md").write_text(text)
    print(text)


def measured(*arguments: str) -> dict[str, float]:
    """What this script measures in a new process."""
    output = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=True)
    return dict(json.loads(output.stdout))


def one(trials: int) -> None:
    """Run in this process and print what it took."""
    start = time.perf_counter()
    from paraprotein.protocol import load_protocol
    from paraprotein.scale.comparison import run

    imported = time.perf_counter()
    run(load_protocol("imatinib-wm-2007"), trials=trials, seed=1)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = {"import": imported - start, "run": done - imported, "cpu": time.process_time()}
    print(json.dumps({"trials": trials, "peak_mib": peak, **times}))


def stages() -> None:
    """Processor milliseconds that each stage takes for one trial with the drug, printed."""
    from paraprotein.adam import derive_all
    from paraprotein.analysis.plan import estimate_all
    from paraprotein.protocol import load_protocol
    from paraprotein.scale.replicates import BATCH, figure_matrix
    from paraprotein.sdtm.intake import admit
    from paraprotein.simulation import Simulator
    from paraprotein.simulation.cohort import enrol
    from paraprotein.simulation.tables import write_tables

    loaded = load_protocol("imatinib-wm-2007")
    simulator, protocol = Simulator(loaded), loaded.protocol
    spent: dict[str, float] = {}

    def timed(stage: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        result = function(*arguments, **named)
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - start
        return result

    for batch in range(STAGED_BATCHES + 1):
        if batch == 1:
            spent.clear()  # the first batch compiled
        trials = range(1 + BATCH * batch, 1 + BATCH * (batch + 1))
        people = (protocol, simulator.population, simulator.model)
        cohort = timed("enrol", enrol, *people, seed=1, trials=trials)
        result = timed("integrate and decide (`simulation.engine`)", simulator.engine.run, cohort, seed=1)
        frames = timed("write study tables", write_tables, result, protocol)
        tables = timed("admit them (`sdtm.admit`)", admit, frames).tables
        adam = timed("derive (`adam`)", derive_all, tables, protocol)
        timed("estimate (`analysis`)", lambda derived: figure_matrix(estimate_all(derived, protocol)), adam)
    print(json.dumps({stage: 1000 * seconds / (STAGED_BATCHES * BATCH) for stage, seconds in spent.items()}))


def table(rows: list[dict[str, float]]) -> str:
    """The committed table."""
    lines = [
        "# `paraprotein run` from protocol to table",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; each trial simulated and",
        "analysed twice, with the drug and without. Compilation is in every row.",
        "",
        "| trials | patients simulated | seconds | of which imports | processor seconds | peak memory, MiB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        seconds = row["import"] + row["run"]
        lines.append(
            f"| {row['trials']:.0f} | {2 * 28 * row['trials']:.0f} | {seconds:.1f} | {row['import']:.1f} "
            f"| {row['cpu']:.1f} | {row['peak_mib']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def stage_table(milliseconds: dict[str, float]) -> str:
    """The committed table of stages."""
    lines = [
        "",
        "Where the time goes: processor milliseconds per trial and arm, once compiled.",
        "",
        "| stage | ms |",
        "| --- | ---: |",
        *(f"| {stage} | {spent:.2f} |" for stage, spent in milliseconds.items()),
        f"| all | {sum(milliseconds.values()):.2f} |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    elif sys.argv[1:2] == ["--stages"]:
        stages()
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
