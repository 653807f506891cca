"""Optional repairs: each is named, applied only on request, and logged."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ..arguments import nearest
from ..errors import Finding, UsageError
from .records import ROW
from .shapes import SHAPES, Column, Shape

Frames = Mapping[str, pl.DataFrame]
Outcome = tuple[dict[str, pl.DataFrame], list[Finding]]

_WORDS: Mapping[str, str] = MappingProxyType(
    {"FEMALE": "F", "MALE": "M", "UNKNOWN": "U", "YES": "Y", "NO": "N", "YEAR": "YEARS"}
    | {f"{word}{grade}": str(grade) for word in ("GRADE ", "GR ", "G") for grade in range(1, 6)}
)
"""Words for controlled terms, in upper case; a term in another case is recognised without them."""

GROUPED = r"^[<>≤≥]?=?\s*\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?$"
"""A number whose thousands are set apart: 3,000 or 3 000."""

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True)
class Repair:
    """One repair.

    Attributes:
        name: how it is asked for.
        meaning: what it does, for the person who asks.
        apply: tables (columns in upper case) to repaired tables, and what was changed.
    """

    name: str
    meaning: str
    apply: Callable[[Frames], Outcome]


def repair_study(frames: Frames, names: Iterable[str]) -> Outcome:
    """Apply the repairs that are asked for, in the order of `REPAIRS`.

    Raises:
        UsageError: a repair has no such name.
    """
    asked = set(names)
    for name in sorted(asked - set(REPAIRS)):
        near = nearest(name, REPAIRS)
        fix = f"write {near}" if near else f"write one of: {', '.join(REPAIRS)}"
        raise UsageError.one("repair", f"'{name}' is no repair known here", fix)
    repaired = {domain: _upper(frame) for domain, frame in frames.items()}
    findings: list[Finding] = []
    for repair in REPAIRS.values():
        if repair.name in asked:
            repaired, found = repair.apply(repaired)
            findings += found
    return repaired, findings


def _upper(frame: pl.DataFrame) -> pl.DataFrame:
    names = {name: name if name == ROW else name.strip().upper() for name in frame.columns}
    return frame.rename(names) if len(set(names.values())) == len(names) else frame


def _log(domain: str, field: str, done: str, rule: str) -> Finding:
    return Finding(f"{domain}, {field}", done, "repaired as asked", "note", f"repair.{rule}")


def _by_column(
    frames: Frames, rule: str, wanted: Callable[[Column], bool], repaired: Callable[[pl.Expr, Column], pl.Expr]
) -> Outcome:
    """Rewrite the texts of some columns; the log counts the values that changed."""
    result, findings = dict(frames), []
    for domain, shape in SHAPES.items():
        for column in (column for column in shape.columns if wanted(column)):
            frame = result.get(domain)
            if frame is None or frame.schema.get(column.name) not in (pl.String, pl.Categorical):
                continue
            before = frame[column.name].cast(pl.String).str.strip_chars().alias(column.name)
            after = before.to_frame().select(repaired(pl.col(column.name), column)).to_series()
            changed = (before.ne_missing(after)).sum()
            if changed:
                result[domain] = frame.with_columns(after.alias(column.name))
                findings.append(_log(domain, column.name, f"{changed} values rewritten", rule))
    return result, findings


def _repair_terms(frames: Frames) -> Outcome:
    def rewrite(text: pl.Expr, column: Column) -> pl.Expr:
        upper = text.str.to_uppercase().replace(dict(_WORDS))
        return pl.when(upper.is_in(list(column.terms))).then(upper).otherwise(text)

    return _by_column(frames, "terms", lambda column: bool(column.terms), rewrite)


def _repair_dates(frames: Frames) -> Outcome:
    """Dates that can be read in one way only: month names, and year first."""
    return _by_column(
        frames, "dates", lambda column: column.kind == "date", lambda text, _: pl.coalesce(repaired_date(text), text)
    )


def repaired_date(text: pl.Expr) -> pl.Expr:
    """A date with a month's name, or its year first, as ISO 8601; null where it is written in another way."""
    parts = text.str.to_uppercase().str.extract_groups(rf"^(\d{{1,2}})[ -]?({'|'.join(_MONTHS)})[ -]?(\d{{4}})$")
    month = parts.struct["2"].replace_strict(
        {name: f"{number:02}" for number, name in enumerate(_MONTHS, start=1)}, default=None, return_dtype=pl.String
    )
    named = pl.concat_str(parts.struct["3"], month, parts.struct["1"].str.zfill(2), separator="-")
    year_first = text.str.extract_groups(r"^(\d{4})[/.]?(\d{2})[/.]?(\d{2})$")
    numbers = pl.concat_str(*(year_first.struct[place] for place in ("1", "2", "3")), separator="-")
    return pl.coalesce(named, numbers)


