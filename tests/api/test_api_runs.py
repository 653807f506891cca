"""Simulated trials beside their publication, through the front door; the trials are made up, so that this is quick."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from paraprotein import Analysis, Findings, Runs, Trial, calibrate, run, write_simulation
from paraprotein.errors import UsageError
from paraprotein.protocol.published import load_published
from paraprotein.scale import SimulatedRun
from paraprotein.scale.comparison import PublishedComparison, compare_figures
from paraprotein.scale.replicates import Replicates
from paraprotein.simulation import SelfCheck

VALUES = {"evaluable": (26.0, 27.0, 28.0), "orr": (3.0, 7.0, 5.0), "orr_confirmed": (2.0, 6.0, 5.0)}


@pytest.fixture(scope="module")
def runs(trial: Trial, result: Analysis) -> Runs:
    published = load_published(trial.directory)
    assert published is not None
    replicates = Replicates(
        ids=tuple(VALUES), treated=np.array(list(VALUES.values())), no_drug=np.array(list(VALUES.values())) / 2,
        example=result, example_no_drug=result, screened=90, failed=0, population="mixed",
        population_digest="0" * 64, self_check=SelfCheck(28, 2e-6, {"IGM": 2e-6}, 0.0),
    )  # fmt: skip
    figures = compare_figures(published, replicates)
    plain = PublishedComparison(trial, published, figures, replicates, 3, 7, "mixed", "0" * 64)
    return Runs(**{f.name: getattr(plain, f.name) for f in fields(plain)}, trial=trial, findings=Findings())


def test_each_published_result_stands_beside_what_the_trials_give(runs: Runs) -> None:
    table = runs.compare()
    assert table["ID"].to_list() == [one.figure.id for one in runs.figures]
    evaluable = table.row(by_predicate=pl.col("ID") == "evaluable", named=True)
    assert evaluable["MEDIAN"] == 27.0
    assert evaluable["NO_DRUG"] == 13.5


def test_the_prediction_of_a_result_is_its_values_over_trials(runs: Runs) -> None:
    predicted = runs.predictive("orr")
    np.testing.assert_array_equal(predicted.values, [3.0, 7.0, 5.0])
    np.testing.assert_array_equal(predicted.no_drug, [1.5, 3.5, 2.5])
    assert predicted.interval() == pytest.approx((3.2, 5.0, 6.8))
    assert "over 3 trials" in repr(predicted)
    with pytest.raises(UsageError, match="write 'orr'"):
        runs.predictive("ORRR")


def test_a_trial_without_a_drug_is_described(runs: Runs) -> None:
    assert runs.no_drug.false_response_rate == pytest.approx(7.5 / 40.5)
    assert runs.no_drug is runs.no_drug


def test_a_run_prints_how_many_results_it_reproduces(runs: Runs) -> None:
    compared = [one for one in runs.figures if one.inside is not None]
    assert f"of {len(compared)} published results" in repr(runs)
    assert "<th>published</th>" in runs._repr_html_()


def test_a_run_without_trials_is_refused(trial: Trial) -> None:
    with pytest.raises(UsageError, match="ask for at least 1"):
        run(trial, trials=0)


def test_many_trials_are_written_as_a_run_directory(trial: Trial, tmp_path: Path) -> None:
    done = write_simulation(trial, str(tmp_path / "run"), trials=2, seed=7)
    assert isinstance(done, SimulatedRun)
    assert done.is_complete


def test_a_calibration_without_published_results_is_refused(trial: Trial, tmp_path: Path) -> None:
    alone = tmp_path / "protocol.yaml"
    alone.write_text(trial.path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"no published\.yaml"):
        calibrate(alone, out=tmp_path)
