"""A drug that another one's model stands in for is named on every page, table and figure of its simulated results."""

import dataclasses
import io
import json

from rich.console import Console

from paraprotein.report import Report
from paraprotein.report.figures import draw_figures
from paraprotein.report.page import render_page
from paraprotein.report.tables import tabulate_report
from paraprotein.report.terminal import comparison_summary, comparison_table, estimates_table

SENTENCE = "bortezomib is simulated with the imatinib-wm model as a stand-in: the question is the design"


def printed(*results: object) -> str:
    text = io.StringIO()
    console = Console(file=text, width=250)
    for result in results:
        console.print(result)
    return text.getvalue()


def test_every_output_of_a_run_says_so(run_report: Report) -> None:
    report = dataclasses.replace(run_report, stand_in=SENTENCE)
    drawings, tables = draw_figures(report), tabulate_report(report)
    assert SENTENCE in render_page(report, drawings, tables)
    assert all(SENTENCE in drawing.svg for drawing in drawings)
    assert all("stand_in" in table.columns for table in tables)
    assert all(row["stand_in"] == SENTENCE for table in tables for row in table.rows)
    assert SENTENCE in printed(comparison_table(report), comparison_summary(report))
    assert SENTENCE in printed(estimates_table(report))
    assert json.loads(report.to_json())["stand_in"] == SENTENCE
    assert Report.from_json(report.to_json()).stand_in == SENTENCE


def test_a_drug_with_its_own_model_needs_no_word(run_report: Report) -> None:
    assert run_report.stand_in == ""
    assert "stand_in" not in {column for table in tabulate_report(run_report) for column in table.columns}
