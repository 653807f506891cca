"""Where the direction of a change is known, it is that one."""

from typing import Any

import polars as pl
import pytest
from altered import Tree, load, waldenstrom_tree, write
from plain_pharmacology import simulate_plainly

from paraprotein.sdtm.tables import StudyTables
from paraprotein.simulation import executable_findings


def without_stopping(path: str | None = None, value: Any = None) -> Tree:
    tree = waldenstrom_tree()
    del tree["stopping"]
    return tree if path is None else write(tree, path, value)


@pytest.fixture(scope="module")
def base() -> StudyTables:
    return simulate_plainly(load(without_stopping()))


def deaths(tables: StudyTables) -> float:
    return float((tables.dm["DTHFL"] == "Y").sum())


def longest(tables: StudyTables) -> float:
    return float(tables.lb.select(pl.col("LBDT").max() - pl.col("LBDT").min()).item().days)


def results(tables: StudyTables) -> float:
    return float(tables.lb.height)


def highest_dose(tables: StudyTables) -> float:
    return float(tables.ex["EXDOSE"].max())  # type: ignore[arg-type]


def spread(tables: StudyTables) -> float:
    first = tables.lb.filter(pl.col("LBTESTCD") == "HGB", pl.col("VISITNUM") <= 1).sort("USUBJID", "VISITNUM")
    return float(first.group_by("USUBJID").agg(pl.col("LBSTRESN").std())["LBSTRESN"].mean())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "value", "measure", "rises"),
    [
        ("conduct.death_per_month", "0 %", deaths, False),
        ("conduct.death_per_month", "40 %", deaths, True),
        ("conduct.data_cut", "120 days", longest, False),
        ("visits.missed", "60 %", results, False),
        ("visits.every", "14 days", results, True),
        ("assays.HGB.cv", "0 %", spread, False),
        ("assays.HGB.cv", "20 %", spread, True),
        ("treatment.escalate", None, highest_dose, False),
    ],
)
def test_a_change_goes_the_known_way(base: StudyTables, path: str, value: Any, measure: Any, rises: bool) -> None:
    before, after = measure(base), measure(simulate_plainly(load(without_stopping(path, value))))
    assert after > before if rises else after < before


def test_weekly_doses_are_refused_rather_than_given_daily() -> None:
    loaded = load(without_stopping("treatment.every", "7 days"))
    assert [(item.severity, item.where.partition(" ")[2]) for item in executable_findings(loaded)] == [
        ("error", "treatment.every")
    ]
