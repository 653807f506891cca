"""Response by the criteria beside the investigator and an independent assessor: cross tables and kappa."""

import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, frames, on

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.analysis.tables.concordance import tabulate_concordance, tabulate_kappa
from paraprotein.sdtm.intake import admit


def derive(independent: dict[int, str]) -> Adam:
    """SD, SD, MR and PR by the criteria; the investigator says NE, SD, SD and PR."""
    patient = Patient(
        igm={1: 3000.0, 29: 2900.0, 57: 2900.0, 85: 2100.0, 113: 1400.0},
        investigator={29: "NE", 57: "SD", 85: "SD", 113: "PR"},
    )
    tables = frames({"A": patient})
    rows = [
        {
            "TRIAL": 0,
            "STUDYID": "HAND",
            "USUBJID": "A",
            "RSSEQ": 50 + n,
            "RSTESTCD": "OVRLRESP",
            "RSSTRESC": word,
            "RSDTC": on(day).isoformat(),
            "RSEVAL": "INDEPENDENT ASSESSOR",
        }
        for n, (day, word) in enumerate(independent.items())
    ]
    tables["RS"] = pl.concat([tables["RS"], pl.DataFrame(rows)], how="diagonal") if rows else tables["RS"]
    return derive_all(admit(tables).tables, PROTOCOL)


def test_every_two_who_judged_have_a_cross_table() -> None:
    table = tabulate_concordance(derive({85: "MR", 113: "PR"}), PROTOCOL)
    cells = table.filter(pl.col("FIRST") == "criteria", pl.col("SECOND") == "investigator")
    said = {
        (one, other): n
        for one, other, n in cells.select(pl.col("FIRST_SAYS", "SECOND_SAYS").cast(pl.String), "N").iter_rows()
    }
    assert said == {("PR", "PR"): 1, ("MR", "SD"): 1, ("SD", "SD"): 1, ("SD", "NE"): 1}
    assert table.select("FIRST", "SECOND").unique().height == 3


def test_kappa_is_that_of_the_table_by_hand_and_leaves_out_what_is_not_evaluable() -> None:
    row = tabulate_kappa(derive({}), PROTOCOL).row(0, named=True)
    assert (row["N"], row["AGREE"], row["LEFT_OUT"]) == (3, 2, 1)
    expected = (1 / 3 * 1 / 3) + (1 / 3 * 2 / 3)  # PR with PR, SD with SD
    assert row["KAPPA"] == pytest.approx((2 / 3 - expected) / (1 - expected))
    assert row["LOW"] < row["KAPPA"] < row["HIGH"]
    assert row["WEIGHTED"] > row["KAPPA"]


def test_a_study_that_only_the_criteria_judge_has_neither() -> None:
    adam = derive_all(admit(frames({"A": Patient(igm={1: 3000.0, 29: 1400.0})})).tables, PROTOCOL)
    assert tabulate_kappa(adam, PROTOCOL).is_empty()
    assert tabulate_concordance(adam, PROTOCOL).is_empty()
