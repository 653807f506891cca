"""Priors: what a standard normal vector becomes, and which numbers a calibration learns."""

import math
from pathlib import Path

import numpy as np
import pytest

from paraprotein.calibration.priors import Coordinate, collect_coordinates, draws_of, values_of, with_draws
from paraprotein.errors import ProtocolError, UsageError
from paraprotein.protocol.load_population import load_population

VARIANTS = ("mixed", "niche", "direct", "fading")


def coordinate(**changes: object) -> Coordinate:
    plain = {"column": "x", "unit": "1", "distribution": "lognormal", "center": 2.0, "sd": 0.5, "low": None}
    return Coordinate(**(plain | {"high": None, "reason": "test"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "z", "value"),
    [
        ({}, 0.0, 2.0),
        ({}, 1.0, 2.0 * math.exp(0.5)),
        ({"distribution": "normal", "center": 11.0, "sd": 0.7}, -1.0, 10.3),
        ({"distribution": "logit-normal", "center": 0.5, "sd": 1.0}, 1.0, 1 / (1 + math.exp(-1))),
    ],
)
def test_a_standard_normal_becomes_the_prior(changes: dict[str, object], z: float, value: float) -> None:
    assert float(coordinate(**changes).from_normal(np.array(z))) == pytest.approx(value, rel=1e-12)


def test_limits_rescale_the_probability_between_them() -> None:
    z = np.random.default_rng(1).standard_normal(20_000)
    values = coordinate(center=16.0, sd=0.7, low=5.0, high=50.0).from_normal(z)
    assert values.min() > 5
    assert values.max() < 50
    share = np.mean(values < 16)  # the lower limit cuts off ln(16/5)/0.7 = 1.66 sd, the upper 1.63 sd: nearly symmetric
    assert share == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(20_000) + 0.01)


@pytest.mark.parametrize("name", VARIANTS)
def test_each_variant_learns_what_it_has_and_holds_what_is_published(name: str) -> None:
    columns = {item.column for item in collect_coordinates(load_population(name, Path()))}
    switched_off = {
        "mixed": {"fading"},
        "niche": {"fading", "direct_kill"},
        "direct": {"fading", "niche_dependence"},
        "fading": {"resistant_share", "growth_resistant"},
    }[name]
    assert not columns & switched_off
    assert {"direct_kill", "niche_dependence", "fading", "resistant_share"} - switched_off <= columns
    assert not columns & {"volume", "absorption", "igm_turnover", "platelet_transit"}
    assert "conduct.withdrawal_per_month" in columns


@pytest.mark.parametrize("name", VARIANTS)
def test_every_prior_says_why(name: str) -> None:
    assert all(item.reason and item.sd > 0 for item in collect_coordinates(load_population(name, Path())))


def test_values_become_draws_by_their_column_names() -> None:
    columns = ("growth", "growth.spread", "conduct.withdrawal_per_month")
    coordinates = tuple(coordinate(column=column) for column in columns)
    draws = draws_of(values_of(coordinates, np.zeros((4, 3))))
    np.testing.assert_allclose(draws.weights, 0.25)
    assert (set(draws.typical), set(draws.spread), set(draws.conduct)) == (
        {"growth"}, {"growth"}, {"withdrawal_per_month"},
    )  # fmt: skip
    population = load_population("mixed", Path())
    assert with_draws(population, draws).draws is draws
    assert population.draws is None


def test_a_population_without_priors_cannot_be_calibrated(tmp_path: Path) -> None:
    text = "schema: 1\nmodel: imatinib-wm\nvariant: x\nparameters: {CL: {typical: 1, unit: L/h, standing: derived}}\n"
    (tmp_path / "bare.yaml").write_text(text)
    with pytest.raises(UsageError, match="no parameter has a prior"):
        collect_coordinates(load_population("bare", tmp_path))


@pytest.mark.parametrize(
    ("prior", "words"),
    [
        ("{sd: 0.1}", "reason"),
        ("{sd: -1, reason: x}", "greater than or equal to 0"),
        ("{center: 0, sd: 1, reason: x}", "must exceed 0"),
        ("{distribution: logit-normal, center: 1, sd: 1, reason: x}", "between 0 and 1"),
        ("{sd: 1, spread_sd: 0.2, reason: x}", "spread of a fixed parameter"),
        ("{sd: 1, reason: x, source: smith}", "'smith' is not in sources"),
        ("{sdd: 1, reason: x}", "sd"),
    ],
)
def test_each_mistake_in_a_prior_is_said(tmp_path: Path, prior: str, words: str) -> None:
    entry = f"{{typical: 1, unit: L/h, standing: derived, prior: {prior}}}"
    text = f"schema: 1\nmodel: imatinib-wm\nvariant: x\nparameters: {{CL: {entry}}}\n"
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ProtocolError, match=words):
        load_population("mine", tmp_path)
