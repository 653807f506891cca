"""Every design says what it is, what it attains and where it comes from, and can be read back from its words."""

import json
import math
import subprocess
import sys
from collections.abc import Callable

import pytest

from paraprotein import design
from paraprotein.design import Design, Designs
from paraprotein.errors import UsageError

LOOKS = tuple(range(10, 41, 5))
NESTED = (0.15, 0.15, 0.70), (0.25, 0.25, 0.50)
CO_PRIMARY = (0.05, 0.05, 0.15, 0.75), (0.15, 0.15, 0.20, 0.50)
TOXIC = (0.15, 0.30, 0.15, 0.40), (0.18, 0.42, 0.02, 0.38)

MAKERS: dict[str, Callable[[], Design | Designs]] = {
    "single stage": lambda: design.single_stage(0.05, 0.20, 0.05, 0.20),
    "simon": lambda: design.simon(0.07, 0.29, 0.05, 0.20),
    "gehan": lambda: design.gehan(0.20, 0.05, 0.10),
    "gehan, observed": lambda: design.gehan(0.20, 0.05, 0.07, "observed"),
    "fleming": lambda: design.fleming(0.20, 0.40, 0.05, (15, 10, 10)),
    "exact": lambda: design.exact(0.2, 0.4, (10, 20, 30), (1, None, 8), (None, 9, None)),
    "bryant and day": lambda: design.bryant_day(0.3, 0.5, 0.6, 0.8, 0.15, 0.15, 0.15, odds_ratio=2.5),
    "posterior": lambda: design.posterior(0.2, 0.4, (10, 20, 30), (0.4, 1.6), 0.15),
    "posterior, unknown standard": lambda: design.posterior(0.2, 0.4, (10, 20), standard_prior=(20, 80)),
    "predictive, searched": lambda: design.predictive(0.2, 0.5, 0.10, 0.10, first=5),
    "predictive, given": lambda: design.predictive(0.2, 0.4, 0.1, 0.1, None, 10, 5, 40, 0.01, 0.9, 0.99),
    "bop2": lambda: design.bop2(0.2, 0.4, LOOKS),
    "bop2, nested": lambda: design.bop2(*NESTED, LOOKS, 0.10, "nested", 0.95, 1.0),
    "bop2, co-primary": lambda: design.bop2(*CO_PRIMARY, LOOKS, 0.10, "co-primary", 0.95, 0.72),
    "bop2, toxicity": lambda: design.bop2(*TOXIC, LOOKS, 0.10, "efficacy and toxicity", 0.7, 0.8),
    "toxicity, pocock": lambda: design.toxicity(0.2, 0.4, 30),
    "toxicity, posterior": lambda: design.toxicity(0.2, 0.4, 30, "posterior", probability=0.9, first=5),
    "toxicity, table": lambda: design.toxicity(0.2, 0.4, 30, "table", table=((3, 6), (5, 12), (8, 30))),
    "log-rank": lambda: design.log_rank(0.5, 9, 1 / 1.75, 0.05, 0.20, 3, accrual=5, shape=1.22, variance="poisson"),
    "log-rank, two stages": lambda: design.log_rank(0.62, 2, 0.467, 0.05, 0.20, 2, rate=5, dropout=0.01),
    "two arms": lambda: design.two_arm(0.2, 0.6, 0.05, 0.20),
    "two arms, Fisher": lambda: design.two_arm(0.2, 0.6, 0.05, 0.20, "Fisher", 2),
    "two arms, survival": lambda: design.two_arm_survival(0.5, 0.025, 0.20, 12, 24, 12, 0.01, 0.6),
    "pick the winner": lambda: design.pick_the_winner(0.35, 0.20, 3),
    "randomised two-stage": lambda: design.randomised_two_stage(0.10, 0.40, 0.15, 0.20),
}


def each(made: Design | Designs) -> list[Design]:
    if isinstance(made, Design):
        return [made]
    return [*made.chosen.values(), *(entry.design for entry in made.admissible)]


@pytest.fixture(scope="module", params=list(MAKERS))
def made(request: pytest.FixtureRequest) -> Design | Designs:
    return MAKERS[request.param]()


def test_the_protocols_sentence_gives_the_same_design_again(made: Design | Designs) -> None:
    for one in each(made):
        assert design.parse(one.sentence) == one


def test_the_analysis_plan_gives_the_same_design_again_also_when_its_lines_are_broken(made: Design | Designs) -> None:
    for one in each(made):
        assert one.sap.startswith(one.sentence)
        assert one.source.citation in one.sap
        assert design.parse(one.sap.replace(" ", "\n  ")) == one


def test_every_number_is_in_the_json_and_the_json_is_valid(made: Design | Designs) -> None:
    text = json.dumps(made.to_dict(), allow_nan=False)
    for one in each(made):
        for scenario in one.scenarios:
            assert repr(scenario.reject) in text
        assert json.dumps(one.sentence)[1:-1] in text


def test_text_and_html_show_the_attained_error_beside_the_nominal(made: Design | Designs) -> None:
    text, html = made.text(), made._repr_html_()
    for one in each(made)[:1]:
        for error in one.errors:
            assert f"{error.attained:.7f}" in text
            assert f"{error.attained:.7f}" in html
        assert one.sentence in text
        assert one.source.citation in text


def test_every_design_can_be_drawn(made: Design | Designs) -> None:
    figure = made.plot()
    assert figure.axes
    figure.canvas.draw()


