"""A dose is for the days up to the next, however its record is written: no weekly treatment at 18 % or 700 %."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames

from paraprotein.adam.derive import derive_all
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit

Doses = tuple[tuple[int, int | None, float | None], ...]
WEEKLY: Doses = tuple((1 + 7 * week, 1 + 7 * week, 400.0) for week in range(4))


def planned(every: float) -> Protocol:
    treatment = PROTOCOL.treatment.model_copy(update={"every": every, "escalate": None})
    return PROTOCOL.model_copy(update={"treatment": treatment})


def exposure(doses: Doses, often: str | None, every: float) -> dict[str, object]:
    raw = frames({"A": Patient(igm={1: 3000.0, 29: 2900.0}, doses=doses)})
    raw["EX"] = raw["EX"].with_columns(EXDOSFRQ=pl.lit(often, pl.String))
    return derive_all(admit(raw).tables, planned(every)).exposure.row(0, named=True)


@pytest.mark.parametrize(
    ("doses", "often", "every", "taken"),
    [
        (WEEKLY, "QW", 7.0, 1600.0),
        (WEEKLY, "ONCE", 7.0, 1600.0),
        (WEEKLY, None, 7.0, 1600.0),
        (((1, 28, 400.0),), "QW", 7.0, 1600.0),
        (((1, 22, 400.0),), "QW", 7.0, 1600.0),  # the record ends with its last dose
        (((1, 28, 400.0),), None, 7.0, 1600.0),
        (((1, 1, 400.0), (15, 15, 400.0)), "Q2W", 14.0, 800.0),
        (((1, 28, 400.0),), "BID", 0.5, 22_400.0),
        (((1, 28, 400.0),), None, 0.5, 22_400.0),
        (((1, 28, 400.0),), "QD", 1.0, 11_200.0),
        (((1, 1, 400.0), (2, 2, 400.0)), "ONCE", 1.0, 800.0),
    ],
)
def test_doses_given_as_planned_are_all_of_the_planned_intensity(
    doses: Doses, often: str | None, every: float, taken: float
) -> None:
    row = exposure(doses, often, every)
    assert row["RDI"] == pytest.approx(1.0)
    assert row["CUMDOSE"] == pytest.approx(taken)
    assert (row["NHOLD"], row["NRED"], row["NESC"]) == (0, 0, 0)


def test_a_weekly_dose_left_out_is_a_hold_of_a_week_and_a_lower_one_a_reduction() -> None:
    row = exposure(((1, 1, 400.0), (8, 8, 400.0), (22, 22, 300.0)), "ONCE", 7.0)
    assert (row["NHOLD"], row["HOLDDAYS"], row["NRED"]) == (1, 7, 1)
    assert row["CUMDOSE"] == pytest.approx(1100.0)
    assert row["RDI"] == pytest.approx(1100.0 / 1600.0)


def test_a_dose_a_day_early_or_two_late_is_neither_hold_nor_change() -> None:
    row = exposure(((1, 1, 400.0), (7, 7, 400.0), (16, 16, 400.0)), "QW", 7.0)
    assert (row["NHOLD"], row["NRED"], row["NESC"]) == (0, 0, 0)
    assert row["CUMDOSE"] == pytest.approx(1200.0)
    assert row["ADI"] == pytest.approx(1200.0 / 22)


def test_daily_doses_under_a_weekly_protocol_are_what_they_are() -> None:
    assert exposure(((1, 28, 400.0),), "QD", 7.0)["RDI"] == pytest.approx(7.0)
