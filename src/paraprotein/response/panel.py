"""From long records of several markers to one value per marker, patient and visit.

Days are linear, as in `preparation`. Interpretations chosen where the papers are silent:

- The baseline of each marker is its own last value on or before day 1; below quantitation it is the limit itself,
  because a suppressed light chain is half of the difference that the rules judge.
- A value by another method than the baseline's is left out, for each marker by itself.
- Of several values of one day the worse one is used (`Role.worse`), unless the policy says otherwise; findings of one
  day that disagree: the worse one.
- In the window after plasma exchange nothing that the exchange washes out of the blood is used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .policies import Policies
from .preparation import NO_RECORD, Baseline, MarkerRecords, after_exchange, choose_baseline
from .roles import Role
from .visit_grid import ClinicalRecords, VisitGrid, merge_daily

Days = NDArray[np.float64]
Numbers = NDArray[np.float64]
Codes = NDArray[np.int8]

ANY_METHOD = -1


@dataclass(frozen=True)
class Panel:
    """Everything measured and found; patients in rows, visits in columns in day order.

    Attributes:
        day: linear day of each visit, shape (n_patients, n_visits), NaN pads.
        present: False pads.
        baseline: role -> value before treatment, shape (n_patients,); NaN when there is none.
        baseline_day: role -> its day.
        numbers: role -> value of each visit, shape (n_patients, n_visits); NaN when there is none.
        codes: finding -> its worst (largest) code of each visit; 0 when not done.
        sources: role -> index of the record behind each visit's value; -1 when no single one is.
    """

    day: Days
    present: NDArray[np.bool_]
    baseline: Mapping[str, Numbers]
    baseline_day: Mapping[str, Days]
    numbers: Mapping[str, Numbers]
    codes: Mapping[str, Codes]
    sources: Mapping[str, NDArray[np.int64]]


def assemble_panel(
    roles: Iterable[Role],
    records: Mapping[str, MarkerRecords],
    findings: Mapping[str, ClinicalRecords],
    plasmapheresis_day: Days,
    policies: Policies,
    chosen: Mapping[str, Baseline] | None = None,
) -> Panel:
    """One visit per patient and day after day 1 on which anything was recorded.

    Args:
        roles: what the measurements and findings are.
        records: role -> measurements in the unit of the role.
        findings: finding -> codes; a larger code is worse.
        plasmapheresis_day: shape (n_patients, n_procedures), NaN pads.
        policies: the open choices.
        chosen: role -> baseline that was chosen before; the others are chosen here.
    """
    known = {role.name: role for role in roles}
    used = {
        name: _usable(own, name in known and known[name].is_washed_out, plasmapheresis_day, policies)
        for name, own in records.items()
    }
    settled = dict(chosen or {})
    baselines = {
        name: settled[name] if name in settled else choose_baseline(own, plasmapheresis_day, policies)
        for name, own in used.items()
    }
    everything = [(own.patient, own.day) for own in records.values()]
    everything += [(found.patient, found.day) for found in findings.values()]
    grid = VisitGrid.over(everything, plasmapheresis_day.shape[0])
    daily = {
        name: _daily(own, baselines[name].method, grid, policies, name in known and known[name].worse == "low")
        for name, own in used.items()
    }
    washed = after_exchange(_days_of(grid), plasmapheresis_day, policies)
    codes = {}
    for name, found in findings.items():
        worst = np.asarray(grid.worst(found, np.maximum, -128), dtype=np.int8)
        unknown = worst == -128
        if name in known and known[name].is_washed_out:
            unknown |= np.asarray(grid.spread(washed, 0.0), dtype=np.bool_)
        codes[name] = np.where(unknown, np.int8(0), worst)
    return Panel(
        day=grid.day,
        present=grid.present,
        baseline={name: baseline.value for name, baseline in baselines.items()},
        baseline_day={name: baseline.day for name, baseline in baselines.items()},
        numbers={name: values for name, (values, _) in daily.items()},
        codes=codes,
        sources={name: source for name, (_, source) in daily.items()},
    )


def _usable(records: MarkerRecords, is_washed_out: bool, exchange_day: Days, policies: Policies) -> MarkerRecords:
    """The records with NaN for values that an exchange washed out; below quantitation is a value, at the limit."""
    value = records.value
    if is_washed_out:
        value = np.where(after_exchange(records, exchange_day, policies), np.nan, value)
    return records._replace(value=value, is_below_limit=np.zeros(value.shape, dtype=np.bool_))


def _daily(
    records: MarkerRecords, method: NDArray[np.int64], grid: VisitGrid, policies: Policies, is_low_worse: bool
) -> tuple[Numbers, NDArray[np.int64]]:
    """One value per visit by the method of the baseline, and the record that gave it."""
    own = method[records.patient]
    is_other = (records.method != own) & (records.method != ANY_METHOD) & (own != ANY_METHOD)
    used = np.flatnonzero((records.day > 1) & ~is_other & ~np.isnan(records.value))
    used = used[np.argsort(records.order[used], kind="stable")]
    at = grid.place(records.patient[used], records.day[used])
    sign = -1.0 if is_low_worse else 1.0
    values, standing = merge_daily(sign * records.value[used], at, grid.keys.size, policies.duplicates)
    source = np.full(standing.shape, NO_RECORD, dtype=np.int64)
    source[standing != NO_RECORD] = used[standing[standing != NO_RECORD]]
    matrix = np.asarray(grid.spread(sign * values, np.nan), dtype=np.float64)
    return matrix, np.asarray(grid.spread(source, NO_RECORD), dtype=np.int64)


def _days_of(grid: VisitGrid) -> MarkerRecords:
    """The visits themselves as records without values, one per visit."""
    nothing = np.full(grid.keys.size, np.nan)
    day = (grid.keys % grid.span).astype(np.int64)
    method = np.full(grid.keys.size, ANY_METHOD)
    return MarkerRecords(grid.row, day, nothing, nothing, np.zeros(grid.keys.size, np.bool_), method, nothing)
