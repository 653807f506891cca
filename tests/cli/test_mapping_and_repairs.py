"""Tables that are not CDISC are read by a mapping, and repairs are made when asked: from the command line too."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from paraprotein.cli import app

RUN = CliRunner()

PATIENTS = "record_id,sex,age,first_dose\nP1,F,61,2004-01-05\nP2,M,70,2004-02-02\n"
LABS = (
    "record_id,date,igm,hb\n"
    'P1,2004-01-05,"3,000",11.0\nP1,2004-02-02,"1,400",10.0\nP2,2004-02-02,2500,12.0\nP2,2004-03-01,2600,12.1\n'
)
MAPPING = """\
mapping: 1
study: EXPORT
tables:
  - file: patients.csv
    to: DM
    columns: {USUBJID: record_id, SEX: sex, AGE: age, RFSTDTC: first_dose}
    constants: {AGEU: YEARS}
  - file: labs.csv
    to: LB
    columns: {USUBJID: record_id, LBDTC: date}
    tests: {IGM: {from: igm, unit: mg/dL}, HGB: {from: hb, unit: g/dL}}
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "patients.csv").write_text(PATIENTS)
    (folder / "labs.csv").write_text(LABS)
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    return folder


@pytest.mark.parametrize("verb", ["check", "analyze", "monitor", "derive", "convert"])
def test_every_verb_of_data_reads_a_mapped_export(verb: str, export: Path) -> None:
    arguments = {
        "check": ["check", "imatinib-wm-2007", "--data", str(export)],
        "analyze": ["analyze", "imatinib-wm-2007", str(export), "--json"],
        "monitor": ["monitor", "imatinib-wm-2007", str(export), "--as-of", "2004-03-02"],
        "derive": ["derive", "imatinib-wm-2007", str(export), "--out", str(export.parent / "derived")],
        "convert": ["convert", str(export), "--to", "csv", "--out", str(export.parent / "converted")],
    }[verb]
    mapped = ["--mapping", str(export.parent / "mapping.yaml"), "--repair", "sequence", "--repair", "thousands"]
    result = RUN.invoke(app, [*arguments, *mapped, "--repair", "subjects"])
    assert result.exit_code == 0, result.output
    assert RUN.invoke(app, arguments).exit_code == 2


def test_a_thousands_separator_is_read_when_asked_and_offered_when_not(export: Path) -> None:
    arguments = ["check", "imatinib-wm-2007", "--data", str(export), "--mapping", str(export.parent / "mapping.yaml")]
    arguments += ["--repair", "sequence", "--repair", "subjects"]
    asked = RUN.invoke(app, [*arguments, "--repair", "thousands"]).output
    assert "results that are no number" not in asked
    assert "ask for the repair 'thousands'" in RUN.invoke(app, arguments).output.replace("\n", " ")


def test_an_unknown_repair_is_refused_with_the_nearest(export: Path) -> None:
    result = RUN.invoke(app, ["check", "imatinib-wm-2007", "--data", str(export), "--repair", "thousand"])
    assert result.exit_code == 2
    assert "write thousands" in result.output
