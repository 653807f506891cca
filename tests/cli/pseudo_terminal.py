"""Run a verb on a pseudo-terminal and see what reaches it; and text that would steer one."""

import os
import pty
import re
import sys
import threading
from pathlib import Path

import polars as pl
import pytest
import typer

from paraprotein.cli import app
from paraprotein.sdtm import SHAPES

PAYLOAD = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m\u202etxt\u2066\u200b\x08\rA\nfake: valid"
"""A title, a cleared screen, colours, C1, bidi, zero width, backspace, a carriage return, and a line of its own."""

OURS = re.compile("\x1b\\[[0-9;]*m")
"""Colours and weights, which tables use on a terminal."""

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def run_on_terminal(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit code and everything that a verb writes to its terminal."""
    master, slave = pty.openpty()
    seen: list[bytes] = []
    reader = threading.Thread(target=_read_all, args=(master, seen))
    reader.start()
    with os.fdopen(slave, "w", encoding="utf-8", errors="surrogateescape") as terminal, monkeypatch.context() as here:
        here.setattr(sys, "stdout", terminal)
        here.setattr(sys, "stderr", terminal)
        here.setenv("TERM", "xterm-256color")
        here.setenv("COLUMNS", "100")
        try:
            code = app(words, standalone_mode=False)
        except typer.Exit as stop:
            code = stop.exit_code
    reader.join()
    os.close(master)
    return int(code or 0), b"".join(seen).decode("utf-8", "replace")


def _read_all(master: int, seen: list[bytes]) -> None:
    try:
        while block := os.read(master, 65536):
            seen.append(block)
    except OSError:  # the other end is closed
        return


def steering(text: str) -> list[str]:
    """What is left in a text that steers a terminal, our own colours apart."""
    return STEERING.findall(OURS.sub("", text).replace("\r\n", "\n"))


def hostile(folder: Path, target: Path, only: tuple[str, str] | None = None) -> Path:
    """A copy of a study with the payload in free texts and in the patients' names, or in one column alone."""
    target.mkdir(parents=True)
    for path in sorted(folder.glob("*.csv")):
        table, domain = pl.read_csv(path, infer_schema=False), path.stem.upper()
        for name in table.columns:
            is_meant = (domain, name) == only if only else name in NAMES or _is_free(domain, name)
            if is_meant:
                table = table.with_columns(pl.col(name) + PAYLOAD)
        table.write_csv(target / path.name)
    return target


NAMES = ("USUBJID", "SUBJID", "SITEID", "ARM")


def _is_free(domain: str, name: str) -> bool:
    columns = {column.name: column for column in SHAPES[domain].columns}
    return name in columns and columns[name].kind == "text" and not columns[name].terms


def text_columns() -> list[tuple[str, str]]:
    """Every column of the study tables that holds text."""
    return [
        (shape.domain, column.name)
        for shape in SHAPES.values()
        for column in shape.columns
        if column.kind in ("text", "code", "date")
    ]
