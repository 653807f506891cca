"""Results say which data they are of, and a folder of results says whether it is what was written."""

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_terminal_safety import CASE
from test_terminal_safety import study as study
from typer.testing import CliRunner, Result

from paraprotein.cli import app
from paraprotein.report import check_results, read_report, write
from paraprotein.report.checks import page_digest
from paraprotein.report.figures import draw_figures
from paraprotein.storage.log import check_log
from paraprotein.storage.seal import checksum


@pytest.fixture(autouse=True, scope="module")
def one_figure() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as here:
        here.setattr(write, "draw_figures", lambda report: draw_figures(report)[:1])
        yield


@pytest.fixture
def delivery(study: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    for path in study.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def analyzed(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyzed") / "out"
    assert call("analyze", CASE, str(study), "--out", str(folder)).exit_code == 0
    return folder


@pytest.fixture
def out(analyzed: Path, tmp_path: Path) -> Path:
    """A copy of the results, to be damaged."""
    return shutil.copytree(analyzed, tmp_path / "out")


def call(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_results_name_their_files_protocol_and_options(study: Path, analyzed: Path) -> None:
    inputs = json.loads((analyzed / "results.json").read_text(encoding="utf-8"))["inputs"]
    files = {file["name"]: file for file in inputs["files"]}
    assert files["lb.csv"]["sha256"] == checksum((study / "lb.csv").read_bytes())
    assert (files["lb.csv"]["records"], files["lb.csv"]["bytes"]) == (6, (study / "lb.csv").stat().st_size)
    assert inputs["protocol"]["name"] == "protocol.yaml"
    assert files["lb.csv"]["sha256"] in (analyzed / "index.html").read_text(encoding="utf-8")


def test_two_deliveries_that_differ_in_one_value_are_told_apart(delivery: Path, out: Path) -> None:
    before = page_digest(out)
    assert "since the last run" not in call("analyze", CASE, str(delivery), "--out", str(out)).stderr
    assert page_digest(out) == before
    change(delivery / "lb.csv", "1900", "1901")
    again = call("analyze", CASE, str(delivery), "--out", str(out))
    assert again.exit_code == 0
    assert "LB: changed since the last run: columns LBORRES" in again.stderr
    assert "S-001 3 (IGM 2004-03-01)" in again.stderr
    assert page_digest(out) != before


def test_edited_results_are_reported_for_ever(out: Path) -> None:
    assert "edited" not in call("report", str(out)).stderr
    change(out / "results.json", '"title": "', '"title": "A better ')
    for _ in range(2):
        done = call("report", str(out))
        assert done.exit_code == 0
        assert "edited since" in done.stderr
        assert "edited after they were computed" in (out / "index.html").read_text(encoding="utf-8")


def test_a_flipped_bit_in_any_file_of_a_results_folder_is_reported(out: Path) -> None:
    report = read_report(out)
    assert check_results(out, report) == []
    names = [path.relative_to(out) for path in out.rglob("*") if path.is_file() and path.name != "log.jsonl"]
    assert len(names) > 20
    for name in names:
        whole = (out / name).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        (out / name).write_bytes(flipped)
        assert check_results(out, report), name
        (out / name).write_bytes(whole)


def test_a_results_file_that_is_damaged_anywhere_gives_words_and_no_traceback(out: Path, tmp_path: Path) -> None:
    """Damage of one attribute at a time; validation/integrity.py tries thousands."""
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    damages = (5, [], {}, "x", [[]], {"a": {}}, None, [None], 1e400)
    for name, damage in random.Random(2007).sample([(name, damage) for name in document for damage in damages], 8):
        (out / "results.json").write_text(json.dumps(document | {name: damage}), encoding="utf-8")
        done = call("report", str(out), "--out", str(tmp_path / "redrawn"))
        assert done.exit_code in (0, 2), (name, damage, done.exception)


def test_the_log_says_what_was_run_and_notices_changes(out: Path) -> None:
    call("report", str(out))
    entries = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [entry["verb"] for entry in entries] == ["analyze", "report"]
    assert entries[0]["results"] == entries[1]["results"]
    assert check_log(out) == []
    change(out / "log.jsonl", "analyze", "analyse")
    assert [finding.rule for finding in check_log(out)] == ["log.changed"]


def test_register_notes_what_arrived_and_every_verb_compares(delivery: Path, tmp_path: Path) -> None:
    noted = call("check", CASE, "--data", str(delivery))
    assert "paraprotein register" in noted.stderr
    done = call("register", str(delivery))
    assert done.exit_code == 0
    assert "lb.csv: 6 records" in done.stdout
    assert json.loads(call("register", str(delivery), "--json").stdout)["files"]["dm.csv"]["records"] == 2
    assert "register" not in call("check", CASE, "--data", str(delivery)).stderr
    change(delivery / "lb.csv", "1900", "1901")
    changed = call("analyze", CASE, str(delivery))
    assert changed.exit_code == 2
    assert "lb.csv: changed since it was registered" in changed.stderr


def test_a_register_with_one_changed_figure_is_damaged(delivery: Path) -> None:
    call("register", str(delivery))
    change(delivery / "inputs.json", '"records": 6', '"records": 7')
    refused = call("check", CASE, "--data", str(delivery))
    assert refused.exit_code == 2
    assert "the register of inputs is damaged" in refused.stderr


@pytest.mark.parametrize("place", ["none", "empty"])
def test_register_of_a_folder_without_tables_says_what_to_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    refused = call("register", str(tmp_path / place))
    assert refused.exit_code == 2
    assert "name" in refused.stderr
