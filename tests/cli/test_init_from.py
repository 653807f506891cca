"""`init --from`: drafts that go through check and analyze without an edit."""

import json
from pathlib import Path

import pytest
from hand_built import Patient, build
from typer.testing import CliRunner, Result

from paraprotein.cli import app
from paraprotein.sdtm import write_study


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    rows = ["patient_id,sex,age,first_dose,visit_date,igm_mg_dl,hb,dose"]
    rows += [f"{p},M,6{p},2019-01-07,2019-0{m}-07,{4000 - 400 * m},11,400" for p in (1, 2, 3) for m in (1, 2, 3, 4)]
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "registry.csv").write_text("\n".join(rows) + "\n")
    return tmp_path / "export"


def test_drafts_of_an_export_pass_check_and_analyze_unedited(export: Path, tmp_path: Path) -> None:
    protocol, mapping = tmp_path / "mine.yaml", tmp_path / "mine-mapping.yaml"
    drafted = call("init", "--from", export, "--study", "REG", "--out", protocol)
    assert drafted.exit_code == 0, drafted.output
    assert f"paraprotein check {protocol} --data {export} --mapping {mapping}" in drafted.stderr
    checked = call("check", protocol, "--data", export, "--mapping", mapping)
    assert checked.exit_code == 0, checked.output
    assert "to fill in: the dose rules for toxicity" in checked.stderr
    assert call("check", protocol, "--strict").exit_code == 2
    analysed = call("analyze", protocol, export, "--mapping", mapping, "--json")
    assert analysed.exit_code == 0, analysed.output


def test_drafts_never_overwrite_a_file(export: Path, tmp_path: Path) -> None:
    (tmp_path / "mine-mapping.yaml").write_text("kept")
    assert call("init", "--from", export, "--out", tmp_path / "mine.yaml").exit_code == 2
    assert not (tmp_path / "mine.yaml").exists()
    assert (tmp_path / "mine-mapping.yaml").read_text() == "kept"


def test_two_drafts_need_a_place(export: Path) -> None:
    refused = call("init", "--from", export)
    assert refused.exit_code == 2
    assert "add --out FILE" in refused.stderr
    assert json.loads(call("init", "--from", export, "--json").stdout)["mapping_text"].startswith("mapping: 1")


def test_a_study_of_ours_comes_back_as_its_protocol(tmp_path: Path) -> None:
    rise = ((1, 28, 400.0), (29, 90, 600.0))
    patients = {f"S{i}": Patient(igm={1: 4000.0, 29: 3000.0, 57: 1800.0}, doses=rise) for i in range(3)}
    write_study(build(patients), tmp_path / "study")
    drafted = call("init", "--from", tmp_path / "study", "--out", tmp_path / "draft.yaml")
    assert drafted.exit_code == 0, drafted.output
    text = (tmp_path / "draft.yaml").read_text()
    assert "value: [400 mg, 600 mg]" in text
    assert "after: 28 days" in text
    assert call("check", tmp_path / "draft.yaml", "--data", tmp_path / "study").exit_code == 0


@pytest.mark.parametrize("what", ["empty", "wrong", "nowhere"])
def test_a_folder_without_tables_is_named(what: str, tmp_path: Path) -> None:
    if what != "nowhere":
        (tmp_path / what).mkdir()
    if what == "wrong":
        (tmp_path / what / "readme.txt").write_text("hello")
    refused = call("init", "--from", tmp_path / what, "--out", tmp_path / "p.yaml")
    assert refused.exit_code == 2
    assert what in refused.stderr
    assert "Traceback" not in refused.output
    assert not (tmp_path / "p.yaml").exists()


def test_a_study_name_needs_data() -> None:
    assert call("init", "--study", "X").exit_code == 2
