"""Mistakes that hospitals make, one by one in a right study: each is questioned, and the right study is not."""

from datetime import date

import polars as pl
import pytest
from edits import EDITS, HELD_OUT, IGM, Edit, Frames, result_at, scaled, where, who
from hypothesis import given
from hypothesis import strategies as st
from right import VARIANTS

import paraprotein
from paraprotein.errors import Finding
from paraprotein.protocol.load import load_protocol
from paraprotein.sdtm.delivery.delivery import Delivery
from paraprotein.sdtm.intake import settle_study
from paraprotein.sdtm.plausibility import CHECKS, LIMITS, Expected
from paraprotein.sdtm.plausibility.identity import plain_id

EXPECTED = Expected.of(load_protocol("imatinib-wm-2007").protocol, today=date(2026, 11, 30))


@pytest.fixture(scope="module")
def study() -> Frames:
    """The founding trial of seed 7, as text."""
    tables = paraprotein.simulate("imatinib-wm-2007", seed=7)
    kept = {
        domain: tables[domain].drop([n for n in tables[domain].columns if n.endswith("DT")]) for domain in tables.given
    }
    return {domain: frame.cast(pl.String).with_columns(TRIAL=pl.lit("1")) for domain, frame in kept.items()}


def questioned(frames: Frames) -> list[Finding]:
    units = {"IGM": "mg/dL", "HGB": "g/dL", "PLAT": "10^9/L", "NEUT": "10^9/L", "WBC": "10^9/L", "TRYPTASE": "ng/mL"}
    found = settle_study(dict(frames), units=units, marker="IGM", delivery=Delivery(EXPECTED))[1]
    return [finding for finding in found if finding.severity != "note"]


def test_a_right_study_is_not_questioned(study: Frames) -> None:
    assert questioned(study) == []


CHOSEN = [edit for place, edit in enumerate((*EDITS, *HELD_OUT)) if place % 4 == 0]
"""Every fourth edit; `validation/plausibility.py` asks all of them."""

BEYOND = {"one visit a month late", "courses of two patients exchanged, each on the own dates"}
"""Edits that no check notices: the page of the validation says so."""


@pytest.mark.parametrize("edit", [e for e in CHOSEN if e.name not in BEYOND], ids=lambda edit: edit.name)
def test_a_mistake_is_questioned(study: Frames, edit: Edit) -> None:
    assert questioned(edit.change(study))


@pytest.mark.parametrize("name", ["IgM in g/L", "hemoglobin in mmol/L", "shuffled laboratory", "other identifiers",
                                  "clock times with a zone", "without visit numbers", "noise of 5 %"])  # fmt: skip
def test_right_data_in_another_form_are_not_questioned(study: Frames, name: str) -> None:
    assert questioned(VARIANTS[name](study)) == []


def test_a_unit_that_is_wrong_in_the_whole_study_is_one_finding(study: Frames) -> None:
    (finding,) = questioned(scaled(IGM, 0.01)(study))
    assert finding.rule == "plausibility.median"
    assert "IGM" in finding.found
    assert "g/L for mg/dL" in finding.found


def test_the_likely_cause_is_the_factor_between_two_units(study: Frames) -> None:
    finding = next(f for f in questioned(scaled(result_at("IGM", 6, 5), 0.01)(study)) if "spike" in f.rule)
    assert "a factor of 100: g/L for mg/dL" in finding.found
    assert finding.records[0].subject.endswith("0006")
    assert finding.records[0].field == "LBSTRESN"


def test_a_finding_holds_no_value_of_the_patient(study: Frames) -> None:
    (finding,) = questioned(where("LB", result_at("IGM", 6, 5), LBSTRESN="31234")(study))
    assert "31234" not in str(finding)


def test_dates_are_in_the_future_only_where_today_is_known(study: Frames) -> None:
    future = where("LB", result_at("IGM", 6, 5), LBDTC="2030-01-01")(study)
    assert any(finding.rule == "plausibility.future" for finding in questioned(future))
    found = settle_study(dict(future), delivery=Delivery(Expected()))[1]
    assert not any(finding.rule == "plausibility.future" for finding in found)


def test_results_after_a_plasma_exchange_may_fall(study: Frames) -> None:
    low = scaled(who(10) & IGM & (pl.col("VISITNUM").cast(pl.Float64) == 5), 0.3)(study)
    day = low["LB"].filter(result_at("IGM", 10, 5))["LBDTC"][0]
    exchange = pl.DataFrame(
        {"TRIAL": "1", "STUDYID": "IMATINIB-WM-2007", "USUBJID": low["DM"]["USUBJID"][9], "PRSEQ": "1",
         "PRTRT": "Plasmapheresis", "PRSTDTC": day}
    )  # fmt: skip
    assert questioned(low)
    assert questioned({**low, "PR": exchange}) == []


def test_a_study_without_limits_in_its_tests_is_read(study: Frames) -> None:
    other = study["LB"].with_columns(LBTESTCD=pl.lit("XYZ"))
    found = settle_study({**study, "LB": other}, delivery=Delivery(EXPECTED))[1]
    assert not any(finding.rule.startswith("plausibility.") for finding in found)


@pytest.mark.parametrize("analyte", sorted(LIMITS))
def test_limits_are_in_order(analyte: str) -> None:
    limits = LIMITS[analyte]
    assert limits.low < limits.high
    assert limits.low <= limits.median[0] < limits.median[1] <= limits.high
    assert limits.normal is None or limits.low < limits.normal < limits.high
    assert min(limits.spike_down, limits.spike_up) > 1.2


def test_every_check_says_cause_and_fix() -> None:
    assert all(check.found and check.cause and check.fix for check in CHECKS.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [("001 ", "1"), ("1.0", "001"), ("S-01", "s-1"), ("S\u200e-1", "S-1"), ("S\u20111", "S-1"), ("\uff33-1", "S-1"),
     ("S_1", "S-1"), ("01-701-1015", "1-701-1015")],
)  # fmt: skip
def test_identifiers_equal_to_the_eye_are_equal(one: str, other: str) -> None:
    assert plain_id(one) == plain_id(other)


@pytest.mark.parametrize(
    ("one", "other"), [("10", "1"), ("S-1", "S-11"), ("A-1", "B-1"), ("100", "1"), ("1-10", "11-0")]
)
def test_other_identifiers_differ(one: str, other: str) -> None:
    assert plain_id(one) != plain_id(other)


@given(st.text(max_size=20))
def test_a_plain_identifier_is_its_own_plain_form_with_or_without_blanks(text: str) -> None:
    assert plain_id(f" {text}\u200f ") == plain_id(text)
