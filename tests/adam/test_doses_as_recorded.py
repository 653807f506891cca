"""Doses and dates as real studies record them: mass per day, frequency in words, one administration, unknown days."""

from datetime import date

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build, frames

from paraprotein.adam.derive import derive_all
from paraprotein.sdtm.intake import admit


@pytest.mark.parametrize(
    ("dose", "unit", "often", "per_day"),
    [
        (200.0, "mg", "BID", 400.0),
        (0.6, "g", "QD", 600.0),
        (400.0, "mg/day", "BID", 400.0),  # the dose of a whole day, however it was divided
        (400.0, "MG/D", None, 400.0),
        (1400.0, "mg", "Q2W", 100.0),
        (1400.0, "mg", "EVERY 2 WEEKS", 100.0),
        (400.0, "mg", "Q12H", 800.0),
        (280.0, "mg", "ONCE", 10.0),  # once in an interval of 28 days
        (1.0, "TABLET", "QD", None),
    ],
)
def test_a_dose_is_in_mg_per_day_whatever_its_unit_and_frequency(
    dose: float, unit: str, often: str | None, per_day: float | None
) -> None:
    raw = frames({"A": Patient(igm={1: 3000.0}, last_contact=60)})
    raw["EX"] = raw["EX"].with_columns(EXDOSE=pl.lit(dose), EXDOSU=pl.lit(unit), EXDOSFRQ=pl.lit(often, pl.String))
    found = derive_all(admit(raw).tables, PROTOCOL).adex["DOSE"].to_list()
    assert found == [pytest.approx(per_day) if per_day is not None else None]


def test_one_administration_without_an_end_lasts_a_day() -> None:
    raw = frames({"A": Patient(igm={1: 3000.0}, doses=((1, None, 400.0),), last_contact=60)})
    raw["EX"] = raw["EX"].with_columns(EXDOSFRQ=pl.lit("ONCE"))
    (row,) = derive_all(admit(raw).tables, PROTOCOL).adex.select("DOSE", "AENDT").rows()
    assert row == (400.0, date(2004, 1, 5))


def test_a_result_of_an_unknown_day_has_no_change_from_baseline() -> None:
    raw = frames({"A": Patient(igm={1: 3000.0, 29: 1500.0, 57: 1200.0}, last_contact=60)})
    month = pl.when(pl.col("LBSEQ") == 2).then(pl.lit("2004-02")).otherwise("LBDTC")
    raw["LB"] = raw["LB"].with_columns(LBDTC=month)
    adlb = derive_all(admit(raw).tables, PROTOCOL).adlb.filter(pl.col("AVAL") == 1500.0)
    assert adlb.select("CHG", "PCHG", "NADIR").row(0) == (None, None, None)


def test_a_subject_with_doses_is_not_called_untreated_for_want_of_a_reference_date() -> None:
    raw = frames({name: Patient(igm={1: 3000.0}) for name in ("A", "B")} | {"C": Patient(igm={1: 1.0}, treated=False)})
    raw["DM"] = raw["DM"].with_columns(RFSTDTC=pl.lit(None, pl.String))
    told = [finding.found for finding in admit(raw).findings if finding.rule == "subjects.untreated"]
    assert told == ["no day of first dose: not counted as treated: 1 of 3 records (DM record 3)"]
    assert derive_all(build({"A": Patient(igm={1: 1.0})}), PROTOCOL).adsl["SAFFL"].to_list() == ["Y"]


def test_doses_of_the_same_days_add_up_and_a_shared_day_counts_once() -> None:
    together = Patient(igm={1: 3000.0}, doses=((1, 28, 400.0), (1, 28, 200.0), (29, 56, 400.0)), last_contact=60)
    shared = Patient(igm={1: 3000.0}, doses=((1, 28, 400.0), (28, 56, 600.0)), last_contact=60)
    open_ended = Patient(igm={1: 3000.0}, doses=((1, None, 400.0), (1, None, 200.0), (29, 56, 400.0)), last_contact=60)
    adam = derive_all(build({"A": together, "B": shared, "C": open_ended}), PROTOCOL)
    assert adam.exposure.select("CUMDOSE", "TRTDURD", "DOSEDAYS", "NRED", "NESC").rows() == [
        (28 * 600.0 + 28 * 400.0, 56, 56, 1, 0),
        (28 * 400.0 + 28 * 600.0, 56, 56, 0, 1),
        (28 * 600.0 + 28 * 400.0, 56, 56, 1, 0),
    ]
