"""Supplemental qualifiers (SUPP--): variables that a study keeps beside a domain, one record per value.

A record says: in domain RDOMAIN, for subject USUBJID and the record where IDVAR equals IDVARVAL (all records of the
subject when IDVAR is empty), the variable QNAM has the value QVAL.

Source: CDISC SDTM Implementation Guide 3.4, section 8.4.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import Finding
from .records import ROW, Complaint, DomainFiles, count_records, list_records
from .shapes import Column, Shape

NEEDED = frozenset({"RDOMAIN", "USUBJID", "QNAM", "QVAL"})

QNAMES: Mapping[str, str] = MappingProxyType({"SIMULATED": "SIMULATE"})
"""Column -> QNAM, where the column has more than the eight letters of a QNAM."""

_NUMBER_TAIL = r"\.0+$"


def is_supplemental(names: set[str]) -> bool:
    """Whether a table with these (upper-case) column names holds supplemental qualifiers."""
    return names >= NEEDED


def join_supplemental(
    parent: pl.DataFrame, supplemental: pl.DataFrame, shape: Shape, files: DomainFiles
) -> tuple[pl.DataFrame, list[Finding]]:
    """Add the qualifiers that the shape knows as columns of the domain.

    Args:
        parent: the domain, columns in upper case.
        supplemental: its qualifiers.
        shape: the domain's declaration.
        files: the files of the qualifiers.

    Returns:
        The domain with one more text column per qualifier, and findings: qualifiers not used, for no record, for a
        column that the domain has already, or twice with different values.
    """
    records = _settle(supplemental)
    names = records["QNAM"].drop_nulls().unique(maintain_order=True).to_list()
    usable = [name for name in names if name in shape.names and name not in parent.columns]
    findings = _check_names(names, usable, shape, files)
    for name in usable:
        values, found = _join_one(parent, records.filter(pl.col("QNAM") == name), name, files)
        parent = parent.with_columns(values)
        findings += found
    return parent, findings


def split_supplemental(table: pl.DataFrame, shape: Shape) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Take the columns that SDTM does not have out of a domain, into its supplemental qualifiers.

    Returns:
        The domain without them, and the qualifiers; None when there is no value.
    """
    columns = [column for column in shape.columns if column.supplemental and column.name in table.columns]
    parts = [_qualifiers(table, column, shape) for column in columns]
    plain = table.drop(column.name for column in columns)
    parts = [part for part in parts if not part.is_empty()]
    return plain, pl.concat(parts) if parts else None


def _settle(supplemental: pl.DataFrame) -> pl.DataFrame:
    """Qualifiers as text, with `_ROW`; IDVAR and IDVARVAL empty when absent."""
    for name in ("IDVAR", "IDVARVAL"):
        if name not in supplemental.columns:
            supplemental = supplemental.with_columns(pl.lit("").alias(name))
    words = [pl.col(name).cast(pl.String).str.strip_chars() for name in ("RDOMAIN", "USUBJID", "QNAM", "QVAL")]
    words[2] = words[2].replace({short: name for name, short in QNAMES.items()})
    return supplemental.with_row_index(ROW).with_columns(
        *words, pl.col("IDVAR").cast(pl.String).str.strip_chars().fill_null(""), _as_key(pl.col("IDVARVAL"))
    )


def _as_key(value: pl.Expr) -> pl.Expr:
    """A value as text in one spelling: 1, 1.0 and ' 1 ' are the same."""
    return value.cast(pl.String).str.strip_chars().str.replace(_NUMBER_TAIL, "")


