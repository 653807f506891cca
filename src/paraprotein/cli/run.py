"""`paraprotein run`: a published trial, simulated many times, beside its publication."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .arguments import AsJson, ProtocolName, load_named
from .handler import deliver, say

if TYPE_CHECKING:
    from ..report.contents import Record
    from ..scale.comparison import PublishedComparison

DEFAULT_TRIALS = 1000
DEFAULT_SEED = 1

Trials = Annotated[int, typer.Option("--trials", min=1, help="Number of simulated trials.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed; the same seed gives the same bytes.")]
ReportFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the report to this folder: page, figures, tables.")
]
Sensitivity = Annotated[
    bool,
    typer.Option(
        "--sensitivity/--no-sensitivity",
        help="Add to the report how false responses depend on assay, visits and confirmation.",
    ),
]


def run(
    protocol: ProtocolName,
    trials: Trials = DEFAULT_TRIALS,
    seed: Seed = DEFAULT_SEED,
    out: ReportFolder = None,
    sensitivity: Sensitivity = True,
    json: AsJson = False,
) -> None:
    """Simulate a published trial many times and compare every published figure with what the trials give."""
    loaded = load_named(protocol)
    from ..calibration.transport import check_transport
    from ..questions.no_drug import describe_no_drug
    from ..report import Report, comparison_summary, comparison_table, refuse_strangers, write_report
    from ..scale import use_compilation_cache
    from ..scale.comparison import run as run_trials
    from .handler import log_run, show

    if out is not None:
        refuse_strangers(out)
    say(f"{loaded.protocol.study.id}: {trials} trials with the drug and {trials} without, seed {seed}")
    for finding in check_transport(loaded):
        say(f"{finding.severity}: {finding}")
    use_compilation_cache()
    with trial_progress(trials) as progress:
        comparison = run_trials(loaded, trials=trials, seed=seed, progress=progress)
    no_drug = describe_no_drug(comparison.replicates, loaded.protocol.response.marker, comparison.published)
    settings = explored_noise(comparison) if out is not None and sensitivity else None
    report = Report.of_comparison(comparison, no_drug.record(), settings)
    if out is not None:
        page = write_report(report, out, comparison.replicates.example.adam)
        log_run(out, "run", protocol=loaded.digest, results=report.digest, seed=seed, trials=trials)
        say(f"report: {page}")
    if json:
        deliver(report.comparison_json())
    else:
        show(comparison_table(report), comparison_summary(report))


def explored_noise(comparison: "PublishedComparison") -> "list[Record]":
    """False responses of a run under other assays and visits, for its report."""
    from ..questions.sensitivity import explore_run

    say("without drug: other assays, other visits")
    loaded, replicates = comparison.loaded, comparison.replicates
    found = explore_run(loaded, replicates, trials=comparison.trials, seed=comparison.seed)
    return [scenario.record() for scenario in found]


@contextmanager
def trial_progress(trials: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr for the block; call what it gives with the trials done and the trials in all."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("trials"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("compiling", total=trials)

        def tell(done: int, total: int) -> None:
            bar.update(task, description="simulating" if done < total else "simulated", completed=done, total=total)

        yield tell
