"""Turn tables that are not CDISC into study tables, as a mapping file says."""

from collections.abc import Iterable, Mapping

import polars as pl

from ...arguments import nearest
from ...errors import DataError, Finding
from ...files.dataset import Dataset
from ..records import ROW, Origin
from ..shapes import SHAPES
from .mapping import ColumnSource, StudyMapping, TableMapping

Part = tuple[pl.DataFrame, Origin]
"""Records on their way into one domain, and where they came from."""


def apply_mapping(
    mapping: StudyMapping, datasets: Mapping[str, Dataset]
) -> tuple[dict[str, pl.DataFrame], dict[str, tuple[Origin, ...]], list[Finding]]:
    """Study tables, where their records came from, and what was left out.

    Sequence numbers count a subject's records in the order of the files. A demographics table with several rows per
    subject gives one record: the first value that each variable has.

    Args:
        mapping: the mapping file.
        datasets: file name to the table in it.

    Raises:
        DataError: a file or column that the mapping names is not there; every one is named.
    """
    findings = [finding for table in mapping.tables for finding in _check_sources(table, datasets)]
    if findings:
        raise DataError(findings)
    parts: dict[str, list[Part]] = {}
    for table in mapping.tables:
        part, found = _map_table(table, _dataset(table, datasets))
        parts.setdefault(table.to, []).append(part)
        findings += found
    frames = {domain: _finish(domain, [frame for frame, _ in some], mapping) for domain, some in parts.items()}
    origins = {domain: tuple(origin for _, origin in some) for domain, some in parts.items()}
    return frames, origins, [*findings, *_unused(mapping, datasets)]


def _dataset(table: TableMapping, datasets: Mapping[str, Dataset]) -> Dataset:
    by_name = {name.lower(): dataset for name, dataset in datasets.items()}
    return by_name[table.file.lower()]


def _check_sources(table: TableMapping, datasets: Mapping[str, Dataset]) -> list[Finding]:
    if table.file.lower() not in {name.lower() for name in datasets}:
        near = nearest(table.file, datasets)
        fix = f"write {near}" if near else f"the files are: {', '.join(sorted(datasets)) or 'none'}"
        return [Finding("mapping", f"there is no file {table.file}", fix, rule="mapping.file")]
    held = _dataset(table, datasets).table.columns
    findings = []
    for name in _named(table):
        if name not in held:
            near = nearest(name, held)
            fix = f"write {near}" if near else f"the columns are: {', '.join(held)}"
            findings.append(Finding(f"mapping, {table.file}", f"there is no column {name}", fix, rule="mapping.column"))
    return findings


def _named(table: TableMapping) -> list[str]:
    """Columns of the file that the mapping speaks of."""
    columns = [_source(source).source for source in table.columns.values()]
    return list(dict.fromkeys([*columns, *(test.source for test in table.tests.values()), *table.where]))


def _source(written: str | ColumnSource) -> ColumnSource:
    return ColumnSource(source=written) if isinstance(written, str) else written


def _map_table(table: TableMapping, dataset: Dataset) -> tuple[Part, list[Finding]]:
    records = dataset.table.with_row_index(ROW)
    for name, wanted in table.where.items():
        records = records.filter(_text(name, records.schema[name]) == wanted)
    base = records.select(
        ROW,
        *(_value(_source(source), table, records.schema).alias(name) for name, source in table.columns.items()),
        *(pl.lit(value).alias(name) for name, value in table.constants.items()),
    )
    mapped = _melt(base, records, table) if table.tests else base
    told = [name for name in mapped.columns if name not in (ROW, "USUBJID", *table.constants)]
    if table.tests:
        told = ["LBORRES"]
    kept = mapped.filter(pl.any_horizontal(pl.col(told).is_not_null())) if told else mapped
    findings = _check_subjects(kept, table) if table.to == "DM" else []
    if table.to == "DM":
        kept = _one_per_subject(kept)
    numbers = (kept[ROW].cast(pl.Int64) + dataset.first_row).to_list()
    origin = Origin(table.file, kept.height, dataset.first_row, tuple(numbers))
    return (kept.drop(ROW), origin), findings + _left_out(table, mapped.height - kept.height)


