"""What a laboratory reports of a true value: unit, assay error, decimals, limit of quantitation.

The one place for all of them: screening, every visit, the response criteria and the dose rules read results from here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..arrays import Booleans, Floats, namespace_of
from ..pharmacology.model import Model
from ..protocol.dose_plan import rule_factor
from ..protocol.schema import Assay, Protocol
from ..units import conversion_factor


@dataclass(frozen=True)
class LaboratoryTest:
    """An assay of the protocol that measures something the model makes.

    Attributes:
        assay: unit, error, decimals and limits, as the protocol states them.
        column: place among the protocol's assays, which is its place among the random numbers of a visit.
        factor: from the unit of the model's observable to the unit of the assay.
        rule_factor: from the unit of the assay to the unit in which dose rules compare.
    """

    assay: Assay
    column: int
    factor: float
    rule_factor: float


def laboratory_of(protocol: Protocol, model: Model) -> Mapping[str, LaboratoryTest]:
    """The protocol's assays that the model can fill, by LBTESTCD, in the protocol's order.

    Raises:
        UsageError: an assay's unit does not measure what the model makes.
    """
    units = {observable.code: observable.unit for observable in model.observables if not observable.grades}
    return {
        code: LaboratoryTest(
            assay, column, conversion_factor(units[code], assay.unit, code), rule_factor(code, assay)
        )
        for column, (code, assay) in enumerate(protocol.assays.items())
        if code in units
    }  # fmt: skip


def report_result(true: Floats, noise: Floats, test: LaboratoryTest) -> tuple[Floats, Booleans]:
    """A result as the laboratory reports it, and whether it lies below the limit of quantitation.

    Args:
        true: true values, in the unit of the model's observable, shape (n_patients,).
        noise: standard normal deviates, same shape.
        test: unit, error, decimals and limit.

    Returns:
        The reported value in the unit of the assay, the limit itself where it lies below; and the flag. Shape
        (n_patients,) each.
    """
    xp = namespace_of(noise)
    assay = test.assay
    measured = scaled(true, test.factor) * xp.exp(log_spread(assay) * noise)
    reported = xp.round(measured * 10.0**assay.decimals) / 10.0**assay.decimals
    limit = assay.lower_limit or 0.0
    return xp.maximum(reported, limit), reported < limit


def scaled(value: Floats, factor: float) -> Floats:
    """The value times a factor; a factor of 1 leaves it alone, so that the program stays the same too."""
    return value if factor == 1.0 else value * factor


def log_spread(assay: Assay) -> float:
    """Standard deviation of the logarithm of an assay's results, from its coefficient of variation."""
    return math.sqrt(math.log1p(assay.cv**2))
