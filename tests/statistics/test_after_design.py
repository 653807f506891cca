"""One analysis after a design: followed or not, with the unadjusted result beside it."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.errors import UsageError
from paraprotein.statistics import estimate_after_looks, estimate_after_two_stage
from paraprotein.statistics.binomial import binomial_pmf
from paraprotein.stopping.exact import Looks
from paraprotein.stopping.two_stage import TwoStage

OPTIMAL = TwoStage(1, 10, 5, 29)


def test_a_followed_design_is_analysed_in_the_stagewise_order() -> None:
    """Koyama & Chen 2008, section 3.4: 2 of 10, then 4 of 19 responders."""
    found = estimate_after_two_stage(OPTIMAL, 0.10, 2, 4, level=0.90)
    assert found.is_followed
    assert found.is_rejected
    assert (found.look, found.responders, found.n, found.design) == (2, 6, 29, "1/10 5/29")
    assert found.p == pytest.approx(found.alpha, rel=1e-12)
    assert found.p == pytest.approx(0.0470863066438913, rel=1e-12)
    assert found.lower == pytest.approx(0.101504793653952, rel=1e-10)
    assert found.unbiased == pytest.approx(0.261308532966635, rel=1e-12)
    assert found.sources[1].key == "koyama2008"


def test_the_conventional_result_stands_beside_and_would_contradict_the_test() -> None:
    """The binomial p-value of 6 of 29 is above 5 %, although the design rejects."""
    found = estimate_after_two_stage(OPTIMAL, 0.10, 2, 4)
    assert found.unadjusted_p == pytest.approx(0.0637, abs=5e-5)
    assert (found.unadjusted_lower, found.unadjusted_upper) == pytest.approx((0.0799, 0.3972), abs=5e-5)


def test_a_second_stage_of_another_size_never_meets_the_planned_limit() -> None:
    """27 evaluable patients of 29: 2 responders after 4 reject, as in the plan; 3 after 3 as well."""
    found = estimate_after_two_stage(OPTIMAL, 0.10, 4, 2, evaluable_2=17)
    assert not found.is_followed
    assert found.is_rejected
    assert found.changes[0] == "The second stage had 17 evaluable patients, 19 were planned."
    assert found.method == "exact, by the conditional error of the planned design"
    assert estimate_after_two_stage(OPTIMAL, 0.10, 4, 2, evaluable_2=32).is_rejected is False


def test_estimates_that_need_a_known_rule_are_left_out_when_the_first_stage_changed() -> None:
    found = estimate_after_two_stage(OPTIMAL, 0.10, 4, 3, evaluable_1=12, evaluable_2=17)
    assert (found.unbiased, found.conditionally_unbiased, found.bias_adjusted) == (None, None, None)
    assert "median estimate" in found.sentence
    assert found.lower < found.median < found.upper


@pytest.mark.parametrize("rate", [0.1, 0.35])
def test_the_conditional_estimate_is_unbiased_among_studies_that_go_on(rate: float) -> None:
    mean, reached = 0.0, 0.0
    for x in range(2, 11):
        for y in range(13):
            found = estimate_after_two_stage(OPTIMAL, 0.10, x, y, evaluable_2=12).conditionally_unbiased
            assert found is not None
            chance = float(binomial_pmf(x, 10, rate) * binomial_pmf(y, 12, rate))
            mean, reached = mean + chance * found, reached + chance
    assert mean / reached == pytest.approx(rate, abs=1e-12)


def test_many_looks_are_analysed_where_they_stop() -> None:
    looks = Looks((10, 20, 30), (1, 4, 8), (6, 8, 9))
    found = estimate_after_looks(looks, 2, 8, 0.20)
    assert (found.is_rejected, found.n, found.conditionally_unbiased) == (True, 20, None)
    assert found.p <= found.alpha
    with pytest.raises(UsageError, match=re.escape("1|6/10 4|8/20 8/30")):
        estimate_after_looks(looks, 2, 6, 0.20)


def test_the_result_is_ready_for_json_with_its_sentence() -> None:
    found = estimate_after_two_stage(OPTIMAL, 0.10, 2, 4)
    again = json.loads(json.dumps(found.to_dict()))
    assert again["sentence"] == (
        "6 of 29 patients responded (20.7%; unbiased estimate after the looks 26.1%, 95% confidence interval 8.6% to "
        "45.5%; one-sided p = 0.047); a response rate of 10% or less is rejected. The design was followed."
    )
    assert again["sources"][0]["doi"] == "10.1002/sim.1653"


def test_a_small_p_is_not_printed_as_zero() -> None:
    assert "p < 0.001" in estimate_after_two_stage(OPTIMAL, 0.10, 8, 12).sentence


def test_a_null_rate_keeps_its_decimals_in_words() -> None:
    assert "a response rate of 7.5% or less" in estimate_after_two_stage(OPTIMAL, 0.075, 2, 4).sentence


def test_patients_without_a_count_of_responders_are_refused() -> None:
    with pytest.raises(UsageError, match="responders_2"):
        estimate_after_two_stage(OPTIMAL, 0.10, 4, evaluable_2=17)
    with pytest.raises(UsageError):
        estimate_after_two_stage(OPTIMAL, 0.10, 4, 20)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_course_of_any_design_is_analysed_consistently(data: st.DataObject) -> None:
    n1, n2 = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 14))
    r1 = data.draw(st.integers(-1, n1 - 1))
    design = TwoStage(r1, n1, data.draw(st.integers(max(r1, 0), n1 + n2 - 1)), n1 + n2)
    seen, later = data.draw(st.integers(1, design.n)), data.draw(st.integers(0, 16))
    x, y = data.draw(st.integers(0, seen)), data.draw(st.integers(0, later))
    found = estimate_after_two_stage(design, 0.2, x, y, evaluable_1=seen, evaluable_2=later)
    assert 0 <= found.lower <= found.median + 1e-12 <= found.upper + 2e-12 <= 1 + 2e-12
    assert 0 <= found.p <= 1 + 1e-12
    assert found.is_rejected == (found.p <= found.alpha * (1 + 1e-11)) or found.alpha < 1e-9
    assert (found.lower <= 0.2) or np.isclose(found.lower, 0.2) or found.p <= 0.025 * (1 + 1e-9)
    assert found.is_followed == (found.sentence.endswith("The design was followed."))
