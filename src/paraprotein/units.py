"""Units at the border: quantities are read once, and inside each has one unit.

Laboratories spell units in many ways (`10*9/L`, `K/uL`, `GI/L`, `x10E9/L`) and report some tests by mass, others by
amount of substance. A conversion between the two needs to know what is measured: pass `analyte`, an LBTESTCD.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import UsageError
from .sources import Source

YEAR_DAYS = 365.25
"""Days in a year, the convention of CDISC ages and of admiral."""

MONTH_DAYS = YEAR_DAYS / 12
"""Days in a month (30.4375), the convention of admiralonco's `compute_duration`."""

# canonical spelling -> (dimension, factor to the dimension's base unit)
_UNITS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        # time, base day
        "day": ("time", 1.0),
        "hour": ("time", 1.0 / 24.0),
        "week": ("time", 7.0),
        "month": ("time", MONTH_DAYS),
        "year": ("time", YEAR_DAYS),
        # amount of drug, base mg
        "mg": ("mass", 1.0),
        "g": ("mass", 1000.0),
        "ug": ("mass", 1e-3),
        # mass concentration, base mg/L
        "mg/dL": ("mass concentration", 10.0),
        "g/dL": ("mass concentration", 10_000.0),
        "g/L": ("mass concentration", 1000.0),
        "mg/L": ("mass concentration", 1.0),
        "mg/mL": ("mass concentration", 1000.0),
        "ug/mL": ("mass concentration", 1.0),
        "ug/dL": ("mass concentration", 1e-2),
        "ug/L": ("mass concentration", 1e-3),
        "ng/mL": ("mass concentration", 1e-3),
        "ng/dL": ("mass concentration", 1e-5),
        "ng/L": ("mass concentration", 1e-6),
        "pg/mL": ("mass concentration", 1e-6),
        # substance concentration, base mmol/L
        "mol/L": ("substance concentration", 1000.0),
        "mmol/L": ("substance concentration", 1.0),
        "umol/L": ("substance concentration", 1e-3),
        "nmol/L": ("substance concentration", 1e-6),
        "pmol/L": ("substance concentration", 1e-9),
        # charge equivalents, base mEq/L
        "mEq/L": ("equivalent concentration", 1.0),
        # cells, base 10^9/L
        "10^12/L": ("number concentration", 1000.0),
        "10^9/L": ("number concentration", 1.0),
        "10^6/L": ("number concentration", 1e-3),
        "10^6/uL": ("number concentration", 1000.0),
        "10^3/uL": ("number concentration", 1.0),
        "/uL": ("number concentration", 1e-3),
        # catalytic activity, base U/L; 1 U turns over 1 umol/min, 1 kat 1 mol/s
        "U/L": ("catalytic concentration", 1.0),
        "U/mL": ("catalytic concentration", 1000.0),
        "mU/L": ("catalytic concentration", 1e-3),
        "ukat/L": ("catalytic concentration", 60.0),
        "nkat/L": ("catalytic concentration", 0.06),
        # proportion, base 1
        "%": ("proportion", 0.01),
        "1": ("proportion", 1.0),
        # clotting time, base s
        "s": ("clotting time", 1.0),
        # volume of plasma cleared per time, base mL/min
        "mL/min": ("clearance", 1.0),
        "mL/s": ("clearance", 60.0),
        # protein in urine per creatinine in urine, base g/g; 1 mmol of creatinine is 113.12 mg
        "g/g": ("creatinine ratio", 1.0),
        "mg/g": ("creatinine ratio", 1e-3),
        "mg/mmol": ("creatinine ratio", 1.0 / 113.12),
        # daily excretion, base mg/day
        "mg/day": ("mass rate", 1.0),
        "g/day": ("mass rate", 1000.0),
        # filtration of the kidney per body surface, base mL/min/1.73m2
        "mL/min/1.73m2": ("filtration", 1.0),
        "mL/s/1.73m2": ("filtration", 60.0),
        # length, base cm
        "cm": ("length", 1.0),
        "mm": ("length", 0.1),
    }
)

