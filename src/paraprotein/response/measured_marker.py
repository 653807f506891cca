"""One marker of one visit beside what the rules compare it with, and the marker that decides for a patient."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MeasuredMarker:
    """One marker or finding of one visit; None where a number does not exist.

    Attributes:
        marker: what was measured, e.g. `serum M-protein`.
        unit: of the numbers; empty where they have none.
        value: the measurement; None for a finding.
        finding: the finding in a word, e.g. `negative`; empty for a measurement.
        baseline: the value before treatment.
        baseline_change: change from it, percent; None where the rules count in points, classes or centimetres.
        nadir: the lowest earlier value that the rules compare with; None where they compare with none.
        nadir_change: change from it, percent.
        is_judged: its fall can decide a response of this patient. In myeloma: it was measurable before treatment; in AL
            amyloidosis: the baseline of its domain can be judged. Progression may rest on others too.
    """

    marker: str
    unit: str
    value: float | None
    finding: str
    baseline: float | None
    baseline_change: float | None
    nadir: float | None
    nadir_change: float | None
    is_judged: bool

    def in_words(self) -> str:
        """The marker with its value, e.g. `serum M-protein 1500 mg/dL`."""
        value = self.finding if self.value is None else with_unit(self.value, self.unit)
        return f"{self.marker} {value}"


def measurement(
    marker: str,
    unit: str,
    value: float,
    baseline: float = float("nan"),
    nadir: float = float("nan"),
    *,
    is_judged: bool = True,
    in_percent: bool = True,
) -> MeasuredMarker:
    """A number beside its baseline and its nadir; NaN: there is none."""
    now, before, lowest = number(value), number(baseline), number(nadir)
    since_baseline = percent_change(now, before) if in_percent else None
    return MeasuredMarker(marker, unit, now, "", before, since_baseline, lowest, percent_change(now, lowest), is_judged)


def finding(marker: str, found: str, is_judged: bool = True) -> MeasuredMarker:
    """A finding, which has no change."""
    return MeasuredMarker(marker, "", None, found, None, None, None, None, is_judged)


def number(value: float) -> float | None:
    """The value, None for NaN."""
    return None if np.isnan(value) else float(value)


def percent_change(value: float | None, reference: float | None) -> float | None:
    """Change from a reference above 0, percent; from 0 and from a negative difference there is none."""
    return None if value is None or reference is None or reference <= 0 else 100.0 * (value - reference) / reference


def with_unit(value: float, unit: str) -> str:
    """A number and its unit as a person writes them: `1500 mg/dL`, `3 %`."""
    return f"{written(value)} {unit}".strip()


def written(number: float) -> str:
    """A number as a person writes it: at most six digits, no trailing zeros."""
    return f"{number:.6g}"


def percent(fraction: float) -> str:
    """A fraction as a person writes it: `25 %`."""
    return f"{written(100 * fraction)} %"


MARKERS = ("", "serum M-protein", "urine M-protein", "light chain difference", "marrow plasma cells")
"""Names by code; 0: no marker can be judged."""


MARKER_UNITS = ("", "mg/dL", "mg/day", "mg/L", "%")
"""Unit of each."""


class DecidingMarker(NamedTuple):
    """The deciding marker of every patient."""

    code: NDArray[np.int64]  # index into MARKERS, shape (n_patients,)
    baseline: NDArray[np.float64]  # (n_patients,); NaN when no marker can be judged
    values: NDArray[np.float64]  # (n_patients, n_visits)
    kappa_involved: NDArray[np.bool_]  # (n_patients,)
