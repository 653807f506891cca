"""Other assays, other visits, with and without confirmation: what is varied, and which way it goes."""

import json
from typing import Any, NamedTuple, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from paraprotein.protocol.load import LoadedProtocol, load_protocol
from paraprotein.questions import sensitivity
from paraprotein.questions.sensitivity import NoiseScenario, Rate, change_noise, explore_noise, explore_run


@pytest.fixture(scope="module")
def founding() -> LoadedProtocol:
    return load_protocol("imatinib-wm-2007")


class Inert(NamedTuple):
    """What `explore_run` reads of a run: figures of its no-drug arm, one row each."""

    ids: tuple[str, ...]
    no_drug: NDArray[np.float64]


RUN = Inert(
    ("orr", "orr_confirmed", "evaluable", "igm_best_median", "igm_baseline_median", "igm_best_p", "igm_best_change"),
    np.array([[3, 0], [1, 0], [20, 30], [900, 950], [1000, 1000], [0.01, 0.2], [-50, 20]], np.float64),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float, int]]:
    """The settings that are simulated: coefficient of variation, interval, trials."""
    settings: list[tuple[float, float, int]] = []

    def note(loaded: Any, population: Any, cv: float, every: float, trials: int, seed: int) -> None:
        settings.append((cv, every, trials))

    monkeypatch.setattr(sensitivity, "_simulate", note)
    return settings


def test_a_run_halves_and_doubles_assay_and_visits(founding: LoadedProtocol, asked: list[Any]) -> None:
    own, *_ = explore_run(founding, cast(Any, RUN), trials=1000, seed=1)
    assert (own.cv, own.visit_interval, own.trials) == (0.08, 28.0, 2)
    assert asked == [(0.04, 28.0, 100), (0.16, 28.0, 100), (0.08, 14.0, 100), (0.08, 56.0, 100)]


def test_the_first_setting_is_the_no_drug_arm_of_the_run(founding: LoadedProtocol) -> None:
    own = next(explore_run(founding, cast(Any, RUN), trials=2, seed=1))
    assert own.responses.estimate == pytest.approx(3 / 50)
    assert own.confirmed.estimate == pytest.approx(1 / 50)
    assert own.significant_best == 0.5
    assert own.fall_of_median == pytest.approx(7.5)


def test_where_the_protocol_confirms_the_first_setting_is_simulated_without(asked: list[Any]) -> None:
    loaded = load_protocol("perifosine-wm-2008")
    assert len(list(explore_run(loaded, cast(Any, RUN), trials=40, seed=1))) == 5
    assert asked[0] == (0.08, 28.0, 40)


def test_noise_makes_false_responses_and_confirmation_removes_some(founding: LoadedProtocol) -> None:
    (noisy,) = explore_noise(founding, trials=12, seed=1, variations=[0.16], intervals=[])
    assert 0.02 < noisy.responses.low <= noisy.responses.estimate <= noisy.responses.high < 0.3
    assert noisy.confirmed.estimate < noisy.responses.estimate


def test_a_record_is_plain_json() -> None:
    rate = Rate(0.0, 0.0, float("nan"))
    record = NoiseScenario(0.08, 28.0, 1, rate, rate, 0.0, float("nan")).record()
    assert json.loads(json.dumps(record, allow_nan=False))["fall_of_median"] is None
    assert record["responses"]["high"] is None


def test_the_rule_of_confirmation_is_off_so_that_both_readings_exist() -> None:
    protocol = load_protocol("perifosine-wm-2008").protocol
    assert protocol.response.confirm_response == "consecutive"
    assert change_noise(protocol, cv=0.1, visit_interval=28.0).response.confirm_response == "none"


def test_a_marker_with_its_own_interval_follows_the_visits(founding: LoadedProtocol) -> None:
    protocol = founding.protocol
    own = protocol.assays["IGM"].model_copy(update={"every": 84.0})
    protocol = protocol.model_copy(update={"assays": {**protocol.assays, "IGM": own}})
    assert change_noise(protocol, cv=0.08, visit_interval=14.0).assays["IGM"].every == 42.0
