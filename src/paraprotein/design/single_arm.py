"""Single-arm designs for a response rate: single stage, Simon, Gehan, Fleming, and any boundaries of one's own."""

from collections.abc import Sequence

import numpy as np

from ..sources import Source
from ..stopping.binomial import binomial
from ..stopping.exact import Looks, final_look, with_final
from ..stopping.fleming import fleming_looks
from ..stopping.gehan import Estimate, plan_gehan
from ..stopping.simon import search_simon
from ..stopping.single_stage import SingleStage, search_single_stage
from ..stopping.two_stage import TwoStage
from ..stopping.two_stage_search import Candidate, admissible
from .checks import Checks
from .family import (
    Family,
    Values,
    bounds,
    error_rates,
    number,
    pick,
    response_boundaries,
    response_scenarios,
    whole,
    wholes,
)
from .result import Admissible, Boundary, Design, Designs, ErrorRate, Scenario
from .wording import Sentence, Value

AHERN = Source("ahern2001", "A'Hern, Stat Med 2001;20:859", "10.1002/sim.721")
SIMON = Source("simon1989", "Simon, Control Clin Trials 1989;10:1", "10.1016/0197-2456(89)90015-9")
JUNG = Source("jung2004", "Jung et al., Stat Med 2004;23:561", "10.1002/sim.1600")
GEHAN = Source("gehan1961", "Gehan, J Chronic Dis 1961;13:346", "10.1016/0021-9681(61)90060-1")
FLEMING = Source("fleming1982", "Fleming, Biometrics 1982;38:143", "10.2307/2530297")
SCHULTZ = Source("schultz1973", "Schultz et al., Biometrics 1973;29:293", "10.2307/2529393")

SINGLE_STAGE_WORDS = Sentence(
    "A single-stage design of {criterion:name} tests a response rate of {p0:rate} against {p1:rate} with a one-sided "
    "type I error of {alpha:rate} and a type II error of {beta:rate}: {n:whole} patients are evaluated, and the null "
    "hypothesis is rejected if at least {responses:whole} respond."
)
SIMON_WORDS = Sentence(
    "Simon's {criterion:name} two-stage design tests a response rate of {p0:rate} against {p1:rate} with a one-sided "
    "type I error of {alpha:rate} and a type II error of {beta:rate}: if at most {r1:whole} of the first {n1:whole} "
    "patients respond, the study stops for futility; otherwise {n:whole} patients are evaluated in all, and the null "
    "hypothesis is rejected if more than {r:whole} respond."
)
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


def single_stage(p0: float, p1: float, alpha: float, beta: float) -> Designs:
    """Single-stage designs: `smallest` n, and `steady`, the smallest n from which every larger n holds too.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Raises:
        UsageError: an argument cannot be used; all findings at once.

    Source: A'Hern, Stat Med 2001;20:859.

    Example:
        >>> single_stage(0.05, 0.20, 0.05, 0.20).steady.n
        33
    """
    _check_rates(p0, p1, alpha, beta)
    found = search_single_stage(p0, p1, alpha, beta)

    def build(criterion: str, design: SingleStage) -> Design:
        return build_single_stage(
            {
                "criterion": criterion,
                "p0": p0,
                "p1": p1,
                "alpha": alpha,
                "beta": beta,
                "n": design.n,
                "responses": design.responses,
            }
        )

    chosen = {"smallest": build("the smallest size", found.smallest), "steady": build("steady size", found.steady)}
    return Designs("single-stage", "Exact single-stage designs", chosen)


def build_single_stage(values: Values) -> Design:
    """A single-stage design from its numbers, without a search."""
    looks = final_look(whole(values, "responses") - 1, whole(values, "n"))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    return Design(
        verb="single-stage",
        title=f"Exact single-stage design, {values['criterion']}",
        asked=pick(values, "p0", "p1", "alpha", "beta", "criterion"),
        numbers={"n": whole(values, "n"), "responses": whole(values, "responses"), "r": looks.futility[-1]},
        boundaries=response_boundaries(looks),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial probabilities; a steady size is one from which every larger size holds too",
        source=AHERN,
        sentence=SINGLE_STAGE_WORDS.write(values),
        looks=looks,
    )


def simon(p0: float, p1: float, alpha: float, beta: float) -> Designs:
    """Simon's two-stage designs: `optimal`, `minimax`, and every admissible one.

    Args:
        p0: response rate that is not of interest.
        p1: response rate that is, above p0.
        alpha: type I error allowed, one-sided.
        beta: type II error allowed.

    Raises:
        UsageError: an argument cannot be used, or the rates are so close that no phase II study fits; all at once.

    Source: Simon, Control Clin Trials 1989;10:1; admissible: Jung et al., Stat Med 2004;23:561.

    Example:
        >>> best = simon(0.10, 0.30, 0.05, 0.20).optimal
        >>> (best.r1, best.n1, best.r, best.n)
        (1, 10, 5, 29)
    """
    _check_rates(p0, p1, alpha, beta)
    found = search_simon(p0, p1, alpha, beta)

    def build(criterion: str, design: Candidate) -> Design:
        asked: dict[str, Value] = {"criterion": criterion, "p0": p0, "p1": p1, "alpha": alpha, "beta": beta}
        return build_simon({**asked, "r1": design.r1, "n1": design.n1, "r": design.r, "n": design.n})

    return Designs(
        "simon",
        "Simon's two-stage designs",
        {"optimal": build("optimal", found[-1]), "minimax": build("minimax", found[0])},
        tuple(Admissible(build("admissible", design), low, high) for design, low, high in admissible(found)),
        tuple((design.n, design.expected_n) for design in found),
    )


def build_simon(values: Values) -> Design:
    """One of Simon's designs from its numbers, without a search."""
    design = TwoStage(whole(values, "r1"), whole(values, "n1"), whole(values, "r"), whole(values, "n"))
    looks = with_final((design.n1, design.n), (design.r1, design.r))
    scenarios = response_scenarios(looks, number(values, "p0"), number(values, "p1"))
    is_admissible = values["criterion"] == "admissible"
    return Design(
        verb="simon",
        title=f"Simon's two-stage design, {values['criterion']}",
        asked=pick(values, "p0", "p1", "alpha", "beta", "criterion"),
        numbers=pick(values, "r1", "n1", "r", "n"),
        boundaries=response_boundaries(looks),
        errors=error_rates(number(values, "alpha"), number(values, "beta"), scenarios),
        scenarios=scenarios,
        is_exact=True,
        method="Exact binomial probabilities; exhaustive search without a largest n",
        source=JUNG if is_admissible else SIMON,
        sentence=SIMON_WORDS.write(values),
        looks=looks,
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


def _check_rates(p0: float, p1: float, alpha: float, beta: float) -> None:
    check = Checks().rate("p0", p0).rate("p1", p1).rises("p0", p0, "p1", p1)
    check.error("alpha", alpha).error("beta", beta).done()


FAMILIES = (
    Family(SINGLE_STAGE_WORDS, build_single_stage),
    Family(SIMON_WORDS, build_simon),
    Family(GEHAN_WORDS, build_gehan),
    Family(FLEMING_WORDS, build_fleming),
    Family(EXACT_WORDS, build_exact),
)
