"""Simulated data carry their mark into every result, and nothing that is estimated reads it."""

import json
from pathlib import Path

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames

from paraprotein.adam.derive import derive_all
from paraprotein.analysis.plan import estimate_all
from paraprotein.api.analysis import analyze
from paraprotein.api.files import convert, derive
from paraprotein.api.study import Study, read_study
from paraprotein.errors import UsageError
from paraprotein.sdtm import write_study
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables
from paraprotein.submission.study_checks import check_study

NAME = "imatinib-wm-2007"
PATIENTS = {
    "S1": Patient(igm={1: 4000.0, 29: 1900.0, 57: 1800.0}, labs={"HGB": {1: 11.0, 29: 7.5}}),
    "S2": Patient(igm={1: 3000.0, 29: 2900.0}, events=[("Nausea", 2, 10, 20)]),
}


def tables(mark: str | None) -> StudyTables:
    raw = frames(PATIENTS)
    raw["DM"] = raw["DM"].with_columns(SIMULATED=pl.lit(mark, pl.String))
    return admit(raw).tables


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("simulated") / "study"
    write_study(tables("Y"), folder)
    return read_study(folder, NAME)


def test_the_same_tables_with_and_without_the_mark_give_the_same_results() -> None:
    marked, plain = tables("Y"), tables(None)
    assert (marked.is_simulated, plain.is_simulated) == (True, False)
    one, other = derive_all(marked, PROTOCOL), derive_all(plain, PROTOCOL)
    assert estimate_all(one, PROTOCOL).equals(estimate_all(other, PROTOCOL))
    for name in ("adsl", "adlb", "adrs", "adtte", "adae", "adex"):
        assert getattr(one, name).equals(getattr(other, name))
    assert check_study(one, marked, PROTOCOL) == check_study(other, plain, PROTOCOL)


def test_page_figures_tables_and_results_show_the_mark(study: Study, tmp_path: Path) -> None:
    analyze(NAME, study, out=tmp_path / "report")
    assert "Simulated data: these patients do not exist." in (tmp_path / "report" / "index.html").read_text()
    assert json.loads((tmp_path / "report" / "results.json").read_text())["simulated"] is True
    assert all("simulated data" in path.read_text() for path in (tmp_path / "report" / "figures").glob("*.svg"))
    assert all(
        "SIMULATED" in path.read_text().split("\r\n")[0] for path in (tmp_path / "report" / "tables").glob("*.csv")
    )
    assert pl.read_parquet(tmp_path / "report" / "adam" / "adsl.parquet")["SIMULATED"].to_list() == ["Y", "Y"]


def test_files_for_regulators_are_refused_unless_asked_for(study: Study, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--simulated-ok"):
        derive(NAME, study, tmp_path / "no")
    assert not (tmp_path / "no").exists()
    derive(NAME, study, tmp_path / "yes", simulated_ok=True)
    assert "SIMULATED DATA" in (tmp_path / "yes" / "analysis" / "define.xml").read_text()
    derive(NAME, study, tmp_path / "csv", to="csv")
    assert "SIMULATED DATA" in (tmp_path / "csv" / "tabulations" / "define.xml").read_text()


def test_the_mark_survives_transport_as_a_supplemental_qualifier(study: Study, tmp_path: Path) -> None:
    convert(study, "xpt", tmp_path / "xpt")
    assert (tmp_path / "xpt" / "suppdm.xpt").is_file()
    assert read_study(tmp_path / "xpt", NAME).is_simulated


def test_real_and_simulated_subjects_in_one_study_are_reported() -> None:
    raw = frames(PATIENTS)
    raw["DM"] = raw["DM"].with_columns(SIMULATED=pl.Series(["Y", None]))
    assert any(finding.rule == "subjects.simulated" for finding in admit(raw).findings)
