"""Powers and logarithms against NumPy's own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import paraprotein.simulation.numerics.compilation  # noqa: F401 - sets 64-bit floats
from paraprotein.pharmacology.power import log, power


def test_the_logarithm_agrees_with_numpys_to_the_last_digits() -> None:
    x = np.exp(np.linspace(-600, 600, 20_001))
    np.testing.assert_allclose(log(jnp.asarray(x)), np.log(x), rtol=1e-15, atol=0)
    near_one = np.linspace(0.5, 2, 20_001)
    np.testing.assert_allclose(log(jnp.asarray(near_one)), np.log(near_one), atol=4e-16)


@pytest.mark.parametrize("exponent", [-2.0, 0.17, 0.4, 1.5])
def test_powers_agree_with_numpys(exponent: float) -> None:
    x = np.exp(np.linspace(-20, 20, 2001))
    np.testing.assert_allclose(power(jnp.asarray(x), exponent), x**exponent, rtol=1e-14)
    np.testing.assert_allclose(power(x, exponent), x**exponent, rtol=1e-14)


@pytest.mark.parametrize("x", [np.nan, np.inf, 0.0, -1.0])
def test_what_has_no_power_is_not_a_number(x: float) -> None:
    assert np.isnan(power(jnp.array([x]), 0.5)[0])


def test_the_derivative_is_the_known_one() -> None:
    slope = jax.grad(lambda x: power(x, 0.3))(2.0)
    assert float(slope) == pytest.approx(0.3 * 2.0**-0.7, rel=1e-14)
