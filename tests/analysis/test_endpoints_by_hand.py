"""One small study whose every figure can be computed on paper, and the same figures by SciPy and lifelines."""

import numpy as np
import polars as pl
import pytest
from hand_built import PROTOCOL, Patient, build
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy import stats

from paraprotein.analysis import Analysis, analyze
from paraprotein.units import MONTH_DAYS

PATIENTS = {
    # responds on day 29 (MR), progresses on day 85
    "A": Patient(
        igm={1: 3000.0, 29: 2200.0, 57: 2000.0, 85: 2500.0, 113: 2600.0},
        labs={"HGB": {1: 9.5, 29: 9.0, 57: 9.4}, "TRYPTASE": {1: 8.0, 57: 3.0}},
        doses=((1, 28, 400.0), (29, 84, 600.0)), stopped=(85, "PROGRESSIVE DISEASE"), last_contact=113,
    ),
    # responds on day 57 (PR), ongoing
    "B": Patient(
        igm={1: 4000.0, 29: 3100.0, 57: 2000.0, 85: 1900.0},
        labs={"HGB": {1: 12.5, 29: 9.9}, "TRYPTASE": {1: 6.0, 57: 4.0}},
        doses=((1, 28, 400.0), (29, 112, 600.0)), last_contact=112, investigator={57: "MR"},
    ),
    # stable
    "C": Patient(
        igm={1: 2000.0, 29: 1900.0, 57: 2100.0, 85: 1950.0},
        labs={"HGB": {1: 13.0, 29: 13.0}, "TRYPTASE": {1: 5.0, 57: 5.5}},
        doses=((1, 28, 400.0), (29, 100, 400.0)), events=[("Periorbital oedema", 2, 15, 40)], last_contact=100,
    ),
    # stable, dies of something else on day 75
    "D": Patient(igm={1: 3500.0, 57: 3400.0}, doses=((1, 60, 400.0),), died=75),
    # never seen again
    "E": Patient(igm={1: 2500.0}, doses=((1, 5, 400.0),), last_contact=5, demographics={"DISSTAT": "REFRACTORY"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(build(PATIENTS), PROTOCOL)


def days(*values: float) -> list[float]:
    return [value / MONTH_DAYS for value in values]


@pytest.mark.parametrize(
    ("identifier", "value", "n", "denominator"),
    [
        ("enrolled", 5, 5, 5),
        ("evaluable", 4, 4, 5),
        ("no_later_value", 1, 1, 5),
        ("relapsed", 4, 4, 5),
        ("refractory", 1, 1, 5),
        ("age_median", 61, 5, 5),
        ("prior_therapies_max", 2, 5, 5),
        ("follow_up_median", np.median([113, 112, 100, 75]) / MONTH_DAYS, 4, 4),
        ("igm_baseline_median", 3250, 4, 4),
        ("igm_best_median", np.median([2000, 1900, 1900, 3400]), 4, 4),
        ("igm_fixed_median", np.median([2500, 1900, 1950]), 3, 4),
        ("igm_last_median", np.median([2600, 1900, 1950, 3400]), 4, 4),
        ("igm_fall_25", 2, 2, 4),
        ("igm_fall_25_itt", 2, 2, 5),
        ("igm_fall_50", 1, 1, 4),
        ("orr", 2, 2, 4),
        ("orr_itt", 2, 2, 5),
        ("mrr", 1, 1, 4),
        ("orr_confirmed", 2, 2, 4),
        ("stable_disease", 2, 2, 4),
        ("time_to_response_median", 43 / MONTH_DAYS, 2, 2),
        ("ttp_responders_median", 85 / MONTH_DAYS, 2, 2),
        ("ttp_responders_min", 85 / MONTH_DAYS, 2, 2),
        ("dor_observed_median", np.median([57, 29]) / MONTH_DAYS, 2, 2),
        ("anemia_grade2", 2, 2, 3),
        ("anemia_emergent2", 1, 1, 3),
        ("edema_grade2", 1, 1, 5),
        ("tryptase_before_median", 6, 3, 3),
        ("tryptase_after_max", 5.5, 3, 3),
        ("tryptase_all_fell", 2 / 3, 2, 3),
        ("escalated", 2, 2, 5),
        ("held", 0, 0, 5),
        ("events_without_grade", 0, 0, 5),
        ("landmark_ttp_responders_median", (85 - 84) / MONTH_DAYS, 1, 2),
    ],
)
def test_figure(analysis: Analysis, identifier: str, value: float, n: int, denominator: int) -> None:
    row = analysis.figure(identifier)
    assert row["VALUE"] == pytest.approx(value)
    assert (row["N"], row["DENOM"]) == (n, denominator)


def test_events_that_leave_laboratory_toxicity_to_the_laboratory_do_not_count_it_as_zero(analysis: Analysis) -> None:
    row = analysis.figure("anemia_ae2")
    assert (row["VALUE"], row["N"], row["DENOM"], row["LOW"]) == (None, 0, 0, None)
    assert row["REASON"].startswith("not collected: no adverse event of the study is a laboratory toxicity")


def test_proportions_have_exact_limits(analysis: Analysis) -> None:
    row = analysis.figure("orr")
    exact = stats.binomtest(2, 4).proportion_ci(method="exact")
    assert (row["LOW"], row["HIGH"]) == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize(
    ("part", "after"),
    [("best", [2000, 1900, 1900, 3400]), ("fixed", [2500, 1900, 1950]), ("last", [2600, 1900, 1950, 3400])],
)
def test_the_three_paired_tests_agree_with_scipy(analysis: Analysis, part: str, after: list[float]) -> None:
    before = np.array([3000, 4000, 2000, 3500])[: len(after)]
    expected = stats.wilcoxon(np.array(after) - before, method="exact").pvalue
    assert analysis.figure(f"igm_{part}_p")["VALUE"] == pytest.approx(expected)


def test_tryptase_and_response_agree_with_scipy(analysis: Analysis) -> None:
    fall = 1 - np.array([3.0, 4.0, 5.5]) / np.array([8.0, 6.0, 5.0])
    expected = stats.mannwhitneyu(fall[:2], fall[2:], method="exact").pvalue
    assert analysis.figure("tryptase_response_p")["VALUE"] == pytest.approx(expected)
    marker_fall = 1 - np.array([2000, 1900, 1900]) / np.array([3000, 4000, 2000])
    assert analysis.figure("tryptase_response_rho")["VALUE"] == pytest.approx(
        stats.spearmanr(fall, marker_fall).statistic
    )


def test_survival_medians_agree_with_lifelines(analysis: Analysis) -> None:
    times = {"A": (85, 1), "B": (85, 0), "C": (85, 0), "D": (75, 1)}
    fitted = KaplanMeierFitter().fit([time for time, _ in times.values()], [event for _, event in times.values()])
    row = analysis.figure("pfs_median")
    limits = median_survival_times(fitted.confidence_interval_).to_numpy()[0] / MONTH_DAYS
    assert row["VALUE"] == pytest.approx(fitted.median_survival_time_ / MONTH_DAYS)
    assert row["LOW"] == pytest.approx(limits[0])
    assert row["HIGH"] is None


def test_a_median_that_is_not_reached_says_so(analysis: Analysis) -> None:
    row = analysis.figure("os_median")
    assert row["VALUE"] is None
    assert row["REASON"] == "the curve does not come down to one half"


def test_waterfall_runs_from_worst_to_best_and_lists_patients_without_values_last(analysis: Analysis) -> None:
    table = analysis.tables["waterfall"]
    assert table["USUBJID"].cast(pl.String).to_list() == ["D", "C", "A", "B", "E"]
    assert table["BEST_PCHG"].round(2).to_list() == [-2.86, -5.0, -33.33, -52.5, None]
    assert table["PLOTTED"].to_list() == [True, True, True, True, False]


def test_spider_begins_at_the_baseline(analysis: Analysis) -> None:
    line = analysis.tables["spider"].filter(pl.col("USUBJID") == "B")
    assert line.select("ADY", "PCHG").rows() == [(1, 0.0), (29, -22.5), (57, -50.0), (85, -52.5)]


def test_lanes_are_ordered_by_length_and_show_who_is_ongoing(analysis: Analysis) -> None:
    lanes = analysis.tables["lanes"].select(pl.col("USUBJID").cast(pl.String), "TRTDURD", "ONGOING").rows()
    assert lanes == [("B", 112, True), ("C", 100, True), ("A", 84, False), ("D", 60, False), ("E", 5, True)]
    events = analysis.tables["events"].select(pl.col("USUBJID").cast(pl.String), "EVENT", "ADY").rows()
    assert events == [("A", "MR", 29), ("A", "PROGRESSION", 85), ("B", "MR", 57), ("B", "PR", 57), ("D", "DEATH", 75)]


def test_the_curve_steps_where_events_are(analysis: Analysis) -> None:
    curve = analysis.tables["curves"].filter(pl.col("CURVE") == "PFS")
    assert curve.select("AT_RISK", "EVENTS", "CENSORED").rows() == [(4, 1, 0), (3, 1, 2)]
    assert curve["SURVIVAL"].to_list() == pytest.approx([0.75, 0.5])
    at_risk = analysis.tables["at_risk"].filter(pl.col("CURVE") == "PFS")
    assert at_risk.select("TIME", "AT_RISK").rows() == [(0.0, 4), (3.0, 0), (6.0, 0)]


def test_grades_add_up_to_the_patients_whose_grade_is_known(analysis: Analysis) -> None:
    table = analysis.tables["toxicity_grades"]
    anemia = table.filter(pl.col("TERM") == "anemia", pl.col("COUNT") == "any")
    assert anemia.select("GRADE", "N", "DENOM").rows()[:4] == [(0, 1, 3), (1, 0, 3), (2, 2, 3), (3, 0, 3)]
    edema = table.filter(pl.col("TERM") == "edema", pl.col("COUNT") == "any")
    assert edema["N"].to_list() == [4, 0, 1, 0, 0, 0]
    shifts = analysis.tables["toxicity_shifts"].filter(pl.col("TERM") == "anemia")
    assert shifts.select("BTOXGR", "GRADE", "N").rows() == [(0, 0, 1), (0, 2, 1), (2, 2, 1)]


def test_where_the_investigator_differs_is_shown(analysis: Analysis) -> None:
    rows = analysis.tables["discordance"].select("ADY", "INVOVR", "OVR", "AGREES").rows()
    assert rows == [(57, "MR", "PR", False)]
