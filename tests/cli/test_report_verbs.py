"""The verbs that give results: analyze, report and explain-response on a small study; run's words and refusals."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from paraprotein.cli import app
from paraprotein.report import write
from paraprotein.report.figures import draw_figures

CASE = "imatinib-wm-2007"


def call(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def laboratory(values: dict[str, tuple[float, ...]]) -> pl.DataFrame:
    rows = [
        {
            "STUDYID": "S", "DOMAIN": "LB", "USUBJID": subject, "LBSEQ": visit + 1, "LBTESTCD": "IGM",
            "LBORRES": str(value), "LBORRESU": "mg/dL", "LBSTRESC": str(value), "LBSTRESN": value, "LBSTRESU": "mg/dL",
            "LBDTC": ("2004-01-05", "2004-02-02", "2004-03-01", "2004-03-29")[visit],
        }
        for subject, course in values.items() for visit, value in enumerate(course)
    ]  # fmt: skip
    return pl.DataFrame(rows)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    values = {"S-001": (4000.0, 2900.0, 1900.0, 1800.0), "S-002": (3000.0, 3100.0, 3900.0, 4000.0)}
    demographics = pl.DataFrame(
        {
            "STUDYID": ["S", "S"], "DOMAIN": ["DM", "DM"], "USUBJID": list(values), "SUBJID": ["001", "002"],
            "RFSTDTC": ["2004-01-05"] * 2, "RFENDTC": ["2004-04-01"] * 2, "RFPENDTC": ["2004-05-01"] * 2,
            "AGE": [61, 70], "AGEU": ["YEARS"] * 2, "SEX": ["F", "M"],
        }
    )  # fmt: skip
    exposure = pl.DataFrame(
        {
            "STUDYID": ["S", "S"], "DOMAIN": ["EX", "EX"], "USUBJID": list(values), "EXSEQ": [1, 1],
            "EXTRT": ["imatinib"] * 2, "EXDOSE": [400] * 2, "EXDOSU": ["mg"] * 2, "EXDOSFRQ": ["QD"] * 2,
            "EXSTDTC": ["2004-01-05"] * 2, "EXENDTC": ["2004-04-01"] * 2,
        }
    )  # fmt: skip
    for name, table in {"dm": demographics, "ex": exposure, "lb": laboratory(values)}.items():
        table.write_csv(folder / f"{name}.csv")
    return folder


@pytest.fixture
def damage(study: Path) -> Callable[[str, str, str], None]:
    def replace(file: str, old: str, new: str) -> None:
        path = study / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.mark.parametrize("verb", ["run", "analyze", "report", "explain-response"])
def test_each_help_ends_with_a_line_to_paste(verb: str) -> None:
    result = call(verb, "--help")
    assert result.exit_code == 0
    assert result.stdout.split("Example: ")[1].strip().startswith(f"paraprotein {verb}")


def test_analyze_prints_results_on_stdout_and_findings_on_stderr(study: Path) -> None:
    result = call("analyze", CASE, str(study))
    assert result.exit_code == 0
    assert "Overall response (minor or better)" in result.stdout
    assert "1/2 (50 %)" in result.stdout
    assert "note: " in result.stderr
    assert "note: " not in result.stdout


def test_analyze_as_json_is_the_report(study: Path) -> None:
    record = json.loads(call("analyze", CASE, str(study), "--json").stdout)
    assert record["kind"] == "real"
    assert record["comparison"] is None
    assert {estimate["ID"]: estimate["VALUE"] for estimate in record["estimates"]}["orr"] == 1


def test_analyze_writes_the_report_and_report_makes_it_anew(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "draw_figures", lambda report: draw_figures(report)[:2])
    out = tmp_path / "out"
    assert call("analyze", CASE, str(study), "--out", str(out)).exit_code == 0
    page = (out / "index.html").read_bytes()
    (out / "index.html").unlink()
    result = call("report", str(out))
    assert result.exit_code == 0
    assert result.stdout.strip() == str(out / "index.html")
    assert (out / "index.html").read_bytes() == page
    assert (out / "adam" / "adsl.parquet").is_file()


def test_errors_in_the_data_are_all_told_with_exit_code_2(study: Path, damage: Callable[[str, str, str], None]) -> None:
    damage("dm.csv", "USUBJID", "PATIENT")
    damage("lb.csv", "2004-02-02", "2004-02-31")
    result = call("analyze", CASE, str(study))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error: " in result.stderr
    assert "USUBJID" in result.stderr
    assert "lb.csv row" in result.stderr
    record = json.loads(call("analyze", CASE, str(study), "--json").stdout)
    assert record["valid"] is False
    assert len(record["findings"]) >= 2


def test_strict_stops_at_a_warning(study: Path, damage: Callable[[str, str, str], None]) -> None:
    damage("lb.csv", "3900.0,mg/dL,3900.0,3900.0,mg/dL", "3900.0,mg/dL,3900.0,-3900.0,mg/dL")
    lax, strict = call("analyze", CASE, str(study)), call("analyze", CASE, str(study), "--strict")
    assert strict.exit_code == 2
    assert lax.exit_code in (0, 2)
    assert "negative" in strict.stderr or "below zero" in strict.stderr


def test_analyze_refuses_a_folder_of_somebody_else_before_it_works(study: Path, tmp_path: Path) -> None:
    result = call("analyze", CASE, str(study), "--out", str(study))
    assert result.exit_code == 2
    assert "not empty and holds no report" in result.stderr


def test_report_says_what_is_missing(tmp_path: Path) -> None:
    result = call("report", str(tmp_path))
    assert result.exit_code == 2
    assert "there is no results.json in it" in result.stderr


def test_a_damaged_results_file_is_told_in_words(study: Path, tmp_path: Path) -> None:
    results = json.loads(call("analyze", CASE, str(study), "--json").stdout)
    waterfall = {"waterfall": [{"USUBJID": "S-001", "BEST_PCHG": "much"}]}
    for damaged in (results | {"figures": 3}, results | {"tables": waterfall}):
        (tmp_path / "results.json").write_text(json.dumps(damaged), encoding="utf-8")
        result = call("report", str(tmp_path), "--out", str(tmp_path / "out"))
        assert result.exit_code == 2
        assert "damaged" in result.stderr


@pytest.mark.parametrize("name", ["S-001", "001"])
def test_a_patient_is_explained_visit_by_visit(study: Path, name: str) -> None:
    result = call("explain-response", CASE, str(study), name)
    assert result.exit_code == 0
    assert "S-001: IGM at baseline 4,000 mg/dL on 2004-01-05" in result.stdout
    assert "50 % less than baseline" in " ".join(result.stdout.split())
    record = json.loads(call("explain-response", CASE, str(study), name, "--json").stdout)
    assert [visit["raw"] for visit in record["visits"]] == ["MR", "PR", "PR"]


def test_an_unknown_patient_is_answered_with_known_ones(study: Path) -> None:
    result = call("explain-response", CASE, str(study), "nobody")
    assert result.exit_code == 2
    assert "S-001" in result.stderr


@pytest.mark.parametrize("words", [("run", "no-such-study"), ("run", CASE, "--trials", "0")])
def test_run_refuses_what_cannot_be_run(words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_run_refuses_a_folder_of_somebody_else_before_it_simulates(study: Path) -> None:
    result = call("run", CASE, "--out", str(study))
    assert result.exit_code == 2
    assert "not empty and holds no report" in result.stderr
