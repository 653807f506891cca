"""Bayesian designs of a single arm: posterior (Thall and Simon), predictive (Lee and Liu) and BOP2."""

from collections.abc import Sequence

import numpy as np

from ..errors import UsageError
from ..sources import Source
from ..stopping.bop2 import Bop2Problem, Bounds, Endpoint, bop2_bounds, compute_bop2, search_bop2
from ..stopping.exact import Looks
from ..stopping.posterior import Standard, thall_simon_looks
from ..stopping.predictive import predictive_looks, search_predictive, threshold_ranges
from .checks import Checks
from .family import (
    Family,
    Values,
    bounds,
    error_rates,
    name_of,
    number,
    numbers,
    pick,
    response_boundaries,
    response_scenarios,
    wholes,
)
from .result import Boundary, Design, Scenario
from .wording import Sentence, Value, simplest_between

THALL_SIMON = Source("thall1994", "Thall & Simon, Biometrics 1994;50:337", "10.2307/2533377")
LEE_LIU = Source("lee2008", "Lee & Liu, Clin Trials 2008;5:93", "10.1177/1740774508089279")
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

POSTERIOR_WORDS = Sentence(
    "A Bayesian design monitors the response rate after {looks:sizes} patients, with a beta prior of {prior:numbers} "
    "against a {standard:name} of {parameters:numbers}: the study stops for futility when the posterior probability "
    "of an improvement by more than {margin:rate} is below {lower:rate}, which is so at {futility:wholes} responses or "
    "fewer, and for efficacy when that of any improvement is above {upper:rate}, which is so at {efficacy:wholes} "
    "responses or more; its characteristics are given at response rates of {p0:rate} and {p1:rate}."
)
PREDICTIVE_WORDS = Sentence(
    "A predictive probability design tests a response rate of {p0:rate} against {p1:rate} with a type I error of "
    "{alpha:rate} and a type II error of {beta:rate}, a beta prior of {prior:numbers} and looks after {looks:sizes} "
    "patients: the null hypothesis is rejected when the posterior probability of exceeding it is above "
    "{theta_t:rate} at the end; the study stops when the predictive probability of that is below {theta_l:rate} or "
    "above {theta_u:rate}, which is so at {futility:wholes} responses or fewer, or {efficacy:wholes} or more."
)
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


def posterior(
    p0: float,
    p1: float,
    looks: Sequence[int],
    prior: tuple[float, float] = (0.5, 0.5),
    margin: float = 0.0,
    lower: float = 0.05,
    upper: float = 0.95,
    standard_prior: tuple[float, float] | None = None,
) -> Design:
    """Thall and Simon's Bayesian monitoring of a response rate, with exact characteristics.

    Args:
        p0: response rate of the standard treatment, known unless `standard_prior` is given.
        p1: response rate at which the power is given, above p0.
        looks: patients at each look.
        prior: parameters (a, b) of the beta prior of the experimental rate.
        margin: improvement wanted over the standard, as a fraction.
        lower: stop for futility when P(experimental > standard + margin) is below this; 0 for never.
        upper: stop for efficacy when P(experimental > standard) is above this.
        standard_prior: parameters of the standard's beta distribution, when its rate is not taken as known.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Thall & Simon, Biometrics 1994;50:337.

    Example:
        >>> posterior(0.20, 0.40, (10, 20, 30), prior=(0.4, 1.6), margin=0.15).numbers["efficacy"]
        (5, 8, 11)
    """
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1).looks("looks", looks)
    check.positive("prior a", prior[0]).positive("prior b", prior[1]).share("margin", margin)
    check.share("lower", lower).share("upper", upper)
    if standard_prior is not None:
        check.positive("standard a", standard_prior[0]).positive("standard b", standard_prior[1])
    check.done()
    standard = Standard(p0) if standard_prior is None else Standard(None, standard_prior)
    plan = thall_simon_looks(looks, prior, standard, margin, lower, upper)
    known: dict[str, Value] = {"standard": "known rate", "parameters": (p0,)}
    if standard_prior is not None:
        known = {"standard": "standard with a beta distribution", "parameters": standard_prior}
    asked: dict[str, Value] = {"p0": p0, "p1": p1, "prior": prior, "margin": margin, "lower": lower, "upper": upper}
    return build_posterior({**asked, **known, "looks": plan.n, "futility": plan.futility, "efficacy": plan.efficacy})