def test_probabilities_are_probabilities_and_looks_add_up(made: Design | Designs) -> None:
    for one in each(made):
        for scenario in one.scenarios:
            assert 0 <= scenario.reject <= 1
            looks = sum(scenario.stop_low) + sum(scenario.stop_high)
            if one.verb not in ("toxicity", "bop2", "bryant-day", "gehan") and looks:
                assert looks == pytest.approx(1.0, abs=1e-12)


def test_designs_that_were_searched_keep_what_they_promise() -> None:
    for name in ("simon", "single stage", "predictive, searched", "bop2", "randomised two-stage", "two arms"):
        for one in each(MAKERS[name]()):
            assert all(error.attained <= error.nominal for error in one.errors), one.title


def test_simons_designs_are_called_with_four_numbers() -> None:
    found = design.simon(0.05, 0.20, 0.05, 0.20)
    assert (found.optimal.r1, found.optimal.n1, found.optimal.r, found.optimal.n) == (0, 10, 3, 29)
    assert (found.minimax.n, found["minimax"].n) == (27, 27)
    assert found.optimal.type_i <= 0.05
    assert found.optimal.expected_n == pytest.approx(17.62, abs=0.005)
    assert [entry.design.n for entry in found.admissible] == [27, 28, 29]


def test_characteristics_at_any_rate_include_those_of_the_hypotheses() -> None:
    one = design.simon(0.05, 0.20, 0.05, 0.20).optimal
    assert one.at(0.05).reject == one.type_i
    assert one.at(0.20).reject == one.power
    with pytest.raises(UsageError, match="between 0 and 1"):
        one.at(1.2)


def test_bryant_and_days_errors_are_those_of_the_odds_ratio_asked_for() -> None:
    independent, linked = (design.bryant_day(0.3, 0.5, 0.6, 0.8, 0.15, 0.15, 0.15, o).optimal for o in (1.0, 4.0))
    assert independent.numbers == linked.numbers
    assert all(error.attained <= error.nominal for error in independent.errors)
    assert linked.null.reject > independent.null.reject


@pytest.mark.parametrize(
    ("make", "findings"),
    [
        (lambda: design.simon(0.3, 0.2, 2, 0.2), 2),
        (lambda: design.single_stage(0, 1, 0.05, 0.7), 3),
        (lambda: design.single_stage(0.300, 0.301, 0.05, 0.20), 1),
        (lambda: design.bryant_day(0.30, 0.31, 0.6, 0.8, 0.1, 0.1, 0.1), 1),
        (lambda: design.two_arm(0.30, 0.31, 0.05, 0.20), 1),
        (lambda: design.predictive(0.30, 0.31, 0.05, 0.20), 1),
        (lambda: design.pick_the_winner(0.3001, 0.3, 2), 1),
        (lambda: design.gehan(1.2, 0.05, 0.1, "lower"), 2),
        (lambda: design.fleming(0.2, 0.4, 0.05, (10, 0)), 1),
        (lambda: design.exact(0.2, 0.4, (10, 20), (1,)), 1),
        (lambda: design.bop2([0.2, 0.3], [0.4], (10, 5)), 2),
        (lambda: design.bop2([0.2], [0.4], (10, 20), threshold=0.9), 1),
        (lambda: design.bop2([0.2], [0.4], (10, 20), threshold=0.9, exponent=1, step=0.1), 1),
        (lambda: design.predictive(0.2, 0.4, 0.1, 0.1, theta_l=0.01), 1),
        (lambda: design.predictive(0.2, 0.4, 0.05, 0.05, n_max=12), 1),
        (lambda: design.toxicity(0.2, 0.4, 30, "pocock", probability=0.9, table=((3, 6),)), 2),
        (lambda: design.toxicity(0.2, 0.4, 30, "table"), 1),
        (lambda: design.log_rank(0.62, 2, 0.467, 0.05, 0.20, 2), 1),
        (lambda: design.log_rank(0.62, 2, 1.5, 0.05, 0.20, -1, accrual=3, rate=5), 3),
        (lambda: design.two_arm(0.2, 0.5, 0.05, 0.2, "Barnard"), 1),
        (lambda: design.pick_the_winner(0.3, 0.2, 2, 0.4), 1),
        (lambda: design.two_arm_survival(1.0, 0.05, 0.2, 0, 1, 1), 2),
        (lambda: design.parse("Patients receive imatinib."), 1),
    ],
)
def test_arguments_that_cannot_be_used_are_refused_with_every_finding(
    make: Callable[[], object], findings: int
) -> None:
    with pytest.raises(UsageError) as raised:
        make()
    assert len(raised.value.findings) == findings
    assert all(finding.fix for finding in raised.value.findings)


def test_a_scenario_or_number_that_a_design_lacks_is_named_with_those_it_has() -> None:
    one = design.gehan(0.20, 0.05, 0.10)
    with pytest.raises(UsageError, match="choose one of: alternative"):
        _ = one.type_i
    with pytest.raises(UsageError, match="choose one of: n1"):
        one.number("r")
    with pytest.raises(UsageError, match="choose one of: optimal"):
        _ = design.simon(0.1, 0.4, 0.1, 0.2).steady


def test_the_room_is_imported_without_tables_pictures_or_jax() -> None:
    heavy = "[m for m in ('jax', 'polars', 'matplotlib', 'pydantic', 'scipy.stats') if m in sys.modules]"
    code = f"import sys, paraprotein.design; print({heavy})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_numbers_of_the_founding_trial_under_a_single_stage() -> None:
    one = design.exact(0.10, 0.30, (27,), (6,))
    assert one.type_i == pytest.approx(sum(math.comb(27, x) * 0.1**x * 0.9 ** (27 - x) for x in range(7, 28)))
