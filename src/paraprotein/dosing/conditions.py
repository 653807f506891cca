"""Conditions of dose rules, written as a protocol writes them and evaluated on arrays.

    NEUT < 1.0 or PLAT < 50
    NEUT >= 1.5 and PLAT >= 75
    EDEMA grade >= 3
    BILI > 3 x ULN
    HGB < 80 g/L

A condition is comparisons joined by `and` and `or`; `and` binds tighter. A number without a unit is in the analyte's
standard unit (haemoglobin g/dL, counts 10^9/L, see `units.STANDARD_UNITS`), and so are the values. A missing value
satisfies nothing: no trigger fires and no recovery is reached on it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from types import MappingProxyType
from typing import Literal, TypeVar

from ..arguments import nearest
from ..arrays import Booleans, Floats, Numbers
from ..comparisons import exceeds, reaches
from ..errors import Finding, UsageError
from ..units import conversion_factor, standard_unit

Operator = Literal["<", "<=", ">", ">="]
Reference = Literal["value", "LLN", "ULN", "baseline"]

ANALYTES: Mapping[str, str] = MappingProxyType(
    {
        "neutrophils": "NEUT", "neutrophil count": "NEUT", "anc": "NEUT", "granulocytes": "NEUT",
        "platelets": "PLAT", "platelet count": "PLAT", "plt": "PLAT", "thrombocytes": "PLAT",
        "hemoglobin": "HGB", "haemoglobin": "HGB", "hb": "HGB",
        "leukocytes": "WBC", "leucocytes": "WBC", "white cells": "WBC", "white blood cells": "WBC",
        "lymphocytes": "LYM", "bilirubin": "BILI", "creatinine": "CREAT", "sgpt": "ALT", "sgot": "AST",
        "alkaline phosphatase": "ALP", "tryptase": "TRYPTASE", "igm": "IGM",
    }
)  # fmt: skip
"""Names that protocols write for laboratory tests -> LBTESTCD."""

TERMS: Mapping[str, str] = MappingProxyType(
    {
        "anemia": "HGB", "anaemia": "HGB", "neutropenia": "NEUT", "thrombocytopenia": "PLAT",
        "leucopenia": "WBC", "leukopenia": "WBC", "lymphopenia": "LYM", "edema": "EDEMA", "oedema": "EDEMA",
    }
)  # fmt: skip
"""Names of toxicities -> the key of their grade: LBTESTCD where graded from the laboratory, else the term."""

CODES = frozenset(ANALYTES.values()) | frozenset({"ALB", "CA", "GGT", "GLUC", "K", "LDH", "MG", "PHOS", "SODIUM"})
"""Laboratory codes known without being declared by a protocol."""

_TOKEN = re.compile(
    r"\s*(?:(?P<unit>(?:10[\^*⁹]\*?\d*|[a-zµμ]*)/[^\s<>≤≥]+|%)|(?P<number>[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"
    r"|(?P<operator><=|>=|≤|≥|<|>)|(?P<word>[^\W\d][\w-]*)|(?P<times>×))",
    re.IGNORECASE,
)
_OPERATORS: Mapping[str, Operator] = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
_REFERENCES: Mapping[str, Reference] = {"lln": "LLN", "uln": "ULN", "baseline": "baseline"}


@dataclass(frozen=True)
class Comparison:
    """One value or grade against a limit.

    Attributes:
        name: LBTESTCD, or the adverse-event term where `is_grade`.
        is_grade: compares the toxicity grade, not the value.
        operator: how.
        limit: the limit, or the multiple of `of`.
        of: what the limit is a multiple of; `"value"` means `limit` itself.
    """

    name: str
    is_grade: bool
    operator: Operator
    limit: float
    of: Reference = "value"


@dataclass(frozen=True)
class Condition:
    """Alternatives, each a set of comparisons that must all hold.

    Attributes:
        text: the condition as the protocol writes it.
        alternatives: comparisons joined by `and`, within alternatives joined by `or`.
    """

    text: str
    alternatives: tuple[tuple[Comparison, ...], ...]

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison, in reading order."""
        return tuple(comparison for alternative in self.alternatives for comparison in alternative)

    @property
    def analytes(self) -> frozenset[str]:
        """LBTESTCD of the values that `evaluate` needs."""
        return frozenset(comparison.name for comparison in self.comparisons if not comparison.is_grade)

    @property
    def graded(self) -> frozenset[str]:
        """Keys of the grades that `evaluate` needs."""
        return frozenset(comparison.name for comparison in self.comparisons if comparison.is_grade)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_condition(text: str, where: str = "condition", *, term: str = "") -> Condition:
    """Read a condition.

    Args:
        text: the condition.
        where: field path for error messages, e.g. `treatment.toxicity[0].if`.
        term: what a bare `grade` refers to, e.g. `EDEMA` in the recovery condition `grade <= 1`.

    Raises:
        UsageError: with the position (first character is 1) and the fix.
    """
    return _Parser(text, where, term).condition()


