"""Frozen results of an analysis, and their one written form."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ..adam.derive import Adam
from ..arguments import nearest
from ..errors import UsageError
from ..files.plain import Record, plain_record
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .catalogue import METHODS, Entry, describe_figures
from .explanation import SubjectExplanation, explain_subjects, row_of


@dataclass(frozen=True)
class EndpointResult:
    """One result of one study.

    Attributes:
        entry: what it is: id, label, unit, population, note.
        value: in its unit; None where it cannot be estimated.
        low: lower confidence limit; None where there is none or it is not reached. For a number of patients the limits
            are those of the proportion `n / denominator`.
        high: upper confidence limit, likewise.
        level: confidence level of the limits; None without limits.
        n: for a count the patients counted, else the patients whose values entered.
        denominator: patients of the population that the result is about.
        method: key of `METHODS`.
        reason: why there is no value; None where there is one.
    """

    entry: Entry
    value: float | None
    low: float | None
    high: float | None
    level: float | None
    n: int | None
    denominator: int | None
    method: str
    reason: str | None

    @property
    def rule(self) -> str:
        """What was done."""
        return METHODS[self.method]

    def __repr__(self) -> str:
        """`Overall response (minor or better): 9 of 27 patients, 95 % limits 0.1652 to 0.5396 (count)`."""
        label = self.entry.label
        if self.value is None:
            return f"{label}: not estimated, {self.reason}"
        of = f"{self.n} of {self.denominator} patients"
        unit = "" if self.entry.unit == "1" else f" {self.entry.unit}"
        shown = of if self.entry.unit == "patients" else f"{self.value:.6g}{unit}, {of}"
        return f"{label}: {shown}{self._limits()} ({self.method})"

    def _limits(self) -> str:
        if self.low is None and self.high is None:
            return ""
        ends = " to ".join("not reached" if end is None else f"{end:.4g}" for end in (self.low, self.high))
        return f", {100 * (self.level or 0):g} % limits {ends}"


@dataclass(frozen=True, eq=False)
class Analysis:
    """Results of one study, or of every trial of a batch.

    Attributes:
        study: the study tables that were analysed.
        adam: the derived tables.
        estimates: one row per TRIAL and result: ID, VALUE, LOW, HIGH, LEVEL, N, DENOM, METHOD, REASON (why VALUE is
            null), ASKED (`Y` where an endpoint of the protocol asks for it). `catalogue` holds label, unit and rule of
            each ID. A result in patients has VALUE = N, and LOW and HIGH are limits of the proportion N / DENOM.
        tables: name -> table behind a figure of the report (waterfall, spider, swimmer, curves, ...), keyed by TRIAL.
        protocol: the protocol whose rules were applied.
    """

    study: StudyTables
    adam: Adam
    estimates: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    protocol: Protocol

    def figure(self, identifier: str, trial: int | None = None) -> Record:
        """One estimate as a record; `trial` may be left out when there is only one.

        Raises:
            KeyError: no such result, or several trials and none named.
        """
        rows = self.estimates.filter(pl.col("ID") == identifier)
        if trial is not None:
            rows = rows.filter(pl.col("TRIAL") == trial)
        if rows.height != 1:
            raise KeyError(f"{identifier}: {rows.height} rows; name a result of the catalogue, and the trial")
        return rows.row(0, named=True)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the results, in their order; `catalogue` describes each."""
        return tuple(self.estimates["ID"].unique(maintain_order=True).cast(pl.String))

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.ids

    def __getitem__(self, identifier: str) -> EndpointResult:
        """One result of the only trial, by its id: `result["orr"].value`.

        Raises:
            UsageError: no such result, or several trials.
        """
        rows = self.estimates.filter(pl.col("ID") == identifier)
        if rows.is_empty():
            near = nearest(str(identifier), self.ids)
            fix = f"write '{near}'" if near else f"write one of its ids, for example {', '.join(self.ids[:3])}"
            raise UsageError.one("result", f"the analysis has no '{identifier}'", fix, "analysis.id")
        if rows.height > 1:
            fix = "analyse one trial, or name one: figure(id, trial)"
            raise UsageError.one("result", f"{rows.height} trials have '{identifier}'", fix, "analysis.trials")
        row = rows.row(0, named=True)
        entry = next(entry for entry in describe_figures(self.protocol) if entry.id == identifier)
        return EndpointResult(
            entry=entry,
            value=row["VALUE"],
            low=row["LOW"],
            high=row["HIGH"],
            level=row["LEVEL"],
            n=row["N"],
            denominator=row["DENOM"],
            method=row["METHOD"],
            reason=row["REASON"],
        )

    def explain(self, subject: str) -> SubjectExplanation:
        """Why each visit of one patient has its status.

        Args:
            subject: USUBJID, or a SUBJID that only one subject has.

        Raises:
            UsageError: no such subject, or several.
        """
        (explained,) = self.explain_rows([row_of(self.adam, subject)])
        return explained

    def explain_rows(self, rows: Iterable[int]) -> tuple[SubjectExplanation, ...]:
        """The same for rows of ADSL."""
        return explain_subjects(self.adam, self.protocol, rows)

    def to_json(self) -> str:
        """Estimates, their descriptions and all tables as JSON: sorted keys, NaN and infinity as null, ISO dates."""
        document = {
            "study": self.protocol.study.id,
            "figures": {entry.id: entry.as_record() for entry in describe_figures(self.protocol)},
            "methods": dict(METHODS),
            "estimates": _records(self.estimates),
            "tables": {name: _records(table) for name, table in self.tables.items()},
        }
        return json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False)


def _records(table: pl.DataFrame) -> list[Record]:
    return [plain_record(row) for row in table.iter_rows(named=True)]
