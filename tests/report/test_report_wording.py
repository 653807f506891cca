"""Words beside the numbers: what could be estimated, what a drug does not explain, what differs."""

import dataclasses
import io

import pytest
from rich.console import Console

from paraprotein.report import Report, comparison_summary, comparison_table, estimates_table
from paraprotein.report.contents import Record
from paraprotein.report.wording import (
    count_verdicts,
    disagreements,
    dose_audit,
    estimate_cells,
    not_due_to_drug,
    percentile_text,
    published_text,
    simulated_cell,
    verdict,
)


def numbers(median: float | None, low: float | None, high: float | None, missing: int = 0) -> Record:
    return {"median": median, "low": low, "high": high, "not_estimable": missing}


def figure(**changes: object) -> Record:
    return {
        "id": "igm_fall_25", "label": "IgM fall of at least 25 %", "unit": "patients", "published": 7.0,
        "relation": "=", "denominator": 27, "percentile": 51.2, "inside": True,
        "simulated": numbers(7, 3, 12), "no_drug": numbers(0, 0, 1),
    } | changes  # fmt: skip


def printed(table: object) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_interval_tells_in_how_many_trials_the_figure_exists() -> None:
    months = {"id": "time_to_response_median", "unit": "months"}
    assert simulated_cell(figure(), "simulated", 250) == ("7 (3 to 12)", "")
    rare = figure(**months, no_drug=numbers(1.4, 0.9, 2.8, 240))
    assert simulated_cell(rare, "no_drug", 250) == ("1.4 (0.9 to 2.8)", "in 10 of 250 trials")
    never = figure(**months, no_drug=numbers(None, None, None, 250))
    assert simulated_cell(never, "no_drug", 250) == ("not estimable", "")
    open_end = figure(**months, simulated=numbers(9.1, 5.5, None))
    assert simulated_cell(open_end, "simulated", 250) == ("9.1 (5.5 to NE)", "")


@pytest.mark.parametrize(
    ("percentile", "relation", "expected"),
    [(51.2, "=", "51"), (0.2, "=", "<1"), (99.8, "=", ">99"), (50.0, "<", "–"), (None, "=", "–")],
)
def test_a_bound_has_no_percentile(percentile: float | None, relation: str, expected: str) -> None:
    assert percentile_text(figure(percentile=percentile, relation=relation)) == expected


def test_a_published_count_stands_with_its_denominator() -> None:
    assert published_text(figure()) == "7 of 27"
    assert published_text(figure(denominator=None)) == "7"
    assert published_text(figure(published=None)) == "not reported"
    assert published_text(figure(unit="mg/dL", published=3110.0)) == "3,110 mg/dL"


def test_every_figure_has_a_verdict() -> None:
    figures = [figure(), figure(inside=False), figure(inside=None), figure(inside=None, published=None)]
    assert [verdict(item) for item in figures] == ["inside", "outside", "not estimable", "not reported"]
    assert count_verdicts(figures) == {"inside": 1, "outside": 1, "open": 2}


def test_what_happens_without_drug_too_is_named(run_report: Report) -> None:
    assert run_report.comparison is not None
    same = numbers(61, 56, 64)
    figures = [
        figure(id="a", published=1.0),
        figure(id="b", published=2.0),
        figure(id="c", published=61.0, simulated=same, no_drug=same),
        figure(id="d", published=0.5, relation="<"),
        figure(id="igm_baseline_median", published=1.0),
        figure(id="age_median", published=1.0),
        figure(id="e", published=1.0, no_drug=numbers(None, None, None, 3)),
    ]
    report = dataclasses.replace(run_report, comparison=run_report.comparison | {"figures": figures})
    assert [item["id"] for item in not_due_to_drug(report)] == ["a"]


def test_counts_have_the_interval_of_their_proportion() -> None:
    record = {"ID": "orr", "VALUE": 7.0, "LOW": 0.111, "HIGH": 0.463, "LEVEL": 0.95, "N": 7, "DENOM": 27,
              "METHOD": "count"}  # fmt: skip
    cells = estimate_cells(record, {"unit": "patients"})
    assert cells == {"value": "7", "interval": "11 % to 46 %", "counts": "7/27 (26 %)"}


def test_a_median_that_is_not_reached_is_ne() -> None:
    record = {"ID": "os_median", "VALUE": None, "LOW": 8.2, "HIGH": None, "LEVEL": 0.95, "N": 2, "DENOM": 28,
              "METHOD": "kaplan-meier"}  # fmt: skip
    cells = estimate_cells(record, {"unit": "months"})
    assert cells == {"value": "NE", "interval": "8.2 to NE", "counts": "2 events of 28"}


def test_differences_from_the_investigator_and_from_the_dose_rules_are_found(study_report: Report) -> None:
    visits = [{"AGREES": True}, {"AGREES": False}]
    doses = [{"VERDICT": name} for name in ("kept", "kept", "no level", "deviation", "allowed")]
    report = dataclasses.replace(study_report, tables={"discordance": visits, "dose_audit": doses})
    assert disagreements(report) == (2, [{"AGREES": False}])
    counts, deviations = dose_audit(report)
    assert counts == {"allowed": 1, "deviation": 1, "kept": 2, "no level": 1}
    assert [visit["VERDICT"] for visit in deviations] == ["no level", "deviation"]


def test_the_terminal_marks_what_lies_outside_and_prints_the_seed(run_report: Report) -> None:
    assert run_report.comparison is not None
    table = printed(comparison_table(run_report))
    assert table.count("OUTSIDE") == 1
    for item in run_report.comparison["figures"]:
        assert item["label"] in table
    assert "[1/3]" in table
    summary = comparison_summary(run_report)
    assert "seed 7, 3 trials" in summary
    assert "the integration failed for 1 patient" in summary


def test_the_terminal_shows_every_estimate(study_report: Report) -> None:
    table = printed(estimates_table(study_report))
    for record in study_report.estimates:
        assert study_report.figures[record["ID"]]["label"] in table
