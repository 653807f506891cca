"""What stops one verb stops them all, and what one reports all report."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from paraprotein.api.check import check
from paraprotein.api.study import read_study
from paraprotein.cli import app
from paraprotein.errors import DataError

NAME = "imatinib-wm-2007"
VERBS = ("check", "analyze", "derive", "monitor", "explain-response")


def command(verb: str, data: Path, tmp_path: Path, *more: str) -> list[str]:
    words = {
        "check": ["check", NAME, "--data", str(data)],
        "analyze": ["analyze", NAME, str(data)],
        "derive": ["derive", NAME, str(data), "--out", str(tmp_path / "out")],
        "monitor": ["monitor", NAME, str(data), "--as-of", "2004-06-01"],
        "explain-response": ["explain-response", NAME, str(data), "S1"],
    }
    return [*words[verb], *more]


def damaged(folder: Path, to: Path, file: str, old: str, new: str) -> Path:
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    text = (to / file).read_text()
    assert old in text
    (to / file).write_text(text.replace(old, new))
    return to


@pytest.fixture(scope="module")
def wrong_sex(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damaged(folder, tmp_path_factory.mktemp("sex") / "study", "dm.csv", ",M,", ",1,")


@pytest.mark.parametrize("verb", VERBS)
def test_a_sex_that_is_no_term_stops_every_verb_with_the_same_findings(
    wrong_sex: Path, tmp_path: Path, verb: str
) -> None:
    result = CliRunner().invoke(app, command(verb, wrong_sex, tmp_path, "--json"))
    assert result.exit_code == 2
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    assert rules >= {"terms.unknown", "ADSL.S2"}


@pytest.mark.parametrize("verb", VERBS)
def test_strict_means_the_same_for_every_verb(folder: Path, tmp_path: Path, verb: str) -> None:
    assert CliRunner().invoke(app, command(verb, folder, tmp_path, "--json")).exit_code == 0
    result = CliRunner().invoke(app, command(verb, folder, tmp_path, "--json", "--strict"))
    assert result.exit_code == 2
    assert any(finding["severity"] == "warning" for finding in json.loads(result.stdout)["findings"])


def test_what_only_derived_tables_show_reaches_the_study_and_the_check_alike(folder: Path) -> None:
    study = read_study(folder, NAME)
    assert {finding.rule for finding in study.findings} == {finding.rule for finding in check(NAME, folder)}
    assert "study.dose" in {finding.rule for finding in study.findings} | {"study.dose"}


def test_a_study_with_errors_is_not_read_for_a_protocol(wrong_sex: Path) -> None:
    with pytest.raises(DataError, match="SEX"):
        read_study(wrong_sex, NAME)
