"""What a verb cannot use is refused in words: no traceback, no waiting for ever."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_terminal_safety import CASE
from test_terminal_safety import study as study
from typer.testing import CliRunner, Result

from paraprotein.cli import app
from paraprotein.files.csv_table import read_csv, write_csv


def call(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_a_file_name_that_is_no_utf8_is_refused(study: Path, tmp_path: Path) -> None:
    for path in study.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/lb\xff.csv"))).write_bytes(b"a\n1\n")
    done = call("analyze", CASE, str(tmp_path))
    assert done.exit_code == 2
    assert "lb\\udcff.csv: a name that is no UTF-8 text. rename it" in done.stderr


@pytest.mark.parametrize("words", [("convert",), ("analyze", CASE)])
def test_an_output_folder_whose_name_is_no_utf8_is_refused(study: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    out = os.fsdecode(os.fsencode(tmp_path) + b"/out\xff")
    to = [] if words[0] == "analyze" else ["--to", "parquet"]
    done = call(*words, str(study), *to, "--out", out)
    assert done.exit_code == 2
    assert "no UTF-8" in done.stderr


@pytest.mark.parametrize(
    "words", [("analyze", "{pipe}", "{study}"), ("analyze", CASE, "{study}", "--mapping", "{pipe}")]
)
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(study: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    done = call(*(word.format(pipe=pipe, study=study) for word in words))
    assert done.exit_code == 2
    assert "not a regular file" in done.stderr or "neither a file nor a bundled study" in done.stderr


def test_a_link_out_of_the_data_folder_is_refused_and_one_inside_is_not(study: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in study.iterdir():
        (data / path.name).write_bytes(path.read_bytes())
    (tmp_path / "secret.csv").write_bytes((study / "ae.csv").read_bytes())
    (data / "ae.csv").unlink()
    (data / "ae.csv").symlink_to(tmp_path / "secret.csv")
    done = call("analyze", CASE, str(data))
    assert done.exit_code == 2
    assert "ae.csv: a link that leads out of the folder" in done.stderr
    (data / "ae.csv").unlink()
    (data / "raw").mkdir()
    (data / "raw" / "events").write_bytes((study / "ae.csv").read_bytes())
    (data / "ae.csv").symlink_to(data / "raw" / "events")
    assert call("analyze", CASE, str(data)).exit_code == 0


def test_a_formula_in_full_width_is_guarded_in_csv_and_reads_back(tmp_path: Path) -> None:
    import polars as pl

    table = pl.DataFrame({"A": ["＝1+1", "＠x", "\tx", "=1", "plain", "'plain"]})
    write_csv(table, tmp_path / "x.csv")
    assert "\n'＝1+1\n" in (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert read_csv(tmp_path / "x.csv").table.equals(table)


def test_a_termination_says_so(tmp_path: Path) -> None:
    """A batch system sends SIGTERM before it kills."""
    script = (
        "import os, signal, typer\n"
        "from paraprotein.cli.handler import handled, hear_termination\n"
        "hear_termination()\n"
        "def verb():\n    os.kill(os.getpid(), signal.SIGTERM)\n"
        "app = typer.Typer()\napp.command()(handled(verb))\napp()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (128 + signal.SIGTERM, "terminated")


def test_a_letter_that_the_font_lacks_is_no_warning(study: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in study.iterdir():
        text = path.read_text(encoding="utf-8").replace("S-001", "患者一")
        (data / path.name).write_text(text, encoding="utf-8")
    done = call("analyze", CASE, str(data), "--out", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "Glyph" not in done.stderr
