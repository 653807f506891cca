"""Units as protocols and laboratories write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.units import (
    MOLAR_MASS,
    MONTH_DAYS,
    STANDARD_UNITS,
    VALENCE,
    Quantity,
    canonical_unit,
    conversion_factor,
    parse_quantity,
    standard_unit,
)

SPELLINGS = {
    "10^9/L": "10*9/L|10**9/L|10⁹/L|x10^9/L|X 10E9/L|10E+09/L|10e9 /L|x 10(9)/L|GI/L|giga/L|10^9/l|Gpt/L",
    "10^3/uL": "K/uL|k/ul|K/µL|K/μL|K/mcL|K/cumm|THOU/uL|10*3/uL|10^3/mm3|x10³/mm³|10 3/uL",
    "10^12/L": "10*12/L|T/L|TI/L|10¹²/L",
    "10^6/uL": "M/uL|10*6/uL|mill/uL",
    "/uL": "cells/uL|/mm3|/MM3|cells/mm³|#/uL|/cu mm",
    "mg/dL": "MG/DL|mg/dl|mg%|mg / dL|mg/100 mL",
    "g/L": "g/l|gm/L",
    "umol/L": "µmol/L|μmol/L|mcmol/L|UMOL/L|uM",
    "ug/mL": "mcg/mL|MCG/ML|µg/mL",
    "mEq/L": "meq/L|MEQ/L|mval/L",
    "U/L": "IU/L|[iU]/L|u/l|mIU/mL",
    "ukat/L": "µkat/L|mckat/L",
    "mg/day": "mg/24 h|mg/24h|mg/d|mg/(24.h)",
    "day": "days|d",
    "%": "percent",
    "1": "fraction|ratio",
}


@pytest.mark.parametrize(("unit", "spelling"), [(u, s) for u, all_of in SPELLINGS.items() for s in all_of.split("|")])
def test_each_spelling_of_a_laboratory_is_read(unit: str, spelling: str) -> None:
    assert canonical_unit(spelling) == unit


@pytest.mark.parametrize("text", ["", "mg/dl/h", "furlong", "mmol", "10^4/L", "kg/L"])
def test_an_unknown_unit_is_refused_with_those_known(text: str) -> None:
    with pytest.raises(UsageError, match="is not a unit known here"):
        canonical_unit(text)


def test_capital_g_per_litre_is_told_apart_by_what_is_measured() -> None:
    assert canonical_unit("G/L", "PLAT") == "10^9/L"
    assert canonical_unit("G/L", "ALB") == "g/L"
    with pytest.raises(UsageError, match=r"write 10\^9/L or g/L"):
        canonical_unit("G/L")


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "to", "expected"),
    [
        ("HGB", 1.0, "g/dL", "mmol/L", 0.6206),
        ("HGB", 100.0, "g/L", "g/dL", 10.0),
        ("HGB", 6.206, "mmol/L", "g/dL", 10.0),
        ("CREAT", 1.0, "mg/dL", "umol/L", 88.4),
        ("BILI", 1.0, "mg/dL", "umol/L", 17.104),
        ("GLUC", 100.0, "mg/dL", "mmol/L", 5.551),
        ("UREAN", 14.0, "mg/dL", "mmol/L", 4.998),
        ("URATE", 7.0, "mg/dL", "umol/L", 416.4),
        ("CHOL", 200.0, "mg/dL", "mmol/L", 5.173),
        ("CA", 10.0, "mg/dL", "mmol/L", 2.495),
        ("CA", 5.0, "mEq/L", "mmol/L", 2.5),
        ("CA", 5.0, "mEq/L", "mg/dL", 10.02),
        ("MG", 2.0, "mEq/L", "mmol/L", 1.0),
        ("K", 4.2, "mEq/L", "mmol/L", 4.2),
        ("PHOS", 3.1, "mg/dL", "mmol/L", 1.001),
        ("ALT", 1.0, "ukat/L", "U/L", 60.0),
        ("ALT", 1000.0, "nkat/L", "U/L", 60.0),
        ("NEUT", 1500.0, "/mm3", "10^9/L", 1.5),
        ("PLAT", 75.0, "K/uL", "10^9/L", 75.0),
        ("RBC", 4.5, "10^6/uL", "10^12/L", 4.5),
        ("IGM", 31.1, "g/L", "mg/dL", 3110.0),
        ("TRYPTASE", 6.7, "ug/L", "ng/mL", 6.7),
    ],
)
def test_each_test_converts_as_conversion_tables_print(
    analyte: str, value: float, unit: str, to: str, expected: float
) -> None:
    assert value * conversion_factor(unit, to, analyte) == pytest.approx(expected, rel=5e-4)


def test_mass_and_amount_need_to_know_what_is_measured() -> None:
    with pytest.raises(UsageError, match="a test whose molar mass is known"):
        conversion_factor("mmol/L", "mg/dL")
    with pytest.raises(UsageError, match="'mmol/L' \\(IGM\\) is a substance concentration"):
        conversion_factor("mmol/L", "mg/dL", "IGM")
    with pytest.raises(UsageError, match="give a value in day"):
        conversion_factor("mg", "day", "HGB")


@given(st.sampled_from(sorted(MOLAR_MASS)), st.sampled_from(["mg/dL", "g/L", "mmol/L", "umol/L", "ng/mL"]))
def test_a_conversion_and_back_changes_nothing(analyte: str, unit: str) -> None:
    there, back = (conversion_factor(*pair, analyte) for pair in (("g/dL", unit), (unit, "g/dL")))
    assert math.isclose(there * back, 1.0, rel_tol=1e-15)


def test_every_standard_unit_is_a_unit_and_every_molar_test_can_be_reached_from_moles() -> None:
    assert all(canonical_unit(unit) == unit for unit in STANDARD_UNITS.values())
    for analyte in (MOLAR_MASS.keys() | VALENCE.keys()) & STANDARD_UNITS.keys():
        assert conversion_factor("mmol/L", standard_unit(analyte), analyte) > 0
    with pytest.raises(UsageError, match="XYZ has no standard unit"):
        standard_unit("XYZ")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("400 mg", "mg", 400.0),
        ("0.6 g", "mg", 600.0),
        ("28 days", "day", 28.0),
        ("24 months", "day", 24 * MONTH_DAYS),
        ("12 weeks", "day", 84.0),
        ("8 %", "1", 0.08),
        ("0.08", "1", 0.08),
        ("-1.5e2 mg", "mg", -150.0),
    ],
)
def test_quantities_are_read_as_protocols_write_them(text: str, unit: str, expected: float) -> None:
    assert parse_quantity(text).to(unit) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("text", ["", "mg", "four hundred mg", "1,5 mg"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="unit"):
        parse_quantity(text)


def test_a_quantity_may_know_what_it_measures() -> None:
    assert Quantity(8.0, "g/dL").to("mmol/L", "HGB") == pytest.approx(4.9648)
