"""Units at the border: quantities are read once, and inside each has one unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import UsageError

MONTH_DAYS = 30.4375
"""Days in a month (365.25 / 12), the convention of admiralonco's `compute_duration`."""

# canonical spelling -> (dimension, factor to the dimension's base unit)
_UNITS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        # time, base day
        "day": ("time", 1.0),
        "hour": ("time", 1.0 / 24.0),
        "week": ("time", 7.0),
        "month": ("time", MONTH_DAYS),
        "year": ("time", 365.25),
        # amount of drug, base mg
        "mg": ("mass", 1.0),
        "g": ("mass", 1000.0),
        "ug": ("mass", 1e-3),
        # mass concentration, base mg/L
        "mg/dL": ("mass concentration", 10.0),
        "g/dL": ("mass concentration", 10_000.0),
        "g/L": ("mass concentration", 1000.0),
        "mg/L": ("mass concentration", 1.0),
        "ug/mL": ("mass concentration", 1.0),
        "ug/L": ("mass concentration", 1e-3),
        "ng/mL": ("mass concentration", 1e-3),
        "ng/L": ("mass concentration", 1e-6),
        "pg/mL": ("mass concentration", 1e-6),
        # substance concentration, base mmol/L
        "mol/L": ("substance concentration", 1000.0),
        "mmol/L": ("substance concentration", 1.0),
        "umol/L": ("substance concentration", 1e-3),
        "nmol/L": ("substance concentration", 1e-6),
        # cells, base 10^9/L
        "10^9/L": ("number concentration", 1.0),
        "10^6/L": ("number concentration", 1e-3),
        "10^3/uL": ("number concentration", 1.0),
        "/uL": ("number concentration", 1e-3),
        # catalytic activity, base U/L
        "U/L": ("catalytic concentration", 1.0),
        "ukat/L": ("catalytic concentration", 60.0),
        # proportion, base 1
        "%": ("proportion", 0.01),
        "1": ("proportion", 1.0),
        # daily excretion, base mg/day
        "mg/day": ("mass rate", 1.0),
        "g/day": ("mass rate", 1000.0),
    }
)

_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "days": "day", "d": "day", "hours": "hour", "h": "hour", "weeks": "week", "wk": "week",
        "months": "month", "mo": "month", "years": "year", "y": "year",
        "percent": "%", "fraction": "1", "µg/mL": "ug/mL", "µmol/L": "umol/L", "µg/L": "ug/L",
        "mg/24 h": "mg/day", "mg/24h": "mg/day", "g/24 h": "g/day", "g/24h": "g/day",
        "10*9/L": "10^9/L", "10⁹/L": "10^9/L", "x10^9/L": "10^9/L", "10E9/L": "10^9/L", "GI/L": "10^9/L",
        "K/uL": "10^3/uL", "10*3/uL": "10^3/uL", "THOU/uL": "10^3/uL", "IU/L": "U/L",
    }
)  # fmt: skip

_QUANTITY = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*$")


@dataclass(frozen=True)
class Quantity:
    """A number and its unit, as a protocol writes them: `400 mg`."""

    value: float
    unit: str

    def to(self, unit: str) -> float:
        """The value in another unit of the same dimension.

        Raises:
            UsageError: the units measure different things, or one is unknown.
        """
        return self.value * conversion_factor(self.unit, unit)


def canonical_unit(text: str) -> str:
    """The one spelling that we use for a unit.

    Raises:
        UsageError: the unit is not known.
    """
    text = text.strip()
    unit = _SPELLINGS.get(text, text)
    if unit not in _UNITS:
        raise UsageError.one("unit", f"'{text}' is not a unit known here", f"write one of: {', '.join(_UNITS)}")
    return unit


def parse_quantity(text: str) -> Quantity:
    """Read `400 mg`, `28 days` or `8 %`.

    Raises:
        UsageError: not a number followed by a known unit.
    """
    match = _QUANTITY.match(text)
    if match is None:
        raise UsageError.one("quantity", f"'{text}' is not a number with a unit", "write for example: 28 days")
    number, unit = match.groups()
    return Quantity(float(number), canonical_unit(unit) if unit else "1")


def conversion_factor(unit: str, to: str, analyte: str | None = None) -> float:
    """Factor that turns a value in `unit` into a value in `to`.

    Raises:
        UsageError: the units measure different things, or one is unknown.
    """
    (dimension, factor), (wanted, base) = _UNITS[canonical_unit(unit)], _UNITS[canonical_unit(to)]
    if dimension != wanted:
        raise UsageError.one("unit", f"'{unit}' is a {dimension}, not a {wanted}", f"give a value in {to}")
    return factor / base
