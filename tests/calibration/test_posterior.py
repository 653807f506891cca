"""The flow and its posterior against problems whose answer is known in closed form."""

import jax.numpy as jnp
import numpy as np
import pytest

from paraprotein.calibration.flow import log_density, log_prior, make_flow, transform
from paraprotein.calibration.posterior import fit_posterior
from paraprotein.calibration.prior_trials import PriorTrials
from paraprotein.calibration.priors import Coordinate
from paraprotein.calibration.proof import LEVELS, compute_ranks, coverage_band, uniform_band
from paraprotein.calibration.targets import select_targets
from paraprotein.calibration.variants import fit_variants
from paraprotein.protocol.published import Figure, Published

NOISE = 0.5


def published(*values: float) -> Published:
    figures = tuple(
        Figure(id=f"x{i}", label="x", unit="1", value=value, place="-", statistic="x") for i, value in enumerate(values)
    )
    return Published(schema=1, study="S", source="s", figures=figures)  # type: ignore[call-arg]


def conjugate(trials: int, seed: int, shift: float = 0.0) -> PriorTrials:
    """Two means with standard normal priors, each seen once with noise; a third number that nothing tells."""
    rng = np.random.default_rng(seed)
    latent = rng.standard_normal((trials, 3))
    figures = latent[:, :2] + shift + NOISE * rng.standard_normal((trials, 2))
    coordinates = tuple(Coordinate(name, "1", "normal", 0.0, 1.0, None, None, "test") for name in "abc")
    return PriorTrials(coordinates, latent, ("x0", "x1"), figures)


@pytest.fixture(scope="module")
def learned():  # type: ignore[no-untyped-def]
    trials = conjugate(6000, 1)
    return fit_posterior(trials, select_targets(published(1.2, -0.4), trials.ids), seed=1, refits=2, most_epochs=25)


def test_an_untrained_flow_is_the_prior() -> None:
    flow = make_flow(1, coordinates=5, features=3)
    rng = np.random.default_rng(1)
    latent, features = (jnp.asarray(rng.standard_normal((7, size)), jnp.float32) for size in (5, 3))
    np.testing.assert_allclose(log_density(flow, latent, features), log_prior(latent), rtol=1e-6)
    drawn = np.asarray(transform(flow, latent, features))  # the layers change places and nothing else
    np.testing.assert_allclose(np.sort(drawn, axis=1), np.sort(latent, axis=1), rtol=1e-6)


def test_density_and_draws_belong_to_one_map(learned) -> None:  # type: ignore[no-untyped-def]
    flow = learned.fits[0].network
    rng = np.random.default_rng(2)
    noise, features = (jnp.asarray(rng.standard_normal((20, size)), jnp.float32) for size in (3, 2))
    drawn = transform(flow, noise, features)
    step = 1e-2
    columns = [(transform(flow, noise.at[:, i].add(step), features) - drawn) / step for i in range(3)]
    jacobian = np.linalg.slogdet(np.stack(columns, axis=2))[1]
    np.testing.assert_allclose(log_density(flow, drawn, features), log_prior(noise) - jacobian, atol=0.05)


def test_the_posterior_of_a_normal_mean_is_the_textbook_one(learned) -> None:  # type: ignore[no-untyped-def]
    draws = learned.sample(learned.features.of_published()[None], 4000, 1)[0]
    weight = 1 / (1 + NOISE**2)
    np.testing.assert_allclose(draws.mean(axis=0), [1.2 * weight, -0.4 * weight, 0.0], atol=0.06)
    np.testing.assert_allclose(draws.std(axis=0), [np.sqrt(1 - weight)] * 2 + [1.0], atol=0.05)


def test_information_gained_is_the_mutual_information(learned) -> None:  # type: ignore[no-untyped-def]
    fresh = conjugate(4000, 9)
    gain = learned.information_gain(fresh.latent, learned.features.of_trials(fresh.ids, fresh.figures)).mean()
    assert gain == pytest.approx(np.log(1 + 1 / NOISE**2), abs=0.06)  # 2 means x half the log of signal-to-noise


def test_ranks_are_uniform_and_intervals_hold_the_truth_as_often_as_they_say(learned) -> None:  # type: ignore[no-untyped-def]
    fresh = conjugate(1000, 5)
    draws = learned.sample(learned.features.of_trials(fresh.ids, fresh.figures), 48, 3)
    ranks = compute_ranks(("a", "b", "c"), fresh.latent, draws[:, :95])
    low, high = uniform_band(1000, 8, level=0.9999)
    histogram = ranks.histogram(8)
    assert ((histogram >= low) & (histogram <= high)).all()
    for level in LEVELS:
        low_share, high_share = coverage_band(1000, level, probability=0.9999)
        assert ((ranks.coverage(level) > low_share) & (ranks.coverage(level) < high_share)).all()


def test_an_overconfident_posterior_is_found_out() -> None:
    rng = np.random.default_rng(1)
    truth = rng.standard_normal((1000, 1))
    draws = truth[:, None] + rng.standard_normal((1000, 1, 1)) + 0.5 * rng.standard_normal((1000, 95, 1))
    ranks = compute_ranks(("a",), truth, draws)
    assert ranks.coverage(0.80)[0] < coverage_band(1000, 0.80)[0]
    assert ranks.histogram(8)[0, 0] > uniform_band(1000, 8)[1]


@pytest.mark.parametrize("level", LEVELS)
def test_coverage_is_exact_for_uniform_ranks(level: float) -> None:
    ranks = compute_ranks(("a",), np.arange(96)[:, None] - 0.5, np.tile(np.arange(95.0)[None, :, None], (96, 1, 1)))
    assert ranks.ranks[:, 0].tolist() == list(range(96))
    assert ranks.coverage(level)[0] == pytest.approx(level, abs=1e-12)


def test_the_share_of_a_variant_is_its_probability() -> None:
    ours, other = conjugate(4000, 1), conjugate(4000, 2, shift=1.5)
    targets = select_targets(published(0.0, 0.0), ours.ids)
    classifier = fit_variants([ours, other], targets, seed=1, refits=2, most_epochs=20)
    share = classifier.probabilities(classifier.features.of_published()[None])[0, 0]
    variance = 1 + NOISE**2  # two normal likelihoods, means 0 and 1.5
    assert share == pytest.approx(1 / (1 + np.exp(-(2 * 1.5**2) / (2 * variance))), abs=0.04)
