"""Bryant and Day's two-stage designs for response and toxicity."""

from ..sources import Source
from ..stopping.bryant_day import BryantDay, BryantDayGoals, compute_bryant_day, search_bryant_day
from .checks import Checks
from .family import Family, Values, number, pick, whole
from .result import Boundary, Design, Designs, ErrorRate, Scenario
from .wording import Sentence

BRYANT = Source("bryant1995", "Bryant & Day, Biometrics 1995;51:1372", "10.2307/2533268")

BRYANT_DAY_WORDS = Sentence(
    "Bryant and Day's {criterion:name} two-stage design tests response rates of {response0:rate} against "
    "{response1:rate} and rates of patients without toxicity of {safe0:rate} against {safe1:rate}, with an odds ratio "
    "of {odds_ratio:number} between both, and probabilities of recommending of {alpha_response:rate} (poor response) "
    "and {alpha_toxicity:rate} (toxic) and of not recommending a good treatment of {beta:rate}: the study stops if at "
    "most {r1:whole} of the first {n1:whole} patients respond or at most {t1:whole} are without toxicity; otherwise "
    "{n:whole} are evaluated in all, and the treatment is recommended if more than {r:whole} respond and more than "
    "{t:whole} are without toxicity."
)


def bryant_day(
    response0: float,
    response1: float,
    safe0: float,
    safe1: float,
    alpha_response: float,
    alpha_toxicity: float,
    beta: float,
    odds_ratio: float = 1.0,
) -> Designs:
    """Bryant and Day's two-stage designs for response and toxicity: `optimal` and `minimax`.

    The search takes response and toxicity as independent; the characteristics are given at `odds_ratio`.

    Args:
        response0: response rate that is not of interest.
        response1: response rate that is, above response0.
        safe0: rate of patients without toxicity that is not acceptable.
        safe1: rate of patients without toxicity that is, above safe0.
        alpha_response: probability allowed of recommending at (response0, safe1).
        alpha_toxicity: probability allowed of recommending at (response1, safe0).
        beta: probability allowed of not recommending at (response1, safe1).
        odds_ratio: between response and absence of toxicity within a patient, for the characteristics.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Bryant & Day, Biometrics 1995;51:1372.

    Example:
        >>> best = bryant_day(0.30, 0.50, 0.60, 0.80, 0.15, 0.15, 0.15).optimal
        >>> (best.n1, best.n, best.r1, best.number("t1"), best.r, best.number("t"))
        (19, 33, 5, 11, 12, 22)
    """
    rates = {"response0": response0, "response1": response1, "safe0": safe0, "safe1": safe1}
    errors = {"alpha_response": alpha_response, "alpha_toxicity": alpha_toxicity, "beta": beta}
    _check(rates, errors, odds_ratio)
    goals = BryantDayGoals(response0, response1, safe0, safe1, alpha_response, alpha_toxicity, beta)
    found = search_bryant_day(goals)

    def build(criterion: str, design: BryantDay) -> Design:
        chosen = {"r1": design.response1, "n1": design.n1, "t1": design.safe1}
        last = {"r": design.response, "t": design.safe, "n": design.n}
        return build_bryant_day({**rates, **errors, **chosen, **last, "odds_ratio": odds_ratio, "criterion": criterion})

    return Designs(
        "bryant-day",
        "Bryant and Day's two-stage designs",
        {"optimal": build("optimal", found[-1][0]), "minimax": build("minimax", found[0][0])},
        considered=tuple((design.n, expected) for design, expected in found),
    )


def _check(rates: dict[str, float], errors: dict[str, float], odds_ratio: float) -> None:
    check = Checks()
    for name, rate in rates.items():
        check.rate(name, rate)
    for low, high in (("response0", "response1"), ("safe0", "safe1")):
        check.rises(low, rates[low], high, rates[high])
    for name, error in errors.items():
        check.error(name, error)
    check.positive("odds_ratio", odds_ratio)
    for low, high, kind in (("response0", "response1", "alpha_response"), ("safe0", "safe1", "alpha_toxicity")):
        check.apart(rates[low], rates[high], errors[kind], errors["beta"], 150)
    check.done()


def build_bryant_day(values: Values) -> Design:
    """One of Bryant and Day's designs from its numbers, without a search."""
    design = BryantDay(*(whole(values, name) for name in ("n1", "n", "r1", "t1", "r", "t")))
    truths = {
        "null": ("response0", "safe0"),
        "alternative": ("response1", "safe1"),
        "poor response": ("response0", "safe1"),
        "toxic treatment": ("response1", "safe0"),
    }
    scenarios = tuple(_joint_scenario(name, design, values, *rates) for name, rates in truths.items())
    _, good, poor, toxic = scenarios
    return Design(
        verb="bryant-day",
        title=f"Bryant and Day's two-stage design, {values['criterion']}",
        asked=pick(
            values,
            *("response0", "response1", "safe0", "safe1", "alpha_response", "alpha_toxicity", "beta"),
            *("odds_ratio", "criterion"),
        ),
        numbers=pick(values, "r1", "t1", "n1", "r", "t", "n"),
        boundaries=(
            Boundary("responses", design.n1, design.response1, None),
            Boundary("responses", design.n, design.response, design.response + 1),
            Boundary("without toxicity", design.n1, design.safe1, None),
            Boundary("without toxicity", design.n, design.safe, design.safe + 1),
        ),
        errors=(
            ErrorRate("recommending a poor response", number(values, "alpha_response"), poor.reject),
            ErrorRate("recommending a toxic treatment", number(values, "alpha_toxicity"), toxic.reject),
            ErrorRate("not recommending a good treatment", number(values, "beta"), 1 - good.reject),
        ),
        scenarios=scenarios,
        is_exact=True,
        method="Exact probabilities; exhaustive search under independence without a largest n, for the larger of the "
        "expected sizes of a poor response and of a toxic treatment",
        source=BRYANT,
        sentence=BRYANT_DAY_WORDS.write(values),
        decision="recommend the treatment",
        high_words="recommend at least",
    )


def _joint_scenario(name: str, design: BryantDay, values: Values, response: str, safe: str) -> Scenario:
    rates = number(values, response), number(values, safe)
    course = compute_bryant_day(design, *rates, number(values, "odds_ratio"))
    words = {"response rate": rates[0], "rate without toxicity": rates[1]}
    return Scenario(name, words, course.reject, course.expected_n, course.pet, course.stop)


FAMILIES = (Family(BRYANT_DAY_WORDS, build_bryant_day),)
