"""Kaplan-Meier curves, their steps and numbers at risk."""

import numpy as np
import polars as pl

from ...adam.derive import Adam
from ...protocol.schema import Protocol
from ...statistics import compute_at_risk, compute_kaplan_meier
from ...units import MONTH_DAYS
from ..endpoints.times import times_of
from ..figures import LEVEL
from ..subjects import Booleans, Subjects

CURVES = ("TTP", "PFS", "TTPR", "DOR", "OS")
"""PARAMCD of the curves; evaluable patients, OS treated patients."""

STEP_MONTHS = 3
"""Months between the columns of numbers at risk."""


def tabulate_curves(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per trial, curve and observed time: TIME (months), AT_RISK, EVENTS, CENSORED, SURVIVAL, LOW, HIGH.

    Limits are log-log at 95 %; they are null while the curve is 1 and once it is 0.
    """
    population = Subjects.of(adam, protocol)
    parts = []
    for paramcd in CURVES:
        times = times_of(population, paramcd)
        curve = compute_kaplan_meier(
            times.days, times.event, times.at_risk & _among(population, paramcd), level=LEVEL, transform="log-log"
        )
        row, column = np.nonzero(~np.isnan(curve.time))
        columns = {
            "TIME": curve.time / MONTH_DAYS, "AT_RISK": curve.at_risk, "EVENTS": curve.events,
            "CENSORED": curve.censored, "SURVIVAL": curve.survival, "LOW": curve.lower, "HIGH": curve.upper,
        }  # fmt: skip
        parts.append(
            pl.DataFrame(
                {"TRIAL": population.trials.gather(row), "CURVE": np.full(row.size, paramcd)}
                | {name: values[row, column] for name, values in columns.items()},
                schema_overrides={"CURVE": pl.String},
            )
        )
    return pl.concat(parts).with_columns(pl.col("LOW", "HIGH").fill_nan(None)).sort("TRIAL", maintain_order=True)


def tabulate_numbers_at_risk(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """One row per trial, curve and time (0, 3, 6, ... months): AT_RISK."""
    population = Subjects.of(adam, protocol)
    longest = adam.adtte["AVALM"].max()
    months = np.arange(0, (float(longest) if isinstance(longest, float) else 0.0) + STEP_MONTHS, STEP_MONTHS)
    grid = pl.DataFrame({"TIME": months})
    parts = []
    for paramcd in CURVES:
        times = times_of(population, paramcd)
        at_risk = compute_at_risk(times.days, months * MONTH_DAYS, times.at_risk & _among(population, paramcd))
        frame = pl.DataFrame({"TRIAL": population.trials, "CURVE": paramcd}).join(grid, how="cross")
        parts.append(frame.with_columns(AT_RISK=pl.Series(at_risk.ravel(), dtype=pl.Int32)))
    return pl.concat(parts).sort("TRIAL", maintain_order=True)


def _among(population: Subjects, paramcd: str) -> Booleans:
    """Whose times a curve shows: nobody's where several arms would be pooled, or deaths were not collected."""
    whose = population.treated if paramcd == "OS" else population.evaluable
    needs = ("arms", "deaths") if paramcd == "OS" else ("arms", "marker")
    for need in needs:
        whose = whose & ~population.lacks[need].where[:, None]
    return whose
