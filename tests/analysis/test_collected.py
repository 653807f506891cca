"""Absent is never zero: what a study did not collect has no value, no limits, and a reason."""

import re

import polars as pl
import pytest
from hand_built import Patient, frames, on
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.analysis import analyze
from paraprotein.monitoring import monitor
from paraprotein.protocol.load import load_protocol
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables

BUNDLED = load_protocol("imatinib-wm-2007").protocol
TERMS = ("anemia", "edema", "neuropathy", "neutropenia")


def protocol(criteria: str = "iwwm-6") -> Protocol:
    response = BUNDLED.response.model_copy(update={"criteria": criteria})
    return BUNDLED.model_copy(
        update={"response": response, "toxicity": BUNDLED.toxicity.model_copy(update={"terms": TERMS})}
    )


def study() -> StudyTables:
    """Four patients with every optional table; one event of the laboratory shows that such events are reported."""
    course = {1: 3000.0, 29: 1400.0, 57: 1300.0, 85: 1200.0}
    people = {
        name: Patient(
            igm=course,
            labs={"HGB": {1: 13.0, 29: 9.0}},
            events=[("ANAEMIA", 2, 29, 40)],
            clinical=(120,),
            stopped=(100, "ADVERSE EVENT"),
            died=200 if name == "A" else None,
            last_contact=200,
            new_therapy=150,
            investigator={29: "PR"},
        )
        for name in "ABCD"
    }
    raw = frames(people)
    fixed = raw["LB"].head(4).with_columns(
        LBTESTCD=pl.lit("IFE"), LBSTRESC=pl.lit("POSITIVE"), LBSTRESN=pl.lit(None, pl.Float64), LBSEQ=pl.lit(99) +
        pl.int_range(pl.len()),
    )  # fmt: skip
    raw["LB"] = pl.concat([raw["LB"], fixed], how="diagonal_relaxed")
    return admit(raw).tables


WHOLE = study()

NEEDS: dict[str, str] = {
    "AE": r"^(edema|neuropathy)_|_ae[23]$|^events_without_grade$",
    "EX": r"^(held|reduced|escalated|rdi.*|adi.*|cumulative_dose.*|dose_when_dosed.*)$",
    "DS": r"^ttf_median$",
    "CM": r"^ttnt_median$",
    "LB": r"^(orr|mrr|vgpr|cr|igm)_?|^(ttp|pfs|dor|time_to_|landmark)|^(stable_disease|progression_as_best)",
}
"""Table -> estimates that cannot be known without it."""


def estimates(tables: StudyTables, rules: Protocol | None = None) -> dict[str, dict[str, object]]:
    rows = analyze(tables, rules or protocol()).estimates.with_columns(pl.col("ID").cast(pl.String))
    return {row["ID"]: row for row in rows.iter_rows(named=True)}


def without(*domains: str) -> StudyTables:
    return StudyTables({name: frame for name, frame in WHOLE.frames.items() if name not in domains})


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(sorted(NEEDS)), min_size=1))
def test_no_estimate_that_needs_a_lacking_table_has_a_value_or_a_limit(lost: set[str]) -> None:
    found = estimates(without(*lost))
    for domain in lost:
        needing = [row for name, row in found.items() if re.search(NEEDS[domain], name)]
        assert needing
        for row in needing:
            assert (row["VALUE"], row["LOW"], row["HIGH"]) == (None, None, None), row
            assert row["N"] == row["DENOM"] == 0 or row["N"] == 0, row
            assert row["REASON"], row


def test_tables_that_are_given_keep_their_zeros() -> None:
    found = estimates(WHOLE.replaced({"AE": WHOLE.ae.clear()}))
    assert (found["edema_grade2"]["VALUE"], found["edema_grade2"]["DENOM"]) == (0.0, 4)
    assert found["events_without_grade"]["VALUE"] == 0.0
    whole = estimates(WHOLE)
    assert (whole["edema_grade2"]["VALUE"], whole["neuropathy_grade2"]["VALUE"]) == (0.0, 0.0)
    assert whole["ttnt_median"]["REASON"] is None


def test_reasons_name_the_table() -> None:
    assert estimates(without("AE"))["edema_grade2"]["REASON"] == (
        "not collected: the study has no table AE (Adverse Events)"
    )
    assert estimates(without("CM"))["ttnt_median"]["REASON"] == (
        "not collected: the study has no table CM (Concomitant and Prior Medications)"
    )


