"""Randomised phase II designs for a response rate: two arms by exact tests, pick the winner, and two stages."""

from ..sources import Source
from ..stopping.randomised import RandomisedTwoStage, compute_randomised, search_randomised
from ..stopping.selection import probability_of_selection, search_selection
from ..stopping.two_arm import Test, evaluate_two_arm, search_two_arm
from ..stopping.two_stage_search import admissible
from .checks import Checks
from .family import Family, Values, error_rates, name_of, number, pick, whole
from .result import Admissible, Boundary, Design, Designs, ErrorRate, Scenario
from .wording import Sentence, Value

FISHER = Source("fisher1935", "Fisher, J R Stat Soc 1935;98:39", "10.2307/2342435")
BOSCHLOO = Source("boschloo1970", "Boschloo, Stat Neerl 1970;24:1", "10.1111/j.1467-9574.1970.tb00104.x")
SWE = Source("simon1985", "Simon, Wittes & Ellenberg, Cancer Treat Rep 1985;69:1375")
JUNG = Source("jung2008", "Jung, Stat Med 2008;27:568", "10.1002/sim.2961")

TWO_ARM_WORDS = Sentence(
    "Two randomised arms are compared by {test:name} exact test of response rates of {p1:rate} against {p0:rate} with "
    "a one-sided type I error of {alpha:rate} and a type II error of {beta:rate}: {n1:whole} patients are evaluated in "
    "the experimental arm and {n0:whole} in the control arm."
)
WINNER_WORDS = Sentence(
    "A selection design picks the treatment with most responses among {arms:whole} arms of {n:whole} patients each, "
    "ties broken at random; when one has a response rate of {best:rate} and the others of {others:rate}, it is picked "
    "with a probability of at least {probability:rate}."
)
RANDOMISED_WORDS = Sentence(
    "A randomised two-stage design ({criterion:name}) tests a response rate of {p1:rate} against {p0:rate} in the "
    "control arm with a one-sided type I error of {alpha:rate} and a type II error of {beta:rate}: with {n1:whole} "
    "patients per arm the study goes on if the experimental arm has at least {a1:whole} responses more than the "
    "control arm; with {n:whole} per arm the null hypothesis is rejected if it has at least {a:whole} more."
)


def two_arm(p0: float, p1: float, alpha: float, beta: float, test: Test = "Boschloo", ratio: int = 1) -> Design:
    """The smallest randomised comparison of two response rates by an exact test, one-sided.

    Args:
        p0: response rate of the control arm.
        p1: response rate of the experimental arm, above p0.
        alpha: one-sided type I error, kept at every common rate.
        beta: type II error allowed.
        test: `Boschloo` or `Fisher`.
        ratio: experimental patients per control patient.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Boschloo, Stat Neerl 1970;24:1; Fisher, J R Stat Soc 1935;98:39.

    Example:
        >>> two_arm(0.20, 0.50, 0.05, 0.20).number("n0")
        32
    """
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1)
    check.error("alpha", alpha).error("beta", beta).one_of("test", test, ("Boschloo", "Fisher"))
    check.count("ratio", ratio).apart(p0, p1, alpha, beta, 250).done()
    found = search_two_arm(p0, p1, alpha, beta, test, ratio)
    asked: dict[str, Value] = {"p0": p0, "p1": p1, "alpha": alpha, "beta": beta, "test": f"{test}'s"}
    return build_two_arm({**asked, "n1": found.n1, "n0": found.n0})


def build_two_arm(values: Values) -> Design:
    """A comparison of two response rates from its numbers."""
    test: Test = "Fisher" if name_of(values, "test").startswith("Fisher") else "Boschloo"
    n1, n0 = whole(values, "n1"), whole(values, "n0")
    p0, p1, alpha = number(values, "p0"), number(values, "p1"), number(values, "alpha")
    found = evaluate_two_arm(n1, n0, p0, p1, alpha, test)
    total = float(n1 + n0)
    scenarios = (
        Scenario("null", {"control": p0, "experimental": p0}, found.alpha, total, 0.0),
        Scenario("alternative", {"control": p0, "experimental": p1}, found.power, total, 0.0),
    )
    return Design(
        verb="two-arm",
        title=f"Randomised comparison of two response rates, {test}'s test",
        asked=pick(values, "p0", "p1", "alpha", "beta", "test"),
        numbers={**pick(values, "n1", "n0"), "n": n1 + n0},
        boundaries=(),
        errors=(
            ErrorRate("type I, largest over all rates", alpha, found.size),
            *error_rates(alpha, number(values, "beta"), scenarios)[1:],
        ),
        scenarios=scenarios,
        is_exact=True,
        method="Exact unconditional probabilities of the test's rejection region",
        source=FISHER if test == "Fisher" else BOSCHLOO,
        sentence=TWO_ARM_WORDS.write(values),
    )


