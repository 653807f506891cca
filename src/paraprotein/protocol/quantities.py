"""Field types of the protocol: a quantity is written with its unit and becomes a float in one unit."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema

from ..errors import UsageError
from ..units import parse_quantity


def quantity(unit: str, example: str) -> Any:
    """A pydantic type that reads text such as `example` and holds a float in `unit`."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, str):
            raise ValueError(f"{value!r} has no unit: write for example {example}")
        try:
            return parse_quantity(value).to(unit)
        except UsageError as error:
            finding = error.findings[0]
            raise ValueError(f"{finding.found}: {finding.fix}") from error

    schema = {"type": "string", "examples": [example], "description": f"a number with its unit, held in {unit}"}
    return Annotated[float, BeforeValidator(read), WithJsonSchema(schema), Field(json_schema_extra={"unit": unit})]


Days = quantity("day", "28 days")
Milligrams = quantity("mg", "400 mg")
Proportion = quantity("1", "8 %")
