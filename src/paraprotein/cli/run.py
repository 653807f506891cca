"""`paraprotein run`: a published trial, simulated many times, beside its publication."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ..api import DEFAULT_SEED, DEFAULT_TRIALS
from .arguments import AsJson, ProtocolName, ReportFolder, Seed, Trials, load_to_simulate
from .handler import deliver, say

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
    trial = load_to_simulate(protocol)
    from ..api.report import write_report
    from ..api.runs import check_extrapolation
    from ..api.runs import run as run_trials
    from ..report import comparison_summary, comparison_table, refuse_strangers
    from .handler import log_run, show

    if out is not None:
        refuse_strangers(out)
    say(f"{trial.id}: {trials} trials with the drug and {trials} without, seed {seed}")
    for finding in check_extrapolation(trial):
        say(f"{finding.severity}: {finding}")
    with trial_progress(trials) as progress:
        runs = run_trials(trial, trials, seed, progress=progress)
    explore = out is not None and sensitivity
    if explore:
        say("without drug: other assays, other visits")
    report = runs.report(explore)
    if out is not None:
        page = write_report(runs, out, sensitivity=explore)
        log_run(out, "run", protocol=trial.digest, results=report.digest, seed=seed, trials=trials)
        say(f"report: {page}")
    if json:
        deliver(report.comparison_json())
    else:
        show(comparison_table(report), comparison_summary(report))


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
