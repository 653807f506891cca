"""All checks of plausibility, in order, as findings grouped by cause."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from ...errors import Finding
from ..records import ROW, Complaint, DomainFiles, list_records
from . import calendar, courses, doses, identity, persons, results
from .catalogue import CHECKS, PREFIX
from .study import Expected, StudyData, Suspicion

_CHECKS: Final[tuple[Callable[[StudyData], Iterable[Suspicion]], ...]] = (
    identity.check_alike_ids, identity.check_site_numbers, identity.check_studies,
    results.check_medians, results.check_ranges, results.check_reference,
    identity.check_two_under_one, courses.check_same_day, identity.check_exchanged, courses.check_swapped_codes,
    courses.check_spikes, courses.check_steps, courses.check_tight_steps, results.check_wholes,
    courses.check_copied_visits, courses.check_carried, identity.check_equal_courses,
    calendar.check_future, calendar.check_period, calendar.check_old_events, calendar.check_visits,
    calendar.check_file_order,
    calendar.check_all_before, calendar.check_first_dose, calendar.check_old_baselines, calendar.check_clocks,
    doses.check_units, doses.check_amounts, doses.check_periods, doses.check_drugs, doses.check_gaps,
    persons.check_ages, persons.check_sexes, persons.check_eligibility, persons.check_progression, persons.check_dead,
)  # fmt: skip
"""In this order: a record that one check questions is not questioned again by a later one of the same kind."""

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("median", "range", "two-under-one", "same-day", "exchanged", "swapped-tests", "spike", "fall", "rise", "step",
         "part-whole", "copied-visit", "carried-forward", "equal-courses", "eligibility"), "result",
    ),
    **dict.fromkeys(("future", "year-off", "period", "visit-apart", "visit-order", "file-order", "one-side"), "date"),
    **dict.fromkeys(("dose-factor", "dose-unit"), "dose"),
}  # fmt: skip
"""Check -> what it questions about a record: one cause is one finding."""


def check_plausibility(
    frames: Mapping[str, pl.DataFrame],
    files: Mapping[str, DomainFiles],
    expected: Expected,
    original_ranges: pl.DataFrame,
) -> list[Finding]:
    """What a data manager would ask about a study: one finding for each check and cause, in the order of the tables.

    Nothing is searched where the tables hold several simulated trials: these have no data entry.

    Args:
        frames: domain to settled table with `_ROW`.
        files: where the records came from.
        expected: what the protocol lets expect.
        original_ranges: `_ROW`, LBORNRLO and LBORNRHI of LB; empty where the files have none.
    """
    if frames["DM"].is_empty() or frames["DM"]["TRIAL"].n_unique() > 1:
        return []
    study = StudyData.of(frames, files, expected, original_ranges)
    asked: dict[tuple[str, str], set[int]] = {}
    findings: list[Finding] = []
    for suspicion in _suspicions(study):
        rows = suspicion.rows
        kind = KINDS.get(suspicion.rule)
        if kind is not None:
            held = asked.setdefault((kind, suspicion.domain), set())
            rows = rows.filter(~rows.is_in(list(held))) if held else rows
            held.update(rows)
        findings += _findings(suspicion, rows, study)
    return findings


def _suspicions(study: StudyData) -> Iterator[Suspicion]:
    for check in _CHECKS:
        yield from check(study)


def _findings(suspicion: Suspicion, rows: pl.Series, study: StudyData) -> list[Finding]:
    if rows.is_empty():
        return []
    check = CHECKS[suspicion.rule]
    cause = suspicion.cause or check.cause
    found = f"{check.found} ({suspicion.detail}); likely cause: {cause}"
    complaint = Complaint(f"{PREFIX}{suspicion.rule}", suspicion.field, found, check.fix, "warning")
    records = study.frames[suspicion.domain].filter(pl.col(ROW).is_in(rows.implode()))
    return list_records(records, pl.lit(True), study.files[suspicion.domain], complaint)
