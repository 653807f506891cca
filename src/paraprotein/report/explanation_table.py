"""An explained patient as words and cells: the command line and the page say the same because both read this."""

from dataclasses import dataclass, replace

from .contents import Record

Lines = tuple[str, ...]
"""What stands in one cell, line by line."""


@dataclass(frozen=True)
class TableColumn:
    """One column: its heading, whether it holds numbers, and whether a visit has a line for each marker there."""

    heading: str
    is_number: bool = False
    by_marker: bool = False

    @property
    def kind(self) -> str:
        """How the page sets its cells."""
        return "n" if self.is_number else self.heading.lower()


@dataclass(frozen=True)
class ExplainedVisit:
    """One visit.

    Attributes:
        cells: of `ExplanationTable.columns`; a column by marker has `n_markers` lines, any other has one.
        n_markers: how many markers have a line of their own.
        rule: the sentence of the rule that decided.
        outcome: what later visits did, and what was recorded that day and not used.
    """

    cells: tuple[Lines, ...]
    n_markers: int
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
        columns: of the cells; the sentences stand in a last column of their own.
        visits: in day order; in AL amyloidosis each visit domain by domain.
        legend: what a reader must know to read the cells; or empty.
        unused: records of other days that were not used, a sentence each.
    """

    title: str
    columns: tuple[TableColumn, ...]
    visits: tuple[ExplainedVisit, ...]
    legend: str
    unused: Lines = ()

    @property
    def by_marker(self) -> bool:
        """A visit has a line for each marker."""
        return any(column.by_marker for column in self.columns)


DAY = TableColumn("Day", is_number=True)
MARKERS = (
    TableColumn("Measured", by_marker=True),
    TableColumn("Value", is_number=True, by_marker=True),
    TableColumn("vs baseline", is_number=True, by_marker=True),
    TableColumn("vs nadir", is_number=True, by_marker=True),
)
IN_PARENTHESES = "In parentheses: a marker whose fall decides no response of this patient."


def tabulate_explanation(explained: Record) -> ExplanationTable:
    """The words and cells of one patient, from `SubjectExplanation.record()`."""
    table = _tabulate_visits(explained | {"visits": _with_unused(explained)})
    seen = {visit["day"] for visit in explained["visits"]}
    return replace(table, unused=tuple(_sentence(one) for one in _unused(explained) if one["day"] not in seen))


def _unused(explained: Record) -> list[Record]:
    return list(explained.get("unused", ()))


def _sentence(one: Record, *, with_day: bool = True) -> str:
    day = f"Day {one['day']}: " if with_day and one["day"] is not None else ""
    return f"{day}{one['domain']} {one['sequence']} ({one['test']}) is not used because {one['why']}."


def _with_unused(explained: Record) -> list[Record]:
    """The visits with what was recorded on their day and not used; where a day has several rows, beside the first."""
    visits, told = [], set()
    for visit in explained["visits"]:
        own = [] if visit["day"] in told else [one for one in _unused(explained) if one["day"] == visit["day"]]
        told.add(visit["day"])
        sentences = " ".join(_sentence(one, with_day=False) for one in own)
        visits.append(visit | {"outcome": f"{visit['outcome']} {sentences}".strip()})
    return visits


def _tabulate_visits(explained: Record) -> ExplanationTable:
    title, visits = f"{explained['subject']}: {_baseline(explained)}", explained["visits"]
    if not any("markers" in visit for visit in visits):
        changes = (TableColumn("vs baseline", is_number=True), TableColumn("vs nadir", is_number=True))
        value = TableColumn(explained["unit"] or "value", is_number=True)
        columns = (DAY, value, *changes, TableColumn("By itself"), TableColumn("Status"))
        return ExplanationTable(title, columns, tuple(_visit(_one_marker(visit), visit) for visit in visits), "")
    has_domains = any("domain" in visit for visit in visits)
    before, after = ((TableColumn("Domain"),), ()) if has_domains else ((), (TableColumn("By itself"),))
    rows = tuple(_visit(_all_markers(visit), visit) for visit in visits)
    in_parentheses = any(not marker["is_judged"] for visit in visits for marker in visit["markers"])
    columns = (DAY, *before, *MARKERS, *after, TableColumn("Status"))
    return ExplanationTable(title, columns, rows, IN_PARENTHESES if in_parentheses else "")


def _baseline(explained: Record) -> str:
    value = explained["baseline"]
    if value is None:
        return "no baseline that can be judged" + (f" of {explained['marker']}" if explained["marker"] else "")
    day = f" on {explained['baseline_date']}" if explained["baseline_date"] else ""
    return f"{explained['marker'] or 'marker'} at baseline {value:,.10g} {explained['unit']}{day}"


def _visit(cells: tuple[Lines, ...], visit: Record) -> ExplainedVisit:
    return ExplainedVisit(cells, len(visit.get("markers", ())), visit["rule"], visit["outcome"])


def _one_marker(visit: Record) -> tuple[Lines, ...]:
    value = "" if visit["value"] is None else f"{visit['value']:,.10g}"
    changes = (_percent(visit["baseline_change"]), _percent(visit["nadir_change"]))
    return tuple((cell,) for cell in (str(visit["day"]), value, *changes, visit["raw"], visit["status"]))


def _all_markers(visit: Record) -> tuple[Lines, ...]:
    markers = visit["markers"]
    lines = (
        tuple(marker["marker"] if marker["is_judged"] else f"({marker['marker']})" for marker in markers),
        tuple(_value(marker) for marker in markers),
        tuple(_change(marker, "baseline") for marker in markers),
        tuple(_change(marker, "nadir") for marker in markers),
    )
    shared = [(visit[name],) for name in ("domain", "raw", "status") if name in visit]
    before, after = (shared[:1], shared[1:]) if "domain" in visit else ([], shared)
    return ((str(visit["day"]),), *before, *lines, *after)


def _value(marker: Record) -> str:
    if marker["value"] is None:
        return str(marker["finding"])
    digits = 6 if marker["unit"] and not marker["unit"].startswith("x") else 3  # a ratio needs no more
    return f"{marker['value']:,.{digits}g} {marker['unit']}".strip()


def _change(marker: Record, reference: str) -> str:
    """Percent; from a reference that has no percentage (0, or a negative difference) the difference itself."""
    change, since = marker[f"{reference}_change"], marker[reference]
    if change is None and since is not None and marker["value"] is not None:
        return f"{marker['value'] - since:+,.6g}"
    return _percent(change)


def _percent(change: float | None) -> str:
    return "" if change is None else f"{change:+.1f} %"
