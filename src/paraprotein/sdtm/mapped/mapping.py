"""The mapping file: how tables that are not CDISC (a REDCap or laboratory export) become study tables.

```yaml
mapping: 1
study: WM-REGISTRY
tables:
  - file: patients.csv
    to: DM
    columns:
      USUBJID: record_id
      SEX: {from: gender, values: {1: M, 2: F}}
      RFSTDTC: {from: first_dose, date: "%d/%m/%Y"}
    constants: {AGEU: YEARS}
  - file: labs.csv              # wide: one column per test
    to: LB
    columns: {USUBJID: record_id, LBDTC: visit_date}
    tests:
      IGM: {from: igm, unit: g/L}
      HGB: {from: hb, unit: g/dL}
```
"""

from typing import Annotated, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ...arguments import AnyPath, as_path
from ...errors import DataError, Finding, InputError
from ...protocol.case_files import read_text
from ...protocol.checks.field_findings import check_fields
from ...protocol.statements import Statements
from ...protocol.yaml_reader import read_yaml
from ..shapes import SHAPES
from ..study_days import day_names


def _as_texts(value: object) -> object:
    """A table whose keys and values may be written as numbers: `{1: M}`."""
    return {_as_text(key): _as_text(item) for key, item in value.items()} if isinstance(value, dict) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Texts = Annotated[dict[str, str], BeforeValidator(_as_texts)]
Domain = Literal["DM", "EX", "LB", "AE", "DS", "RS", "CM", "PR", "PC", "TU", "TR", "DD", "SS"]


class MappingSection(BaseModel):
    """Base of every section: unknown fields are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ColumnSource(MappingSection):
    """Where the values of one variable come from."""

    source: str = Field(alias="from", description="column of the file", examples=["gender"])
    values: Texts = Field(default_factory=dict, description="value in the file -> term; others stay as they are")
    date: str = Field(default="", description="how dates are written, if not ISO 8601", examples=["%d/%m/%Y"])


class AnalyteSource(MappingSection):
    """Where the results of one test come from, in a table with a column per test."""

    source: str = Field(alias="from", description="column of the file", examples=["igm"])
    unit: str = Field(description="unit of the results; empty for a test whose result is a word", examples=["g/L"])
    values: Texts = Field(default_factory=dict, description="value in the file -> result; others stay as they are")
    method: str = Field(default="", description="becomes LBMETHOD", examples=["NEPHELOMETRY"])


class TableMapping(MappingSection):
    """How one file becomes one study table; several may lead to the same table."""

    file: str = Field(description="name of the file", examples=["labs.csv"])
    to: Domain = Field(description="study table", examples=["LB"])
    where: Texts = Field(default_factory=dict, description="take only rows in which these columns have these values")
    columns: dict[str, str | ColumnSource] = Field(description="variable -> column of the file", min_length=1)
    constants: Texts = Field(default_factory=dict, description="variable -> the same value for every record")
    tests: dict[str, AnalyteSource] = Field(default_factory=dict, description="LBTESTCD -> column, in a wide table")
    decimal: Literal["point", "comma"] = Field(default="point", description="decimal sign of numbers in text")


class StudyMapping(MappingSection):
    """The whole mapping file."""

    version: Literal[1] = Field(alias="mapping", description="version of this schema")
    study: str = Field(description="becomes STUDYID", min_length=1)
    tables: tuple[TableMapping, ...] = Field(description="files and what they become", min_length=1)


def read_mapping(path: AnyPath) -> StudyMapping:
    """Read a mapping file.

    Raises:
        DataError: not a valid mapping; carries every finding with its line.
    """
    path = as_path(path, "mapping")
    try:
        text = read_text(path)
    except InputError as error:
        raise DataError(error.findings) from None
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str) -> StudyMapping:
    """A mapping from its text; findings name it by `name`.

    Raises:
        DataError: not a valid mapping; carries every finding with its line.
    """
    try:
        document = read_yaml(text, name)
    except InputError as error:
        raise DataError(error.findings) from None
    statements = Statements(document.tree, document.lines, {}, ())
    mapping, findings = check_fields(StudyMapping, statements, name, document.damaged)
    everything = [*document.findings, *findings]
    if mapping is not None:
        everything += _check_variables(cast("StudyMapping", mapping), name)
    if everything or mapping is None:
        raise DataError(everything)
    return cast("StudyMapping", mapping)


def _check_variables(mapping: StudyMapping, name: str) -> list[Finding]:
    """Variables must be the table's own, and a table with tests must be the laboratory's."""
    findings = []
    for place, table in enumerate(mapping.tables):
        where = f"{name} tables[{place}]"
        known = (*SHAPES[table.to].names, *day_names(SHAPES[table.to]))
        for variable in [*table.columns, *table.constants]:
            if variable not in known:
                fix = f"write one of: {', '.join(known)}"
                findings.append(Finding(where, f"{table.to} has no variable {variable}", fix, rule="mapping.variable"))
        if "USUBJID" not in table.columns:
            found = "no column says whose the records are"
            findings.append(Finding(where, found, "map USUBJID", rule="mapping.subject"))
        if table.tests and table.to != "LB":
            fix = "move them to a table that becomes LB"
            findings.append(Finding(where, f"{table.to} has no laboratory tests", fix, rule="mapping.tests"))
    return findings
