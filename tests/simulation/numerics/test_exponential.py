"""Cox and Matthews, J Comput Phys 2002;176:430 (doi 10.1006/jcph.2002.6995)."""

import jax.numpy as jnp
import numpy as np
import pytest

from paraprotein.simulation.numerics.exponential import exponential_step, step_weights


@pytest.mark.parametrize("loss", [0.0, 1e-9, 0.3, 0.999, 1.001, 8.4, 300.0])
def test_weights_integrate_a_constant_and_a_line_exactly(loss: float) -> None:
    """Under y' = -k y + a + b t the end of the step is the closed form, however fast the loss."""
    h, y0, a, b = 0.8, 1.7, 0.6, -0.4
    weights = step_weights(loss, h)
    rates = tuple(lambda u, t=t: (a + b * t,) for t in (0.0, h / 2, h))
    (end,) = exponential_step(rates, (y0,), (weights,))
    steady = (a + b * h) / loss - b / loss**2 if loss > 0.1 else None
    if steady is not None:
        exact = steady + (y0 - a / loss + b / loss**2) * np.exp(-loss * h)
    else:
        exact = y0 * np.exp(-loss * h) + a * h + b * h**2 / 2 - loss * (a * h**2 / 2 + b * h**3 / 6)
    assert end == pytest.approx(exact, rel=1e-8)


def test_arrays_and_numbers_give_the_same_weights() -> None:
    losses = [0.0, 1e-6, 0.5, 2.0, 40.0]
    rows = step_weights(jnp.array(losses), 0.5)
    for i, loss in enumerate(losses):
        np.testing.assert_allclose([float(row[i]) for row in rows], step_weights(loss, 0.5), rtol=1e-12, atol=1e-15)


def logistic(y: float, loss: float, h: float, steps: int) -> float:
    """y' = y (1 - y), written with any loss rate."""

    def rest(u: tuple[float, ...]) -> tuple[float, ...]:
        return (u[0] * (1 - u[0]) + loss * u[0],)

    state: tuple[float, ...] = (y,)
    for _ in range(steps):
        state = exponential_step((rest, rest, rest), state, (step_weights(loss, h),))
    return state[0]


@pytest.mark.parametrize("loss", [0.0, 1.0, 3.0])
def test_halving_the_step_divides_the_error_by_sixteen(loss: float) -> None:
    exact = 1 / (1 + 9 * np.exp(-2.0))
    coarse, fine = (abs(logistic(0.1, loss, 2.0 / steps, steps) - exact) for steps in (16, 32))
    assert 3.7 < np.log2(coarse / fine) < 4.5


def test_a_steady_state_stays_where_it_is() -> None:
    assert logistic(1.0, 2.0, 1.0, 50) == pytest.approx(1.0, abs=1e-13)
