"""What a report holds, and its one written form."""

import json
from pathlib import Path

import pytest

from paraprotein.errors import UsageError
from paraprotein.report import Report, read_report


def test_the_written_form_is_read_back_as_it_was(run_report: Report, study_report: Report) -> None:
    for report in (run_report, study_report):
        again = Report.from_json(report.to_json())
        assert again.to_json() == report.to_json()
        assert (again.kind, again.estimates, again.tables) == (report.kind, report.estimates, report.tables)


def test_the_comparison_carries_what_the_command_promises(run_report: Report) -> None:
    record = json.loads(run_report.comparison_json())
    assert {"seed", "versions", "protocol_hash", "trials", "figures"} <= set(record)
    needed = {"id", "label", "unit", "published", "denominator", "source", "simulated", "no_drug", "percentile"}
    for figure in record["figures"]:
        assert "inside" in figure
        assert needed <= set(figure)
        assert {"median", "low", "high"} <= set(figure["simulated"])


def test_a_value_that_is_not_reached_is_null_never_infinity(run_report: Report) -> None:
    assert run_report.comparison is not None
    assert run_report.comparison["figures"][0]["no_drug"]["high"] is None
    assert "Infinity" not in run_report.to_json()


def test_every_protocol_value_says_how_it_is_known(run_report: Report) -> None:
    standings = {item["standing"] for item in run_report.statements}
    assert {"stated", "assumed", "default"} <= standings
    assert all(item["reason"] for item in run_report.statements if item["standing"] == "assumed")
    assert run_report.population is not None
    assert run_report.population["parameters"]


def test_rules_name_their_publications(study_report: Report) -> None:
    assert any("Weber" in source for source in study_report.rules["Response"])
    assert study_report.rules["Toxicity"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"schema": 99}', '{"schema": 1, "kind": "real"}', "\x00\x01"],
)
def test_damaged_results_are_refused_in_words(tmp_path: Path, content: str) -> None:
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"results\.json: cannot be read"):
        read_report(tmp_path)


def test_a_folder_without_results_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no results\.json"):
        read_report(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        read_report(tmp_path / "nowhere")
