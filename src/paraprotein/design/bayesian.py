"""Bayesian designs of a single arm: posterior (Thall and Simon), predictive (Lee and Liu) and BOP2."""

from collections.abc import Sequence

from ..errors import UsageError
from ..sources import Source
from ..stopping.exact import Looks
from ..stopping.posterior import Standard, thall_simon_looks
from ..stopping.predictive import predictive_looks, search_predictive, threshold_ranges
from .checks import Checks
from .family import (
    Family,
    Values,
    bounds,
    error_rates,
    number,
    numbers,
    pick,
    response_boundaries,
    response_scenarios,
    wholes,
)
from .result import Design
from .wording import Sentence, Value, simplest_between

THALL_SIMON = Source("thall1994", "Thall & Simon, Biometrics 1994;50:337", "10.2307/2533377")
LEE_LIU = Source("lee2008", "Lee & Liu, Clin Trials 2008;5:93", "10.1177/1740774508089279")

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
        plan = _search(p0, p1, alpha, beta, beta_prior, first, every, n_max)
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


def _search(
    p0: float,
    p1: float,
    alpha: float,
    beta: float,
    prior: tuple[float, float],
    first: int,
    every: int,
    n_max: int | None,
) -> Looks:
    found = search_predictive(p0, p1, alpha, beta, prior, first, every, n_max)
    if found is None:
        fix = "leave n_max out to search for the smallest size, or allow larger errors"
        raise UsageError.one("n_max", f"no design of {n_max} patients holds both errors", fix, "design.predictive")
    return found


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
    check.apart(p0, p1, alpha, beta, 1000).done()


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


FAMILIES = (
    Family(POSTERIOR_WORDS, build_posterior),
    Family(PREDICTIVE_WORDS, build_predictive),
)
