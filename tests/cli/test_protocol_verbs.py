"""The verbs about protocols: results on stdout, findings on stderr with exit code 2, never a traceback."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from paraprotein.cli import app
from paraprotein.cli.handler import register
from paraprotein.protocol.load import load_protocol

CASE = "imatinib-wm-2007"
VERBS = ("check", "explain", "init", "schema", "cite")


def call(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, words, input=stdin)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    text = load_protocol(CASE).path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("drug: imatinib", "drgu: imatinib").replace("start: 400 mg", "start: 400"), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_each_help_ends_with_a_line_to_paste(verb: str) -> None:
    result = call(verb, "--help")
    assert result.exit_code == 0
    assert result.stdout.split("Example: ")[1].strip().startswith(f"paraprotein {verb}")


@pytest.mark.parametrize("verb", VERBS)
def test_each_example_runs(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = call(verb, "--help").stdout.split("Example: ")[1].strip().split()
    assert call(*example[1:]).exit_code == 0


def test_a_valid_protocol_is_valid() -> None:
    result = call("check", CASE)
    assert result.exit_code == 0
    assert "valid" in result.stdout
    assert json.loads(call("check", CASE, "--json").stdout) == {"valid": True, "findings": []}


@pytest.mark.parametrize("words", [("check",), ("explain",), ("explain", "--json"), ("cite",)])
def test_every_finding_is_on_stderr_and_the_exit_code_is_2(wrong: Path, words: tuple[str, ...]) -> None:
    result = call(words[0], str(wrong), *words[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "unknown field 'drgu'" in result.stderr
    assert "in mg" in result.stderr
    assert "2 findings" in result.stderr
    assert "Traceback" not in result.stderr


def test_findings_are_also_json(wrong: Path) -> None:
    result = call("check", str(wrong), "--json")
    assert result.exit_code == 2
    record = json.loads(result.stdout)
    assert not record["valid"]
    assert {"where", "found", "fix", "severity", "rule"} <= set(record["findings"][0])
    assert len(record["findings"]) == 2


def test_mistakes_in_companion_files_are_found_too(tmp_path: Path) -> None:
    text = load_protocol(CASE).path.read_text(encoding="utf-8")
    (tmp_path / "protocol.yaml").write_text(text.replace("population: ensemble", "population: mixde"), encoding="utf-8")
    (tmp_path / "published.yaml").write_text("schema: 1\n")
    result = call("check", str(tmp_path))
    assert result.exit_code == 2
    assert "write 'mixed'" in result.stderr
    assert "published.yaml" in result.stderr


def test_a_population_of_another_model_is_found(tmp_path: Path) -> None:
    text = load_protocol(CASE).path.read_text(encoding="utf-8")
    (tmp_path / "protocol.yaml").write_text(text.replace("model: imatinib-wm", "model: other"), encoding="utf-8")
    result = call("check", str(tmp_path))
    assert result.exit_code == 2
    assert "belongs to the model 'imatinib-wm'" in result.stderr


@pytest.mark.parametrize("name", ["no-such-study", "/no/such/file.yaml"])
def test_a_name_that_is_nothing_is_said(name: str) -> None:
    result = call("check", name)
    assert result.exit_code == 2
    assert CASE in result.stderr


def test_a_protocol_comes_from_stdin() -> None:
    text = load_protocol(CASE).path.read_text(encoding="utf-8")
    assert call("check", "-", stdin=text).exit_code == 0
    assert call("check", "-", stdin="a: [").exit_code == 2


def test_explain_shows_only_what_is_asked_for() -> None:
    values = json.loads(call("explain", CASE, "--only", "assumed", "--json").stdout)["values"]
    assert {item["standing"] for item in values} == {"assumed"}
    assert "treatment.escalate.after" in [item["path"] for item in values]
    assert call("explain", CASE, "--only", "guessed").exit_code == 2
    assert call("explain", CASE, "--only", "calibrated").exit_code == 0


def test_init_writes_a_valid_file_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert call("init", "--out", str(path)).exit_code == 0
    assert call("check", str(path)).exit_code == 0
    before = path.read_bytes()
    assert call("init", "--out", str(path)).exit_code == 2
    assert path.read_bytes() == before
    assert call("init").stdout == path.read_text(encoding="utf-8")


def test_results_go_to_a_file_when_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    result = call("schema", "--out", str(path))
    assert result.stdout == ""
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(call("schema").stdout)
    assert call("schema", "--out", str(tmp_path / "no" / "folder")).exit_code == 2


def test_cite_names_the_publication_and_the_sources() -> None:
    assert "Blood 2007;110(11):2575" in call("cite", CASE).stdout
    assert json.loads(call("cite", CASE, "--json").stdout)["population"]
    assert "paraprotein" in call("cite").stdout


def test_ctrl_c_is_130() -> None:
    interrupted = typer.Typer()

    def wait() -> None:
        """Wait."""
        raise KeyboardInterrupt

    register(interrupted, wait, example="wait")
    assert CliRunner().invoke(interrupted, []).exit_code == 130
