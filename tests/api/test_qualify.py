"""A machine is checked against known answers, and a wrong answer is seen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from paraprotein.api import qualify as room
from paraprotein.api.known_answers import known_answers
from paraprotein.api.qualify import qualify
from paraprotein.cli import app
from paraprotein.storage.seal import check_seal


def test_every_known_answer_is_given_here() -> None:
    answers = list(known_answers())
    assert len(answers) > 20
    assert [answer for answer in answers if answer[1] != answer[2]] == []


def test_the_report_is_dated_and_names_machine_versions_and_checks(tmp_path: Path) -> None:
    done = qualify(tmp_path / "out", simulate=False)
    assert done.failed == ()
    record = json.loads((tmp_path / "out" / "qualification.json").read_text(encoding="utf-8"))
    assert record["passed"]
    assert record["at"].endswith("+00:00")
    assert {"paraprotein", "jax", "polars"} <= set(record["versions"])
    page = (tmp_path / "out" / "qualification.md").read_text(encoding="utf-8")
    assert "**passed**" in page
    assert "Simon's optimal design" in page
    assert check_seal(tmp_path / "out") == []


def wrong() -> Iterator[tuple[str, str, str]]:
    yield "one and one", "2", "3"


def broken() -> Iterator[tuple[str, str, str]]:
    yield "one", "1", "1"
    raise ZeroDivisionError("no answer")


@pytest.mark.parametrize(("answers", "found"), [(wrong, "is 3"), (broken, "ZeroDivisionError: no answer")])
def test_a_wrong_answer_and_a_broken_check_fail(monkeypatch: pytest.MonkeyPatch, answers: object, found: str) -> None:
    monkeypatch.setattr(room, "known_answers", answers)
    done = CliRunner().invoke(app, ["qualify", "--no-simulate"])
    assert done.exit_code == 1
    assert found in done.stdout
    assert json.loads(CliRunner().invoke(app, ["qualify", "--no-simulate", "--json"]).stdout)["passed"] is False


def test_a_changed_file_of_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_hash", lambda path: "other")
    (check,) = [check for check in qualify(simulate=False).checks if check.asked.startswith("files of the package")]
    assert check.found == "all" or check.found.startswith("changed: ")  # an editable installation records no files
