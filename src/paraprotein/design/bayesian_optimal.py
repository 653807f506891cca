"""BOP2: Bayesian optimal phase II designs for one or two binary endpoints."""

from collections.abc import Sequence

import numpy as np

from ..errors import UsageError
from ..sources import Source
from ..stopping.bop2 import Bop2Problem, Bounds, Endpoint, bop2_bounds, compute_bop2, search_bop2
from .checks import Checks
from .family import Family, Values, bounds, error_rates, name_of, number, numbers, pick, wholes
from .result import Boundary, Design, Scenario
from .wording import Sentence, Value

ZHOU = Source("zhou2017", "Zhou, Lee & Yuan, Stat Med 2017;36:3302", "10.1002/sim.7338")

ENDPOINTS: dict[str, tuple[str, str]] = {
    "efficacy": ("responses", ""),
    "nested": ("complete responses", "complete or partial responses"),
    "co-primary": ("first endpoints", "second endpoints"),
    "efficacy and toxicity": ("responses", "toxicities"),
}
"""What each kind of BOP2 endpoint counts."""
CATEGORIES: dict[str, tuple[str, ...]] = {
    "efficacy": ("response", "none"),
    "nested": ("complete response", "partial response", "none"),
    "co-primary": ("both endpoints", "first alone", "second alone", "neither"),
    "efficacy and toxicity": ("response with toxicity", "response alone", "toxicity alone", "neither"),
}
"""What a patient can have, in the order of the probabilities."""

_BOP2_START = (
    "A BOP2 design ({endpoint:name}) with looks after {looks:sizes} patients tests probabilities of {null:rates} "
    "against {alternative:rates}, with a Dirichlet prior of {prior:numbers} and a type I error of {alpha:rate}: "
)
_BOP2_RULE = (
    "the posterior probability of exceeding the null must be at least {threshold:number} times the information "
    "fraction to the power {exponent:number}; "
)
BOP2_WORDS = {
    "efficacy": Sentence(
        _BOP2_START
        + _BOP2_RULE
        + "at these looks the study stops when at most {first:wholes} patients have a response."
    ),
    "nested": Sentence(
        _BOP2_START
        + _BOP2_RULE
        + "at these looks the study stops when at most {first:wholes} patients have a complete response and "
        "at most {second:wholes} a complete or partial response."
    ),
    "co-primary": Sentence(
        _BOP2_START
        + _BOP2_RULE
        + "at these looks the study stops when at most {first:wholes} patients reach the first endpoint and "
        "at most {second:wholes} the second."
    ),
    "efficacy and toxicity": Sentence(
        _BOP2_START
        + _BOP2_RULE
        + "at these looks the study stops when at most {first:wholes} patients have a response or at least "
        "{second:wholes} a toxicity."
    ),
}


def bop2(
    null: float | Sequence[float],
    alternative: float | Sequence[float],
    looks: Sequence[int],
    alpha: float = 0.10,
    endpoint: Endpoint = "efficacy",
    threshold: float | None = None,
    exponent: float | None = None,
    prior: Sequence[float] | None = None,
    step: float | None = None,
) -> Design:
    """BOP2 design: with lambda and gamma given, or searched for the most power within the type I error.

    Args:
        null: probabilities under the null hypothesis: of response (`efficacy`); of (complete response, partial
            response, none) (`nested`); of (both, first alone, second alone, neither) (`co-primary`); of (response with
            toxicity, response alone, toxicity alone, neither) (`efficacy and toxicity`).
        alternative: the same under the alternative.
        looks: patients at each look.
        alpha: type I error allowed.
        endpoint: kind of endpoint.
        threshold: lambda.
        exponent: gamma.
        prior: Dirichlet parameters; the null probabilities where not given.
        step: distance of the values of lambda and gamma that are tried, from 0 to 1; 0.01 where not given.

    Raises:
        UsageError: an argument cannot be used, or no parameters hold the type I error.

    Source: Zhou, Lee & Yuan, Stat Med 2017;36:3302.

    Example:
        >>> bop2(0.2, 0.4, range(10, 41, 5), threshold=0.9, exponent=1).numbers["first"]
        (1, 2, 3, 5, 7, 9, 11)
    """
    _check_bop2(null, alternative, looks, alpha, endpoint, threshold, exponent, prior, step)
    full_null, full_alternative = _complete(null, endpoint), _complete(alternative, endpoint)
    weights = tuple(prior) if prior is not None else full_null
    problem = Bop2Problem(endpoint, full_null, tuple(looks), weights)
    if threshold is None or exponent is None:
        threshold, exponent = _search(problem, full_alternative, alpha, 0.01 if step is None else step)
    found = _counts(problem, bop2_bounds(problem, threshold, exponent))
    asked: dict[str, Value] = {
        "endpoint": endpoint,
        "null": full_null,
        "alternative": full_alternative,
        "prior": weights,
    }
    chosen: dict[str, Value] = {
        "threshold": float(threshold),
        "exponent": float(exponent),
        "looks": problem.looks,
        "alpha": alpha,
    }
    second = {} if endpoint == "efficacy" else {"second": found[1]}
    return build_bop2({**asked, **chosen, "first": found[0], **second})


def _search(problem: Bop2Problem, alternative: tuple[float, ...], alpha: float, step: float) -> tuple[float, float]:
    """Lambda and gamma with the most power on a grid."""
    grid = np.round(np.arange(0, 1 + step / 2, step), 10).tolist()
    choice = search_bop2(problem, alternative, alpha, grid[1:-1], grid)
    if choice is None:
        fix = "allow a larger type I error, or more patients"
        raise UsageError.one("alpha", f"no lambda and gamma hold {alpha}", fix, "design.bop2")
    return choice.threshold, choice.exponent


