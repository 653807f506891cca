"""The figure of the no-drug trial says in words and bars what its record holds."""

from typing import Any

import pytest

from paraprotein.report.figures.no_drug import describe_no_drug_trial, plot_no_drug

RECORD: dict[str, Any] = {
    "trials": 1000,
    "false_response_rate": 0.0104,
    "false_response_rate_confirmed": 0.002,
    "false_responder": 0.23,
    "significant_best": 0.61,
    "response_counts": [770, 200, 30],
    "response_counts_drug": [10, 90, 200, 300, 200, 100, 100],
    "published_responders": 7.0,
    "figures": [{"id": "igm_best_fall", "published": 18.6, "no_drug": [1.0, 5.2, 12.0], "explained": 0.28}],
}


def test_the_caption_says_the_numbers_in_plain_words() -> None:
    words = describe_no_drug_trial(RECORD)
    for part in ("1,000 simulated trials", "1.0 %", "23 % of the trials", "61 %", "(19 %)", "5 percentage points"):
        assert part in words


@pytest.mark.parametrize(
    "changes",
    [{}, {"published_responders": None, "figures": []}, {"response_counts": [], "response_counts_drug": []}],
)
def test_the_figure_can_be_drawn_whatever_is_missing(changes: dict[str, Any]) -> None:
    drawing = plot_no_drug(RECORD | changes)
    assert drawing.svg.startswith("<svg")
    assert ("published" in drawing.svg.split("</desc>")[1]) == ("published_responders" not in changes and not changes)
