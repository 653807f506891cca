"""Findings as a person reads them."""

from collections.abc import Iterable, Sequence

from ..errors import Finding, Severity
from .shown import counted, html_table

SHOWN_NOTES = 6
"""Notes that are shown one a line; of more, the rest is counted by rule."""


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as a person reads them: worst first, and those of one cause in one line with their number.

    Findings of one rule that say the same of several places are one; the first three places are named.

    Example:
        >>> alike = [Finding(f"dm.csv row {row}", "an age of -1", "correct AGE", rule="age") for row in (2, 3, 4, 5)]
        >>> [str(finding) for finding in grouped(alike)]
        ['dm.csv row 2; dm.csv row 3; dm.csv row 4; ...: an age of -1 (4 times). correct AGE.']
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: ("error", "warning", "note").index(finding.severity)):
        groups.setdefault((finding.severity, finding.rule, finding.found, finding.fix), []).append(finding)
    return [_one(alike) for alike in groups.values()]


def _one(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    if len(alike) == 1:
        return first
    places = "; ".join(finding.where for finding in alike[:3]) + ("; ..." if len(alike) > 3 else "")
    records = tuple(record for finding in alike for record in finding.records)
    return Finding(places, f"{first.found} ({len(alike)} times)", first.fix, first.severity, first.rule, records)


def shown_lines(findings: Iterable[Finding]) -> list[str]:
    """One line per cause, worst first; notes beyond the first `SHOWN_NOTES` are counted in one line."""
    ordered = grouped(findings)
    notes = [finding for finding in ordered if finding.severity == "note"]
    lines = [f"{finding.severity}: {finding}" for finding in ordered if finding.severity != "note"]
    lines += [f"note: {finding}" for finding in notes[:SHOWN_NOTES]]
    if len(notes) > SHOWN_NOTES:
        lines.append(f"note: {len(notes) - SHOWN_NOTES} more notes; --json and the report list all of them")
    return lines


class Findings(tuple[Finding, ...]):
    """What was found in a protocol or a study: a tuple of `Finding`, one line per cause when printed.

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

    def records(self) -> list[dict[str, str]]:
        """Plain records, for JSON."""
        return [finding.as_record() for finding in self]

    def __repr__(self) -> str:
        if not self:
            return "no findings"
        return "\n".join([*shown_lines(self), self.counts])

    @property
    def counts(self) -> str:
        """How many there are of each severity: `1 error, 2 warnings`."""
        kinds: Iterable[Severity] = ("error", "warning", "note")
        counts = [(len(self.of_severity(kind)), kind) for kind in kinds]
        return ", ".join(counted(number, kind) for number, kind in counts if number) or "no findings"

    def _repr_html_(self) -> str:
        rows = [(finding.severity, finding.where, finding.found, finding.fix) for finding in grouped(self)]
        return html_table(self.counts, ("severity", "where", "found", "fix"), rows)
