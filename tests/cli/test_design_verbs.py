"""`paraprotein design`: each verb prints its design, takes --json, --out and --plot, and refuses with findings."""

import json
import shlex
from pathlib import Path

import click
import pytest
import typer
from typer.testing import CliRunner

from paraprotein import design
from paraprotein.cli import app

RUN = CliRunner()
GROUP = typer.main.get_command(app).commands["design"]
VERBS: dict[str, click.Command] = dict(GROUP.commands)


def example(name: str) -> list[str]:
    """The example of the help, without the program's name."""
    line = (VERBS[name].epilog or "").removeprefix("Example: paraprotein ")
    return [word for word in shlex.split(line) if word != "protocol.txt"]


def test_there_is_a_verb_for_every_function_of_the_room() -> None:
    functions = {name.replace("_", "-") for name in vars(design) if name.islower() and callable(vars(design)[name])}
    assert set(VERBS) == functions


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_and_option_is_described_and_has_an_example(name: str) -> None:
    assert VERBS[name].help
    assert f"paraprotein design {name}" in (VERBS[name].epilog or "")
    for parameter in VERBS[name].params:
        assert getattr(parameter, "help", None), parameter.name


@pytest.mark.parametrize("name", sorted(set(VERBS) - {"parse", "inference", "proportion"}))
def test_the_example_of_every_verb_runs_and_its_sentence_is_read_again(name: str, tmp_path: Path) -> None:
    arguments = [word for word in example(name) if word not in ("--plot", "simon.png")]
    result = RUN.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    chosen = record if "sentence" in record else next(v for v in record.values() if isinstance(v, dict))
    file = tmp_path / "protocol.txt"
    file.write_text(chosen["sentence"], encoding="utf-8")
    again = RUN.invoke(app, ["design", "parse", str(file), "--json"])
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout) == chosen


def test_the_command_line_gives_what_the_function_gives() -> None:
    result = RUN.invoke(app, ["design", "simon", "0.05", "0.20", "0.05", "0.20", "--json"])
    assert json.loads(result.stdout) == json.loads(json.dumps(design.simon(0.05, 0.20, 0.05, 0.20).to_dict()))


def test_the_table_goes_to_a_file_and_the_picture_to_another(tmp_path: Path) -> None:
    out, plot = tmp_path / "simon.txt", tmp_path / "simon.png"
    words = ["design", "simon", "0.1", "0.3", "0.05", "0.2", "--out", str(out), "--plot", str(plot)]
    result = RUN.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "OPTIMAL" in out.read_text(encoding="utf-8")
    assert plot.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["simon", "0.3", "0.2", "0.05", "0.2"], "p1 must lie above p0"),
        (["exact", "0.2", "0.4", "--looks", "10,x", "--futility", "1,3"], "--looks: x"),
        (["exact", "0.2", "0.4", "--looks", "10,20", "--futility", "1,-"], "the last look must decide"),
        (["posterior", "0.2", "0.4", "--looks", "10", "--prior", "1"], "two numbers"),
        (["bop2", "0.2,y", "0.4", "--looks", "10,20"], "null: y"),
        (["toxicity", "0.2", "0.4", "30", "--method", "table", "--table", "3"], "events/patients"),
        (["simon", "0.1", "0.3", "0.05", "0.2", "--plot", "simon.doc"], "use .png, .svg or .pdf"),
        (["simon", "0.1", "0.3", "0.05", "0.2", "--plot", "/nowhere/simon.png"], "cannot be written"),
        (["parse", "We treat patients."], "no sentence of a design"),
    ],
)
def test_bad_input_is_refused_with_a_finding_and_exit_code_2(words: list[str], found: str) -> None:
    result = RUN.invoke(app, ["design", *words])
    assert result.exit_code == 2
    assert found in result.output
    assert "Traceback" not in result.output


def test_a_sentence_may_come_from_stdin() -> None:
    sentence = design.simon(0.1, 0.3, 0.05, 0.2).optimal.sentence
    result = RUN.invoke(app, ["design", "parse", "-"], input=sentence)
    assert result.exit_code == 0, result.output
    assert "15.01" in result.output


def test_skipped_looks_are_written_with_a_hyphen() -> None:
    result = RUN.invoke(app, [*example("exact"), "--json"])
    assert json.loads(result.stdout)["design"]["futility"] == [1, None, 9]


def test_inference_prints_what_the_function_gives_and_names_what_was_not_planned() -> None:
    words = ["design", "inference", "1", "10", "5", "29", "0.10", "4", "2", "--evaluable-2", "17", "--level", "0.90"]
    found = design.inference(1, 10, 5, 29, 0.10, 4, 2, evaluable_2=17, level=0.90)
    assert json.loads(RUN.invoke(app, [*words, "--json"]).stdout) == json.loads(json.dumps(found.to_dict()))
    shown = RUN.invoke(app, words).stdout
    assert "17 evaluable patients, 19 were planned" in shown
    assert f"{found.p:.4f}" in shown


def test_a_proportion_is_printed_with_every_interval_and_impossible_counts_are_refused() -> None:
    shown = RUN.invoke(app, ["design", "proportion", "7", "27"]).stdout
    for name in design.proportion(7, 27).intervals:
        assert name in shown
    refused = RUN.invoke(app, ["design", "proportion", "28", "27"])
    assert refused.exit_code == 2
    assert "successes" in refused.stderr


def test_a_design_shows_itself_in_one_line() -> None:
    found = design.simon(0.1, 0.3, 0.05, 0.2)
    assert len(repr(found)) < 250
    assert "29" in repr(found.optimal)
