"""Write a set of files and be killed at the N-th change of the disk: `kill_points.py FOLDER SET N swap|move`.

Every change counts, whoever asks for it: files opened for writing, names made, changed and removed, syncs and swaps.
Prints the number of changes when it lives to the end.
"""

import os
import sys
from pathlib import Path
from typing import Any

from paraprotein.storage import switch
from paraprotein.storage.switch import Front, new_set

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree"}
SETS = {
    "a": {"page.html": "page of a", "tables/x.csv": "x of a", "tables/only-a.csv": "a", "only-a/deep/y.csv": "a"},
    "b": {"page.html": "page of b", "tables/x.csv": "x of b", "only-b/z.csv": "b"},
}


class Killer:
    """Counts changes, and ends the process at one of them as SIGKILL would: nothing is cleaned up."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def change(self) -> None:
        self.count += 1
        if self.count == self.at:
            os._exit(9)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event in CHANGES or is_written:
            self.change()


def write(folder: Path, name: str) -> None:
    with new_set(folder, Front("page.html", b"being replaced")) as stage:
        for path, text in SETS[name].items():
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).write_text(text, encoding="utf-8")


def main() -> None:
    folder, name, at, way = sys.argv[1:]
    killer = Killer(int(at))
    swap = switch.exchange

    def counted_sync(descriptor: int) -> None:
        killer.change()  # a killed process loses nothing that it wrote: only its moments matter here

    def counted_swap(first: Path, second: Path) -> bool:
        killer.change()
        return way == "swap" and swap(first, second)

    os.fsync, switch.exchange = counted_sync, counted_swap
    sys.addaudithook(killer.hear)
    write(Path(folder), name)
    print(killer.count)


if __name__ == "__main__":
    main()
