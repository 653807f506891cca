"""The baseline of every subject and test, chosen once: ADLB flags it; response, grades and changes start from it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...protocol.schema import Protocol
from ...response import (
    ANY_METHOD,
    MarkerRecords,
    MyelomaCriteria,
    Policies,
    WaldenstromCriteria,
    choose_baseline,
    criteria_named,
    roles_of,
)
from ...response.preparation import NO_RECORD, Standing, baseline_standing
from ...response.roles import RELAPSE_ROLES
from ...response.words import method_key
from ...sdtm.tables import StudyTables
from ..adrs.courses import read_exchanges, rows_of

OTHER_METHOD = len(Standing)
"""Code of a value by another method than the preferred one, by which there is a value."""

REASONS: Mapping[int, str] = MappingProxyType(
    {
        Standing.AFTER_FIRST_DOSE: "AFTER FIRST DOSE",
        Standing.TOO_OLD: "TOO OLD",
        Standing.AFTER_EXCHANGE: "AFTER PLASMA EXCHANGE",
        OTHER_METHOD: "OTHER METHOD",
    }
)
"""ABLREAS by code."""

_PREFERRED, _OTHER = 0, 1
"""Codes of assay methods: the one that the protocol's assay states, and any other."""


class _Rule(NamedTuple):
    """How the baseline of some tests is chosen."""

    tests: frozenset[str]
    policies: Policies
    is_washed_out: bool