def build_posterior(values: Values) -> Design:
    """Thall and Simon's design from its numbers."""
    looks = Looks(wholes(values, "looks"), bounds(values, "futility"), bounds(values, "efficacy"))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    values = {**values, "prior": numbers(values, "prior"), "parameters": numbers(values, "parameters")}
    return Design(
        verb="posterior",
        title="Bayesian monitoring by posterior probability",
        asked=pick(values, "p0", "p1", "prior", "standard", "parameters", "margin", "lower", "upper"),
        numbers=pick(values, "looks", "futility", "efficacy"),
        boundaries=response_boundaries(looks),
        errors=(),
        scenarios=scenarios,
        is_exact=True,
        method="Bounds by posterior probability; exact binomial probabilities of stopping",
        source=THALL_SIMON,
        sentence=POSTERIOR_WORDS.write(values),
        looks=looks,
    )


def predictive(
    p0: float,
    p1: float,
    alpha: float,
    beta: float,
    prior: tuple[float, float] | None = None,
    first: int = 10,
    every: int = 1,
    n_max: int | None = None,
    theta_l: float | None = None,
    theta_t: float | None = None,
    theta_u: float = 1.0,
) -> Design:
    """Lee and Liu's predictive probability design: with the thresholds given, or searched.

    Without thresholds the design has the fewest patients (or `n_max`), and among those the smallest expected number
    under p0. With `theta_l`, `theta_t` and `n_max` it is evaluated as it is, whatever its errors.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed.
        beta: type II error allowed.
        prior: parameters (a, b) of the beta prior; (p0, 1 - p0) where not given.
        first: patients at the first look.
        every: patients between looks.
        n_max: largest size.
        theta_l: stop when the predictive probability is below this.
        theta_t: reject when the posterior probability at the end is above this.
        theta_u: stop for efficacy when the predictive probability is above this; 1 for never.

    Raises:
        UsageError: an argument cannot be used, or no design of this size holds.

    Source: Lee & Liu, Clin Trials 2008;5:93.

    Example:
        >>> design = predictive(0.20, 0.40, 0.10, 0.10, n_max=36, theta_l=0.001, theta_t=0.90)
        >>> (round(design.type_i, 4), round(design.power, 3), round(design.expected_n, 2))
        (0.0878, 0.906, 27.67)
    """
    beta_prior = prior if prior is not None else (p0, 1 - p0)
    _check_predictive(p0, p1, alpha, beta, beta_prior, first, every, n_max, theta_l, theta_t, theta_u)
    if theta_l is not None and theta_t is not None and n_max is not None:
        sizes = (*range(min(first, n_max), n_max, every), n_max)
        plan = predictive_looks(sizes, p0, beta_prior, theta_l, theta_t, theta_u)
    else:
        found = search_predictive(p0, p1, alpha, beta, beta_prior, first, every, n_max)
        if found is None:
            fix = "leave n_max out to search for the smallest size, or allow larger errors"
            raise UsageError.one("n_max", f"no design of {n_max} patients holds both errors", fix, "design.predictive")
        plan = found
        (low, high), (from_, below) = threshold_ranges(plan, p0, beta_prior)
        theta_l, theta_t = simplest_between(low, high), simplest_between(from_, below)
    asked: dict[str, Value] = {
        "p0": p0,
        "p1": p1,
        "alpha": alpha,
        "beta": beta,
        "prior": beta_prior,
        "theta_u": theta_u,
    }
    chosen: dict[str, Value] = {"looks": plan.n, "futility": plan.futility, "efficacy": plan.efficacy}
    return build_predictive({**asked, **chosen, "theta_l": theta_l, "theta_t": theta_t})


def _check_predictive(
    p0: float,
    p1: float,
    alpha: float,
    beta: float,
    prior: tuple[float, float],
    first: int,
    every: int,
    n_max: int | None,
    theta_l: float | None,
    theta_t: float | None,
    theta_u: float,
) -> None:
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1).error("alpha", alpha).error("beta", beta)
    check.positive("prior a", prior[0]).positive("prior b", prior[1]).count("first", first).count("every", every)
    if n_max is not None:
        check.count("n_max", n_max, 2)
    given = [theta is not None for theta in (theta_l, theta_t)]
    if any(given) or theta_u != 1:
        if not all(given) or n_max is None:
            check.found("theta_l, theta_t and n_max", "only some given", "give all three, or none to search")
        check.share("theta_l", theta_l or 0).share("theta_t", theta_t or 0).share("theta_u", theta_u)
    check.done()


