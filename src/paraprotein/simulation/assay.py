"""What a laboratory reports of a true value: assay error, decimals, limit of quantitation."""

import math

import jax.numpy as jnp

from ..arrays import Booleans, Floats
from ..protocol.schema import Assay


def report_result(true: Floats, noise: Floats, assay: Assay) -> tuple[Floats, Booleans]:
    """A result as the laboratory reports it, and whether it lies below the limit of quantitation.

    Args:
        true: true values, in the unit of the assay, shape (n_patients,).
        noise: standard normal deviates, same shape.
        assay: error, decimals and limit.

    Returns:
        The reported value, the limit itself where it lies below; and the flag. Shape (n_patients,) each.
    """
    measured = true * jnp.exp(log_spread(assay) * noise)
    reported = jnp.round(measured * 10.0**assay.decimals) / 10.0**assay.decimals
    limit = assay.lower_limit or 0.0
    return jnp.maximum(reported, limit), reported < limit


def log_spread(assay: Assay) -> float:
    """Standard deviation of the logarithm of an assay's results, from its coefficient of variation."""
    return math.sqrt(math.log1p(assay.cv**2))
