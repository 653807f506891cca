"""Run every check on a study; each ends in a state, and none stops the others."""

from collections.abc import Iterable, Mapping

import polars as pl

from ...errors import Finding
from .check import Check, Datasets, Outcome
from .events import EVENT_CHECKS
from .laboratory import LABORATORY_CHECKS
from .response import RESPONSE_CHECKS
from .structure import STRUCTURE_CHECKS
from .subjects import SUBJECT_CHECKS

CHECKS: tuple[Check, ...] = (
    *SUBJECT_CHECKS, *STRUCTURE_CHECKS, *LABORATORY_CHECKS, *RESPONSE_CHECKS, *EVENT_CHECKS,
)  # fmt: skip
"""Every conformance check of ours, in order of the report."""

SHOWN = 5
"""Records that an outcome names."""


def check_conformance(datasets: Mapping[str, pl.DataFrame], checks: Iterable[Check] = CHECKS) -> tuple[Outcome, ...]:
    """What every check says of a study's analysis data sets, ours or another's.

    Args:
        datasets: name -> data set; TRIAL may be absent.
        checks: what to check.
    """
    keyed = {name.upper(): _with_trial(frame) for name, frame in datasets.items()}
    return tuple(_run(check, keyed) for check in checks)


def conformance_findings(outcomes: Iterable[Outcome]) -> list[Finding]:
    """Failed and broken checks as findings; they name subject and field, never a value."""
    findings = []
    for outcome in outcomes:
        check = outcome.check
        if outcome.state == "fail":
            etc = ", ..." if outcome.records > len(outcome.places) else ""
            found = f"broken by {outcome.records} records ({', '.join(outcome.places)}{etc}): {check.sentence}"
            fix = "correct the source data or the derivation"
            findings.append(Finding(f"{check.dataset}, {check.field}", found, fix, check.severity, check.id))
        elif outcome.state == "error":
            found = f"could not be checked ({outcome.reason}): {check.sentence}"
            fix = "check the types of the variables"
            findings.append(Finding(f"{check.dataset}, {check.field}", found, fix, "error", check.id))
    return findings


def _with_trial(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if "TRIAL" in frame.columns else frame.with_columns(TRIAL=pl.lit(0, pl.Int32))


def _run(check: Check, datasets: Datasets) -> Outcome:
    reason = _why_not(check, datasets)
    if reason:
        return Outcome(check, "skipped", reason)
    try:
        broken = check.find(datasets)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        return Outcome(check, "error", type(error).__name__)
    if broken.is_empty():
        return Outcome(check, "pass")
    return Outcome(check, "fail", "", broken.height, tuple(_places(broken.head(SHOWN))))


def _why_not(check: Check, datasets: Datasets) -> str:
    for name, variables in check.needs.items():
        if name not in datasets:
            return f"there is no {name}"
        missing = [variable for variable in variables if variable not in datasets[name].columns]
        if missing:
            return f"{name} has no {', '.join(missing)}"
    return f"{check.dataset} has no records" if datasets[check.dataset].is_empty() else ""


def _places(broken: pl.DataFrame) -> list[str]:
    shown = []
    for row in broken.iter_rows(named=True):
        trial = f", trial {row['TRIAL']}" if row.get("TRIAL") else ""
        number = f", ASEQ {row['ASEQ']}" if row.get("ASEQ") is not None else ""
        shown.append(f"subject {row['USUBJID']}{number}{trial}")
    return shown
