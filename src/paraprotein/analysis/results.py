"""Frozen results of an analysis, and their one written form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ..adam.derive import Adam
from ..files.plain import Record, plain_record
from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .catalogue import METHODS, describe_figures


@dataclass(frozen=True, eq=False)
class Analysis:
    """Results of one study, or of every trial of a batch.

    Attributes:
        study: the study tables that were analysed.
        adam: the derived tables.
        estimates: one row per TRIAL and figure: ID, VALUE, LOW, HIGH, LEVEL, N, DENOM, METHOD, REASON (why VALUE is
            null). `catalogue` tells label, unit and rule of each ID. A figure in patients has VALUE = N, and LOW and
            HIGH are limits of the proportion N / DENOM.
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
            KeyError: no such figure, or several trials and none named.
        """
        rows = self.estimates.filter(pl.col("ID") == identifier)
        if trial is not None:
            rows = rows.filter(pl.col("TRIAL") == trial)
        if rows.height != 1:
            raise KeyError(f"{identifier}: {rows.height} rows; name a figure of the catalogue, and the trial")
        return rows.row(0, named=True)

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
