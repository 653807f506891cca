"""Exact inference after looks: clinfun where it is right, enumeration, coverage, and the upper limit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.statistics.inference.after_looks import Conclusions, compute_after_looks
from paraprotein.statistics.inference.outcomes import compute_outcomes, describe_looks, two_looks
from paraprotein.statistics.proportions import compute_clopper_pearson
from paraprotein.stopping.exact import Looks
from paraprotein.stopping.two_stage import TwoStage

SIMON = [TwoStage(1, 10, 5, 29), TwoStage(3, 13, 12, 43), TwoStage(0, 18, 3, 32), TwoStage(6, 19, 16, 39)]
MANY = [
    Looks((15, 25), (3, 8), (7, 9)),
    Looks((10, 20, 30), (1, 4, 8), (6, 8, 9)),
    Looks((8, 16, 24, 32), (None, 2, 4, 8), (5, None, 9, 9)),
]
RATES = np.linspace(0.004, 0.996, 249)


def at(every: Conclusions, look: int, responders: int) -> int:
    return int(np.flatnonzero((every.outcomes.look == look) & (every.outcomes.responders == responders))[0])


# clinfun's twostage.inference in R 4.2.2, its limit on a grid replaced by R's uniroot
@pytest.mark.parametrize(
    ("design", "null_rate", "look", "total", "unbiased", "p", "lower"),
    [
        (TwoStage(1, 10, 5, 29), 0.1, 1, 1, 0.1, 0.6513215599, 0.00511619689182),
        (TwoStage(1, 10, 5, 29), 0.1, 2, 3, 0.212307692307692, 0.237733689248632, 0.0469016982383753),
        (TwoStage(1, 10, 5, 29), 0.1, 2, 6, 0.261308532966635, 0.0470863066438913, 0.101504793653952),
        (TwoStage(1, 10, 5, 29), 0.1, 2, 9, 0.330815626422592, 0.001431694082712, 0.174682026057226),
        (TwoStage(6, 19, 16, 39), 0.3, 2, 12, 0.394730760342038, 0.285774596090477, 0.214549741854879),
        (TwoStage(6, 19, 16, 39), 0.3, 2, 17, 0.45558996926264, 0.0454989961614956, 0.303243659736518),
        (TwoStage(5, 22, 11, 40), 0.2, 2, 13, 0.342041607239293, 0.0390762480959759, 0.207057217344574),
        (TwoStage(3, 13, 12, 43), 0.2, 2, 8, 0.328343213101577, 0.230532010698982, 0.131210843886463),
    ],
)
def test_estimate_p_and_lower_limit_equal_clinfuns(
    design: TwoStage, null_rate: float, look: int, total: int, unbiased: float, p: float, lower: float
) -> None:
    every = compute_after_looks(two_looks(design), null_rate, level=0.90)
    i = at(every, look, total)
    assert (every.unbiased[i], every.p[i], every.lower[i]) == pytest.approx((unbiased, p, lower), rel=1e-11)


def test_the_examples_of_unplansimon_are_met_except_its_upper_limit() -> None:
    """UnplanSimon's SimonAnalysis prints .322 and p .831; .429, .257 to .568 and p .019."""
    every = compute_after_looks(Looks((13, 43), (3, 12), (None, 13)), 0.40)
    i = at(every, 2, 7)
    assert (every.unbiased[i], every.p[i]) == pytest.approx((0.322, 0.831), abs=5e-4)
    every = compute_after_looks(Looks((11, 39), (2, 13), (None, 14)), 0.25, ordering="unbiased")
    i = at(every, 2, 16)
    assert (every.unbiased[i], every.p[i], every.lower[i]) == pytest.approx((0.429, 0.019, 0.257), abs=5e-4)
    assert every.upper[at(every, 2, 15)] == pytest.approx(0.568, abs=5e-4)


@pytest.mark.parametrize("design", SIMON)
def test_both_orders_agree_when_a_two_stage_study_stops_for_futility_alone(design: TwoStage) -> None:
    stagewise = compute_after_looks(two_looks(design), 0.2)
    unbiased = compute_after_looks(two_looks(design), 0.2, ordering="unbiased")
    for one, other in zip(stagewise[1:], unbiased[1:], strict=True):
        assert one == pytest.approx(other, abs=1e-13)


@pytest.mark.parametrize("ordering", ["stagewise", "unbiased"])
@pytest.mark.parametrize("looks", [*(two_looks(design) for design in SIMON), *MANY], ids=describe_looks)
def test_intervals_miss_the_rate_on_either_side_no_more_often_than_they_say(looks: Looks, ordering: str) -> None:
    every = compute_after_looks(looks, 0.2, level=0.90, ordering=ordering)
    chance = every.outcomes.probability(RATES)
    assert (chance * (every.lower > RATES[:, None])).sum(axis=1).max() <= 0.05 + 1e-12
    assert (chance * (every.upper < RATES[:, None])).sum(axis=1).max() <= 0.05 + 1e-12