def test_laboratory_toxicity_stands_when_adverse_events_are_lacking() -> None:
    found = estimates(without("AE"))
    assert (found["anemia_grade2"]["VALUE"], found["anemia_grade2"]["DENOM"]) == (4.0, 4)
    assert found["neutropenia_grade2"]["REASON"] == "no result of NEUT under treatment"


def test_a_cytopenia_that_adverse_events_report_is_counted_and_one_that_they_leave_to_the_laboratory_is_not() -> None:
    assert estimates(WHOLE)["anemia_ae2"]["VALUE"] == 4.0
    assert estimates(WHOLE)["neutropenia_ae2"]["VALUE"] == 0.0
    nausea = WHOLE.ae.with_columns(
        pl.lit("NAUSEA").alias("AETERM"), pl.lit("NAUSEA").cast(pl.Categorical).alias("AEDECOD")
    )
    silent = estimates(WHOLE.replaced({"AE": nausea}))
    assert silent["anemia_ae2"]["VALUE"] is None
    assert silent["edema_ae2"]["VALUE"] == 0.0


def test_without_a_marker_events_exposure_and_survival_remain() -> None:
    marker = pl.col("LBTESTCD").cast(pl.String) == "IGM"
    found = estimates(WHOLE.replaced({"LB": WHOLE.lb.filter(~marker)}))
    assert found["orr_itt"]["VALUE"] is None
    assert found["orr_itt"]["REASON"] == "not collected: no result of IGM in LB"
    assert found["anemia_grade2"]["VALUE"] == 4.0
    assert found["treatment_duration_median"]["VALUE"] is not None
    assert (found["os_median"]["N"], found["os_median"]["DENOM"]) == (1, 4)


def test_several_arms_are_not_pooled() -> None:
    arms = pl.Series("ARM", ["Drug", "Drug", "Placebo", "Placebo"], dtype=pl.String).cast(pl.Categorical)
    tables = WHOLE.replaced({"DM": WHOLE.dm.with_columns(arms)})
    found = estimates(tables)
    for name in ("orr", "orr_itt", "igm_best_median", "pfs_median", "os_median"):
        assert found[name]["VALUE"] is None
        assert found[name]["REASON"] == "the arms of the study are not pooled: Drug, Placebo"
    assert found["enrolled"]["VALUE"] == 4
    assert analyze(tables, protocol()).tables["curves"].is_empty()


def test_a_complete_response_is_not_zero_where_nobody_had_an_immunofixation() -> None:
    fixation = pl.col("LBTESTCD").cast(pl.String) == "IFE"
    lacking = WHOLE.replaced({"LB": WHOLE.lb.filter(~fixation)})
    assert estimates(WHOLE)["cr"]["VALUE"] == 0.0
    assert estimates(lacking)["cr_itt"]["REASON"] == "not collected: no immunofixation"
    assert estimates(lacking)["vgpr"]["VALUE"] == 0.0


def test_survival_has_no_value_where_no_table_could_hold_a_death() -> None:
    dm = WHOLE.dm.with_columns(DTHDTC=pl.lit(None, pl.String), DTHDT=pl.lit(None, pl.Date),
                               DTHFL=pl.lit(None, pl.Categorical()))  # fmt: skip
    tables = without("DS", "AE").replaced({"DM": dm})
    assert estimates(tables)["os_median"]["REASON"] == "not collected: no table holds deaths"


def test_figures_and_the_ongoing_study_say_so_too() -> None:
    grades = analyze(without("AE", "DS"), protocol()).tables
    edema = grades["toxicity_grades"].filter(pl.col("TERM").cast(pl.String) == "edema")
    assert edema["DENOM"].to_list() == [0] * edema.height
    assert not grades["lanes"]["ONGOING"].any()
    view = monitor(without("AE"), protocol(), on(100)).study
    told = {entry["term"]: entry for entry in view["toxicity"]}
    assert told["edema"]["patients"] is None
    assert told["anemia"]["not_collected"] is None


@pytest.mark.parametrize("criteria", ["imwg-2016", "al-2012", "iwwm-11"])
def test_no_response_of_all_enrolled_is_counted_without_a_marker_of_the_criteria(criteria: str) -> None:
    marker = pl.col("LBTESTCD").cast(pl.String) == "IGM"
    found = estimates(WHOLE.replaced({"LB": WHOLE.lb.filter(~marker)}), protocol(criteria))
    assert {row["VALUE"] for name, row in found.items() if name.startswith(("orr", "vgpr"))} == {None}
