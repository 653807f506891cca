"""Patients explained in the page: the words of the command line, every mark a link, bounded size."""

import html
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_study import COURSES, analysis_of, study_frames
from typer.testing import CliRunner

from paraprotein.cli import app, handler
from paraprotein.cli.explain_response import explanation_table
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.report import Report, contents
from paraprotein.report.contents import anchor_of
from paraprotein.report.explanation_table import ExplanationTable, tabulate_explanation
from paraprotein.report.figures import draw_figures
from paraprotein.report.page import render_page
from paraprotein.report.write import write_report


@pytest.fixture(scope="module")
def page(study_report: Report) -> str:
    return render_page(study_report, draw_figures(study_report), ())


def section_of(page: str, subject: str) -> str:
    """The text between the tags of one patient's explanation, without white space."""
    part = page.partition(f'id="{anchor_of(subject)}"')[2].partition("</details>")[0]
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", ">".join(part.split(">")[1:]))))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(table: ExplanationTable) -> str:
    rows = "".join("".join(cell for (cell,) in visit.cells) + visit.why for visit in table.visits)
    return squeezed("".join(column.heading for column in table.columns) + "Why" + rows)


def test_the_page_says_what_the_table_holds_for_every_patient(page: str, study_report: Report) -> None:
    assert len(study_report.explanations["subjects"]) == len(COURSES)
    for record in study_report.explanations["subjects"]:
        table = tabulate_explanation(record)
        section = section_of(page, record["subject"])
        assert section.startswith(squeezed(table.title))
        if table.visits:
            assert words_of(table) in section


def test_command_line_and_page_say_the_same(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "WIDTH", 1000)  # no sentence is broken over lines
    for name, table in study_frames(COURSES).items():
        table.write_csv(tmp_path / f"{name.lower()}.csv")
    for subject in COURSES:
        result = CliRunner().invoke(app, ["explain-response", "imatinib-wm-2007", str(tmp_path), subject])
        assert result.exit_code == 0, result.output
        title, rows, _ = re.split("Day|Novisit|Rules[(]", squeezed(result.stdout.replace("─", "")), maxsplit=2)
        section = section_of(page, subject)
        assert section.startswith(title)
        if len(COURSES[subject]) > 1:
            assert f"Day{rows}Backtothefigures" in section


def test_the_terminal_shows_the_cells_of_the_page(study_report: Report) -> None:
    for record in study_report.explanations["subjects"]:
        table = tabulate_explanation(record)
        shown = explanation_table(table)
        columns = [[str(cell) for cell in column.cells] for column in shown.columns]
        assert [str(column.header) for column in shown.columns] == [*(own.heading for own in table.columns), "Why"]
        rows = [tuple(cells) for cells in zip(*columns, strict=True)]
        assert rows == [(*(cell for (cell,) in visit.cells), visit.why) for visit in table.visits]


def test_candidates_say_what_became_of_them(page: str) -> None:
    assert "Confirmedonday141" in section_of(page, "S-001")


def test_every_link_of_a_patient_has_its_target_and_none_is_open(page: str) -> None:
    targets = set(re.findall(r'href="#(explain-[^"]*)"', page))
    ids = re.findall(r'<details class="explained" id="([^"]*)">', page)
    assert targets == set(ids) == {anchor_of(subject) for subject in COURSES}
    assert len(ids) == len(set(ids)) == len(COURSES)


def test_a_listed_visit_leads_to_its_patient(study_report: Report) -> None:
    visit = {"USUBJID": "S-001", "ADY": 29, "GIVEN": 800.0, "EXPECTED": 400.0, "VERDICT": "deviation", "WHY": "",
             "UNKNOWN": ""}  # fmt: skip
    report = replace(study_report, tables={**study_report.tables, "dose_audit": [visit]})
    assert '<th scope="row"><a href="#explain-S-001">S-001</a></th>' in render_page(report, (), ())


@given(st.text(), st.text())
def test_anchors_are_safe_and_never_shared(first: str, second: str) -> None:
    assert re.fullmatch(r"explain-[A-Za-z0-9_-]*", anchor_of(first))
    assert (anchor_of(first) == anchor_of(second)) == (first == second)


def test_thousands_of_patients_leave_the_page_bounded(
    founding: LoadedProtocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_EXPLAINED", 2)
    report = Report.of_study(founding, analysis_of(founding, COURSES))
    assert [record["subject"] for record in report.explanations["subjects"]] == sorted(COURSES)[:2]
    drawings = draw_figures(report)[:1]
    page = render_page(report, drawings, ())
    assert "the first 2 of 5 patients" in page
    assert page.count('class="explained"') == 2
    assert set(re.findall(r'href="#(explain-[^"]*)"', page)) == {anchor_of("S-001"), anchor_of("S-002")}


def test_a_figure_beside_the_page_leads_to_the_page(tmp_path: Path, study_report: Report) -> None:
    write_report(study_report, tmp_path / "out")
    svg = (tmp_path / "out" / "figures" / "waterfall.svg").read_text(encoding="utf-8")
    assert 'href="../index.html#explain-S-001"' in svg
    assert 'href="#explain' not in svg


def test_results_hold_every_visit_without_repeating_the_publications(study_report: Report) -> None:
    explained = study_report.explanations
    assert explained["patients"] == len(COURSES)
    assert any("Weber" in source for source in explained["sources"])
    visits = [visit for record in explained["subjects"] for visit in record["visits"]]
    assert len(visits) == sum(len(values) - 1 for values in COURSES.values())
    assert not any("source" in visit for visit in visits)
    assert pl.DataFrame(visits)["rule"].null_count() == 0
