"""The no-drug trial: noise-calibrated p values, false responses, and the part of an effect that noise explains."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from paraprotein.calibration.distinguish import mutual_information, rank_discriminators
from paraprotein.protocol.published import Figure, Published
from paraprotein.questions.no_drug import describe_no_drug, noise_calibrated_p
from paraprotein.scale.replicates import Replicates

IDS = (
    "evaluable", "orr", "orr_confirmed", "igm_fall_25", "igm_fall_50", "igm_baseline_median", "igm_best_median",
    "igm_best_p", "igm_fixed_p", "igm_best_change", "igm_fixed_change",
)  # fmt: skip
NO_DRUG = np.array([
    [20, 0, 0, 0, 0, 3000, 2850, 0.001, 0.6, -9, -1],
    [20, 1, 0, 1, 0, 3000, 2700, 0.040, 0.3, -8, -1],
    [20, 2, 1, 3, 0, 3000, 2550, 0.200, 0.04, -7, -3],
    [20, 1, 0, 2, 0, 3000, 2700, 0.030, 0.9, 6, 2],
])  # fmt: skip


def replicates() -> Replicates:
    treated = NO_DRUG.copy()
    treated[:, 1] += 5
    arms = {"treated": treated.T, "no_drug": NO_DRUG.T}

    def of(identifier: str) -> tuple[np.ndarray, np.ndarray]:
        row = IDS.index(identifier)
        return arms["treated"][row], arms["no_drug"][row]

    return cast(Replicates, cast(Any, SimpleNamespace(of=of, **arms)))


def published() -> Published:
    values = {"igm_fall_25": 3.0, "igm_best_p": 0.03, "igm_baseline_median": 3000.0, "igm_best_median": 2400.0}
    figures = tuple(
        Figure(id=name, label=name, unit="1", value=value, place="-", statistic="x") for name, value in values.items()
    )
    return Published(schema=1, study="S", source="s", figures=figures)  # type: ignore[call-arg]


def test_what_a_trial_without_an_effective_drug_reports() -> None:
    trial = describe_no_drug(replicates(), "IGM", published())
    assert trial.trials == 4
    assert trial.false_response_rate == pytest.approx(4 / 80)
    assert trial.false_response_rate_confirmed == pytest.approx(1 / 80)
    assert trial.false_responder == 0.75
    assert (trial.significant_best, trial.significant_fixed) == (0.5, 0.25)
    assert trial.response_counts == (1, 2, 1)
    assert trial.response_counts_drug == (0, 0, 0, 0, 0, 1, 2, 1)
    assert trial.published_responders == 3


def test_published_figures_are_judged_against_noise() -> None:
    figures = {figure.id: figure for figure in describe_no_drug(replicates(), "IGM", published()).figures}
    assert figures["igm_fall_25"].p == 2 / 5  # one of four trials has 3 or more, and the published one itself
    assert figures["igm_fall_25"].explained == pytest.approx(1.5 / 3)
    assert figures["igm_best_fall"].published == pytest.approx(20.0)
    assert figures["igm_best_fall"].p == 1 / 5
    assert figures["igm_best_fall"].explained == pytest.approx(10 / 20)
    assert figures["igm_best_p"].p == 2 / 5  # the fourth trial has 0.03 for a rise
    assert figures["igm_best_p"].explained is None
    assert (figures["igm_fall_50"].published, figures["igm_fall_50"].p) == (None, None)


def test_without_a_publication_the_distribution_stands_alone() -> None:
    record = describe_no_drug(replicates(), "IGM").record()
    assert record["published_responders"] is None
    assert all(figure["published"] is None and figure["p"] is None for figure in record["figures"])


def test_a_trial_that_cannot_estimate_a_figure_is_not_favourable() -> None:
    assert noise_calibrated_p(np.array([np.nan, np.nan, 1.0]), 5.0, "low") == 2 / 4
    assert noise_calibrated_p(np.array([np.nan, np.nan, 1.0]), 5.0, "high") == 1 / 4


def test_the_noise_calibrated_p_keeps_its_level() -> None:
    rng = np.random.default_rng(1)
    p = np.array(
        [noise_calibrated_p(rng.standard_normal(99), float(rng.standard_normal()), "high") for _ in range(4000)]
    )
    for level in (0.05, 0.2, 0.5):
        assert np.mean(p <= level) == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 4000))


def test_a_measurement_that_names_the_variant_has_all_the_bits() -> None:
    rng = np.random.default_rng(1)
    columns = [rng.uniform(place, place + 0.9, 400) for place in range(4)]
    assert mutual_information(columns) == pytest.approx(2.0, abs=0.02)
    assert mutual_information([rng.standard_normal(400) for _ in range(4)]) == pytest.approx(0.0, abs=0.03)


def test_never_being_estimable_is_information_too() -> None:
    known, never = np.linspace(0, 1, 200), np.full(200, np.nan)
    assert mutual_information([known, never]) == pytest.approx(1.0, abs=0.03)
    (first, *_) = rank_discriminators(("a", "b"), [np.stack([known, known], 1), np.stack([known, never], 1)])
    assert first.id == "b"
    assert np.isnan(first.medians[1])