# spellings that `_plain` does not reduce to the canonical one; letter case is ignored where nothing else is meant
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "days": "day", "d": "day", "hours": "hour", "h": "hour", "hr": "hour", "weeks": "week", "wk": "week",
        "months": "month", "mo": "month", "years": "year", "y": "year", "yr": "year",
        "sec": "s", "second": "s", "seconds": "s",
        "percent": "%", "fraction": "1", "ratio": "1", "pH": "1", "[pH]": "1", "{INR}": "1", "INR": "1",
        "g/mol": "mg/mmol", "mg/mg": "g/g", "g/g creat": "g/g", "mg/g creat": "mg/g",
        "mg/d": "mg/day", "mg/(24.h)": "mg/day", "g/d": "g/day", "g/(24.h)": "g/day",
        "mg%": "mg/dL", "g%": "g/dL", "gm/dL": "g/dL", "gms/dL": "g/dL", "grams/dL": "g/dL", "gm/L": "g/L",
        "mg/100 mL": "mg/dL", "g/100 mL": "g/dL",
        "mval/L": "mEq/L", "mM": "mmol/L", "uM": "umol/L", "nM": "nmol/L", "pM": "pmol/L",
        "GI/L": "10^9/L", "Gpt/L": "10^9/L", "giga/L": "10^9/L", "10^6/mL": "10^9/L",
        "TI/L": "10^12/L", "Tpt/L": "10^12/L", "tera/L": "10^12/L", "T/L": "10^12/L", "10^9/mL": "10^12/L",
        "K/uL": "10^3/uL", "thou/uL": "10^3/uL", "thous/uL": "10^3/uL", "thousand/uL": "10^3/uL",
        "thousands/uL": "10^3/uL", "billion/L": "10^9/L", "bil/L": "10^9/L", "trillion/L": "10^12/L",
        "1000/uL": "10^3/uL", "10^3/mL": "10^6/L",
        "M/uL": "10^6/uL", "mill/uL": "10^6/uL", "million/uL": "10^6/uL",
        "cells/uL": "/uL", "cell/uL": "/uL", "#/uL": "/uL", "1/uL": "/uL", "10^9 cells/L": "10^9/L",
        "mL/min/1.73 m2": "mL/min/1.73m2", "mL/min/1.73m^2": "mL/min/1.73m2", "mL/min/1.73 m^2": "mL/min/1.73m2",
        "mL/s/1.73 m2": "mL/s/1.73m2", "mL/s/1.73m^2": "mL/s/1.73m2", "mL/s/1.73 m^2": "mL/s/1.73m2",
        "IU/L": "U/L", "unit/L": "U/L", "units/L": "U/L",
        "[IU]/L": "U/L", "IU/mL": "U/mL", "mIU/mL": "U/L", "mU/mL": "U/L", "mIU/L": "mU/L",
    }
)  # fmt: skip

_BY_CASEFOLD: Mapping[str, str] = MappingProxyType(
    {name.casefold(): name for name in _UNITS} | {name.casefold(): unit for name, unit in _SPELLINGS.items()}
)

_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\s+", " "),
        (r"\s?/\s?", "/"),
        (r"\s?(?:/|per )\(?24[-. ]?(?:h|hr|hrs|hours?|std\.?|stunden|heures|horas|ore)\)?$", "/day"),
        (r"\s?(?:/|per )(?:day|die|tag|jour|día|dia|giorno|24)$", "/day"),
        (r"([¹²³⁶⁹]+)", r"^\1"),
        (r"[µμ]", "u"),  # the micro sign and the Greek letter look alike and differ
        (r"\bmc(?=g|mol|L\b|kat)", "u"),
        (r"^[x×*]\s*(?=10)", ""),
        (r"^10\s?(?:\*\*|\*|\^|E|\(|\s)\s?\+?0?([¹²³⁶⁹\d]+)\)?", r"10^\1"),  # they write 10E9 and mean 10^9
        (r"/(?:mm\^?[3³]|cu\.?\s?mm|cumm|cmm)$", "/uL"),
        (r"/(?:24[ -]?(?:hours|hour|hrs|hr|h)\.?(?: urine)?|24[ -]?(?:stunden|std)\.?|tag)$", "/day"),
    )
)
_SUPERSCRIPTS = str.maketrans({"¹": "1", "²": "2", "³": "3", "⁶": "6", "⁹": "9"})

