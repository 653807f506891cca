"""The dose plan of a trial: levels, planned rise, rules for toxicity, and what ends treatment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from ..errors import Finding, UsageError
from ..units import MONTH_DAYS
from .conditions import Comparison, Condition, parse_condition
from .levels import Trouble, check_dose_is_a_level, check_hold_has_an_end, check_levels_rise, check_rise_is_higher
from .reasons import SENTENCES, Reason

Action = Literal["continue", "hold", "reduce", "stop"]
AfterHold = Literal["same dose", "reduce", "stop"]
ACTIONS: tuple[Action, ...] = ("continue", "hold", "reduce", "stop")
AFTER_FIRST: tuple[AfterHold, ...] = ("same dose", "reduce")
AFTER_LATER: tuple[AfterHold, ...] = ("same dose", "reduce", "stop")


@dataclass(frozen=True)
class Rule:
    """One rule for toxicity.

    Attributes:
        when: condition that fires it.
        action: what happens to the dose.
        until: condition that ends a hold; None for other actions.
        then: dose after the first hold by this rule.
        again: dose after a later one; `stop` ends treatment as soon as the rule fires again.
    """

    when: Condition
    action: Action
    until: Condition | None = None
    then: AfterHold = "same dose"
    again: AfterHold = "reduce"


@dataclass(frozen=True)
class PlannedRise:
    """Planned rise of the dose at the first visit this long after the first dose."""

    after_days: float
    to_mg: float
    unless_held: bool = True
    unless_reduced: bool = True


@dataclass(frozen=True)
class DosePlan:
    """Everything that decides a dose; build it with `dose_plan`.

    Attributes:
        levels_mg: permitted doses per administration, lowest first.
        start_mg: first dose.
        escalation: planned rise, or None.
        rules: rules for toxicity; the first that fires decides.
        longest_treatment_days: treatment ends at the first visit this long after the first dose.
        longest_hold_days: a longer hold ends treatment.
    """

    levels_mg: tuple[float, ...]
    start_mg: float
    escalation: PlannedRise | None
    rules: tuple[Rule, ...]
    longest_treatment_days: float
    longest_hold_days: float

    @property
    def analytes(self) -> frozenset[str]:
        """LBTESTCD of the values that the rules need at every visit."""
        return frozenset().union(*(condition.analytes for condition in self._conditions))

    @property
    def graded(self) -> frozenset[str]:
        """LBTESTCD or term of the grades that the rules need at every visit."""
        return frozenset().union(*(condition.graded for condition in self._conditions))

    @property
    def relative(self) -> tuple[Comparison, ...]:
        """Comparisons whose limit is a multiple of a limit of normal or of the baseline."""
        every = (comparison for condition in self._conditions for comparison in condition.comparisons)
        return tuple(dict.fromkeys(comparison for comparison in every if comparison.of != "value"))

    @property
    def from_baseline(self) -> tuple[str, ...]:
        """LBTESTCD of the values that the rules compare with their baseline, each once."""
        return tuple(dict.fromkeys(item.name for item in self.relative if item.of == "baseline"))

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for rule in self.rules for condition in (rule.when, rule.until) if condition)

    def sentence(self, reason: int, rule: int) -> str:
        """Why, in words: `held: NEUT < 1.0 or PLAT < 50`.

        Args:
            reason: a `Reason`.
            rule: index of the rule that decided, -1 where none did.
        """
        words = {"when": "toxicity", "until": "recovery"}
        if rule >= 0:
            until = self.rules[rule].until
            words = {"when": self.rules[rule].when.text, "until": until.text if until else "recovery"}
        return SENTENCES[Reason(reason)].format(**words)


def dose_plan(
    *,
    levels_mg: Sequence[float],
    start_mg: float,
    rules: Iterable[Mapping[str, Any]] = (),
    escalate_after_days: float | None = None,
    escalate_to_mg: float | None = None,
    escalate_unless: Iterable[str] = ("held", "reduced"),
    longest_treatment_days: float,
    longest_hold_days: float = 56.0,
) -> DosePlan:
    """Build a dose plan from plain numbers and text.

    Args:
        levels_mg: permitted doses per administration, mg, lowest first.
        start_mg: first dose, one of the levels.
        rules: each with `when`, `action`, and for a hold `until`, `then`, `again`, as in a protocol.
        escalate_after_days: time since first dose of the planned rise; None means none is planned.
        escalate_to_mg: dose after the planned rise, one of the levels.
        escalate_unless: dose changes that cancel the rise, of `held` and `reduced`.
        longest_treatment_days: longest treatment, days since first dose.
        longest_hold_days: a longer hold ends treatment.

    Raises:
        UsageError: all that is wrong, at once.
    """
    findings = _check_levels(levels_mg, start_mg, escalate_after_days, escalate_to_mg)
    compiled = [_compile_rule(rule, f"treatment.toxicity[{i}]", findings) for i, rule in enumerate(rules)]
    if findings:
        raise UsageError(findings)
    escalation = None
    if escalate_after_days is not None and escalate_to_mg is not None:
        unless = frozenset(escalate_unless)
        escalation = PlannedRise(
            float(escalate_after_days), float(escalate_to_mg), "held" in unless, "reduced" in unless
        )
    return DosePlan(
        levels_mg=tuple(float(level) for level in levels_mg),
        start_mg=float(start_mg),
        escalation=escalation,
        rules=tuple(rule for rule in compiled if rule is not None),
        longest_treatment_days=float(longest_treatment_days),
        longest_hold_days=float(longest_hold_days),
    )


def _check_levels(
    levels_mg: Sequence[float], start_mg: float, escalate_after_days: float | None, escalate_to_mg: float | None
) -> list[Finding]:
    findings = _found("treatment.levels", check_levels_rise(levels_mg))
    findings += _found("treatment.start", check_dose_is_a_level(start_mg, levels_mg))
    if escalate_to_mg is not None:
        findings += _found("treatment.escalate.to", check_rise_is_higher(escalate_to_mg, start_mg, levels_mg))
    if (escalate_after_days is None) != (escalate_to_mg is None):
        found = "only one of `after` and `to` is given"
        findings.append(Finding("treatment.escalate", found, "give both", rule="dosing.escalate"))
    return findings


def _found(where: str, troubles: Iterable[Trouble], rule: str = "dosing.levels") -> list[Finding]:
    return [Finding(where, found, fix, rule=rule) for found, fix in troubles]


def _compile_rule(rule: Mapping[str, Any], where: str, findings: list[Finding]) -> Rule | None:
    action = rule["action"]
    if action not in ACTIONS:
        fix = f"write one of: {', '.join(ACTIONS)}"
        findings.append(Finding(f"{where}.action", f"'{action}' is not an action", fix, rule="dosing.action"))
    when = _compile_condition(str(rule["when"]), f"{where}.if", "", findings)
    text = str(rule.get("until") or "")
    findings += _found(f"{where}.until", check_hold_has_an_end(action, text), "dosing.until")
    for field, allowed in (("then", AFTER_FIRST), ("again", AFTER_LATER)):
        if rule.get(field, "reduce") not in allowed:
            fix = f"write one of: {', '.join(allowed)}"
            findings.append(Finding(f"{where}.{field}", f"'{rule[field]}' is not known", fix, rule="dosing.after-hold"))
    graded = sorted(when.graded) if when else []
    term = graded[0] if len(graded) == 1 else ""
    until = _compile_condition(text, f"{where}.until", term, findings) if text else None
    if when is None or action not in ACTIONS:
        return None
    return Rule(when, action, until, rule.get("then", "same dose"), rule.get("again", "reduce"))


def _compile_condition(text: str, where: str, term: str, findings: list[Finding]) -> Condition | None:
    try:
        return parse_condition(text, where, term=term)
    except UsageError as error:
        findings.extend(error.findings)
        return None


_WEEKS = (1, 2, 3, 4, 5, 6, 8)

PER_DAY: Mapping[str, float] = MappingProxyType(
    {"QD": 1.0, "DAILY": 1.0, "Q24H": 1.0, "BID": 2.0, "Q12H": 2.0, "TID": 3.0, "Q8H": 3.0, "QID": 4.0, "Q6H": 4.0,
     "QOD": 0.5, "Q2D": 0.5, "EVERY OTHER DAY": 0.5, "Q48H": 0.5, "QAM": 1.0, "QPM": 1.0, "QHS": 1.0,
     **{name: 1 / (7 * weeks) for weeks in _WEEKS for name in (f"Q{weeks}W", f"EVERY {weeks} WEEKS")},
     "QW": 1 / 7, "EVERY WEEK": 1 / 7, "1 TIME PER WEEK": 1 / 7, "QM": 1 / MONTH_DAYS, "EVERY MONTH": 1 / MONTH_DAYS}
)  # fmt: skip
"""EXDOSFRQ (CDISC controlled terms, and words in use) -> administrations per day."""

ONCE = "ONCE"
"""EXDOSFRQ of one administration in the whole interval."""
