"""What every section of a file shares: strict numbers, quantities with units, no unknown field, no later change.

A quantity is written with its unit and becomes a float in one unit.
"""

import math
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import WithJsonSchema

from ...errors import UsageError
from ...units import parse_quantity

_BARE_NUMBER = re.compile(r"\s*[-+]?[\d.]+\s*")


def quantity(unit: str, example: str, *, above: float | None = None, at_most: float = math.inf) -> Any:
    """A pydantic type that reads text such as `example` and holds a float in `unit`.

    Args:
        unit: unit in which the value is held.
        example: how a person writes it.
        above: the value must exceed this; None permits 0 and more.
        at_most: the value must not exceed this.
    """

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, str):
            raise ValueError(f"{value!r} has no unit: write a value in {unit_name}, for example {example}")
        if _BARE_NUMBER.fullmatch(value):
            raise ValueError(f"'{value}' has no unit: write a value in {unit_name}, for example {example}")
        try:
            number = parse_quantity(value).to(unit)
        except UsageError as error:
            found = error.findings[0].found
            raise ValueError(f"{found}: write a value in {unit_name}, for example {example}") from error
        return within(value, number)

    def within(text: str, number: float) -> float:
        if not math.isfinite(number) or number < 0 or (above is not None and number <= above) or number > at_most:
            limits = "more than 0" if above is not None else "0 or more"
            limits += f" and at most {at_most:g}" if math.isfinite(at_most) else ""
            raise ValueError(f"'{text}' is out of range: write a value of {limits}, in {unit_name}")
        return number

    unit_name = "% (or 1)" if unit == "1" else unit
    schema = {"type": "string", "examples": [example], "description": f"a number with its unit, held in {unit}"}
    return Annotated[float, BeforeValidator(read), WithJsonSchema(schema), Field(json_schema_extra={"unit": unit})]


LONGEST_DAYS = 36_525.0
"""A hundred years: no time in a trial is longer, and dates beyond it leave the calendar."""

Days = quantity("day", "28 days", at_most=LONGEST_DAYS)
Interval = quantity("day", "28 days", above=0.0, at_most=LONGEST_DAYS)
Milligrams = quantity("mg", "400 mg", above=0.0, at_most=1e6)
Proportion = quantity("1", "8 %", at_most=10.0)
Probability = quantity("1", "5 %", at_most=1.0)
Rate = quantity("1", "20 %", above=0.0, at_most=1.0)


Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]


class Section(BaseModel):
    """Base of every section: unknown fields are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
