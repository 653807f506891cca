"""The door: every patient, virtual or real, becomes study tables here and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from ..errors import DataError, Finding
from .columns import settle_names, settle_types
from .dates import settle_dates
from .delivery.as_of import frames_as_of
from .delivery.decisions import apply_decisions
from .delivery.delivery import Delivery
from .evaluators import check_evaluators
from .first_dose import check_clock_times, samples_after_first_dose
from .keys import settle_keys
from .laboratory import standardize_laboratory
from .lesions import check_lesions, settle_identified, settle_lesions
from .plausibility import check_plausibility
from .records import ROW, DomainFiles, Origin, name_records
from .register import RegisteredFile
from .repairs import repair_study
from .shapes import SHAPES, Shape
from .specimens import separate_specimens
from .study_days import first_days, place_days, read_days
from .subjects import check_baseline, check_subjects, settle_ages
from .tables import StudyTables, empty_table
from .terms import check_formulas, check_required, check_terms
from .words import DECIDING_TESTS, DecidingTests, check_words

NEEDED = ("DM", "LB")
"""Domains without which there is nothing to analyse."""


@dataclass(frozen=True)
class Admitted:
    """Study tables that passed the door.

    Attributes:
        tables: the tables.
        findings: what was noticed about them: warnings and notes.
        inputs: name of every file that they were read from to its hash, size and number of records.
    """

    tables: StudyTables
    findings: tuple[Finding, ...]
    inputs: Mapping[str, RegisteredFile] = field(default_factory=dict)


def admit(
    frames: Mapping[str, pl.DataFrame],
    *,
    origins: Mapping[str, tuple[Origin, ...]] | None = None,
    units: Mapping[str, str] | None = None,
    marker: str | None = None,
    strict: bool = False,
    noticed: Iterable[Finding] = (),
    repairs: Iterable[str] = (),
    tests: DecidingTests = DECIDING_TESTS,
    delivery: Delivery | None = None,
) -> Admitted:
    """Check a study's tables and bring them into their one form.

    Args:
        frames: domain code (any case) to table, with columns as the files hold them or as a virtual study makes
            them: `--DTC` columns may be text or Date, codes text or Categorical, TRIAL may be absent (then 0).
        origins: the files of each domain, so that findings can name file and row.
        units: analyte (LBTESTCD) to the unit in which the protocol wants it; its results are converted.
        marker: analyte that every treated subject needs before the first dose; absence is a warning.
        strict: treat warnings as errors.
        repairs: names of repairs (`repairs.REPAIRS`) to apply; each change is counted in a note.
        noticed: findings made while the files were read; they come first.
        tests: laboratory tests of which words decide: results that are words, M-proteins that are not detected.
        delivery: what it is checked against, answers to earlier findings, and a cut.

    Returns:
        The tables, with `--DT` columns, and all warnings and notes.

    Raises:
        DataError: at least one finding is an error; carries every finding, also the warnings and notes.
        UsageError: no repair has that name.
    """
    return admit_and_release(
        dict(frames), origins=origins, units=units, marker=marker, strict=strict, noticed=noticed, repairs=repairs,
        tests=tests, delivery=delivery,
    )  # fmt: skip


def admit_and_release(
    frames: dict[str, pl.DataFrame],
    *,
    origins: Mapping[str, tuple[Origin, ...]] | None = None,
    units: Mapping[str, str] | None = None,
    marker: str | None = None,
    strict: bool = False,
    noticed: Iterable[Finding] = (),
    repairs: Iterable[str] = (),
    tests: DecidingTests = DECIDING_TESTS,
    delivery: Delivery | None = None,
) -> Admitted:
    """`admit`, for a caller that keeps no other hold of the frames: the dictionary is empty afterwards."""
    given = {domain.upper() for domain in frames}
    settled, findings = settle_study(
        frames, origins=origins, units=units, marker=marker, noticed=noticed, repairs=repairs,
        tests=tests, delivery=delivery,
    )  # fmt: skip
    refuse(findings, strict=strict)
    tables = StudyTables({domain: frame.drop(ROW) for domain, frame in settled.items() if domain in given})
    return Admitted(tables, tuple(findings))


def settle_study(
    frames: dict[str, pl.DataFrame],
    *,
    origins: Mapping[str, tuple[Origin, ...]] | None = None,
    units: Mapping[str, str] | None = None,
    marker: str | None = None,
    noticed: Iterable[Finding] = (),
    repairs: Iterable[str] = (),
    tests: DecidingTests = DECIDING_TESTS,
    delivery: Delivery | None = None,
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """The tables in their one form with `_ROW`, and everything found: what `admit` does before it judges.

    Empties `frames`, so that the memory of a table is free as soon as its settled form is there.

    Raises:
        UsageError: no repair has that name.
    """
    delivery = delivery or Delivery()
    numbered = {domain.upper(): frames.pop(domain).with_row_index(ROW) for domain in list(frames)}
    answered = apply_decisions(numbered, delivery.decisions)
    given, repaired = repair_study(answered.frames, repairs)
    del numbered
    files = {
        domain: DomainFiles(domain, (origins or {}).get(domain, ()), answered.accepted.get(domain, {}))
        for domain in SHAPES
    }
    findings = [*noticed, *answered.findings, *repaired, *_check_domains(given)]
    del answered
    ranges = _original_ranges(given.get("LB"))
    settled: dict[str, pl.DataFrame] = {}
    for domain, shape in SHAPES.items():
        if domain in given:
            settled[domain], found = _settle(given.pop(domain), shape, files[domain], settled)
        else:
            settled[domain], found = empty_table(shape).with_row_index(ROW), []
        findings += found
    settled["LB"], apart = separate_specimens(settled["LB"], units or {}, files["LB"])
    settled["LB"], found = standardize_laboratory(settled["LB"], units or {}, files["LB"], tests.proteins)
    if delivery.cut is not None:
        settled = frames_as_of(settled, delivery.cut)
        findings.append(_note_cut(delivery.cut))
    settled["TU"] = settle_identified(settled["TU"])
    settled["TR"], unread = settle_lesions(settled["TR"], files["TR"])
    findings += apart + found + unread + check_lesions(settled, files) + check_subjects(settled, files)
    findings += check_words(settled, files, tests) + check_evaluators(settled["RS"], files["RS"])
    findings += check_clock_times(settled["LB"], settled["DM"], settled["EX"], files["LB"])
    if marker is not None and not settled["LB"].is_empty():
        late = samples_after_first_dose(settled["LB"], settled["DM"], settled["EX"])
        findings += check_baseline(settled["DM"], settled["EX"], settled["LB"], marker, files, late)
    # what has no key, date or number cannot be weighed: errors are corrected first
    if delivery.expected is not None and not any(finding.severity == "error" for finding in findings):
        findings += check_plausibility(settled, files, delivery.expected, ranges)
    return settled, name_records(findings, settled)


def _note_cut(cut: date) -> Finding:
    """What a cut does to the tables."""
    found = f"data as known on {cut.isoformat()}: later records are left out, and what had not ended is ongoing"
    return Finding("study", found, "nothing to do", "note", "data.cut")


def _original_ranges(lb: pl.DataFrame | None) -> pl.DataFrame:
    """Reference intervals of LB in original units, which no table keeps: `_ROW`, LBORNRLO, LBORNRHI."""
    names = ("LBORNRLO", "LBORNRHI")
    if lb is None or not set(names) <= set(lb.columns):
        return pl.DataFrame(schema={ROW: pl.UInt32, **dict.fromkeys(names, pl.Float64)})
    return lb.select(ROW, pl.col(names).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)).drop_nulls()


def _settle(
    frame: pl.DataFrame, shape: Shape, files: DomainFiles, before: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[Finding]]:
    """Names, types, dates, required values, terms and keys of one domain, in this order; `before` holds DM and EX."""
    findings: list[Finding] = []
    arrived = {name.strip().upper() for name in frame.columns} | {"TRIAL", "DOMAIN"}
    missing = frozenset(shape.names) - arrived
    days = read_days(frame, shape)
    for settle in (settle_names, settle_types, settle_dates):
        frame, found = settle(frame, shape, files)
        findings += found
    if len(days.columns) > 1 and "DM" in before:
        frame, found = place_days(frame, days, shape, first_days(before["DM"], before.get("EX")), files)
        findings += found
    if shape.domain == "DM":
        frame, found = settle_ages(frame, files)
        findings += found
    findings += check_required(frame, shape, missing, files)
    findings += check_terms(frame, shape, files) + check_formulas(frame, shape, files)
    if missing.isdisjoint(shape.keys):
        frame, found = settle_keys(frame, shape, files)
        findings += found
    return frame, findings


def _check_domains(given: Mapping[str, pl.DataFrame]) -> list[Finding]:
    missing = [domain for domain in NEEDED if domain not in given]
    foreign = "; tables that are not CDISC need a mapping (paraprotein init --from DATA drafts one)"
    hint = foreign if len(missing) == len(NEEDED) else ""
    findings = [
        Finding(domain, "the study has no such table", f"add {domain} ({SHAPES[domain].label}){hint}",
                rule="tables.missing")
        for domain in missing
    ]  # fmt: skip
    if "DM" in given and given["DM"].is_empty():
        findings.append(Finding("DM", "the table holds no subject", "add the subjects", "warning", "tables.empty"))
    unused = sorted(domain for domain in given if domain not in SHAPES)
    if unused:
        findings.append(
            Finding("study", f"tables not used here: {', '.join(unused)}", "nothing to do", "note", "tables.unused")
        )
    return findings


def refuse(findings: Iterable[Finding], *, strict: bool) -> None:
    """Stop the work where a finding does: an error always, a warning under `strict`.

    Raises:
        DataError: a finding stops the work; carries all of them.
    """
    findings = tuple(findings)
    stopping = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in stopping for finding in findings):
        raise DataError(findings)
