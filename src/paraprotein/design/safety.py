"""Designs that watch toxicity: boundaries for one toxicity, and Bryant and Day's design for response and toxicity."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ..sources import Source
from ..stopping.boundary import (
    Floats,
    compute_crossing,
    compute_expected_patients,
    pocock_bounds,
    posterior_bounds,
    table_bounds,
)
from ..stopping.bryant_day import BryantDay, BryantDayGoals, compute_bryant_day, search_bryant_day
from .checks import Checks
from .family import Family, Values, name_of, number, numbers, pick, whole, wholes
from .result import Boundary, Design, Designs, ErrorRate, Scenario
from .wording import Sentence, Value

IVANOVA = Source("ivanova2005", "Ivanova, Qaqish & Schell, Biometrics 2005;61:540", "10.1111/j.1541-0420.2005.00311.x")
GOLDMAN = Source("goldman1987", "Goldman, Control Clin Trials 1987;8:253", "10.1016/0197-2456(87)90153-X")
GELLER = Source("thall1994", "Thall & Simon, Biometrics 1994;50:337; Geller et al. 2003", "10.2307/2533377")
BRYANT = Source("bryant1995", "Bryant & Day, Biometrics 1995;51:1372", "10.2307/2533268")

Method = Literal["pocock", "posterior", "table"]
METHODS: dict[str, tuple[str, Source]] = {
    "pocock": ("Boundary of one level at every patient; exact probabilities of stopping", IVANOVA),
    "posterior": ("Boundary by posterior probability; exact probabilities of stopping", GELLER),
    "table": ("Boundary as given; exact probabilities of stopping", GOLDMAN),
}

_TOXICITY_START = (
    "A toxicity boundary for {n:whole} patients accepts a toxicity rate of {limit:rate} and not one of {excessive:rate}"
)
_TOXICITY_END = (
    ": from patient {first:whole} on, the study stops when at least {events:wholes} toxicities are seen in at most "
    "{of:wholes} patients."
)
TOXICITY_WORDS = {
    "pocock": Sentence(
        _TOXICITY_START + ", and stops at the former with a probability of {error:rate} at most" + _TOXICITY_END
    ),
    "posterior": Sentence(
        _TOXICITY_START + ", and stops when the posterior probability of exceeding the former is above "
        "{probability:rate}, with a beta prior of {prior:numbers}" + _TOXICITY_END
    ),
    "table": Sentence(_TOXICITY_START + ", by a table" + _TOXICITY_END),
}
BRYANT_DAY_WORDS = Sentence(
    "Bryant and Day's {criterion:name} two-stage design tests response rates of {response0:rate} against "
    "{response1:rate} and rates of patients without toxicity of {safe0:rate} against {safe1:rate}, with an odds ratio "
    "of {odds_ratio:number} between both, and probabilities of recommending of {alpha_response:rate} (poor response) "
    "and {alpha_toxicity:rate} (toxic) and of not recommending a good treatment of {beta:rate}: the study stops if at "
    "most {r1:whole} of the first {n1:whole} patients respond or at most {t1:whole} are without toxicity; otherwise "
    "{n:whole} are evaluated in all, and the treatment is recommended if more than {r:whole} respond and more than "
    "{t:whole} are without toxicity."
)


def toxicity(
    limit: float,
    excessive: float,
    n: int,
    method: Method = "pocock",
    error: float | None = None,
    probability: float | None = None,
    prior: tuple[float, float] | None = None,
    first: int = 1,
    table: Sequence[tuple[int, int]] = (),
) -> Design:
    """A boundary that stops a study for toxicity, with exact probabilities of stopping.

    Args:
        limit: acceptable toxicity rate.
        excessive: rate at which the study should stop, above the limit.
        n: patients of the whole study.
        method: `pocock` (one level at every patient), `posterior` or `table`.
        error: for `pocock`, probability allowed of stopping at the limit; 0.05 where not given.
        probability: for `posterior`, posterior probability of exceeding the limit that is too much; 0.90 where not
            given.
        prior: for `posterior`, parameters (a, b) of the beta prior; (limit, 1 - limit) where not given.
        first: patients evaluated before the rule is asked.
        table: for `table`, rows (events, of): stop when so many of the first so many patients had the toxicity.

    Raises:
        UsageError: an argument cannot be used, or belongs to another method; all findings at once.

    Source: Ivanova et al., Biometrics 2005;61:540; Thall & Simon, Biometrics 1994;50:337; Goldman, Control Clin
    Trials 1987;8:253.

    Example:
        >>> toxicity(0.20, 0.40, 30).numbers["events"]
        (3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    """
    _check_toxicity(limit, excessive, n, method, error, probability, prior, first, table)
    asked: dict[str, Value] = {"method": method, "limit": limit, "excessive": excessive, "n": n, "first": first}
    if method == "pocock":
        asked["error"] = 0.05 if error is None else error
        found = pocock_bounds(limit, number(asked, "error"), n)
    elif method == "posterior":
        chosen = prior or (limit, 1 - limit)
        asked |= {"probability": 0.90 if probability is None else probability, "prior": chosen}
        found = posterior_bounds(limit, number(asked, "probability"), chosen, first, n)
    else:
        found = table_bounds(table, n)
    found[:first] = np.inf
    events, of = _rows(found)
    return build_toxicity({**asked, "events": events, "of": of})


def _check_toxicity(
    limit: float,
    excessive: float,
    n: int,
    method: str,
    error: float | None,
    probability: float | None,
    prior: tuple[float, float] | None,
    first: int,
    table: Sequence[tuple[int, int]],
) -> None:
    check = Checks().rate("limit", limit).rate("excessive", excessive).rises("limit", limit, "excessive", excessive)
    check.count("n", n, 2).count("first", first).one_of("method", method, tuple(METHODS))
    owners = {"error": "pocock", "probability": "posterior", "prior": "posterior", "table": "table"}
    given = {"error": error, "probability": probability, "prior": prior, "table": table or None}
    for name, owner in owners.items():
        if given[name] is not None and owner != method:
            check.found(name, f"given with the method {method}", f"leave it out, or choose the method {owner}")
    if method == "table":
        for events, of in table:
            check.count("events of the table", events).count("patients of the table", of, events)
        check.count("rows of the table", len(table))
    if error is not None:
        check.error("error", error)
    if probability is not None:
        check.rate("probability", probability)
    if prior is not None:
        check.positive("prior a", prior[0]).positive("prior b", prior[1])
    check.done()


def _rows(found: Floats) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A boundary as the rows of a table: each number of events, and the most patients in whom it stops."""
    finite = np.flatnonzero(np.isfinite(found))
    events = np.unique(found[finite]).astype(int)
    of = [int(finite[found[finite] == count].max()) for count in events]
    return tuple(int(count) for count in events), tuple(of)


def build_toxicity(values: Values) -> Design:
    """A toxicity boundary from its numbers."""
    n, first = whole(values, "n"), whole(values, "first")
    rows = tuple(zip(wholes(values, "events"), wholes(values, "of"), strict=True))
    found = table_bounds(rows, n)
    found[:first] = np.inf
    scenarios = tuple(
        _toxicity_scenario(name, found, number(values, rate))
        for name, rate in (("null", "limit"), ("alternative", "excessive"))
    )
    # a sentence does not name its method: what it states does
    method = name_of(values, "method") if "method" in values else _method_of(values)
    words, source = METHODS[method]
    own = {"pocock": ("error",), "posterior": ("probability", "prior"), "table": ()}[method]
    values = {**values, "method": method, **{name: numbers(values, name) for name in own if name == "prior"}}
    return Design(
        verb="toxicity",
        title="Toxicity boundary",
        asked=pick(values, "method", "limit", "excessive", "n", *own),
        numbers=pick(values, "first", "events", "of"),
        boundaries=tuple(Boundary("toxicities", of, None, events) for events, of in rows),
        errors=tuple(
            ErrorRate("stopping at the limit", number(values, name), scenarios[0].reject)
            for name in own
            if name == "error"
        ),
        scenarios=scenarios,
        is_exact=True,
        method=words,
        source=source,
        sentence=TOXICITY_WORDS[method].write(values),
        decision="stop",
        high_words="stop at least",
    )


def _method_of(values: Values) -> str:
    if "error" in values:
        return "pocock"
    return "posterior" if "probability" in values else "table"


def _toxicity_scenario(name: str, found: Floats, rate: float) -> Scenario:
    crossed = compute_crossing(found, rate)
    by_patient = tuple(np.diff(crossed).tolist())
    expected = compute_expected_patients(found, rate)
    return Scenario(name, {"toxicity rate": rate}, float(crossed[-1]), expected, float(crossed[-2]), (), by_patient)


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
    check = Checks().rate("response0", response0).rate("response1", response1).rate("safe0", safe0).rate("safe1", safe1)
    check.rises("response0", response0, "response1", response1).rises("safe0", safe0, "safe1", safe1)
    check.error("alpha_response", alpha_response).error("alpha_toxicity", alpha_toxicity).error("beta", beta)
    check.positive("odds_ratio", odds_ratio).done()
    asked: dict[str, Value] = {
        "response0": response0,
        "response1": response1,
        "safe0": safe0,
        "safe1": safe1,
        "alpha_response": alpha_response,
        "alpha_toxicity": alpha_toxicity,
        "beta": beta,
    }
    goals = BryantDayGoals(response0, response1, safe0, safe1, alpha_response, alpha_toxicity, beta)
    found = search_bryant_day(goals)

    def build(criterion: str, design: BryantDay) -> Design:
        chosen = {"r1": design.response1, "n1": design.n1, "t1": design.safe1}
        last = {"r": design.response, "t": design.safe, "n": design.n}
        return build_bryant_day({**asked, **chosen, **last, "odds_ratio": odds_ratio, "criterion": criterion})

    return Designs(
        "bryant-day",
        "Bryant and Day's two-stage designs",
        {"optimal": build("optimal", found[-1][0]), "minimax": build("minimax", found[0][0])},
        considered=tuple((design.n, expected) for design, expected in found),
    )


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


FAMILIES = (
    *(Family(words, build_toxicity) for words in TOXICITY_WORDS.values()),
    Family(BRYANT_DAY_WORDS, build_bryant_day),
)
