"""The verbs that a person types, on folders of myeloma and AL amyloidosis studies."""

import json
from pathlib import Path

import pytest
from marker_studies import frames
from test_amyloidosis_studies import SUBJECTS as AMYLOIDOSIS
from test_myeloma_studies import SUBJECTS as MYELOMA
from typer.testing import CliRunner

from paraprotein.cli import app
from paraprotein.protocol.init import starter_text

RUN = CliRunner()
STUDIES = {"myeloma": MYELOMA, "al-amyloidosis": AMYLOIDOSIS}


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """Disease, protocol file and data folder."""
    folder = tmp_path_factory.mktemp(request.param)
    protocol, data = folder / "protocol.yaml", folder / "data"
    protocol.write_text(starter_text(request.param), encoding="utf-8")
    data.mkdir()
    for domain, frame in frames(STUDIES[request.param]).items():
        frame.write_csv(data / f"{domain.lower()}.csv")
    return request.param, protocol, data


@pytest.mark.parametrize("disease", STUDIES)
def test_init_offers_a_protocol_that_check_accepts(disease: str, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    assert RUN.invoke(app, ["init", "--disease", disease, "--out", str(path)]).exit_code == 0
    checked = RUN.invoke(app, ["check", str(path)])
    assert (checked.exit_code, "valid" in checked.output) == (0, True)


def test_analyze_writes_figures_and_a_report(study: tuple[str, Path, Path], tmp_path: Path) -> None:
    disease, protocol, data = study
    out = tmp_path / "report"
    result = RUN.invoke(app, ["analyze", str(protocol), str(data), "--out", str(out), "--json"])
    assert result.exit_code == 0, result.output
    figures = {record["ID"]: record for record in json.loads(result.stdout)["estimates"]}
    assert figures["orr"]["N"] == {"myeloma": 11, "al-amyloidosis": 4}[disease]
    assert list(out.glob("*.html"))


EXPLAINED = {
    "myeloma": ("M04b", ["baseline 4,000 mg/dL", "serum M-protein", "1,500 mg/dL -62.5 % +50.0 %", "Confirmed on day 141 by PD"]),
    "al-amyloidosis": ("A08b", ["renal", "PROGRESSION", "eGFR fell by more than 25 %"]),
}


def test_explain_response_tells_the_rule_that_decided(study: tuple[str, Path, Path]) -> None:
    disease, protocol, data = study
    subject, told = EXPLAINED[disease]
    result = RUN.invoke(app, ["explain-response", str(protocol), str(data), subject], env={"COLUMNS": "300"})
    assert result.exit_code == 0, result.output
    for words in told:
        assert words in " ".join(result.stdout.split())
    assert RUN.invoke(app, ["explain-response", str(protocol), str(data), subject, "--json"]).exit_code == 0
