"""A progress bar on stderr: done, rate and time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from ..scale import Progress


class _Rate(ProgressColumn):
    """Trials a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.0f} trials/s")


@contextmanager
def batch_progress() -> Iterator[Callable[[Progress], None]]:
    """A bar for the block; call what it gives with each `Progress`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("checking", total=None, failed="")

        def tell(now: Progress) -> None:
            first = bar.tasks[0].total is None
            bar.update(
                task,
                description="compiling" if first and now.batches_done < now.batches else "simulating",
                total=now.trials,
                completed=now.trials_done,
                failed=f"{now.failed} patients failed" if now.failed else "",
            )

        yield tell