def _check_bop2(
    null: float | Sequence[float],
    alternative: float | Sequence[float],
    looks: Sequence[int],
    alpha: float,
    endpoint: str,
    threshold: float | None,
    exponent: float | None,
    prior: Sequence[float] | None,
    step: float | None,
) -> None:
    Checks().one_of("endpoint", endpoint, tuple(CATEGORIES)).done()
    count = len(CATEGORIES[endpoint])
    check = Checks().looks("looks", tuple(looks)).error("alpha", alpha)
    if step is not None:
        check.rate("step", step)
        if threshold is not None:
            check.found("step", f"given with the threshold {threshold}", "leave it out: nothing is searched")
    for name, cells in (("null", null), ("alternative", alternative)):
        check.cells(name, _complete(cells, endpoint), count)
    if prior is not None and (len(prior) != count or min(prior) <= 0):
        check.found("prior", ", ".join(map(str, prior)), f"give {count} Dirichlet parameters above 0")
    if (threshold is None) != (exponent is None):
        check.found("threshold and exponent", "only one given", "give both lambda and gamma, or none to search")
    if threshold is not None and exponent is not None:
        check.share("threshold", threshold).not_negative("exponent", exponent)
    check.done()


def _complete(cells: float | Sequence[float], endpoint: str) -> tuple[float, ...]:
    """All categories; of a plain response rate the other one is written down too."""
    if isinstance(cells, int | float):
        cells = (float(cells),)
    if endpoint == "efficacy" and len(cells) == 1:
        return (float(cells[0]), 1 - float(cells[0]))
    return tuple(float(cell) for cell in cells)


def _counts(problem: Bop2Problem, found: Bounds) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    """Bounds as a protocol writes them: counts of the second endpoint, toxicities where that is toxicity."""
    first = tuple(x if x >= 0 else None for x in found[0])
    if problem.endpoint == "efficacy":
        return first, (None,) * len(first)
    if problem.endpoint == "efficacy and toxicity":  # so many without toxicity or fewer: so many with or more
        return first, tuple(n - x if x >= 0 else None for n, x in zip(problem.looks, found[1], strict=True))
    return first, tuple(x if x >= 0 else None for x in found[1])


def build_bop2(values: Values) -> Design:
    """A BOP2 design from its numbers."""
    endpoint = name_of(values, "endpoint")
    looks, first = wholes(values, "looks"), bounds(values, "first")
    counts = ("first",) if endpoint == "efficacy" else ("first", "second")
    second = bounds(values, counts[-1])
    values = {**values, **{name: numbers(values, name) for name in ("null", "alternative", "prior")}}
    problem = _problem(endpoint, values)
    inner = _inner(problem, first, second)
    scenarios = tuple(_bop2_scenario(name, problem, inner, numbers(values, name)) for name in ("null", "alternative"))
    return Design(
        verb="bop2",
        title=f"BOP2 design, {endpoint}",
        asked=pick(values, "endpoint", "null", "alternative", "alpha", "prior"),
        numbers={"n": looks[-1], **pick(values, "threshold", "exponent", "looks", *counts)},
        boundaries=_bop2_boundaries(endpoint, looks, first, second),
        errors=error_rates(number(values, "alpha"), 1.0, scenarios)[:1],
        scenarios=scenarios,
        is_exact=True,
        method="Bounds by posterior probability; exact multinomial probabilities of stopping",
        source=ZHOU,
        sentence=BOP2_WORDS[endpoint].write(values),
        decision="recommend the treatment",
        high_words="stop at least",
    )


def _problem(endpoint: str, values: Values) -> Bop2Problem:
    kinds: dict[str, Endpoint] = {
        "efficacy": "efficacy",
        "nested": "nested",
        "co-primary": "co-primary",
        "efficacy and toxicity": "efficacy and toxicity",
    }
    return Bop2Problem(kinds[endpoint], numbers(values, "null"), wholes(values, "looks"), numbers(values, "prior"))


def _inner(problem: Bop2Problem, first: tuple[int | None, ...], second: tuple[int | None, ...]) -> Bounds:
    """Written bounds back to counts that fail; the inverse of `_counts`."""
    low = tuple(-1 if x is None else x for x in first)
    if problem.endpoint == "efficacy":
        return (low,)
    if problem.endpoint == "efficacy and toxicity":
        return low, tuple(-1 if x is None else n - x for n, x in zip(problem.looks, second, strict=True))
    return low, tuple(-1 if x is None else x for x in second)


def _bop2_scenario(name: str, problem: Bop2Problem, found: Bounds, rates: tuple[float, ...]) -> Scenario:
    course = compute_bop2(problem, found, rates)
    words = dict(zip(CATEGORIES[problem.endpoint], rates, strict=True))
    return Scenario(name, words, course.reject, course.expected_n, course.pet, course.stop)


def _bop2_boundaries(
    endpoint: str, looks: tuple[int, ...], first: tuple[int | None, ...], second: tuple[int | None, ...]
) -> tuple[Boundary, ...]:
    one, two = ENDPOINTS[endpoint]
    found = [Boundary(one, n, low, None) for n, low in zip(looks, first, strict=True)]
    for n, bound in zip(looks, second, strict=True) if two else ():
        is_toxicity = endpoint == "efficacy and toxicity"
        found.append(Boundary(two, n, None if is_toxicity else bound, bound if is_toxicity else None))
    return tuple(found)


FAMILIES = tuple(Family(words, build_bop2) for words in BOP2_WORDS.values())
