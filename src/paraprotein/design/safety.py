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
from .checks import Checks
from .family import Family, Values, name_of, number, numbers, pick, whole, wholes
from .result import Boundary, Design, ErrorRate, Scenario
from .wording import Sentence, Value

IVANOVA = Source("ivanova2005", "Ivanova, Qaqish & Schell, Biometrics 2005;61:540", "10.1111/j.1541-0420.2005.00311.x")
GOLDMAN = Source("goldman1987", "Goldman, Control Clin Trials 1987;8:253", "10.1016/0197-2456(87)90153-X")
GELLER = Source("thall1994", "Thall & Simon, Biometrics 1994;50:337; Geller et al. 2003", "10.2307/2533377")

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


FAMILIES = tuple(Family(words, build_toxicity) for words in TOXICITY_WORDS.values())