class _Parser:
    """One pass over the tokens of one condition."""

    def __init__(self, text: str, where: str, term: str) -> None:
        self.text, self.where, self.term = text, where, term
        self.tokens = self._tokens()
        self.at = 0

    def condition(self) -> Condition:
        alternatives = [self._alternative()]
        while self._takes("or"):
            alternatives.append(self._alternative())
        if self._next.kind != "end":
            raise self._error(f"'{self._next.text}' follows a complete comparison", "join comparisons by and, or")
        return Condition(self.text.strip(), tuple(alternatives))

    def _alternative(self) -> tuple[Comparison, ...]:
        comparisons = [self._comparison()]
        while self._takes("and"):
            comparisons.append(self._comparison())
        return tuple(comparisons)

    def _comparison(self) -> Comparison:
        if self._next.text.lower() == "not":
            raise self._error("'not' is not known here", "write the opposite comparison")
        name, is_grade = self._name()
        if self._next.kind != "operator":
            raise self._error(f"expected a comparison, found {self._here}", "write one of: <, <=, >, >=")
        operator = _OPERATORS[self._take().text]
        if self._next.kind != "number":
            raise self._error(f"expected a number, found {self._here}", "write for example: NEUT < 1.0")
        limit = float(self._take().text)
        if self._next.kind == "unit":
            return Comparison(name, is_grade, operator, limit * self._factor(name, is_grade))
        return Comparison(name, is_grade, operator, limit, self._reference())

    def _factor(self, name: str, is_grade: bool) -> float:
        """Factor from the unit written into the analyte's standard unit."""
        token = self._take()
        if is_grade:
            raise self._error(f"a grade has no unit, but '{token.text}' follows it", "write the number alone", token)
        try:
            return conversion_factor(token.text, standard_unit(name), name)
        except UsageError as error:
            raise self._error(error.findings[0].found, error.findings[0].fix, token) from error

    def _name(self) -> tuple[str, bool]:
        start, words = self._next, []
        while self._next.kind == "word" and self._next.text.lower() not in ("and", "or"):
            words.append(self._take().text)
        if not words:
            raise self._error(f"expected a test or term, found {self._here}", "write for example: NEUT < 1.0")
        if words[-1].lower() != "grade":
            return self._analyte(" ".join(words), start), False
        named = " ".join(words[:-1]) or self.term
        if not named:
            raise self._error("'grade' of what is not said", "write for example: EDEMA grade >= 3", start)
        return TERMS.get(named.lower(), ANALYTES.get(named.lower(), named.upper())), True

    def _analyte(self, name: str, start: _Token) -> str:
        code = ANALYTES.get(name.lower(), name)
        if code.upper() in CODES:
            return code.upper()
        if re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", code) and not nearest(code, CODES, 0.75):
            return code
        near = nearest(name, [*ANALYTES, *CODES])
        fix = f"write {ANALYTES.get(near, near.upper())}" if near else "write its LBTESTCD, for example NEUT"
        if name.lower() in TERMS:
            fix = f"compare its grade: {name} grade >= 3"
        raise self._error(f"'{name}' is not a laboratory test known here", fix, start)

    def _reference(self) -> Reference:
        is_multiple = self._next.kind == "times" or self._next.text.lower() == "x"
        if is_multiple:
            self._take()
        if self._next.text.lower() in _REFERENCES:
            return _REFERENCES[self._take().text.lower()]
        if is_multiple:
            raise self._error(f"expected a limit after 'x', found {self._here}", "write ULN, LLN or baseline")
        return "value"

    def _tokens(self) -> list[_Token]:
        tokens, position = [], 0
        while self.text[position:].strip():
            match = _TOKEN.match(self.text, position)
            if match is None or match.lastgroup is None:
                position = len(self.text) - len(self.text[position:].lstrip())
                found = f"'{self.text[position]}' means nothing here"
                fix = "write comparisons joined by and, or; and binds tighter, there are no parentheses"
                raise UsageError([Finding(self._place(position), found, fix, rule="dosing.condition")])
            kind = match.lastgroup
            tokens.append(_Token(kind, match.group(kind), match.start(kind)))
            position = match.end()
        return [*tokens, _Token("end", "", len(self.text.rstrip()))]

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    @property
    def _here(self) -> str:
        return f"'{self._next.text}'" if self._next.text else "the end"

    def _take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _takes(self, word: str) -> bool:
        if self._next.text.lower() != word:
            return False
        self.at += 1
        return True

    def _place(self, position: int) -> str:
        return f"{self.where}, character {position + 1}"

    def _error(self, found: str, fix: str, token: _Token | None = None) -> UsageError:
        place = self._place((token or self._next).position)
        return UsageError([Finding(place, found, fix, rule="dosing.condition")])


def evaluate(condition: Condition, values: Mapping[str, Floats], grades: Mapping[str, Numbers]) -> Booleans:
    """Whether the condition holds, for each patient.

    Args:
        condition: what to evaluate.
        values: LBTESTCD -> results in the standard unit, arrays of one shape; NaN is missing. For limits relative to
            a reference also `NEUT.LLN`, `BILI.ULN` or `CREAT.baseline`.
        grades: LBTESTCD or term -> toxicity grades as floats; NaN is not gradable.

    Returns:
        Booleans; false where what decides is missing.

    Raises:
        UsageError: a test or term that the condition names was not given.
    """
    alternatives = (
        reduce(and_, (_compare(comparison, values, grades, condition) for comparison in alternative))
        for alternative in condition.alternatives
    )
    return reduce(or_, alternatives)


def _compare(
    comparison: Comparison, values: Mapping[str, Floats], grades: Mapping[str, Numbers], condition: Condition
) -> Booleans:
    known: Mapping[str, Numbers] = grades if comparison.is_grade else values
    observed = _given(comparison.name, known, condition)
    limit: Floats | float = comparison.limit
    if comparison.of != "value":
        limit = limit * _given(f"{comparison.name}.{comparison.of}", values, condition)
    if comparison.operator == "<":
        return exceeds(limit, observed)
    if comparison.operator == "<=":
        return reaches(limit, observed)
    if comparison.operator == ">":
        return exceeds(observed, limit)
    return reaches(observed, limit)


Known = TypeVar("Known")


def _given(name: str, known: Mapping[str, Known], condition: Condition) -> Known:
    if name not in known:
        found = f"'{condition.text}' needs {name}, which was not given"
        fix = f"measure {name}, or reword the condition"
        raise UsageError([Finding("dose rule", found, fix, rule="dosing.needs")])
    return known[name]