@pytest.mark.parametrize("ordering", ["stagewise", "unbiased"])
@pytest.mark.parametrize("looks", [*(two_looks(design) for design in SIMON), *MANY], ids=describe_looks)
def test_p_is_no_smaller_than_it_says_at_the_null(looks: Looks, ordering: str) -> None:
    every = compute_after_looks(looks, 0.2, ordering=ordering)
    chance = every.outcomes.probability(np.array([0.2]))[0]
    for p in every.p:
        assert chance[every.p <= p * (1 + 1e-12)].sum() == pytest.approx(p, abs=1e-13)


@pytest.mark.parametrize("looks", [*(two_looks(design) for design in SIMON), *MANY], ids=describe_looks)
def test_the_null_is_rejected_exactly_when_p_is_at_most_the_designs_error(looks: Looks) -> None:
    every = compute_after_looks(looks, 0.2)
    alpha = every.outcomes.probability(np.array([0.2]))[0] @ every.outcomes.is_rejected
    assert np.array_equal(every.p <= alpha + 1e-12, every.outcomes.is_rejected)


def test_limits_by_at_least_as_many_would_cover_too_rarely() -> None:
    """Such programs print the limit of the next smaller outcome: none at 0, and misses twice as often as stated."""
    looks = two_looks(TwoStage(1, 10, 5, 29))
    every = compute_after_looks(looks, 0.1, level=0.90)
    printed = np.concatenate([[0.0], every.upper[:-1]])
    usual = RATES[(RATES > 0.1) & (RATES < 0.5)]
    chance = every.outcomes.probability(usual)
    assert (chance * (printed < usual[:, None])).sum(axis=1).max() > 0.1
    assert (chance * (every.upper < usual[:, None])).sum(axis=1).max() <= 0.05


def test_no_responder_has_the_binomial_limit_of_the_first_stage() -> None:
    every = compute_after_looks(two_looks(TwoStage(1, 10, 5, 29)), 0.1)
    assert every.upper[0] == pytest.approx(1 - 0.025 ** (1 / 10), rel=1e-13)
    assert (every.lower[0], every.median[0], every.unbiased[0], every.bias_adjusted[0]) == (0.0, 0.0, 0.0, 0.0)
    assert every.p[0] == pytest.approx(1.0)


def test_without_an_early_look_all_is_binomial() -> None:
    every = compute_after_looks(Looks((27,), (6,), (7,)), 0.1)
    plain = compute_clopper_pearson(np.arange(28), 27)
    assert every.lower == pytest.approx(plain.lower, abs=1e-13)
    assert every.upper == pytest.approx(plain.upper, abs=1e-13)
    assert every.unbiased == pytest.approx(plain.estimate, abs=1e-13)
    assert every.bias_adjusted == pytest.approx(plain.estimate, abs=1e-12)


@pytest.mark.parametrize("looks", MANY, ids=describe_looks)
def test_the_bias_adjusted_rate_reproduces_what_was_observed(looks: Looks) -> None:
    every = compute_after_looks(looks, 0.2)
    inside = (every.bias_adjusted > 0) & (every.bias_adjusted < 1)
    mean = every.outcomes.probability(every.bias_adjusted) @ every.observed
    assert mean[inside] == pytest.approx(every.observed[inside], abs=1e-12)


@st.composite
def designs(draw: st.DrawFn) -> Looks:
    n = tuple(np.cumsum(draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))).tolist())
    futility = [draw(st.one_of(st.none(), st.integers(0, size - 1))) for size in n[:-1]]
    efficacy = [draw(st.one_of(st.none(), st.integers(1, size))) for size in n[:-1]]
    last = draw(st.integers(0, n[-1] - 1))
    pairs = zip(futility, efficacy, strict=True)
    assume(all(low is None or high is None or low < high for low, high in pairs))
    looks = Looks(n, (*futility, last), (*efficacy, last + 1))
    assume(compute_outcomes(looks).look.size > 1)
    return looks


@settings(max_examples=40, deadline=None)
@given(designs(), st.floats(0.02, 0.98))
def test_any_design_gives_estimates_inside_their_limits_that_rise_with_the_outcome(looks: Looks, rate: float) -> None:
    every = compute_after_looks(looks, rate, level=0.8)
    order = np.lexsort((every.lower, every.median.round(9), every.upper.round(9)))
    assert (every.lower <= every.median + 1e-12).all()
    assert (every.median <= every.upper + 1e-12).all()
    for column in (every.lower, every.median, every.upper, -every.p):
        assert (np.diff(column[order]) >= -2e-9).all()
    assert every.outcomes.probability(np.array([rate]))[0] @ every.unbiased == pytest.approx(rate, abs=1e-12)


def test_impossible_requests_are_refused() -> None:
    looks = MANY[0]
    for null_rate, level, ordering in ((0.0, 0.95, "stagewise"), (0.2, 95, "stagewise"), (0.2, 0.95, "size")):
        with pytest.raises(UsageError):
            compute_after_looks(looks, null_rate, level, ordering)
