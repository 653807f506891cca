"""Dosing intervals and dose intensity; the worked exposure case is 37,000 mg over 100 days."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, frames, on

from paraprotein.adam.derive import derive_all
from paraprotein.sdtm.intake import admit

IGM = {1: 3000.0, 29: 2900.0}
X01 = ((1, 28, 400.0), (29, 56, 600.0), (57, 70, 0.0), (71, 100, 300.0))


def exposure(doses: tuple[tuple[int, int | None, float | None], ...], **more: object) -> dict[str, object]:
    return derive_all(build({"A": Patient(igm=IGM, doses=doses, **more)}), PROTOCOL).exposure.row(0, named=True)


@pytest.mark.parametrize("doses", [X01, tuple(dose for dose in X01 if dose[2])], ids=["hold recorded", "hold as a gap"])
def test_x01(doses: tuple[tuple[int, int | None, float | None], ...]) -> None:
    row = exposure(doses)
    assert (row["TRTDURD"], row["CUMDOSE"], row["ADI"]) == (100, 37_000.0, 370.0)
    assert row["RDI"] == pytest.approx(37_000 / 54_400)
    assert row["RDIHIGH"] == pytest.approx(370 / 600)
    assert row["RDIFIRST"] == pytest.approx(370 / 400)
    assert row["AVGDOSE"] == pytest.approx(37_000 / 86)
    assert (row["NHOLD"], row["HOLDDAYS"], row["HOLDDT"]) == (1, 14, on(57))
    assert (row["NRED"], row["REDDT"], row["NESC"]) == (1, on(71), 1)


def test_a_planned_rise_not_given_is_no_reduction() -> None:
    row = exposure(((1, 100, 400.0),))
    assert (row["NRED"], row["NESC"]) == (0, 0)
    assert row["RDI"] == pytest.approx(40_000 / 54_400)


def test_a_dose_that_was_not_recorded_leaves_amounts_unknown() -> None:
    row = exposure(((1, 28, 400.0), (29, 56, None)))
    assert row["CUMDOSE"] is None
    assert row["RDI"] is None
    assert row["TRTDURD"] == 56


def test_changes_of_dose_are_named() -> None:
    doses = ((1, 28, 400.0), (29, 56, 600.0), (57, 70, 0.0), (71, 84, 600.0), (90, 100, 300.0))
    adex = derive_all(build({"A": Patient(igm=IGM, doses=doses)}), PROTOCOL).adex
    assert adex["CHANGE"].to_list() == ["START", "ESCALATION", "HOLD", "RESUME", "HOLD", "REDUCTION"]
    assert adex.filter(pl.col("SRCSEQ").is_null()).select("ASTDY", "AENDY", "DAYS", "DOSE").rows() == [(85, 89, 5, 0.0)]


def test_grams_twice_a_day_become_milligrams_a_day() -> None:
    raw = frames({"A": Patient(igm=IGM, doses=((1, 28, 0.2),))})
    raw["EX"] = raw["EX"].with_columns(EXDOSU=pl.lit("g"), EXDOSFRQ=pl.lit("BID"))
    assert derive_all(admit(raw).tables, PROTOCOL).adex["DOSE"].to_list() == [400.0]


def test_a_dose_in_tablets_is_unknown_in_milligrams() -> None:
    raw = frames({"A": Patient(igm=IGM)})
    raw["EX"] = raw["EX"].with_columns(EXDOSU=pl.lit("TABLET"))
    adam = derive_all(admit(raw).tables, PROTOCOL)
    assert adam.adex["DOSE"].to_list() == [None]
    assert adam.exposure.select("TRTDURD", "CUMDOSE", "RDI").rows() == [(28, None, None)]
