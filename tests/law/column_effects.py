"""What a change of one column does: to what is derived and estimated, or as a finding that names the column.

Many alterations are derived at once, each as a trial of its own: a replicate is one more key.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl
from marker_studies import starter
from rich_study import MYELOMA_TABLES, PROTOCOL, TABLES, Row, rich_frames

from paraprotein.adam.coverage import check_coverage
from paraprotein.adam.derive import Adam, derive_all
from paraprotein.analysis.doses import audit_study
from paraprotein.analysis.plan import estimate_all
from paraprotein.analysis.tables.adverse_events import tabulate_adverse_events
from paraprotein.api.intake import IntakeTerms
from paraprotein.errors import Finding
from paraprotein.protocol.schema import Protocol
from paraprotein.sdtm.intake import settle_study
from paraprotein.sdtm.shapes import SHAPES, Column
from paraprotein.sdtm.tables import StudyTables
from paraprotein.submission.study_checks import check_study

Kind = Literal["changed", "blank"]

DERIVED_OF_SUBJECTS = (
    "TRIAL", "USUBJID", "TRTSDT", "TRTEDT", "EOTDT", "EOSDT", "NACTDT", "DTHDT", "DTHDISFL", "LSTALVDT", "FASFL",
    "SAFFL", "BASE", "BASEDT", "EVALFL",
)  # fmt: skip
"""Columns of ADSL that are derived; the others repeat what DM says, which is no effect."""

DERIVED_OF_RESULTS = ("TRIAL", "USUBJID", "ADY", "BASE", "ABLFL", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH",
                      "ONTRTFL")  # fmt: skip

WORDS: Mapping[str, str] = {"LBCAT": "URINALYSIS", "DSCAT": "PROTOCOL MILESTONE", "ARMCD": "SCRNFAIL", "AEOUT": "FATAL"}
"""The word that decides in a column of free words, where only certain ones do."""


@dataclass(frozen=True)
class Study:
    """A study and the tables whose columns it tests."""

    protocol: Protocol
    rows: Mapping[str, tuple[Row, ...]]
    domains: tuple[str, ...]


STUDIES = (
    Study(PROTOCOL, TABLES, ("DM", "EX", "LB", "AE", "DS", "RS", "CM", "PR", "PC", "DD", "SS")),
    Study(starter("myeloma"), MYELOMA_TABLES, ("TU", "TR")),
)


@dataclass(frozen=True)
class Amounts:
    """How much an alteration changes: days for dates, a factor for numbers, a word for texts and codes."""

    days: int
    factor: float
    word: str


@dataclass(frozen=True)
class Alteration:
    """One column of one table, changed by its kind or emptied."""

    domain: str
    column: Column
    kind: Kind


def columns_of(study: Study) -> list[tuple[str, Column]]:
    """Every column of the study's tables but the replicate's number."""
    return [(domain, column) for domain in study.domains for column in SHAPES[domain].columns if column.name != "TRIAL"]


def alter(frame: pl.DataFrame, alteration: Alteration, amounts: Amounts) -> pl.DataFrame:
    """The table with the values of the column changed, or none left."""
    name = alteration.column.name
    if name not in frame.columns:
        return frame
    if alteration.kind == "blank":
        return frame.with_columns(pl.lit(None, frame.schema[name]).alias(name))
    return frame.with_columns(_changed(alteration.column, amounts).cast(frame.schema[name]).alias(name))


def _changed(column: Column, amounts: Amounts) -> pl.Expr:
    """Numbers scaled, dates moved, sequence numbers made equal; of texts and codes the first and every second one."""
    value = pl.col(column.name)
    if column.name == "LBTPTNUM":
        return -value - 1.0
    if column.kind == "number":
        return value * amounts.factor
    if column.kind == "integer":
        return pl.lit(1)
    if column.kind == "date":
        day = value.str.slice(0, 10).str.to_date() + pl.duration(days=amounts.days)
        return pl.when(value.is_not_null()).then(day.dt.to_string("iso") + value.str.slice(10))
    other = next(iter(column.terms), WORDS.get(column.name, amounts.word))
    changed = pl.when(value == other).then(pl.lit(amounts.word)).otherwise(pl.lit(other))
    is_chosen = value.is_not_null() & (value.is_not_null().cum_sum() % 2 == 1)
    return pl.when(is_chosen).then(changed).otherwise(value)


def with_derived_effect(study: Study, alterations: Iterable[Alteration], amounts: Amounts) -> set[Alteration]:
    """The alterations that change anything derived, decided or estimated."""
    numbered = dict(enumerate(alterations, start=1))
    stacked = {
        domain: pl.concat(
            [
                (alter(frame, change, amounts) if change is not None and change.domain == domain else frame)
                .with_columns(TRIAL=pl.lit(trial, pl.Int32))
                for trial, change in {0: None, **numbered}.items()
            ]
        )
        for domain, frame in rich_frames(study.rows).items()
    }  # fmt: skip
    adam = derive_all(_settled(study, stacked)[0], study.protocol)
    seen = [_by_trial(table) for table in _watched(adam, study.protocol)]
    return {change for trial, change in numbered.items() if any(not table[trial].equals(table[0]) for table in seen)}


def _settled(study: Study, frames: dict[str, pl.DataFrame]) -> tuple[StudyTables, list[Finding]]:
    terms = IntakeTerms.of(study.protocol)
    settled, findings = settle_study(frames, units=terms.units, marker=terms.marker)
    return StudyTables({domain: frame.drop("_ROW") for domain, frame in settled.items()}), findings


def _watched(adam: Adam, protocol: Protocol) -> list[pl.DataFrame]:
    """What is derived, decided and estimated; source numbers and copies of what was recorded are left out."""
    return [
        adam.adsl.select(DERIVED_OF_SUBJECTS),
        adam.laboratory.select(DERIVED_OF_RESULTS),
        adam.adtte.drop("SRCSEQ", strict=False),
        adam.visits.drop("SRCSEQ"),
        adam.response,
        adam.toxicity,
        adam.exposure,
        adam.markers,
        audit_study(adam, protocol).select("TRIAL", "USUBJID", "VERDICT"),
        tabulate_adverse_events(adam, protocol),
        estimate_all(adam, protocol),
    ]


class _Trials(dict[int, pl.DataFrame]):
    """Records by trial; a trial without records has none."""

    def __missing__(self, trial: int) -> pl.DataFrame:
        return pl.DataFrame()


def _by_trial(table: pl.DataFrame) -> Mapping[int, pl.DataFrame]:
    parts = table.partition_by("TRIAL", as_dict=True, include_key=False, maintain_order=True)
    return _Trials({int(str(key[0])): part for key, part in parts.items()})


def findings_of(study: Study, frames: dict[str, pl.DataFrame]) -> Iterator[str]:
    """Every finding at warning or above of the gate, those of the intake first."""
    tables, findings = _settled(study, frames)
    findings += check_coverage(tables, study.protocol)
    yield from (str(finding) for finding in findings if finding.severity != "note")
    if not any(finding.severity == "error" for finding in findings):
        later = check_study(derive_all(tables, study.protocol), tables, study.protocol)
        yield from (str(finding) for finding in later if finding.severity != "note")


def reported(study: Study, alterations: Iterable[Alteration], amounts: Amounts) -> set[Alteration]:
    """The alterations that bring a finding that names the column, at warning or above.

    All of one kind are tried at once, for a finding says of which column it speaks. What is not named then is tried
    without those that are, for an error ends the checks, and at last by itself.
    """
    before = set(findings_of(study, rich_frames(study.rows)))
    asked = set(alterations)
    left = set(asked)
    for kind in ("changed", "blank"):
        own = {change for change in asked if change.kind == kind}
        while named := _named(study, own, amounts, before):
            own -= named
            left -= named
    return (asked - left) | {change for change in left if _named(study, {change}, amounts, before)}


def _named(study: Study, alterations: set[Alteration], amounts: Amounts, before: set[str]) -> set[Alteration]:
    """Those of some alterations whose column a new finding names when all of them are made."""
    frames = rich_frames(study.rows)
    for change in alterations:
        frames[change.domain] = alter(frames[change.domain], change, amounts)
    new = [finding for finding in findings_of(study, frames) if finding not in before]
    return {change for change in alterations if any(change.column.name in finding for finding in new)}