def pick_the_winner(best: float, others: float, arms: int, probability: float = 0.90) -> Design:
    """The smallest arms with which the best treatment is picked with the probability wanted.

    Args:
        best: response rate of the best treatment.
        others: response rate of every other, below it.
        arms: number of treatments.
        probability: probability wanted of picking the best.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Simon, Wittes & Ellenberg, Cancer Treat Rep 1985;69:1375.

    Example:
        >>> pick_the_winner(0.35, 0.20, 2).n
        29
    """
    check = Checks().rate("best", best).rate("others", others).rises("others", others, "best", best)
    check.count("arms", arms, 2).rate("probability", probability)
    if probability * arms <= 1:
        check.found("probability", str(probability), f"chance alone picks with 1/{arms}: ask for more")
    check.apart(others, best, 1 - probability, 0.5, 20_000).done()
    n = search_selection(best, others, arms, probability)
    return build_pick_the_winner({"best": best, "others": others, "arms": arms, "probability": probability, "n": n})


def build_pick_the_winner(values: Values) -> Design:
    """A selection design from its numbers."""
    best, others, arms, n = number(values, "best"), number(values, "others"), whole(values, "arms"), whole(values, "n")
    picked = probability_of_selection(n, best, others, arms)
    rates = {"best": best, "others": others}
    scenarios = (
        Scenario("null", {"best": others, "others": others}, 1 / arms, float(arms * n), 0.0),
        Scenario("alternative", rates, picked, float(arms * n), 0.0),
    )
    return Design(
        verb="pick-the-winner",
        title="Selection design",
        asked=pick(values, "best", "others", "arms", "probability"),
        numbers={"n": n, "total": arms * n},
        boundaries=(),
        errors=(ErrorRate("picking another", 1 - number(values, "probability"), 1 - picked),),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial probabilities, ties broken at random; no test, so no type I error is controlled",
        source=SWE,
        sentence=WINNER_WORDS.write(values),
        decision="pick the best treatment",
    )


def randomised_two_stage(p0: float, p1: float, alpha: float, beta: float) -> Designs:
    """Randomised two-stage designs with a control arm: `optimal`, `minimax` and every admissible one.

    Args:
        p0: response rate of the control arm, and of both under the null hypothesis.
        p1: response rate of the experimental arm under the alternative, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Jung, Stat Med 2008;27:568.

    Example:
        >>> design = randomised_two_stage(0.10, 0.30, 0.15, 0.20).optimal
        >>> (design.number("a1"), design.n1, design.number("a"), design.n)
        (1, 14, 3, 28)
    """
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1)
    check.error("alpha", alpha).error("beta", beta).done()
    found = search_randomised(p0, p1, alpha, beta)
    by_candidate = {candidate: design for design, candidate in found}

    def build(criterion: str, design: RandomisedTwoStage) -> Design:
        asked: dict[str, Value] = {"p0": p0, "p1": p1, "alpha": alpha, "beta": beta, "criterion": criterion}
        return build_randomised({**asked, "a1": design.a1, "n1": design.n1, "a": design.a, "n": design.n})

    best = admissible(tuple(by_candidate))
    return Designs(
        "randomised-two-stage",
        "Randomised two-stage designs",
        {"optimal": build("optimal", found[-1][0]), "minimax": build("minimax", found[0][0])},
        tuple(Admissible(build("admissible", by_candidate[one]), low, high) for one, low, high in best),
        tuple((design.n, candidate.expected_n) for design, candidate in found),
    )


def build_randomised(values: Values) -> Design:
    """A randomised two-stage design from its numbers, without a search."""
    design = RandomisedTwoStage(*(whole(values, name) for name in ("a1", "n1", "a", "n")))
    p0, p1 = number(values, "p0"), number(values, "p1")
    scenarios = (_randomised_scenario("null", design, p0, p0), _randomised_scenario("alternative", design, p1, p0))
    return Design(
        verb="randomised-two-stage",
        title=f"Randomised two-stage design, {values['criterion']}",
        asked=pick(values, "p0", "p1", "alpha", "beta", "criterion"),
        numbers=pick(values, "a1", "n1", "a", "n"),
        boundaries=(
            Boundary("difference in responses", design.n1, design.a1 - 1, None),
            Boundary("difference in responses", design.n, design.a - 1, design.a),
        ),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Exact probabilities at the given control rate; exhaustive search without a largest n",
        source=JUNG,
        sentence=RANDOMISED_WORDS.write(values),
        per_arm=" per arm",
    )


def _randomised_scenario(name: str, design: RandomisedTwoStage, experimental: float, control: float) -> Scenario:
    reject, expected, pet = compute_randomised(design, experimental, control)
    rates = {"control": control, "experimental": experimental}
    return Scenario(name, rates, reject, expected, pet, (pet, 1 - reject - pet), (0.0, reject))


FAMILIES = (
    Family(TWO_ARM_WORDS, build_two_arm),
    Family(WINNER_WORDS, build_pick_the_winner),
    Family(RANDOMISED_WORDS, build_randomised),
)
