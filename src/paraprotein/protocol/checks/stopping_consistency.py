"""What a rule that stops the study must be to itself and to the protocol: one small test per sentence."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ...arguments import nearest
from ...dosing.conditions import TERMS
from ..schema import StoppingRule
from ..stopping_rules import bounds_of, rule_key
from ..yaml_reader import Path
from .consistency import Contradictions

BOUNDARIES = ("table", "posterior", "pocock")


def check_stopping_rule(path: Path, rule: StoppingRule, enrolled: int, assays: tuple[str, ...]) -> Contradictions:
    """One boundary that can be reached, and only what its event needs."""
    stated = [name for name in BOUNDARIES if getattr(rule, name) is not None]
    if not stated:
        yield path, f"the rule '{rule.name}' has no boundary", f"add one of: {', '.join(BOUNDARIES)}"
    elif len(stated) > 1:
        yield (*path, stated[1]), f"both {stated[0]} and {stated[1]} are the boundary", "keep one of them"
    else:
        yield from _check_boundary(path, rule, enrolled)
    yield from _check_event(path, rule)
    yield from _check_terms(path, rule, assays)


def check_stopping_names(rules: tuple[StoppingRule, ...] | None) -> Contradictions:
    """Every rule has a name of its own."""
    keys = [rule_key(rule) for rule in rules or ()]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            yield ("stopping", place, "name"), f"two stopping rules are called '{key}'", "give one another name"


def _check_boundary(path: Path, rule: StoppingRule, enrolled: int) -> Contradictions:
    found = list(_check_table(path, rule))
    yield from found
    if found:
        return
    last = max(row.of for row in rule.table) if rule.table else enrolled
    if not np.any(bounds_of(rule, enrolled, last) <= np.arange(last + 1)):
        name = next(name for name in BOUNDARIES if getattr(rule, name) is not None)
        what = f"no number of events among {enrolled} patients stops the study"
        yield (*path, name), what, "write a lower probability, or a higher error"


def _check_table(path: Path, rule: StoppingRule) -> Iterator[tuple[Path, str, str]]:
    rows = rule.table or ()
    for place, row in enumerate(rows):
        if row.events > row.of:
            yield (*path, "table", place), f"{row.events} events of {row.of} patients", "correct one of the numbers"
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        if row.of <= before.of or row.events < before.events:
            what = f"{row.events} of {row.of} after {before.events} of {before.of}"
            yield (*path, "table", place), what, "write the rows in rising order; more patients bear no fewer events"


def _check_event(path: Path, rule: StoppingRule) -> Contradictions:
    """Terms, grade and relation belong to toxicity."""
    if rule.event == "toxicity":
        return
    for name in ("terms", "grade", "related"):
        if name in rule.model_fields_set:
            yield (*path, name), f"'{name}' has no meaning for the event '{rule.event}'", "remove it, or write toxicity"


def _check_terms(path: Path, rule: StoppingRule, assays: tuple[str, ...]) -> Contradictions:
    """A toxicity that is almost a known one, or almost a laboratory test of this protocol, is that, misspelt."""
    for place, term in enumerate(rule.terms):
        if term.lower() in TERMS or term in assays:
            continue
        near = nearest(term, TERMS, likeness=0.85) or nearest(term, assays, likeness=0.75)
        if near:
            what = f"'{term}', the term in place {place + 1}, is not known"
            yield (*path, "terms"), what, f"write '{near}'"
        elif term.isupper() and len(term) <= 8:
            what = f"'{term}', the term in place {place + 1}, is neither a toxicity nor an assay"
            yield (*path, "terms"), what, "add the assay, or write the toxicity's name in small letters"
