"""Adverse events beyond the protocol's terms reach the page, the files, the terminal and the JSON."""

import json

import polars as pl
import pytest
from report_study import COURSES, WILD, study_frames

from paraprotein.analysis import analyze
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.report import Report, safety_block
from paraprotein.report.figures.cumulative_incidence import plot_incidence
from paraprotein.report.page import render_page
from paraprotein.report.safety import describe_safety
from paraprotein.report.tables import tabulate_report
from paraprotein.sdtm import admit

EVENTS = (
    ("S-001", "Nausea", "Gastrointestinal disorders", "3", "N", None),
    ("S-002", "Atrial fibrillation", "Cardiac disorders", "4", "Y", None),
    (WILD, "Pneumonia", "Infections and infestations", "5", "Y", "FATAL"),
    ("S-003", "<b>a fib</b>", None, None, None, None),
)  # fmt: skip


@pytest.fixture(scope="module")
def report(founding: LoadedProtocol) -> Report:
    tables = study_frames(COURSES)
    rows = [
        {"STUDYID": "S", "USUBJID": subject, "AESEQ": 90 + place, "AETERM": term, "AEDECOD": term if organ else None,
         "AEBODSYS": organ, "AETOXGR": grade, "AESER": serious, "AEOUT": outcome, "AESTDTC": "2004-01-15",
         "AESEV": None if grade else "SEVERE"}
        for place, (subject, term, organ, grade, serious, outcome) in enumerate(EVENTS)
    ]  # fmt: skip
    tables["AE"] = pl.DataFrame(rows, infer_schema_length=None)
    return Report.of_study(founding, analyze(admit(tables).tables, founding))


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    """The page without its other figures, which take seconds."""
    return render_page(report, plot_incidence(report), tabulate_report(report))


def test_a_severe_nausea_a_fibrillation_and_a_fatal_pneumonia_appear_everywhere(report: Report, page: str) -> None:
    files = {table.name: table.to_csv() for table in tabulate_report(report)}
    written = json.dumps(json.loads(report.to_json())["tables"])
    for term in ("Nausea", "Atrial fibrillation", "Pneumonia"):
        assert all(term in text for text in (page, files["adverse_events"], written, safety_block(report).plain))
    assert '<section id="safety">' in page
    assert "DRAFT" in page
    assert "Pneumonia" in files["deaths"]


def test_the_page_runs_nothing_that_stands_in_a_term_or_an_id(page: str) -> None:
    assert "<b>a fib</b>" not in page
    assert WILD not in page


def test_the_terminal_names_severe_serious_fatal_and_uncoded_events_and_deaths(report: Report) -> None:
    lines = safety_block(report).plain.splitlines()
    assert lines[0] == "Adverse events of 5 treated patients, treatment-emergent:"
    assert "  serious: Atrial fibrillation 1, Pneumonia 1" in lines
    assert "  fatal: Pneumonia 1" in lines
    assert "  not coded: <b>a fib</b> 1" in lines
    assert any("relation to treatment: not recorded" in line for line in lines)


def test_what_is_not_recorded_is_a_dash_and_a_severity_is_told_as_such(report: Report) -> None:
    safety = describe_safety(report)
    related = list(safety.headings[0]).index("Related")
    assert {row["cells"][related] for row in safety.events} == {"–"}
    assert "1 severe" in safety.severities
    assert len(safety.deaths) == 1


def test_the_cumulative_incidence_is_drawn_and_listed_in_the_files(report: Report, page: str) -> None:
    (drawing,) = plot_incidence(report)
    assert "atrial fibrillation (2 patients)" in drawing.svg
    assert 'id="figure-special-interest"' in page
    rows = {row["NAME"]: row for row in report.tables["special_interest"]}
    assert (rows["atrial fibrillation"]["N"], rows["atrial fibrillation"]["PROPOSED"]) == (2, 1)
    assert rows["infection"]["FATAL"] == 1


def test_a_report_from_before_there_was_a_safety_section_still_opens(report: Report) -> None:
    document = json.loads(report.to_json())
    for name in ("adverse_events", "event_rates", "special_interest", "incidence", "deaths", "narratives", "kappa"):
        del document["tables"][name]
    older = Report.from_json(json.dumps(document))
    assert describe_safety(older).events == ()
    assert safety_block(older).plain == ""
