"""The part of the report on assay, visits and confirmation: words, cells and figure say what the record holds."""

import html
import json
from dataclasses import replace
from typing import Any

import pytest

from paraprotein.report import Report
from paraprotein.report.figures import draw_figures
from paraprotein.report.figures.sensitivity import plot_sensitivity
from paraprotein.report.page import render_page
from paraprotein.report.sensitivity import describe_sensitivity, flat_setting, name_settings, sensitivity_rows
from paraprotein.report.tables import tabulate_report


def setting(cv: float, every: float, rate: float | None, confirmed: float | None) -> dict[str, Any]:
    def limits(value: float | None) -> dict[str, float | None]:
        return {"estimate": value, "low": value and 0.8 * value, "high": None if value is None else 1.2 * value + 0.001}

    return {
        "cv": cv, "visit_interval": every, "trials": 100, "responses": limits(rate), "confirmed": limits(confirmed),
        "significant_best": 0.12, "fall_of_median": 1.5,
    }  # fmt: skip


SETTINGS = [
    setting(0.08, 28.0, 0.001, 0.0),
    setting(0.04, 28.0, 0.0, 0.0),
    setting(0.16, 28.0, 0.104, 0.016),
    setting(0.08, 14.0, 0.0052, 0.0004),
    setting(0.08, 56.0, None, None),
]


@pytest.fixture
def report(run_report: Report) -> Report:
    return replace(run_report, sensitivity=SETTINGS)


def test_a_setting_is_named_by_what_differs() -> None:
    expected = ["as planned", "more precise assay", "less precise assay", "more visits", "fewer visits"]
    assert name_settings(SETTINGS) == expected


def test_the_sentence_says_the_numbers_in_plain_words() -> None:
    words = describe_sensitivity(SETTINGS)
    for part in (
        "variation of 8 % and a visit every 28 days, 0.1 of 100", "With a more precise assay (4 %) 0.0",
        "with a less precise assay (16 %) 10.4", "with more visits (every 14 days) 0.5",
        "with fewer visits (every 56 days) NE", "from 10.4 to 1.6",
    ):  # fmt: skip
        assert part in words


def test_without_any_false_response_nothing_is_promised_of_confirmation() -> None:
    assert "no setting" in describe_sensitivity([setting(0.08, 28.0, 0.0, 0.0), setting(0.16, 28.0, None, None)])


def test_cells_carry_limits_and_missing_numbers_are_named() -> None:
    rows = sensitivity_rows(SETTINGS)
    assert rows[2]["responses"] == "10.4 % (8.3 to 12.6)"
    assert rows[4]["confirmed"] == "NE"
    assert flat_setting(SETTINGS[2])["confirmed"] == 0.016


def test_the_page_holds_figure_table_and_sentence(report: Report) -> None:
    drawings = [drawing for drawing in draw_figures(report) if drawing.name == "sensitivity"]
    page = html.unescape(render_page(report, drawings, tabulate_report(report)))
    assert describe_sensitivity(SETTINGS) in page
    assert "10.4 % (8.3 to 12.6)" in page
    assert 'id="figure-sensitivity"' in page
    assert "sensitivity" in [table.name for table in tabulate_report(report)]
    assert json.loads(report.to_json())["sensitivity"] == SETTINGS
    assert Report.from_json(report.to_json()).sensitivity == SETTINGS


def test_the_figure_has_the_published_rate_for_scale(report: Report) -> None:
    svg = plot_sensitivity(report).svg
    assert "published: 26 %" in svg
    assert "less precise assay: IgM CV 16 %, every 28 days" in svg


def test_a_report_without_it_has_no_such_part(run_report: Report) -> None:
    page = render_page(run_report, (), tabulate_report(run_report))
    assert 'class="sensitivity"' not in page
    assert "sensitivity" not in [table.name for table in tabulate_report(run_report)]
