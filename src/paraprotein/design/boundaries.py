"""Single-arm designs for a response rate with boundaries by formula or of one's own: Gehan, Fleming, and any looks."""

from collections.abc import Sequence

import numpy as np

from ..sources import Source
from ..stopping.binomial import binomial
from ..stopping.exact import Looks, with_final
from ..stopping.fleming import fleming_looks
from ..stopping.gehan import Estimate, plan_gehan
from .checks import Checks
from .family import Family, Values, bounds, number, pick, response_boundaries, response_scenarios, whole, wholes
from .result import Boundary, Design, ErrorRate, Scenario
from .wording import Sentence, Value

GEHAN = Source("gehan1961", "Gehan, J Chronic Dis 1961;13:346", "10.1016/0021-9681(61)90060-1")
FLEMING = Source("fleming1982", "Fleming, Biometrics 1982;38:143", "10.2307/2530297")
SCHULTZ = Source("schultz1973", "Schultz et al., Biometrics 1973;29:293", "10.2307/2529393")

GEHAN_WORDS = Sentence(
    "Gehan's design misses a response rate of {p1:rate} with probability {beta:rate} at most: if none of the first "
    "{n1:whole} patients responds, the study stops; if 1, 2 and so on respond, {second:wholes} further patients are "
    "evaluated, so that the response rate, at its {estimate:name} after the first stage, is estimated with a standard "
    "error of {standard_error:rate} at most."
)
FLEMING_WORDS = Sentence(
    "Fleming's design tests a response rate of {p0:rate} against {p1:rate} with a nominal one-sided type I error of "
    "{alpha:rate}: patients are evaluated in groups of {sizes:wholes}; the study stops for futility if the responses "
    "after each group are at most {futility:wholes}, and rejects the null hypothesis if they are at least "
    "{efficacy:wholes}."
)
EXACT_WORDS = Sentence(
    "A single-arm design tests a response rate of {p0:rate} against {p1:rate} with looks after {looks:sizes} "
    "patients: the study stops for futility if the responses at each look are at most {futility:wholes}, and rejects "
    "the null hypothesis if they are at least {efficacy:wholes}."
)


def gehan(p1: float, beta: float, standard_error: float, estimate: Estimate = "upper limit") -> Design:
    """Gehan's design: first stage, and the second stage for each number of responses in it.

    Args:
        p1: response rate that must not be missed.
        beta: probability allowed of no response in the first stage at that rate.
        standard_error: largest standard error of the response rate after both stages.
        estimate: rate at which the second stage is computed, `upper limit` (75 %, one-sided) or `observed`.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Gehan, J Chronic Dis 1961;13:346.

    Example:
        >>> gehan(0.20, 0.05, 0.10).n1
        14
    """
    check = Checks().rate("p1", p1).error("beta", beta).rate("standard_error", standard_error)
    check.one_of("estimate", estimate, ("upper limit", "observed")).done()
    plan = plan_gehan(p1, beta, standard_error, estimate)
    asked: dict[str, Value] = {"p1": p1, "beta": beta, "standard_error": standard_error, "estimate": estimate}
    return build_gehan({**asked, "n1": plan.n1, "second": plan.second})


def build_gehan(values: Values) -> Design:
    """Gehan's design from its numbers."""
    p1, n1, second = number(values, "p1"), whole(values, "n1"), wholes(values, "second")
    responds = binomial(n1, p1)
    expected = float(n1 + np.sum(responds[1:] * np.asarray(second)))
    missed = float(responds[0])
    scenario = Scenario("alternative", {"response rate": p1}, 1 - missed, expected, missed, (missed,), (0.0,))
    return Design(
        verb="gehan",
        title="Gehan's design",
        asked=pick(values, "p1", "beta", "standard_error", "estimate"),
        numbers=pick(values, "n1", "second"),
        boundaries=(Boundary("responses", n1, 0, None),),
        errors=(ErrorRate("missing the rate", number(values, "beta"), missed),),
        scenarios=(scenario,),
        is_exact=True,
        method="Exact first stage; second stage from the standard error sqrt(p (1 - p) / n), rounded up",
        source=GEHAN,
        sentence=GEHAN_WORDS.write(values),
        decision="go on to the second stage",
    )


