"""What a declaration of an analysis data set says; the writers, Define-XML and the documentation read it.

Names and classes follow CDISC ADaM. Everything about a variable is said here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ...sources import Source

Kind = Literal["text", "integer", "number", "date"]
"""text: characters · integer: whole number · number: float64 · date: a calendar day"""

Origin = Literal["Predecessor", "Derived", "Assigned"]
"""How Define-XML 2.1 calls it: copied unchanged · computed from study tables · given by the protocol or the software"""

ADAM_IG = Source("adamig13", "CDISC Analysis Data Model Implementation Guide, version 1.3, 2021", note="recalled")
LONGEST_NAME = 8
LONGEST_LABEL = 40


@dataclass(frozen=True)
class Terms:
    """The values that a variable may take.

    Attributes:
        name: short name, unique among all data sets.
        values: code -> what it means.
    """

    name: str
    values: Mapping[str, str]


def terms(name: str, *codes: str, **described: str) -> Terms:
    """Terms whose codes explain themselves, or are explained by keyword."""
    return Terms(name, MappingProxyType({**{code: code for code in codes}, **described}))


YES = terms("YES", Y="Yes")
YES_NO = terms("NY", Y="Yes", N="No")
IMPUTED = terms("DATEFL", Y="The whole date was not recorded and is inferred")
RANGE = terms("NRIND", LOW="Below the reference range", NORMAL="Within it", HIGH="Above it")
LAB_GRADES = terms("LBGRADE", **{str(grade): f"Grade {grade}" for grade in range(5)})
SIGNED_GRADES = terms(
    "LBGRADES", **{str(grade): f"Grade {abs(grade)}{', low' if grade < 0 else ''}" for grade in range(-4, 5)}
)
EVENT_GRADES = terms("AEGRADE", **{str(grade): f"Grade {grade}" for grade in range(1, 6)})


@dataclass(frozen=True)
class Variable:
    """One variable of an analysis data set.

    Attributes:
        name: up to 8 letters and digits.
        label: up to 40 characters.
        kind: type of the values.
        origin: where the values come from.
        rule: the derivation in words, or the study table's variable (`DM.AGE`) that a predecessor copies.
        length: largest number of characters of a text.
        terms: permitted values, where they are few.
        is_required: never null.
        source: where the rule was published.
    """

    name: str
    label: str
    kind: Kind
    origin: Origin
    rule: str
    length: int = 8
    terms: Terms | None = None
    is_required: bool = False
    source: Source = ADAM_IG

    @property
    def format(self) -> str:
        """SAS display format; empty where none is needed."""
        return "DATE9." if self.kind == "date" else ""


@dataclass(frozen=True)
class AdamParameter:
    """What one PARAMCD of a data set means, where that needs its own derivation.

    Attributes:
        code: PARAMCD.
        title: PARAM.
        variable: the variable whose values the derivation explains, AVAL or AVALC.
        rule: its derivation in words.
    """

    code: str
    title: str
    variable: str
    rule: str


@dataclass(frozen=True)
class AdamShape:
    """One analysis data set.

    Attributes:
        name: data set name.
        label: what it holds, up to 40 characters.
        structure: what one record is.
        klass: ADaM class as Define-XML writes it.
        keys: variables that make a record unique, in order, TRIAL left out.
        variables: all of them, in order.
        parameters: derivations by PARAMCD.
    """

    name: str
    label: str
    structure: str
    klass: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]
    parameters: tuple[AdamParameter, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variables, in order."""
        return tuple(variable.name for variable in self.variables)

    def variable(self, name: str) -> Variable:
        """The declaration of one variable."""
        return next(variable for variable in self.variables if variable.name == name)


def copied(
    name: str,
    label: str,
    kind: Kind,
    of: str,
    length: int = 8,
    *,
    terms: Terms | None = None,
    is_required: bool = False,
) -> Variable:
    """A variable that repeats one of the study tables: `of` names it, e.g. `DM.AGE`."""
    return Variable(name, label, kind, "Predecessor", of, length, terms, is_required)


def derived(
    name: str,
    label: str,
    kind: Kind,
    rule: str,
    length: int = 8,
    *,
    terms: Terms | None = None,
    is_required: bool = False,
    source: Source = ADAM_IG,
) -> Variable:
    """A variable that is computed."""
    return Variable(name, label, kind, "Derived", rule, length, terms, is_required, source)


def assigned(
    name: str,
    label: str,
    kind: Kind,
    rule: str,
    length: int = 8,
    *,
    terms: Terms | None = None,
    is_required: bool = False,
) -> Variable:
    """A variable that the protocol or the software gives."""
    return Variable(name, label, kind, "Assigned", rule, length, terms, is_required)


def head(study: str = "DM.STUDYID", subject: str = "DM.USUBJID") -> tuple[Variable, ...]:
    """The variables that every data set begins with."""
    return (
        assigned("TRIAL", "Trial Replicate", "integer", "0 for a real study, else the number of the virtual trial."),
        copied("STUDYID", "Study Identifier", "text", study, 40, is_required=True),
        copied("USUBJID", "Unique Subject Identifier", "text", subject, 60, is_required=True),
    )


def sequence() -> Variable:
    """ASEQ, by which other data sets point at a record."""
    return derived(
        "ASEQ", "Analysis Sequence Number", "integer",
        "Number of the record within the subject, in the order of the keys.",
        is_required=True,
    )  # fmt: skip


def traces(domains: tuple[str, ...]) -> tuple[Variable, ...]:
    """SRCDOM, SRCVAR and SRCSEQ: the record that a value came from."""
    return (
        assigned("SRCDOM", "Source Data", "text", "Data set that the value comes from.", 8,
                 terms=terms(f"SRCDOM.{'.'.join(domains)}", *domains)),
        assigned("SRCVAR", "Source Variable", "text", "Variable of the source data that gave the value or date.", 8),
        assigned("SRCSEQ", "Source Sequence Number", "integer",
                 "Sequence number (--SEQ, or ASEQ of an analysis data set) of the record in the source data; null "
                 "where the source has one record per subject, or the value says that there is no such record."),
    )  # fmt: skip
