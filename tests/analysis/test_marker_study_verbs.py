"""The verbs that a person types, on folders of myeloma and AL amyloidosis studies."""

import csv
import json
import re
from pathlib import Path

import pytest
from marker_studies import Subject, frames
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
    check_explained(disease, out)


EVERY_MARKER = {  # subject, day, marker -> value, baseline, nadir of the rule, change from it in percent; by hand
    "myeloma": (("M08b", "85", "light chain difference"), (151.0, 390.0, 50.0, 202.0)),
    "al-amyloidosis": (("PD", "57", "kappa"), (105.0, 300.0, 70.0, 50.0)),
}


def check_explained(disease: str, out: Path) -> None:
    """The table and the page hold every marker that was measured, with the nadir that the rule used."""
    where, expected = EVERY_MARKER[disease]
    with (out / "tables" / "explanation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = (row for row in rows if (row["subject"], row["day"], row["marker"]) == where)
    numbers = [float(row[name]) for name in ("value", "baseline", "nadir", "nadir_change")]
    assert numbers == pytest.approx(expected)
    page = (out / "index.html").read_text(encoding="utf-8")
    section = page.partition(f'id="explain-{where[0]}"')[2].partition("</details>")[0]
    words = " ".join(re.sub(r"<[^>]*>", " ", section).split())
    assert (
        f"{where[2]} {expected[0]:g} mg/L {100 * (expected[0] / expected[1] - 1):+.1f} % +{expected[3]:.1f} %" in words
    )


EXPLAINED = {
    "myeloma": (
        "M04b",
        ["baseline 4,000 mg/dL", "1,500 mg/dL -62.5 % +50.0 %", "Confirmed on day 141 by PD"],
    ),
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


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        (Subject({"MCPROT": {29: 2.0}}), "NE: nothing was measurable before treatment"),
        (Subject({"MCPROT": {1: 4.0, 29: 2.0}}), "Not upheld, no later assessment: counts as SD."),
        (Subject({"MCPROT": {1: 4.0}}), "No visit after the first dose."),
        (Subject({}), "No visit after the first dose."),
    ],
)
def test_patients_of_whom_little_is_known_are_explained(subject: Subject, told: str, tmp_path: Path) -> None:
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text(starter_text("myeloma"), encoding="utf-8")
    (tmp_path / "data").mkdir()
    for domain, frame in frames({"ONE": subject, "M01": MYELOMA["M01"]}).items():
        frame.write_csv(tmp_path / "data" / f"{domain.lower()}.csv")
    result = RUN.invoke(app, ["explain-response", str(protocol), str(tmp_path / "data"), "ONE"])
    assert result.exit_code == 0, result.output
    assert told in " ".join(result.stdout.split())
    nobody = RUN.invoke(app, ["explain-response", str(protocol), str(tmp_path / "data"), "NOBODY"])
    assert nobody.exit_code == 2
    assert "no such subject in DM" in nobody.output