def fleming(p0: float, p1: float, alpha: float, sizes: Sequence[int]) -> Design:
    """Fleming's multi-stage boundaries with their exact characteristics.

    Args:
        p0: response rate that is not of interest.
        p1: response rate at which the power is given, above p0.
        alpha: nominal type I error, one-sided; the formula is an approximation and may exceed it.
        sizes: patients added at each look.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Fleming, Biometrics 1982;38:143.

    Example:
        >>> round(fleming(0.20, 0.40, 0.05, (15, 10)).type_i, 4)
        0.0505
    """
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1).error("alpha", alpha)
    check.looks("sizes", tuple(np.cumsum(sizes).tolist())).done()
    looks = fleming_looks(p0, alpha, sizes)
    asked: dict[str, Value] = {"p0": p0, "p1": p1, "alpha": alpha, "sizes": tuple(sizes)}
    return build_fleming({**asked, "futility": looks.futility, "efficacy": looks.efficacy})


def build_fleming(values: Values) -> Design:
    """Fleming's design from its numbers."""
    sizes = wholes(values, "sizes")
    n = tuple(sum(sizes[: i + 1]) for i in range(len(sizes)))
    looks = Looks(n, bounds(values, "futility"), bounds(values, "efficacy"))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    return Design(
        verb="fleming",
        title="Fleming's multi-stage design",
        asked=pick(values, "p0", "p1", "alpha", "sizes"),
        numbers={"looks": n, **pick(values, "futility", "efficacy")},
        boundaries=response_boundaries(looks),
        errors=(ErrorRate("type I", number(values, "alpha"), scenarios[0].reject),),
        scenarios=scenarios,
        is_exact=True,
        method="Boundaries by Fleming's normal approximation, which may exceed the nominal error; exact probabilities",
        source=FLEMING,
        sentence=FLEMING_WORDS.write(values),
        looks=looks,
    )


def exact(
    p0: float,
    p1: float,
    looks: Sequence[int],
    futility: Sequence[int | None],
    efficacy: Sequence[int | None] | None = None,
) -> Design:
    """Exact characteristics of boundaries of one's own: futility only, looks that cannot stop, any sizes.

    Args:
        p0: response rate that is not of interest.
        p1: response rate at which the power is given, above p0.
        looks: patients evaluated at each look, increasing.
        futility: most responses that stop at each look; None where none do. The last must be a number.
        efficacy: fewest responses that stop for efficacy; None where none do, and None for futility only. The last
            may be None: it is one above the last futility bound.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: Schultz et al., Biometrics 1973;29:293.

    Example:
        >>> round(exact(0.20, 0.40, (15, 25), (3, 8), (7, 9)).power, 4)
        0.7236
    """
    Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1).looks("looks", looks).done()
    plan = with_final(looks, futility, efficacy)
    asked: dict[str, Value] = {"p0": p0, "p1": p1}
    return build_exact({**asked, "looks": plan.n, "futility": plan.futility, "efficacy": plan.efficacy})


def build_exact(values: Values) -> Design:
    """A design with boundaries of one's own from its numbers."""
    looks = Looks(wholes(values, "looks"), bounds(values, "futility"), bounds(values, "efficacy"))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    return Design(
        verb="exact",
        title="Single-arm design with given boundaries",
        asked=pick(values, "p0", "p1"),
        numbers=pick(values, "looks", "futility", "efficacy"),
        boundaries=response_boundaries(looks),
        errors=(),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial recursion over looks",
        source=SCHULTZ,
        sentence=EXACT_WORDS.write(values),
        looks=looks,
    )


FAMILIES = (
    Family(GEHAN_WORDS, build_gehan),
    Family(FLEMING_WORDS, build_fleming),
    Family(EXACT_WORDS, build_exact),
)
