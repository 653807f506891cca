"""`paraprotein run`: a published trial, simulated many times, beside its publication."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .arguments import AsJson, ProtocolName, load_named
from .handler import deliver

DEFAULT_TRIALS = 1000
DEFAULT_SEED = 1

Trials = Annotated[int, typer.Option("--trials", min=1, help="Number of simulated trials.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed; the same seed gives the same bytes.")]
ReportFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write the report to this folder: page, figures, tables.")
]


def run(
    protocol: ProtocolName,
    trials: Trials = DEFAULT_TRIALS,
    seed: Seed = DEFAULT_SEED,
    out: ReportFolder = None,
    json: AsJson = False,
) -> None:
    """Simulate a published trial many times and compare every published figure with what the trials give."""
    loaded = load_named(protocol)
    from ..calibration.no_drug import describe_no_drug
    from ..calibration.transport import check_transport
    from ..report import Report, comparison_summary, comparison_table, refuse_strangers, write_report
    from ..scale import use_compilation_cache
    from ..scale.comparison import run as run_trials
    from .show import show

    if out is not None:
        refuse_strangers(out)
    typer.echo(f"{loaded.protocol.study.id}: {trials} trials with the drug and {trials} without, seed {seed}", err=True)
    for finding in check_transport(loaded):
        typer.echo(f"{finding.severity}: {finding}", err=True)
    use_compilation_cache()
    with trial_progress(trials) as progress:
        comparison = run_trials(loaded, trials=trials, seed=seed, progress=progress)
    no_drug = describe_no_drug(comparison.replicates, loaded.protocol.response.marker, comparison.published)
    report = Report.of_comparison(comparison, no_drug.record())
    if out is not None:
        page = write_report(report, out, comparison.replicates.example.adam)
        typer.echo(f"report: {page}", err=True)
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