def _left_out(table: TableMapping, count: int) -> list[Finding]:
    if count == 0:
        return []
    what = "repeated or empty rows" if table.to == "DM" else "empty results" if table.tests else "empty rows"
    return [Finding(table.file, f"{count} {what} left out of {table.to}", "nothing to do", "note", "mapping.empty")]


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as text; empty text is null."""
    value = pl.col(name)
    if kind.is_float():
        return value.cast(pl.String).str.replace(r"\.0$", "")
    text = value.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _value(source: ColumnSource, table: TableMapping, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    text = _text(source.source, schema[source.source])
    if source.values:
        text = text.replace(source.values)
    if source.date:
        day = text.str.to_datetime(source.date, strict=False, time_unit="us")
        shown = "%Y-%m-%dT%H:%M:%S" if "%H" in source.date else "%Y-%m-%d"
        return pl.coalesce(day.dt.strftime(shown), text)
    return _decimal(text) if table.decimal == "comma" else text


def _decimal(text: pl.Expr) -> pl.Expr:
    """A number with a decimal comma, and with a sign in front if there is one, gets its point."""
    return text.str.replace(r"^([<>≤≥]?\s*[-+]?\d+),(\d+)$", "${1}.${2}")


def _melt(base: pl.DataFrame, records: pl.DataFrame, table: TableMapping) -> pl.DataFrame:
    """A record for every test of every row, in the order of the rows."""
    blocks = []
    for code, test in table.tests.items():
        text = records.select(_text(test.source, records.schema[test.source])).to_series()
        text = text.replace(test.values) if test.values else text
        result = pl.select(_decimal(pl.lit(text))).to_series() if table.decimal == "comma" else text
        blocks.append(
            base.with_columns(
                result.alias("LBORRES"),
                LBTESTCD=pl.lit(code),
                LBORRESU=pl.lit(test.unit),
                LBMETHOD=pl.lit(test.method or None, pl.String),
            )
        )
    return pl.concat(blocks).sort(ROW, maintain_order=True)


def _one_per_subject(records: pl.DataFrame) -> pl.DataFrame:
    """The first value of every variable, subject by subject."""
    values = pl.exclude("USUBJID", ROW).drop_nulls().first()
    return records.group_by("USUBJID", maintain_order=True).agg(pl.col(ROW).first(), values)


def _check_subjects(records: pl.DataFrame, table: TableMapping) -> list[Finding]:
    """Rows of one subject that contradict each other."""
    counts = records.group_by("USUBJID", maintain_order=True).agg(pl.exclude(ROW).drop_nulls().n_unique())
    findings = []
    for name in counts.columns[1:]:
        found = (
            f"different values in several rows of {counts.filter(pl.col(name) > 1).height} subjects; the first is used"
        )
        if counts[name].max() not in (None, 0, 1):
            fix = "leave one value per subject"
            findings.append(Finding(f"{table.file}, {name}", found, fix, "warning", "mapping.conflict"))
    return findings


def _finish(domain: str, parts: list[pl.DataFrame], mapping: StudyMapping) -> pl.DataFrame:
    """All records of one domain, with study, domain and sequence number."""
    records = pl.concat(parts, how="diagonal_relaxed").with_columns(
        STUDYID=pl.lit(mapping.study), DOMAIN=pl.lit(domain)
    )
    sequence = SHAPES[domain].keys[-1]
    if domain == "DM" and "SUBJID" not in records.columns:
        records = records.with_columns(SUBJID=pl.col("USUBJID"))
    if sequence != "USUBJID" and sequence not in records.columns:
        number = pl.int_range(1, pl.len() + 1).over("USUBJID").cast(pl.Int32)
        records = records.with_columns(number.alias(sequence))
    missing = [column.name for column in SHAPES[domain].columns if column.core == "expected"]
    return records.with_columns(pl.lit(None, pl.String).alias(name) for name in missing if name not in records.columns)


def _unused(mapping: StudyMapping, datasets: Mapping[str, Dataset]) -> list[Finding]:
    """Files and columns that the mapping does not name, in one note each."""
    named: dict[str, set[str]] = {}
    for table in mapping.tables:
        named.setdefault(table.file.lower(), set()).update(_named(table))
    notes = [_note(name, "not in the mapping") for name in sorted(datasets) if name.lower() not in named]
    for name in sorted(datasets):
        rest = _without(datasets[name].table.columns, named.get(name.lower(), set()))
        if name.lower() in named and rest:
            notes.append(_note(name, f"columns not in the mapping: {', '.join(rest)}"))
    return notes


def _without(names: Iterable[str], known: set[str]) -> list[str]:
    return sorted(name for name in names if name not in known)


def _note(where: str, found: str) -> Finding:
    return Finding(where, found, "map them if the analysis needs them", "note", "mapping.unused")
