"""Findings as a person reads them."""

from collections.abc import Iterable
from typing import Any

from ..errors import Finding, Severity
from .shown import counted, html_table


class Findings(tuple[Finding, ...]):
    """What was found in a protocol or a study: a tuple of `Finding`, one line each when printed.

    Example:
        >>> Findings([Finding("dm.csv, row 3, AGE", "-4 years", "correct AGE")])
        error: dm.csv, row 3, AGE: -4 years. correct AGE.
        1 error
    """

    __slots__ = ()

    def of_severity(self, *severities: Severity) -> "Findings":
        """Only the findings of some severities."""
        return Findings(finding for finding in self if finding.severity in severities)

    def stopping(self, *, strict: bool = False) -> "Findings":
        """The findings that stop the work: errors; with `strict` warnings too."""
        return self.of_severity("error", "warning") if strict else self.of_severity("error")

    def records(self) -> list[dict[str, Any]]:
        """Plain records, for JSON."""
        return [finding.as_record() for finding in self]

    def __repr__(self) -> str:
        if not self:
            return "no findings"
        return "\n".join([*(f"{finding.severity}: {finding}" for finding in self), self.counts])

    @property
    def counts(self) -> str:
        """How many there are of each severity: `1 error, 2 warnings`."""
        kinds: Iterable[Severity] = ("error", "warning", "note")
        counts = [(len(self.of_severity(kind)), kind) for kind in kinds]
        return ", ".join(counted(number, kind) for number, kind in counts if number) or "no findings"

    def _repr_html_(self) -> str:
        rows = [(finding.severity, finding.where, finding.found, finding.fix) for finding in self]
        return html_table(self.counts, ("severity", "where", "found", "fix"), rows)