def build_predictive(values: Values) -> Design:
    """Lee and Liu's design from its numbers."""
    looks = Looks(wholes(values, "looks"), bounds(values, "futility"), bounds(values, "efficacy"))
    p0, prior = number(values, "p0"), numbers(values, "prior")
    scenarios = response_scenarios(looks, p0, number(values, "p1"))
    lower, target = threshold_ranges(looks, p0, (prior[0], prior[1]))
    ranges: dict[str, Value] = {"theta_l_range": lower, "theta_t_range": target}
    values = {**values, "prior": prior}
    return Design(
        verb="predictive",
        title="Predictive probability design",
        asked=pick(values, "p0", "p1", "alpha", "beta", "prior", "theta_u"),
        numbers={
            "n": looks.n_max,
            **pick(values, "theta_l", "theta_t"),
            **ranges,
            **pick(values, "looks", "futility", "efficacy"),
        },
        boundaries=response_boundaries(looks),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Bounds by predictive probability; exact binomial probabilities of stopping",
        source=LEE_LIU,
        sentence=PREDICTIVE_WORDS.write(values),
        looks=looks,
    )


def bop2(
    null: Sequence[float],
    alternative: Sequence[float],
    looks: Sequence[int],
    alpha: float = 0.10,
    endpoint: Endpoint = "efficacy",
    threshold: float | None = None,
    exponent: float | None = None,
    prior: Sequence[float] | None = None,
    step: float = 0.01,
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
        step: distance of the values of lambda and gamma that are tried, all from 0 to 1.

    Raises:
        UsageError: an argument cannot be used, or no parameters hold the type I error.

    Source: Zhou, Lee & Yuan, Stat Med 2017;36:3302.

    Example:
        >>> bop2([0.2], [0.4], range(10, 41, 5), threshold=0.9, exponent=1).numbers["first"]
        (1, 2, 3, 5, 7, 9, 11)
    """
    _check_bop2(null, alternative, looks, alpha, endpoint, threshold, exponent, prior, step)
    full_null, full_alternative = _complete(null, endpoint), _complete(alternative, endpoint)
    weights = tuple(prior) if prior is not None else full_null
    problem = Bop2Problem(endpoint, full_null, tuple(looks), weights)
    if threshold is None or exponent is None:
        grid = np.round(np.arange(0, 1 + step / 2, step), 10).tolist()
        choice = search_bop2(problem, full_alternative, alpha, grid[1:-1], grid)
        if choice is None:
            fix = "allow a larger type I error, or more patients"
            raise UsageError.one("alpha", f"no lambda and gamma hold {alpha}", fix, "design.bop2")
        threshold, exponent = choice.threshold, choice.exponent
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


def _check_bop2(
    null: Sequence[float],
    alternative: Sequence[float],
    looks: Sequence[int],
    alpha: float,
    endpoint: str,
    threshold: float | None,
    exponent: float | None,
    prior: Sequence[float] | None,
    step: float,
) -> None:
    Checks().one_of("endpoint", endpoint, tuple(CATEGORIES)).done()
    count = len(CATEGORIES[endpoint])
    check = Checks().looks("looks", tuple(looks)).error("alpha", alpha).rate("step", step)
    for name, cells in (("null", null), ("alternative", alternative)):
        check.cells(name, _complete(cells, endpoint), count)
    if prior is not None and (len(prior) != count or min(prior) <= 0):
        check.found("prior", ", ".join(map(str, prior)), f"give {count} Dirichlet parameters above 0")
    if (threshold is None) != (exponent is None):
        check.found("threshold and exponent", "only one given", "give both lambda and gamma, or none to search")
    if threshold is not None and exponent is not None:
        check.share("threshold", threshold).not_negative("exponent", exponent)
    check.done()


def _complete(cells: Sequence[float], endpoint: str) -> tuple[float, ...]:
    """All categories; of a plain response rate the other one is written down too."""
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
        method="Bounds by posterior probability, parameters by search over a grid; exact multinomial probabilities",
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


FAMILIES = (
    Family(POSTERIOR_WORDS, build_posterior),
    Family(PREDICTIVE_WORDS, build_predictive),
    *(Family(words, build_bop2) for words in BOP2_WORDS.values()),
)
