"""One tree of errors, each with its fix.

ParaproteinError
├── InputError              bad input from a person; exit code 2; carries every finding at once
│   ├── ProtocolError       the protocol, population or published-results file
│   ├── DataError           study tables, real or virtual
│   └── UsageError          an argument on the command line or of a public function
└── StoreError              a run directory is damaged, locked or belongs to another protocol
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

Severity = Literal["error", "warning", "note"]

MOST_RECORDS = 1000
"""Records that one finding names: an error of more is corrected in the source, not answered record by record."""


@dataclass(frozen=True)
class Record:
    """The record that a finding is about: what an answer to it names, whatever row of a file holds it.

    Attributes:
        domain: of the table, such as `LB`.
        subject: USUBJID; empty where it is not known.
        sequence: the record's number within the subject; None in DM, which has one record per subject.
        field: the variable.
        row: position in the domain, from 0.
    """

    domain: str
    subject: str
    sequence: int | None
    field: str
    row: int


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is, and how to fix it.

    Attributes:
        where: file and line, table and row, or field path; never more of a patient than subject id and field.
        found: what was found there.
        fix: the next step for the person who reads this.
        severity: `error` stops the work; `warning` stops it under `--strict`; `note` informs.
        rule: short stable identifier of the check, e.g. `protocol.unknown-field`.
        records: the records of study tables that it is about, where it is about some; not more than `MOST_RECORDS`.
    """

    where: str
    found: str
    fix: str
    severity: Severity = "error"
    rule: str = ""
    records: tuple[Record, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.found}. {self.fix}."

    def as_record(self) -> dict[str, str]:
        """Where, what, how to correct it, severity and rule, for JSON."""
        return {name: getattr(self, name) for name in ("where", "found", "fix", "severity", "rule")}


class ParaproteinError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(ParaproteinError):
    """Input that a person can fix; holds all findings at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Finding, ...]]]:
        """Travel between processes with the findings, which the message alone would lose."""
        return type(self), (self.findings,)

    @classmethod
    def one(cls, where: str, found: str, fix: str, rule: str = "") -> Self:
        """An error with a single finding."""
        return cls([Finding(where, found, fix, rule=rule)])


class ProtocolError(InputError):
    """The protocol, population or published-results file cannot be used as written."""


class DataError(InputError):
    """Study tables cannot be used as given."""


class UsageError(InputError):
    """A command-line or function argument cannot be used as given."""


class StoreError(InputError):
    """A run directory is damaged, locked, or belongs to another protocol."""
