"""Work on a thread of its own, so that the calling thread is always free to hear Ctrl-C.

Compiling the engine takes many seconds inside one call that nothing interrupts; a thread that only waits is
interrupted at once. And the next batch is made while the last one is stored.
"""

import queue
import threading
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_LOOK_UP_S = 0.2


@dataclass(frozen=True)
class _Made(Generic[T]):
    item: T


def _wait(finished: "queue.Queue[T]") -> T:
    """The next outcome; looks up now and then, because Polars' signal handler lets a waiting thread sleep on."""
    while True:
        with suppress(queue.Empty):
            return finished.get(timeout=_LOOK_UP_S)


def in_background(items: Iterable[T]) -> Generator[T]:
    """The same items, made one ahead on another thread; an error there is raised here.

    Closing the generator ends the thread after the item in hand.
    """
    finished: queue.Queue[_Made[T] | BaseException | None] = queue.Queue(maxsize=1)
    is_closed = threading.Event()

    def hand_over(outcome: _Made[T] | BaseException | None) -> None:
        while not is_closed.is_set():
            with suppress(queue.Full):
                finished.put(outcome, timeout=_LOOK_UP_S)
                return

    def work() -> None:
        try:
            for item in items:
                hand_over(_Made(item))
                if is_closed.is_set():
                    return
            hand_over(None)
        except BaseException as error:  # raised again where the caller waits
            hand_over(error)

    threading.Thread(target=work, name="paraprotein-background", daemon=True).start()
    try:
        while (outcome := _wait(finished)) is not None:
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome.item
    finally:
        is_closed.set()
