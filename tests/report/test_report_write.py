"""The results folder: complete, the same every time, never half written."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from paraprotein.analysis import Analysis
from paraprotein.errors import UsageError
from paraprotein.report import Report, read_report, write, write_report
from paraprotein.report.figures import draw_figures
from paraprotein.report.tables import Table, tabulate_report


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two figures instead of all, where the test is about the folder."""
    monkeypatch.setattr(write, "draw_figures", lambda report: draw_figures(report)[:2])


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, run_report: Report, analysis: Analysis) -> Path:
    folder = tmp_path_factory.mktemp("report") / "out"
    write_report(run_report, folder, analysis.adam)
    return folder


def test_everything_is_there(written: Path, run_report: Report) -> None:
    names = set(files_in(written))
    assert {"index.html", "results.json", "comparison.json", "figures/waterfall.svg", "figures/comparison.png"} <= names
    assert {f"adam/{name}.parquet" for name in ("adsl", "adlb", "adrs", "adtte", "adae", "adex")} <= names
    tables = {table.name for table in tabulate_report(run_report)}
    assert {f"tables/{table}.{ending}" for table in tables for ending in ("csv", "json")} <= names
    assert not [name for name in names if name.startswith(".")]


@pytest.mark.usefixtures("few_figures")
def test_a_rebuilt_report_has_the_same_bytes(tmp_path: Path, run_report: Report, analysis: Analysis) -> None:
    write_report(run_report, tmp_path / "out", analysis.adam)
    before = files_in(tmp_path / "out")
    write_report(read_report(tmp_path / "out"), tmp_path / "out")
    assert files_in(tmp_path / "out") == before


def test_links_of_the_page_lead_to_files(written: Path) -> None:
    page = (written / "index.html").read_text(encoding="utf-8")
    targets = {part.partition('"')[0] for part in page.split('href="')[1:]}
    files = [target for target in targets if not target.startswith("#")]
    assert files
    assert [target for target in files if not (written / target).is_file()] == []


def test_derived_tables_are_readable(written: Path, analysis: Analysis) -> None:
    table = pl.read_parquet(written / "adam" / "adsl.parquet")
    assert table.height == analysis.adam.adsl.height
    assert table["USUBJID"].to_list() == analysis.adam.adsl["USUBJID"].cast(pl.String).to_list()


def test_tables_agree_in_both_forms(written: Path) -> None:
    records = json.loads((written / "tables" / "estimates.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(io.StringIO((written / "tables" / "estimates.csv").read_bytes().decode())))
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    values = ["" if record["value"] is None else str(record["value"]) for record in records]
    assert [row["value"] for row in rows] == values


def test_a_table_without_rows_keeps_its_columns(run_report: Report) -> None:
    tables = {table.name: table for table in tabulate_report(run_report)}
    assert tables["findings"].rows == ()
    assert tables["findings"].to_csv() == "severity,where,found,fix,rule,SIMULATED\r\n"


def test_a_text_that_a_spreadsheet_would_run_is_disarmed() -> None:
    table = Table("t", ("a", "b"), ({"a": "=1+1", "b": -1.5}, {"a": 'say "hi", x', "b": None}))
    assert table.to_csv() == 'a,b\r\n\'=1+1,-1.5\r\n"say ""hi"", x",\r\n'


@pytest.mark.usefixtures("few_figures")
def test_a_real_study_over_a_virtual_run_leaves_no_comparison_behind(
    tmp_path: Path, run_report: Report, study_report: Report
) -> None:
    write_report(run_report, tmp_path / "out")
    write_report(study_report, tmp_path / "out")
    assert not (tmp_path / "out" / "comparison.json").exists()
    assert "figures/comparison.svg" not in files_in(tmp_path / "out")


def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path, study_report: Report) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty and holds no report"):
        write_report(study_report, tmp_path)
    assert list(files_in(tmp_path)) == ["thesis.txt"]


@pytest.mark.usefixtures("few_figures")
def test_other_files_beside_a_report_stay(tmp_path: Path, study_report: Report) -> None:
    write_report(study_report, tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    write_report(study_report, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"
