"""An explained patient as words and cells: the command line and the page say the same because both read this."""

from dataclasses import dataclass

from .contents import Record

DOMAIN_HEADINGS = ("Day", "Domain", "Status", "Measured")
"""Columns where every visit is judged domain by domain (AL amyloidosis)."""


@dataclass(frozen=True)
class ExplainedVisit:
    """One row: cells of `ExplanationTable.headings`, the sentence of the rule that decided, what later visits did."""

    cells: tuple[str, ...]
    rule: str
    outcome: str

    @property
    def why(self) -> str:
        """Both sentences."""
        return f"{self.rule} {self.outcome}".strip()


@dataclass(frozen=True)
class ExplanationTable:
    """One patient explained.

    Attributes:
        title: who, and the value before treatment.
        headings: of the cells; the sentences stand in a last column of their own.
        numbers: how many of these columns, from the left, hold numbers.
        visits: rows, in day order.
    """

    title: str
    headings: tuple[str, ...]
    numbers: int
    visits: tuple[ExplainedVisit, ...]


def tabulate_explanation(explained: Record) -> ExplanationTable:
    """The words and cells of one patient, from `SubjectExplanation.record()`."""
    title, visits = f"{explained['subject']}: {_baseline(explained)}", explained["visits"]
    if any("domain" in visit for visit in visits):
        rows = tuple(ExplainedVisit(_domain_cells(visit), visit["rule"], "") for visit in visits)
        return ExplanationTable(title, DOMAIN_HEADINGS, 1, rows)
    headings = ("Day", explained["unit"] or "value", "vs baseline", "vs nadir", "By itself", "Status")
    rows = tuple(ExplainedVisit(_marker_cells(visit), visit["rule"], visit["outcome"]) for visit in visits)
    return ExplanationTable(title, headings, 4, rows)


def _baseline(explained: Record) -> str:
    value = explained["baseline"]
    known = "that can be judged: none" if value is None else f"{value:,.10g} {explained['unit']}"
    day = f" on {explained['baseline_date']}" if explained["baseline_date"] else ""
    return f"{explained['marker'] or 'marker'} at baseline {known}{day}"


def _domain_cells(visit: Record) -> tuple[str, ...]:
    return (str(visit["day"]), visit["domain"], visit["status"], visit["measured"])


def _marker_cells(visit: Record) -> tuple[str, ...]:
    value = "" if visit["value"] is None else f"{visit['value']:,.10g}"
    changes = (_percent(visit["baseline_change"]), _percent(visit.get("nadir_change")))
    return (str(visit["day"]), value, *changes, visit["raw"], visit["status"])


def _percent(change: float | None) -> str:
    return "" if change is None else f"{change:+.1f} %"
