"""The study tables in memory: one frame per domain, the same for virtual and real patients.

Column types follow from `shapes.py`: text is String, code Categorical, number Float64, integer Int32. A `--DTC`
column keeps its ISO 8601 text (String) and is followed by its `--DT` column (Date, null where the date is partial).
Every column of the shape is present; a permissible column that the study lacks is null throughout.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from .shapes import SHAPES, Column, Kind, Shape

TYPES: Mapping[Kind, pl.DataType] = MappingProxyType(
    {
        "text": pl.String(),
        "code": pl.Categorical(),
        "number": pl.Float64(),
        "integer": pl.Int32(),
        "date": pl.String(),
    }
)
"""Polars type of each kind of column."""


def date_name(column: Column) -> str:
    """Name of the Date column that accompanies a `--DTC` column: LBDTC -> LBDT."""
    return column.name.removesuffix("C")


def schema_of(shape: Shape) -> dict[str, pl.DataType]:
    """Names and types of one table in memory, in order."""
    schema: dict[str, pl.DataType] = {}
    for column in shape.columns:
        schema[column.name] = TYPES[column.kind]
        if column.kind == "date":
            schema[date_name(column)] = pl.Date()
    return schema


def empty_table(shape: Shape) -> pl.DataFrame:
    """A table without records."""
    return pl.DataFrame(schema=schema_of(shape))


ABSENT: Mapping[str, pl.DataFrame] = MappingProxyType({domain: empty_table(shape) for domain, shape in SHAPES.items()})
"""Placeholder for a table that a study does not have: this very object, so that frames handed on keep it absent."""


@dataclass(frozen=True, eq=False)
class StudyTables:
    """All study tables of one real study, or of many virtual ones (distinguished by `TRIAL`).

    A domain that the study does not have is an empty table with the right columns. `tables.lb` and `tables["LB"]`
    are the same table.

    Attributes:
        frames: every domain of `SHAPES`, by its code.
        given: domains that the study has. A table that is given and empty says that nothing happened; one that is not
            given says nothing.
    """

    frames: Mapping[str, pl.DataFrame]
    given: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        complete = {domain: self.frames.get(domain, ABSENT[domain]) for domain in SHAPES}
        given = frozenset(domain for domain, frame in complete.items() if frame is not ABSENT[domain])
        object.__setattr__(self, "given", given)
        object.__setattr__(self, "frames", MappingProxyType(complete))

    def __getitem__(self, domain: str) -> pl.DataFrame:
        return self.frames[domain]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def replaced(self, frames: Mapping[str, pl.DataFrame]) -> "StudyTables":
        """The same study with other tables in the place of some; a domain that it does not have stays so."""
        return StudyTables({domain: frames.get(domain, self.frames[domain]) for domain in self.given})

    def equals(self, other: "StudyTables") -> bool:
        """Whether both hold the same columns, types and records in the same order."""
        return all(
            self[domain].schema == other[domain].schema and self[domain].equals(other[domain]) for domain in self
        )

    @property
    def is_simulated(self) -> bool:
        """Whether any subject carries the mark of a virtual one (SIMULATED Y); for the header of results alone."""
        return bool((self["DM"]["SIMULATED"] == "Y").any())

    @property
    def dm(self) -> pl.DataFrame:
        """Demographics, one record per subject."""
        return self["DM"]

    @property
    def ex(self) -> pl.DataFrame:
        """Exposure."""
        return self["EX"]

    @property
    def lb(self) -> pl.DataFrame:
        """Laboratory results."""
        return self["LB"]

    @property
    def ae(self) -> pl.DataFrame:
        """Adverse events."""
        return self["AE"]

    @property
    def ds(self) -> pl.DataFrame:
        """Disposition."""
        return self["DS"]

    @property
    def rs(self) -> pl.DataFrame:
        """Response assessments by the investigator."""
        return self["RS"]

    @property
    def cm(self) -> pl.DataFrame:
        """Concomitant medications and new therapies."""
        return self["CM"]

    @property
    def pr(self) -> pl.DataFrame:
        """Procedures."""
        return self["PR"]

    @property
    def pc(self) -> pl.DataFrame:
        """Drug concentrations."""
        return self["PC"]

    @property
    def dd(self) -> pl.DataFrame:
        """What is known of deaths."""
        return self["DD"]

    @property
    def ss(self) -> pl.DataFrame:
        """Status of subjects: alive or dead at a contact."""
        return self["SS"]

    @property
    def tu(self) -> pl.DataFrame:
        """Lesions, as they were identified."""
        return self["TU"]

    @property
    def tr(self) -> pl.DataFrame:
        """Measurements of lesions."""
        return self["TR"]