MOLAR_MASS: Mapping[str, float] = MappingProxyType(
    {
        "HGB": 10_000 / 0.6206,  # the monomer: 1 g/dL is 0.6206 mmol/L; labs that count tetramers report a quarter
        "CREAT": 10_000 / 88.4,  # 1 mg/dL is 88.4 umol/L
        "BILI": 584.66,
        "BILDIR": 584.66,  # as bilirubin
        "GLUC": 180.156,
        "UREA": 60.056,
        "UREAN": 28.014,  # the two nitrogens of one urea
        "URATE": 168.11,
        "CHOL": 386.65,
        "TRIG": 885.7,  # the factor 88.57 mg/dL per mmol/L that laboratories use
        "ALB": 66_438.0,
        "CA": 40.078,
        "CAION": 40.078,
        "CAIONPH": 40.078,
        "CACR": 40.078,
        "CACRALB": 40.078,
        "MG": 24.305,
        "PHOS": 30.974,  # as phosphorus
        "K": 39.098,
        "SODIUM": 22.990,
        "CL": 35.45,
        "IRON": 55.845,
        "IMATINIB": 493.6,
    }
)
"""Molar mass by LBTESTCD (drugs by name), g/mol: what turns mass into amount of substance."""

MOLAR_MASS_SOURCES = (
    Source(
        "icsh1978",
        "International Committee for Standardization in Haematology, J Clin Pathol 1978;31:139",
        note="haemoglobin monomer of 16 114.5 g/mol, 0.6206 mmol/L per g/dL; recalled",
    ),
    Source(
        "iupac-weights",
        "IUPAC, Standard atomic weights of the elements 2021, Pure Appl Chem 2022;94:573",
        doi="10.1515/pac-2019-0603",
        note="elements, and molecules by their formulas; recalled",
    ),
)

VALENCE: Mapping[str, int] = MappingProxyType({"K": 1, "SODIUM": 1, "CL": 1, "BICARB": 1, "CA": 2, "CAION": 2, "MG": 2})
"""Charges per ion: what turns mEq/L into mmol/L."""

_CELLS = ("WBC", "NEUT", "LYM", "MONO", "EOS", "BASO", "PLAT", "CD4")
_ENZYMES = ("ALT", "AST", "ALP", "GGT", "LDH", "CK", "LIPASE", "LIPASET", "LIPASEP", "AMYLASE", "AMYLASEP")
STANDARD_UNITS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(_CELLS, "10^9/L")
    | dict.fromkeys(_ENZYMES, "U/L")
    | dict.fromkeys(("IGM", "IGG", "IGA", "CREAT", "BILI", "BILDIR", "GLUC", "UREAN", "URATE"), "mg/dL")
    | dict.fromkeys(("CHOL", "TRIG", "HDL", "LDL", "CA", "CACR", "CACRALB", "MG", "PHOS", "HAPTOG"), "mg/dL")
    | dict.fromkeys(("HGB", "ALB", "PROT"), "g/dL")
    | dict.fromkeys(("K", "SODIUM", "CL", "BICARB", "CAION", "CAIONPH"), "mmol/L")
    | dict.fromkeys(("CREATCLR", "CRTCLRE"), "mL/min")
    | {"UPROT": "g/day", "PROTCRT": "g/g", "TROPONT": "ng/mL", "PH": "1"}
    | {"RBC": "10^12/L", "HCT": "%", "TRYPTASE": "ng/mL", "B2MICG": "mg/L", "FIBRINO": "mg/dL", "APTT": "s", "INR": "1"}
)
"""The one unit in which rules state their limits, by LBTESTCD."""

_QUANTITY = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*$")