def _repair_thousands(frames: Frames) -> Outcome:
    """Results such as 3,000: without the repair they could as well be three, written with a decimal comma."""

    def rewrite(text: pl.Expr, _column: Column) -> pl.Expr:
        return (
            pl.when(text.str.contains(GROUPED)).then(text.str.replace_all(r"(\d)[, ](\d)", "${1}${2}")).otherwise(text)
        )

    return _by_column(frames, "thousands", lambda column: column.name in ("LBORRES", "LBSTRESC"), rewrite)


def _repair_numbers(frames: Frames) -> Outcome:
    """Give records without a sequence number one that counts the subject's records in the order of the file."""
    result, findings = dict(frames), []
    for domain, shape in SHAPES.items():
        frame, sequence = result.get(domain), shape.keys[-1]
        if frame is None or sequence == "USUBJID" or sequence in frame.columns or "USUBJID" not in frame.columns:
            continue
        subject = [name for name in ("TRIAL", "USUBJID") if name in frame.columns]
        number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(subject).alias(sequence)
        result[domain] = frame.with_columns(number)
        findings.append(_log(domain, sequence, f"{frame.height} records numbered", "sequence"))
    return result, findings


def _repair_subjects(frames: Frames) -> Outcome:
    dm = frames.get("DM")
    if dm is None or "SUBJID" in dm.columns or "USUBJID" not in dm.columns:
        return dict(frames), []
    done = f"{dm.height} subjects keep their USUBJID as SUBJID"
    return {**frames, "DM": dm.with_columns(SUBJID=pl.col("USUBJID"))}, [_log("DM", "SUBJID", done, "subjects")]


def _repair_strangers(frames: Frames) -> Outcome:
    """Leave out records of subjects that DM does not have."""
    result: dict[str, pl.DataFrame] = dict(frames)
    findings: list[Finding] = []
    dm = frames.get("DM")
    if dm is None or "USUBJID" not in dm.columns:
        return result, findings
    known = dm["USUBJID"].cast(pl.String).str.strip_chars().unique()
    for domain in (domain for domain in SHAPES if domain != "DM"):
        frame = result.get(domain)
        if frame is not None and "USUBJID" in frame.columns:
            theirs = frame.filter(pl.col("USUBJID").cast(pl.String).str.strip_chars().is_in(known.implode()))
            if theirs.height < frame.height:
                result[domain] = theirs
                done = f"{frame.height - theirs.height} records of subjects not in DM left out"
                findings.append(_log(domain, "USUBJID", done, "strangers"))
    return result, findings


REPAIRS: Mapping[str, Repair] = MappingProxyType(
    {
        repair.name: repair
        for repair in (
            Repair("terms", "write controlled terms as CDISC does: female as F, grade 2 as 2", _repair_terms),
            Repair("dates", "write dates with month names, or year first, as ISO 8601", _repair_dates),
            Repair("thousands", "read laboratory results such as 3,000 as three thousand", _repair_thousands),
            Repair("sequence", "number records that have no sequence number", _repair_numbers),
            Repair("subjects", "take USUBJID for SUBJID where that is missing", _repair_subjects),
            Repair("strangers", "leave out records of subjects that are not in DM", _repair_strangers),
        )
    }
)
"""Every repair by name, in the order in which they are applied."""


def reads_thousands(text: pl.Expr) -> pl.Expr:
    """Whether the repair 'thousands' reads a text."""
    return text.str.strip_chars().str.contains(GROUPED)


def reads_date(text: pl.Expr) -> pl.Expr:
    """Whether the repair 'dates' reads a text: as a day that exists."""
    return repaired_date(text).str.to_date("%Y-%m-%d", strict=False).is_not_null()


def reads_term(text: pl.Expr, column: Column) -> pl.Expr:
    """Whether the repair 'terms' turns a text into one of the column's terms."""
    return text.str.strip_chars().str.to_uppercase().replace(dict(_WORDS)).is_in(list(column.terms))


def offer(fix: str, name: str) -> str:
    """A fix, and the repair that would do it."""
    return f"{fix}, or ask for the repair '{name}'"


def repairs_column(column: Column, shape: Shape) -> str:
    """Name of the repair that supplies a missing column; empty when none does."""
    if column.name == shape.keys[-1] and column.name != "USUBJID":
        return "sequence"
    return "subjects" if column.name == "SUBJID" else ""
