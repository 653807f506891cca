"""An analysis through the front door: results by id, data sets, explanations, figures, the page."""

from pathlib import Path

import pytest

from paraprotein import Analysis, Trial, analyze, explain_response, write_report
from paraprotein.analysis.results import EndpointResult
from paraprotein.errors import UsageError


def test_a_result_carries_estimate_limits_counts_and_method(result: Analysis) -> None:
    response = result["orr"]
    assert isinstance(response, EndpointResult)
    assert (response.value, response.n, response.denominator) == (1.0, 1, 2)
    assert response.low == pytest.approx(0.0126, abs=1e-4)  # Clopper-Pearson, 1 of 2: 1 - 0.975 ** (1 / 2)
    assert response.high == pytest.approx(0.9874, abs=1e-4)
    assert (response.method, response.level) == ("count", 0.95)
    assert "Clopper-Pearson" in response.rule


def test_a_result_that_cannot_be_estimated_says_why(result: Analysis) -> None:
    empty = next(result[name] for name in result if result[name].value is None)
    assert empty.reason
    assert empty.reason in repr(empty)


def test_each_result_of_the_table_is_found_by_its_id(result: Analysis) -> None:
    assert list(result) == list(result.ids)
    for name in result:
        assert result[name].value == result.figure(name)["VALUE"]


def test_an_unknown_result_or_data_set_is_answered_with_the_nearest(result: Analysis) -> None:
    with pytest.raises(UsageError, match="write 'orr'"):
        _ = result["or"]
    with pytest.raises(UsageError, match="write ADLB"):
        _ = result.adam["ADLBC"]
    assert "nothing" not in result


def test_the_data_sets_are_found_by_their_names(result: Analysis) -> None:
    assert result.adam["ADLB"] is result.adam.adlb
    assert list(result.adam) == ["ADSL", "ADLB", "ADRS", "ADTTE", "ADAE", "ADEX"]


def test_a_patient_is_explained_from_the_result_as_from_the_files(result: Analysis, trial: Trial, folder: Path) -> None:
    explained = result.explain("S1")
    assert explained == explain_response(trial, folder, "S1")
    assert "S1" in repr(explained)
    assert explained.visits[0].rule in repr(explained)
    assert "<th>Why</th>" in explained._repr_html_()
    with pytest.raises(UsageError, match="no such subject"):
        result.explain("S9")


def test_a_figure_of_the_report_shows_itself(result: Analysis) -> None:
    drawing = result.plot.waterfall()
    assert drawing._repr_svg_().startswith("<svg")
    assert [result.plot.spider().name, result.plot.swimmer().name] == ["spider", "swimmer"]
    names = [one.name for one in result.plot.all()]
    shown = [result.plot.waterfall_fixed(), result.plot.toxicity(), *result.plot.survival()]
    assert {one.name for one in shown} <= set(names)


def test_the_report_is_written_with_the_analysis(trial: Trial, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = analyze(trial, folder, str(out))
    assert (out / "index.html").is_file()
    assert sorted(path.stem.upper() for path in (out / "adam").iterdir()) == sorted(result.adam)
    with pytest.raises(UsageError, match="name the folder to write"):
        write_report(result)
    with pytest.raises(UsageError, match="holds no report"):
        analyze(trial, folder, folder)


def test_an_analysis_prints_its_first_results(result: Analysis) -> None:
    assert "Overall response" in repr(result)
    assert "Overall response" in result._repr_html_()
