"""Time and memory of the founding trial from protocol to table, with and without the drug.

Each size runs in a process of its own, so that its peak memory is its own; the first also shows what compilation costs.
Writes `benchmarks/results/run.md`. Run: python benchmarks/run.py [trials ...]
"""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SIZES = (1, 250, 1000, 4000)


def main(sizes: list[int]) -> None:
    """Measure each size and write the table."""
    rows = [measured(size) for size in sizes]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "run.md").write_text(table(rows))
    print(table(rows))


def measured(size: int) -> dict[str, float]:
    """Seconds and peak memory of one run in a new process."""
    output = subprocess.run([sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True)
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
    print(json.dumps({"trials": trials, "import": imported - start, "run": done - imported, "peak_mib": peak}))


def table(rows: list[dict[str, float]]) -> str:
    """The committed table."""
    lines = [
        "# `paraprotein run` from protocol to table",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; each trial simulated and",
        "analysed twice, with the drug and without. Compilation is in every row.",
        "",
        "| trials | patients simulated | seconds | of which imports | peak memory, MiB |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        seconds = row["import"] + row["run"]
        lines.append(
            f"| {row['trials']:.0f} | {2 * 28 * row['trials']:.0f} | {seconds:.1f} | {row['import']:.1f} "
            f"| {row['peak_mib']:.0f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
