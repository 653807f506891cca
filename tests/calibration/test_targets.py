"""Published figures as features: bounds, gaps, counts and standardisation."""

import numpy as np
import pytest

from paraprotein.calibration.targets import FURTHEST, Features, Target, select_targets
from paraprotein.errors import UsageError
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.published import Figure, Published, load_published


def figure(**changes: object) -> Figure:
    plain: dict[str, object] = {"id": "x", "label": "x", "unit": "patients", "value": 7.0, "place": "-"}
    return Figure(**(plain | {"statistic": "x"} | changes))  # type: ignore[arg-type]


def of(*figures: Figure) -> Published:
    return Published(schema=1, study="S", source="s", figures=figures)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changes", "value", "feature"),
    [
        ({}, 7.0, np.sqrt(7.375)),
        ({"unit": "months"}, np.e, 1.0),
        ({"unit": "1", "id": "igm_best_p"}, 0.0, np.log(1e-6)),
        ({"unit": "1", "id": "tryptase_all_fell"}, 0.96, 0.96),
        ({"unit": "1", "relation": "<", "value": 0.001}, 0.0005, 1.0),
        ({"unit": "1", "relation": "<", "value": 0.001}, 0.001, 0.0),
        ({"unit": "1", "relation": ">=", "value": 0.05}, 0.05, 1.0),
    ],
)
def test_each_kind_of_figure_has_its_scale(changes: dict[str, object], value: float, feature: float) -> None:
    assert float(Target(figure(**changes)).feature(np.array(value))) == pytest.approx(feature)


@pytest.mark.parametrize("relation", ["=", "<", ">="])
def test_a_figure_that_cannot_be_estimated_stays_missing(relation: str) -> None:
    assert np.isnan(Target(figure(relation=relation)).feature(np.array([np.nan]))).all()


def test_the_founding_trial_is_calibrated_to_its_results_not_to_its_entry_table() -> None:
    published = load_published(load_protocol("imatinib-wm-2007").directory)
    assert published is not None
    targets = {target.id for target in select_targets(published, [item.id for item in published.figures])}
    assert {"igm_fall_25", "igm_best_p", "tryptase_p", "evaluable", "neutropenia_grade2"} <= targets
    assert not targets & {"enrolled", "age_median", "prior_therapies_max", "relapsed", "refractory"}


def test_a_publication_that_the_analysis_does_not_know_is_said() -> None:
    with pytest.raises(UsageError, match="no published result"):
        select_targets(of(figure(id="quality_of_life")), ["igm_fall_25"])


def test_gaps_become_their_own_feature_and_outliers_are_cut() -> None:
    targets = (Target(figure(unit="1")), Target(figure(id="y", unit="1", value=3.0)))
    figures = np.array([[0.0, 1.0], [2.0, np.nan], [4.0, 3.0], [1e9, 5.0]])
    features = Features.learn(targets, ("x", "y"), figures[:3])
    described = features.of_trials(("x", "y"), figures)
    assert described.shape == (4, 3)  # x, y, and whether y is missing
    np.testing.assert_allclose(described[:3, 0], [-np.sqrt(1.5), 0, np.sqrt(1.5)])
    assert described[1, 1] == 0
    assert described[:, 2].tolist() == [0, 1, 0, 0]
    assert described[3, 0] == FURTHEST
    np.testing.assert_allclose(features.of_published(), [(7 - 2) / np.std([0, 2, 4]), 1.0, 0.0])