def flag_baselines(records: pl.DataFrame, tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Add ABLFL, BASE and ABLREAS to laboratory records.

    The baseline of a test is its last value up to the first dose: by the clock or the planned time point on the day of
    the first dose where they are known, else that day counts as before. Of a test whose assay states a method, the last
    value by that method comes first. The markers of the response criteria follow the policies of the protocol's
    response section: no older than `baseline_days`, and what plasma exchange washes out not in its window.

    Args:
        records: laboratory results, sorted by subject and time, with _SUBJECT, _SERIES, _RECORD, _PRE and _POST.
        tables: the study tables that they came from.
        adsl: one row per subject.
        protocol: names criteria, policies and methods.

    Returns:
        ABLFL: Y for the record that is the baseline. BASE: its AVAL, in every record of the subject and test. ABLREAS:
        why a value up to the first dose cannot be the baseline.
    """
    chosen, reasons = _choose(records, tables, adsl, protocol)
    is_baseline = np.zeros(records.height, dtype=np.bool_)
    is_baseline[chosen] = True
    names = pl.Series([REASONS.get(code) for code in range(len(Standing) + 1)], dtype=pl.Categorical)
    return (
        records.with_columns(
            ABLFL=pl.when(pl.Series(is_baseline)).then(pl.lit("Y", pl.Categorical)), ABLREAS=names.gather(reasons)
        )
        .with_columns(BASE=pl.col("AVAL").filter(pl.col("ABLFL").is_not_null()).first().over("_SERIES"))
        .drop("_POST")
    )


def _choose(
    records: pl.DataFrame, tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Positions of the baselines, and the code of `REASONS` of every record; 0: nothing to say."""
    positions = np.flatnonzero(records["_PRE"].to_numpy())
    early = records[positions]
    exchanges = read_exchanges(tables, rows_of(adsl))
    reasons = np.where(records["_POST"].to_numpy(), np.int8(Standing.AFTER_FIRST_DOSE), np.int8(0))
    chosen = [np.zeros(0, dtype=np.int64)]
    for rule, rows in _by_rule(early["PARAMCD"], protocol):
        own = early[rows]
        marker, subject = _as_markers(own, tables["LB"], protocol)
        days = exchanges[subject] if rule.is_washed_out else np.zeros((subject.size, 0))
        baseline = choose_baseline(marker, days, rule.policies, _PREFERRED).record
        chosen.append(positions[rows[baseline[baseline != NO_RECORD]]])
        reasons[positions[rows]] = _why_not(marker, days, rule.policies, baseline)
    return np.concatenate(chosen), reasons


def _by_rule(tests: pl.Series, protocol: Protocol) -> Iterator[tuple[_Rule, NDArray[np.int64]]]:
    """Each rule with the records of its tests; the tests that no response rule reads come last, without a policy."""
    left = np.ones(len(tests), dtype=np.bool_)
    for rule in _rules(protocol):
        own = tests.is_in(list(rule.tests)).fill_null(False).to_numpy()
        yield rule, np.flatnonzero(own)
        left &= ~own
    yield _Rule(frozenset(), Policies(), is_washed_out=False), np.flatnonzero(left)


def _rules(protocol: Protocol) -> list[_Rule]:
    """The markers of the criteria: what plasma exchange washes out, and the rest."""
    policies, washed = Policies.of(protocol.response), {}
    criteria = criteria_named(protocol.response.criteria)
    for role in roles_of(criteria):
        washed[protocol.response.code_of(role.name)] = role.is_washed_out
    if isinstance(criteria, MyelomaCriteria):
        washed |= {role.code: False for role in RELAPSE_ROLES if role.code not in washed}
    if isinstance(criteria, WaldenstromCriteria):
        washed[protocol.response.marker] = True
    return [
        _Rule(frozenset(test for test, is_washed in washed.items() if is_washed == kind), policies, kind)
        for kind in (True, False)
    ]


def marker_tests(protocol: Protocol) -> frozenset[str]:
    """LBTESTCD of the tests that the protocol's response criteria read."""
    return frozenset().union(*(rule.tests for rule in _rules(protocol)))


def _as_markers(own: pl.DataFrame, lb: pl.DataFrame, protocol: Protocol) -> tuple[MarkerRecords, NDArray[np.int64]]:
    """Records with one `patient` for each subject and test, and the row in ADSL of each."""
    _, first, patient = np.unique(own["_SERIES"].to_numpy(), return_index=True, return_inverse=True)
    height = own.height
    linear = pl.col("ADY") + (pl.col("ADY") < 0).cast(pl.Int32)  # the day before the first dose is 0
    marker = MarkerRecords(
        patient=patient.astype(np.int64),
        day=own.select(linear).to_series().to_numpy().astype(np.int64),
        order=np.arange(height, dtype=np.float64),
        value=own["AVAL"].to_numpy(),
        is_below_limit=np.zeros(height, dtype=np.bool_),
        method=_methods(own, lb, protocol),
        high_normal=np.full(height, np.nan),
    )
    return marker, own["_SUBJECT"].to_numpy().astype(np.int64)[first]


def _methods(own: pl.DataFrame, lb: pl.DataFrame, protocol: Protocol) -> NDArray[np.int64]:
    """Whether each record is by the method that its test's assay states; ANY_METHOD where the assay states none."""
    methods = np.full(own.height, ANY_METHOD, dtype=np.int64)
    stated = {test: assay.method for test, assay in protocol.assays.items() if assay.method}
    found = lb["LBMETHOD"].gather(own["_RECORD"])
    if not stated or found.null_count() == found.len():
        return methods
    keys = {name: method_key(name) for name in found.cast(pl.String).drop_nulls().unique()}
    for test, method in stated.items():
        is_own = (own["PARAMCD"] == test).fill_null(False).to_numpy()
        alike = [name for name, key in keys.items() if key == method_key(method)]
        is_preferred = found.cast(pl.String).is_in(alike).fill_null(False).to_numpy()
        methods[is_own] = np.where(is_preferred, _PREFERRED, _OTHER)[is_own]
    return methods


def _why_not(
    marker: MarkerRecords, days: NDArray[np.float64], policies: Policies, baseline: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Codes of `REASONS`, 0 where a record could have been the baseline."""
    reasons = baseline_standing(marker, days, policies)
    taken = baseline[marker.patient]
    by_preferred = (taken != NO_RECORD) & (marker.method[taken] == _PREFERRED)
    apart = (reasons == Standing.ELIGIBLE) & by_preferred & (marker.method != _PREFERRED)
    return np.where(apart, np.int8(OTHER_METHOD), reasons)