@dataclass(frozen=True)
class Quantity:
    """A number and its unit, as a protocol writes them: `400 mg`."""

    value: float
    unit: str

    def to(self, unit: str, analyte: str | None = None) -> float:
        """The value in another unit.

        Raises:
            UsageError: the units measure different things, or one is unknown.
        """
        return self.value * conversion_factor(self.unit, unit, analyte)


def canonical_unit(text: str, analyte: str | None = None) -> str:
    """The one spelling that we use for a unit.

    Args:
        text: the unit as a protocol or a laboratory writes it.
        analyte: LBTESTCD of what is measured; needed only for `G/L`, which is giga per litre for cells, else grams.

    Raises:
        UsageError: the unit is not known.
    """
    plain = text.strip()
    for pattern, replacement in _PLAIN:
        plain = pattern.sub(replacement, plain)
    plain = plain.translate(_SUPERSCRIPTS)
    if plain == "G/L":
        return _giga_or_grams(analyte)
    unit = _SPELLINGS.get(plain, plain)
    unit = unit if unit in _UNITS else _BY_CASEFOLD.get(plain.casefold(), "")
    if not unit:
        raise UsageError.one("unit", f"'{text.strip()}' is not a unit known here", f"write one of: {', '.join(_UNITS)}")
    return unit


def standard_unit(analyte: str) -> str:
    """The unit in which rules state limits of a laboratory test.

    Raises:
        UsageError: no rule of ours uses the test, so it has no standard unit.
    """
    if analyte not in STANDARD_UNITS:
        found, fix = f"{analyte} has no standard unit here", f"use one of: {', '.join(sorted(STANDARD_UNITS))}"
        raise UsageError.one("analyte", found, fix)
    return STANDARD_UNITS[analyte]


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

    Args:
        unit: unit of the value.
        to: unit wanted.
        analyte: LBTESTCD of what is measured; needed between mass, amount of substance and charge equivalents.

    Raises:
        UsageError: the units measure different things, one is unknown, or the analyte's molar mass or valence is.
    """
    (dimension, factor), (wanted, base) = _UNITS[canonical_unit(unit, analyte)], _UNITS[canonical_unit(to, analyte)]
    if dimension == wanted:
        return factor / base
    millimoles, wanted_millimoles = _millimoles(dimension, analyte), _millimoles(wanted, analyte)
    if millimoles and wanted_millimoles:
        return factor * millimoles / (base * wanted_millimoles)
    fix = f"give a value in {to}"
    if {dimension, wanted} <= _MOLAR_DIMENSIONS:
        fix += f", or a test whose molar mass is known: {', '.join(MOLAR_MASS)}"
    named = f" ({analyte})" if analyte else ""
    raise UsageError.one("unit", f"'{unit}'{named} is a {dimension}, not a {wanted}", fix)


def factor_between(unit: str, to: str, analyte: str | None = None) -> float | None:
    """`conversion_factor`, or None where nothing converts the one into the other."""
    try:
        return conversion_factor(unit, to, analyte)
    except UsageError:
        return None


_MOLAR_DIMENSIONS = frozenset({"mass concentration", "substance concentration", "equivalent concentration"})


def _millimoles(dimension: str, analyte: str | None) -> float | None:
    """How many mmol/L one base unit of the dimension is, None where nobody can say."""
    if dimension == "substance concentration":
        return 1.0
    if dimension == "mass concentration" and analyte is not None and analyte in MOLAR_MASS:
        return 1.0 / MOLAR_MASS[analyte]
    if dimension == "equivalent concentration" and analyte is not None and analyte in VALENCE:
        return 1.0 / VALENCE[analyte]
    return None


def _giga_or_grams(analyte: str | None) -> str:
    if analyte is not None and analyte in STANDARD_UNITS:
        return "10^9/L" if _UNITS[STANDARD_UNITS[analyte]][0] == "number concentration" else "g/L"
    raise UsageError.one("unit", "'G/L' is giga per litre or grams per litre", "write 10^9/L or g/L")