def _join_one(
    parent: pl.DataFrame, records: pl.DataFrame, name: str, files: DomainFiles
) -> tuple[pl.Series, list[Finding]]:
    """The values of one qualifier for every record of the domain."""
    trial = ["TRIAL"] if "TRIAL" in parent.columns and "TRIAL" in records.columns else []
    values = pl.Series(name, [None], dtype=pl.String).new_from_index(0, parent.height)
    findings: list[Finding] = []
    for (variable,), group in records.group_by("IDVAR", maintain_order=True):
        if variable and variable not in parent.columns:
            found = f"{group.height} qualifiers refer to {variable}, which the domain does not have"
            findings.append(Finding(f"{files.name}, IDVAR", found, "correct IDVAR", "warning", "supp.variable"))
            continue
        identifier = _as_key(pl.col(str(variable))) if variable else pl.lit("")
        group = group.with_columns(IDVARVAL=pl.col("IDVARVAL") if variable else pl.lit(""))
        keys = [*trial, "USUBJID", "IDVARVAL"]
        findings += _check_twice(group, keys, name, files)
        subjects = parent.select(*trial, pl.col("USUBJID").cast(pl.String).str.strip_chars(), IDVARVAL=identifier)
        first = group.unique(keys, keep="first", maintain_order=True)
        joined = subjects.join(first.select(*keys, "QVAL"), on=keys, how="left", maintain_order="left")["QVAL"]
        lost = group.join(subjects, on=keys, how="anti", maintain_order="left")
        lost_one = Complaint("supp.lost", name, "qualifiers of no record in the domain", "correct IDVARVAL", "warning")
        findings += count_records(lost, pl.lit(True), files, lost_one)
        values = values.zip_with(values.is_not_null(), joined.alias(name))
    return values, findings


def _check_twice(group: pl.DataFrame, keys: list[str], name: str, files: DomainFiles) -> list[Finding]:
    """One record with two different values of one qualifier: which one is right is unknown."""
    different = group.unique([*keys, "QVAL"], keep="first", maintain_order=True)
    complaint = Complaint(
        "supp.conflict", name, "another value of this qualifier for the same record", "keep the one that holds"
    )
    return list_records(different, pl.struct(keys).is_duplicated(), files, complaint)


def _check_names(names: list[str], usable: list[str], shape: Shape, files: DomainFiles) -> list[Finding]:
    findings = []
    known = [name for name in names if name in shape.names and name not in usable]
    if known:
        found = f"{', '.join(known)}: the domain has this column already, which is used"
        findings.append(Finding(files.name, found, "remove one of the two", "warning", "supp.twice"))
    unknown = sorted(set(names) - set(shape.names))
    if unknown:
        found = f"qualifiers not used here: {', '.join(unknown)}"
        findings.append(Finding(files.name, found, "nothing to do", "note", "supp.unused"))
    return findings


def _qualifiers(table: pl.DataFrame, column: Column, shape: Shape) -> pl.DataFrame:
    """The qualifiers of one column."""
    sequence = "" if shape.keys[-1] == "USUBJID" else shape.keys[-1]
    held = table.filter(pl.col(column.name).is_not_null())
    trial = ["TRIAL"] if "TRIAL" in table.columns else []
    return held.select(
        *trial,
        "STUDYID",
        pl.lit(shape.domain).alias("RDOMAIN"),
        "USUBJID",
        pl.lit(sequence).alias("IDVAR"),
        (pl.col(sequence).cast(pl.String) if sequence else pl.lit("")).alias("IDVARVAL"),
        pl.lit(QNAMES.get(column.name, column.name)).alias("QNAM"),
        pl.lit(column.label).alias("QLABEL"),
        pl.col(column.name).cast(pl.String).str.replace(r"\.0$", "").alias("QVAL"),
        pl.lit(_ORIGINS.get(column.name, "CRF")).alias("QORIG"),
    )


_ORIGINS: Mapping[str, str] = MappingProxyType({"LBBLQFL": "DERIVED", "SIMULATED": "ASSIGNED"})
"""Origin of a qualifier that no case report form holds."""


SUPPLEMENTAL_LABELS: Mapping[str, str] = {
    "STUDYID": "Study Identifier",
    "RDOMAIN": "Related Domain Abbreviation",
    "USUBJID": "Unique Subject Identifier",
    "IDVAR": "Identifying Variable",
    "IDVARVAL": "Identifying Variable Value",
    "QNAM": "Qualifier Variable Name",
    "QLABEL": "Qualifier Variable Label",
    "QVAL": "Data Value",
    "QORIG": "Origin",
    "TRIAL": "Trial replicate (0 = real study)",
}
