"""Run batches on worker processes of this machine: a pipe to each, no port that anybody else could reach.

Workers simulate and send the finished files back; only this process writes to the run directory. When a worker dies,
another one takes its place and its batches.
"""

import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from os import _exit

from ..errors import StoreError
from .parts import Part, SimulateTrials, make_part
from .plan import Batch

DEATHS_ALLOWED = 5
"""Workers that may die over one batch before the run gives up."""

UNDER_WAY = 2
"""Batches a worker holds: the next one is there when it sends a finished one."""

LOOK_UP_S = 0.2
"""How often this process looks up from waiting, so that it hears Ctrl-C."""

END_S = 5


def run_on_processes(simulate: SimulateTrials, batches: Sequence[Batch], workers: int) -> Iterator[Part]:
    """Simulate batches on worker processes of this machine; parts come as they are finished.

    Raises:
        StoreError: one batch ended `DEATHS_ALLOWED` workers.
    """
    waiting, deaths = deque(batches), Counter[int]()
    team = [_Worker(simulate) for _ in range(min(workers, len(batches)))]
    try:
        while waiting or any(worker.assigned for worker in team):
            for worker in team:
                worker.take_from(waiting)
            ready = wait([worker.pipe for worker in team], timeout=LOOK_UP_S)
            for place, worker in enumerate(team):
                if worker.pipe in ready:
                    part = worker.receive()
                    if part is None:
                        team[place] = _replace(worker, waiting, deaths, simulate)
                    else:
                        yield part
        for worker in team:
            worker.dismiss()
    finally:
        for worker in team:
            worker.kill()


def _replace(dead: "_Worker", waiting: deque[Batch], deaths: Counter[int], simulate: SimulateTrials) -> "_Worker":
    """Another worker in the place of a dead one; the batch that it was at is the one to blame.

    Raises:
        StoreError: that batch has ended too many.
    """
    dead.kill()
    for batch in dead.assigned[:1]:
        deaths[batch.number] += 1
        if deaths[batch.number] >= DEATHS_ALLOWED:
            found = f"its worker process died {DEATHS_ALLOWED} times"
            fix = "a batch needs about 1 GB of memory: take fewer workers, then repeat the same command"
            raise StoreError.one(f"batch-{batch.number:06d}", found, fix, "simulate.worker")
    waiting.extendleft(reversed(dead.assigned))
    return _Worker(simulate)


class _Worker:
    """A process, the pipe to it, and the batches that it has and has not sent back."""

    def __init__(self, simulate: SimulateTrials) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.assigned: list[Batch] = []
        self.process = context.Process(target=_work, args=(theirs, simulate), daemon=True)
        with _deaf_to_interrupts():
            self.process.start()
        theirs.close()

    def take_from(self, waiting: deque[Batch]) -> None:
        """Send the worker as many batches as it may hold."""
        while waiting and len(self.assigned) < UNDER_WAY:
            self.assigned.append(waiting.popleft())
            with suppress(OSError):  # it is dead: the next look at its pipe says so
                self.pipe.send(self.assigned[-1])

    def receive(self) -> Part | None:
        """The part that the worker sends; None when it is dead. An error in the simulation is raised here."""
        try:
            outcome = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(outcome, BaseException):
            raise outcome
        part: Part = outcome
        self.assigned = [batch for batch in self.assigned if batch.number != part.record.batch]
        return part

    def dismiss(self) -> None:
        """Let the worker end."""
        with suppress(OSError):
            self.pipe.send(None)
        self.process.join(END_S)

    def kill(self) -> None:
        """End the worker now; one that has ended is no error."""
        if self.pipe.closed:
            return
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A terminal sends Ctrl-C to every process of the command: what starts here does not hear it, the leader does."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: the worker ignores it as soon as it runs
        yield
        return
    resource_tracker.ensure_running()  # it unblocks Ctrl-C when it starts, so it starts first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: "Connection[object, Batch | None]", simulate: SimulateTrials) -> None:
    """What a worker does until there is no more, or its leader is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_leader, daemon=True).start()
    with suppress(EOFError, OSError):
        while (batch := pipe.recv()) is not None:
            pipe.send(_outcome(batch, simulate))


def _outcome(batch: Batch, simulate: SimulateTrials) -> Part | Exception:
    """A part, or the error in making it, which is raised again where the run waits."""
    try:
        return make_part(batch, simulate(batch.trials))
    except Exception as error:
        return error


def _end_with_leader() -> None:
    """A leader that was killed leaves nobody at work."""
    leader = parent_process()
    if leader is not None:
        leader.join()
        _exit(1)
