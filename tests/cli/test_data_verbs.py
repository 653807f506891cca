"""The verbs for real data: derive, convert, monitor, and check with --data."""

import json
import stat
import sys
from pathlib import Path

import pytest
from hand_built import Patient, build
from typer.testing import CliRunner

from paraprotein.cli import app
from paraprotein.sdtm import write_study

NAME = "imatinib-wm-2007"
RUN = CliRunner()
LABS = {"NEUT": {1: 3.0, 29: 2.0}, "PLAT": {1: 200.0, 29: 210.0}}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    patients = {
        "S1": Patient(igm={1: 4000.0, 29: 1900.0, 57: 1800.0}, labs=LABS, doses=((1, 28, 400.0), (29, 60, 600.0))),
        "S2": Patient(igm={1: 3000.0, 29: 2900.0}, labs=LABS, doses=((1, 60, 600.0),)),
    }
    write_study(build(patients), folder)
    return folder


def test_derive_writes_data_sets_and_says_what_the_checks_found(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = RUN.invoke(app, ["derive", NAME, str(data), "--out", str(out), "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["records"]["ADSL"] == 2
    assert record["conformance"]["fail"] == record["conformance"]["error"] == 0
    assert all((out / name).is_file() for name in record["files"])


def test_derive_refuses_an_unknown_format_and_a_wrong_time(data: Path, tmp_path: Path) -> None:
    for options in (["--to", "sas"], ["--created", "yesterday"]):
        result = RUN.invoke(app, ["derive", NAME, str(data), "--out", str(tmp_path), *options])
        assert result.exit_code == 2
        assert "Traceback" not in result.output


@pytest.mark.parametrize("to", ["xpt", "dataset-json", "parquet", "csv"])
def test_convert_writes_every_table_in_the_format(data: Path, tmp_path: Path, to: str) -> None:
    result = RUN.invoke(app, ["convert", str(data), "--to", to, "--out", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert {Path(name).stem for name in record["files"]} >= {"dm", "ex", "lb"}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*record["files"], "SHA256SUMS"])


def test_convert_hides_who_took_part_and_writes_the_key_only_where_asked(data: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "key.csv"
    options = ["convert", str(data), "--to", "csv", "--out", str(out), "--deidentify", "--seed", "3"]
    assert RUN.invoke(app, options).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not any("S1" in path.read_text(encoding="utf-8") for path in out.iterdir())
    assert RUN.invoke(app, [*options, "--key", str(key)]).exit_code == 0
    assert key.read_text(encoding="utf-8").startswith("TRIAL,USUBJID,NEWID,SHIFT\n")


@pytest.mark.parametrize(
    "options",
    [["--deidentify"], ["--seed", "3"], ["--key", "k.csv"], ["--deidentify", "--seed", "1", "--key", "{out}/k"]],
)
def test_convert_refuses_what_cannot_be_meant(data: Path, tmp_path: Path, options: list[str]) -> None:
    filled = [option.format(out=tmp_path) for option in options]
    result = RUN.invoke(app, ["convert", str(data), "--to", "csv", "--out", str(tmp_path), *filled])
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_monitor_shows_patients_and_the_study(data: Path, tmp_path: Path) -> None:
    result = RUN.invoke(app, ["monitor", NAME, str(data), "--as-of", "2004-02-10"])
    assert result.exit_code == 0, result.output
    assert "S1" in result.stdout
    assert "accrual: 2 of 28 enrolled" in result.stdout
    plain = RUN.invoke(app, ["monitor", NAME, str(data), "--as-of", "2004-02-10", "--json"])
    record = json.loads(plain.stdout)
    assert {row["USUBJID"]: row["VERDICT"] for row in record["patients"]} == {"S1": "required", "S2": "kept"}
    file = tmp_path / "view.json"
    assert RUN.invoke(app, ["monitor", NAME, str(data), "--as-of", "2004-02-10", "--out", str(file)]).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == record


def test_monitor_refuses_a_day_that_is_none(data: Path) -> None:
    result = RUN.invoke(app, ["monitor", NAME, str(data), "--as-of", "10/02/2004"])
    assert result.exit_code == 2


def test_check_tells_of_doses_against_the_rules_and_stops_under_strict(data: Path) -> None:
    result = RUN.invoke(app, ["check", NAME, "--data", str(data)])
    assert result.exit_code == 0, result.output
    assert "doses above what the rules allow: 1 (subjects S2)" in result.stderr
    assert RUN.invoke(app, ["check", NAME, "--data", str(data), "--strict"]).exit_code == 2
    record = json.loads(RUN.invoke(app, ["check", NAME, "--data", str(data), "--json"]).stdout)
    assert record["valid"]
    assert "study.dose" in {finding["rule"] for finding in record["findings"]}


def test_check_folds_the_findings_of_core_in(data: Path, tmp_path: Path) -> None:
    program = tmp_path / "core"
    issue = {"core_id": "CORE-000001", "message": "odd", "dataset": "dm.xpt", "USUBJID": "S1", "variables": ["AGE"]}
    report = json.dumps({"Issue_Details": [issue]})
    script = f"#!{sys.executable}\nimport pathlib, sys\npathlib.Path(sys.argv[-1] + '.json').write_text({report!r})\n"
    program.write_text(script, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    result = RUN.invoke(app, ["check", NAME, "--data", str(data), "--core", str(program), "--json"])
    assert "CORE-000001" in {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    missing = RUN.invoke(app, ["check", NAME, "--data", str(data), "--core", str(tmp_path / "no")])
    assert missing.exit_code == 2
    alone = RUN.invoke(app, ["check", NAME, "--core", str(program)])
    assert alone.exit_code == 2


def test_check_of_data_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["check", NAME, "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("verb", ["check", "analyze", "derive", "convert", "monitor", "init", "explain-response"])
def test_every_verb_that_reads_data_takes_a_memory_limit_and_refuses_what_is_none(
    verb: str, data: Path, tmp_path: Path
) -> None:
    arguments = {
        "check": ["check", NAME, "--data", str(data)],
        "analyze": ["analyze", NAME, str(data), "--json"],
        "derive": ["derive", NAME, str(data), "--out", str(tmp_path / "out")],
        "convert": ["convert", str(data), "--to", "csv", "--out", str(tmp_path / "out")],
        "monitor": ["monitor", NAME, str(data), "--as-of", "2004-03-01"],
        "init": ["init", "--from", str(data), "--out", str(tmp_path / "draft.yaml")],
        "explain-response": ["explain-response", NAME, str(data), "S1"],
    }[verb]
    refused = RUN.invoke(app, [*arguments, "--memory-limit", "much"])
    assert refused.exit_code == 2
    assert "write megabytes or gigabytes" in refused.output
    assert RUN.invoke(app, [*arguments, "--memory-limit", "1 GB"]).exit_code == 0


@pytest.mark.parametrize("verb", ["derive", "convert", "monitor", "check"])
def test_a_refusal_tells_errors_from_notes_and_where_to_go_with_other_tables(verb: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.csv").write_text("a,b\n1,2\n")
    arguments = {
        "derive": ["derive", NAME, str(tmp_path / "in"), "--out", str(tmp_path / "out")],
        "convert": ["convert", str(tmp_path / "in"), "--to", "csv", "--out", str(tmp_path / "out")],
        "monitor": ["monitor", NAME, str(tmp_path / "in"), "--as-of", "2004-03-01"],
        "check": ["check", NAME, "--data", str(tmp_path / "in")],
    }[verb]
    refused = RUN.invoke(app, arguments)
    lines = refused.stderr.splitlines()
    assert refused.exit_code == 2
    assert lines[0].startswith("error: DM: the study has no such table")
    assert "paraprotein init --from DATA drafts one" in lines[1]
    assert lines[2].startswith("note: x.csv")


@pytest.mark.parametrize(("names", "told"), [((), "it is empty"), (("readme.txt",), "it holds readme.txt")])
def test_a_folder_without_tables_says_what_it_holds(names: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / name).write_text("hello")
    refused = RUN.invoke(app, ["convert", str(tmp_path / "in"), "--to", "csv", "--out", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert f"in: no file with a table in it; {told}" in refused.stderr
