"""Dose rules that can be read and make no sense: they hold everybody, nobody, or end as they begin."""

from collections.abc import Iterator, Mapping

from ...dosing.conditions import Condition, parse_condition
from ...dosing.reach import holds_when_healthy, is_within, overlap, regions_of
from ...errors import UsageError
from ...units import standard_unit
from ..dose_plan import rule_factor
from ..schema import Assay, DoseRule, Protocol
from ..yaml_reader import Path
from .consistency import Contradictions

AFTER_HOLD = ("then", "again")


def check_rule_can_act(path: Path, rule: DoseRule, assays: Mapping[str, Assay | None]) -> Contradictions:
    """A rule fires for some patients and not for healthy ones, and a hold can end, but not as it begins.

    Args:
        path: path of the rule.
        rule: the rule; conditions that cannot be read are reported elsewhere.
        assays: the protocol's assays by code; None for one that cannot be read.
    """
    if rule.action != "hold":
        for name in AFTER_HOLD:
            if name in rule.model_fields_set:
                yield (*path, name), f"'{name}' has no meaning when the action is '{rule.action}'", "remove it"
    fires = _parsed(rule.when)
    if fires is None:
        return
    limits = limits_of(assays)
    reached = regions_of(fires, limits)
    if not reached:
        yield (*path, "if"), f"'{rule.when}' can never hold: the rule never fires", _unit_hint(fires)
    elif rule.action != "continue" and holds_when_healthy(fires, limits):
        found = f"'{rule.when}' holds for healthy values: the rule would {rule.action} everybody"
        yield (*path, "if"), found, _unit_hint(fires)
    if rule.until and reached:
        yield from _check_end(path, rule, fires, limits)


def check_rules_decide(protocol: Protocol) -> Iterator[tuple[Path, str, str]]:
    """Warnings: a rule that an earlier one always forestalls, and a hold that may end while its reason lasts."""
    limits = limits_of(protocol.assays)
    seen: list[tuple[int, Condition]] = []
    for place, rule in enumerate(protocol.treatment.toxicity):
        path: Path = ("treatment", "toxicity", place)
        fires = parse_condition(rule.when)
        reached = regions_of(fires, limits)
        before = next((number for number, earlier in seen if is_within(reached, regions_of(earlier, limits))), None)
        if before is not None:
            found = f"'{rule.when}' never decides: rule {before + 1} fires whenever it holds, and the first one decides"
            yield (*path, "if"), found, f"move this rule above rule {before + 1}, or remove it"
        until = _recovery(rule, fires)
        if until is not None and overlap(reached, regions_of(until, limits)):
            found = f"'{rule.until}' can hold while '{rule.when}' still does: such a hold ends and begins again at once"
            yield (*path, "until"), found, "ask for the recovery of everything that the rule holds for"
        seen.append((place, fires))


def limits_of(assays: Mapping[str, Assay | None]) -> dict[str, float]:
    """`NEUT.LLN` and the like -> the assay's limit of normal in the unit in which rules compare."""
    found: dict[str, float] = {}
    for code, assay in assays.items():
        try:
            factor = rule_factor(code, assay)
        except UsageError:
            continue  # the assay's own check speaks of its unit
        if assay is None:
            continue
        for name, limit in (("LLN", assay.low_normal), ("ULN", assay.high_normal)):
            if limit is not None:
                found[f"{code}.{name}"] = limit * factor
    return found


def _check_end(path: Path, rule: DoseRule, fires: Condition, limits: Mapping[str, float]) -> Contradictions:
    until = _recovery(rule, fires)
    if until is None:
        return
    ends = regions_of(until, limits)
    if not ends:
        yield (*path, "until"), f"'{rule.until}' can never hold: a hold would never end", _unit_hint(until)
    elif is_within(regions_of(fires, limits), ends):
        found = f"'{rule.until}' holds whenever '{rule.when}' does: the hold ends as it begins"
        yield (*path, "until"), found, "write the recovery that ends the hold, for example NEUT >= 1.5"


def _recovery(rule: DoseRule, fires: Condition) -> Condition | None:
    graded = sorted(fires.graded)
    return _parsed(rule.until, graded[0] if len(graded) == 1 else "") if rule.until else None


def _parsed(text: str, term: str = "") -> Condition | None:
    try:
        return parse_condition(text, "", term=term)
    except UsageError:
        return None


def _unit_hint(condition: Condition) -> str:
    """How to write a limit in the unit that was meant."""
    for code in sorted(condition.analytes):
        try:
            unit = standard_unit(code)
        except UsageError:
            continue
        return f"correct the limit: a number alone is in {unit} for {code}; write another unit after the number"
    return "correct the condition; grades go from 1 to 5"
