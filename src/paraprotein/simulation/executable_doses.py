"""Doses and dose rules that a simulation would not honour."""

from collections.abc import Iterator

from ..dosing.conditions import Comparison, Condition
from ..errors import Finding, Severity
from ..pharmacology.model import Model, Scope
from ..protocol.dose_plan import dose_plan_of
from ..protocol.schema import Protocol
from ..toxicity.ctcae import edition_named, scale_of

FAR_BEYOND = 4.0
"""How many times beyond the widest range of doses with data a simulation is refused; ours. Nobody knows a dose four
times the highest one studied, and such a number is most often another unit or another drug."""


def check_doses(protocol: Protocol, scope: Scope) -> Iterator[Finding]:
    """Dose levels without data behind them: each range that they leave is a warning, a dose far beyond it an error."""
    widest = scope.doses[0]
    lowest, highest = widest.low_mg / FAR_BEYOND, widest.high_mg * FAR_BEYOND
    levels = protocol.treatment.levels
    far = [level for level in levels if not lowest <= level <= highest]
    if far:
        found = f"{_written(far)}; {scope.drug} is known from {widest.low_mg:g} to {widest.high_mg:g} mg"
        fix = f"write doses of {scope.drug}, in mg per administration ({widest.source.citation})"
        yield Finding("treatment.levels", found, fix, rule="executable.dose")
    for known in scope.doses:
        near = [level for level in levels if level not in far and not known.low_mg <= level <= known.high_mg]
        if near:
            found = f"{_written(near)}: {known.covers} at {known.low_mg:g} to {known.high_mg:g} mg only"
            fix = f"read what is simulated at other doses as an assumption ({known.source.citation})"
            yield Finding("treatment.levels", found, fix, "warning", "executable.dose")


def check_dose_rules(protocol: Protocol, model: Model) -> Iterator[Finding]:
    """Dose rules on what the model does not make: they never fire, and a hold that waits for it never ends."""
    made = made_by(model)
    for place, rule in enumerate(dose_plan_of(protocol).rules):
        where = f"treatment.toxicity[{place}]"
        missing = [item for item in dict.fromkeys(rule.when.comparisons) if not _is_made(item, protocol, made)]
        if missing:
            part = "never fires" if _is_lost(rule.when, protocol, made) else "fires for its other conditions only"
            yield _not_simulated(f"{where}.if", missing, model, f"the rule {part} in simulated patients")
        if rule.until is None or _is_lost(rule.when, protocol, made):
            continue
        missing = [item for item in dict.fromkeys(rule.until.comparisons) if not _is_made(item, protocol, made)]
        if missing:
            lost = _is_lost(rule.until, protocol, made)
            what = "a hold would never end" if lost else "a hold ends by the other conditions only"
            yield _not_simulated(f"{where}.until", missing, model, what, "error" if lost else "warning")


def made_by(model: Model) -> frozenset[str]:
    """Codes of everything that a model makes: tests and bedside signs."""
    return frozenset(observable.code for observable in model.observables)


def _is_made(item: Comparison, protocol: Protocol, made: frozenset[str]) -> bool:
    """Whether the engine can decide a comparison."""
    if item.name not in made:
        return False
    is_sign = item.name not in protocol.assays
    return is_sign or not item.is_grade or scale_of(edition_named(protocol.toxicity.grading), item.name) is not None


def _is_lost(condition: Condition, protocol: Protocol, made: frozenset[str]) -> bool:
    """Whether no alternative of the condition can ever hold in a simulated patient."""
    return not any(all(_is_made(item, protocol, made) for item in items) for items in condition.alternatives)


def _not_simulated(
    where: str, missing: list[Comparison], model: Model, effect: str, severity: Severity = "warning"
) -> Finding:
    names = ", ".join(dict.fromkeys(item.name for item in missing))
    found = f"{model.name} does not make {names}: {effect}"
    fix = "leave this condition out of a protocol that is simulated; the analysis of real data reads it"
    return Finding(where, found, fix, severity, "executable.not-simulated")


def _written(levels: list[float]) -> str:
    return ", ".join(f"{level:g} mg" for level in levels)
