"""Several studies in one folder are never pooled; one can be chosen, and findings still name file and row."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hand_built import Patient, frames
from typer.testing import CliRunner

from paraprotein.cli import app
from paraprotein.errors import DataError
from paraprotein.sdtm import admit_study
from paraprotein.sdtm.records import Origin
from paraprotein.sdtm.selection import select_records

FIRST = frames({"001": Patient(igm={1: 3000.0, 29: 1500.0}), "002": Patient(igm={1: 2000.0, 29: 1900.0})})
SECOND = frames({"001": Patient(igm={1: 1000.0, 29: 400.0})})  # the same number, another person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two studies whose subjects have the same numbers, as CSV; the second study's LB has a wrong date."""
    for domain in FIRST:
        parts = [table[domain].with_columns(STUDYID=pl.lit(name)) for name, table in (("A-1", FIRST), ("B-2", SECOND))]
        table = pl.concat(parts, how="diagonal_relaxed").drop("TRIAL")
        if domain == "LB":
            late = (pl.col("STUDYID") == "B-2") & (pl.col("LBSEQ") == 2)
            table = table.with_columns(LBDTC=pl.when(late).then(pl.lit("2004-02-31")).otherwise("LBDTC"))
        table.write_csv(tmp_path / f"{domain.lower()}.csv")
    return tmp_path


def test_several_studies_are_an_error_that_names_them_and_the_option(folder: Path) -> None:
    with pytest.raises(DataError) as caught:
        admit_study(folder)
    (finding,) = [finding for finding in caught.value.findings if finding.rule == "data.study"]
    assert finding.found == "the data hold 2 studies: A-1 (2 subjects), B-2 (1 subjects)"
    assert "--study A-1" in finding.fix


def test_one_study_is_taken_with_its_own_subjects_and_records(folder: Path) -> None:
    first = admit_study(folder, study="A-1")
    assert first.tables.dm.height == 2
    assert first.tables.lb["LBSTRESN"].to_list() == [3000.0, 1500.0, 2000.0, 1900.0]
    assert not any(finding.rule.startswith("dates") for finding in first.findings)


def test_a_finding_names_the_row_of_the_file_not_of_the_selection(folder: Path) -> None:
    with pytest.raises(DataError) as caught:
        admit_study(folder, study="B-2")
    assert [finding.where for finding in caught.value.findings if finding.severity == "error"] == [
        "lb.csv row 7, subject 001, LBDTC"
    ]


def test_an_unknown_study_and_trial_are_told_with_those_there_are(folder: Path) -> None:
    with pytest.raises(DataError, match=r"no study 'C'.*write one of: A-1, B-2"):
        admit_study(folder, study="C")
    with pytest.raises(DataError, match=r"no trial '3'.*leave --trial out"):
        admit_study(folder, study="A-1", trial=3)


def test_one_simulated_trial_is_taken_out_of_many() -> None:
    many = {name: pl.concat([FIRST[name], FIRST[name].with_columns(TRIAL=pl.lit(1, pl.Int64))]) for name in FIRST}
    chosen, _, findings = select_records(many, {}, trial=1)
    assert {name: table.height for name, table in chosen.items()} == {n: t.height for n, t in FIRST.items()}
    assert findings == []


def test_a_table_without_the_column_follows_its_subjects() -> None:
    tables = {
        "DM": pl.DataFrame({"STUDYID": ["A", "B"], "USUBJID": ["1", "2"]}),
        "AE": pl.DataFrame({"USUBJID": ["2", "1", "2"], "AESTDTC": [date(2004, 1, day) for day in (1, 2, 3)]}),
    }
    origins = {"AE": (Origin("ae1.csv", 2, 2), Origin("ae2.csv", 1, 2))}
    chosen, places, _ = select_records(tables, origins, study="B")
    assert chosen["AE"]["AESTDTC"].to_list() == [date(2004, 1, 1), date(2004, 1, 3)]
    assert [origin.row(0) for origin in places["AE"]] == [2, 2]


@pytest.mark.parametrize("verb", ["analyze", "check", "monitor", "derive"])
def test_every_verb_refuses_several_studies_and_takes_one(verb: str, folder: Path) -> None:
    arguments = {
        "analyze": ["analyze", "imatinib-wm-2007", str(folder), "--json"],
        "check": ["check", "imatinib-wm-2007", "--data", str(folder)],
        "monitor": ["monitor", "imatinib-wm-2007", str(folder), "--as-of", "2004-03-01"],
        "derive": ["derive", "imatinib-wm-2007", str(folder), "--out", str(folder / "out")],
    }[verb]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code == 2
    assert "--study A-1" in refused.output.replace("\n", " ")
    assert CliRunner().invoke(app, [*arguments, "--study", "A-1"]).exit_code == 0
