"""Tests, units, normal limits and visits, as LB shows them."""

import polars as pl

from ..errors import UsageError
from ..protocol.analytes import STANDARD_UNITS
from ..sdtm.laboratory import parse_results
from ..toxicity.ctcae import edition_named
from ..units import canonical_unit, factor_between
from .facts import AssayFacts

SHORTEST_GAP = 3
"""Days: results closer together belong to one visit."""

_GRADED = edition_named("ctcae-5.0").analytes


def find_assays(lb: pl.DataFrame) -> tuple[tuple[AssayFacts, ...], tuple[str, ...]]:
    """Tests that the rules can use, the most frequent first, and why others were left out."""
    if lb.is_empty():
        return (), ()
    read = lb.select("USUBJID", "LBTESTCD", "LBTEST", "LBMETHOD", "LBSTNRLO", "LBSTNRHI", "LBSTRESU", _UNIT=_unit(),
                     _VALUE=_value(lb)).filter(pl.col("_VALUE").is_not_null())  # fmt: skip
    found, left_out, unknown = [], [], []
    order = read.group_by(pl.col("LBTESTCD").cast(pl.String)).len().sort(["len", "LBTESTCD"], descending=[True, False])
    for code in order["LBTESTCD"].drop_nulls():
        if code not in STANDARD_UNITS and code not in _GRADED:
            unknown.append(code)
            continue
        own = read.filter(pl.col("LBTESTCD") == code)
        unit = _usable_unit(code, own)
        if unit is None:
            left_out.append(f"{code}, no unit that is known for it ({_modes(own['_UNIT']) or 'none given'})")
        else:
            found.append(_assay(code, own, unit))
    if unknown:
        left_out.append(f"no rule here uses {', '.join(unknown[:20])}{' and more' if len(unknown) > 20 else ''}")
    return tuple(found), tuple(left_out)


def _unit() -> pl.Expr:
    """The unit of the value that `_value` takes: the standard one, else the original one."""
    standard, original = pl.col("LBSTRESU").cast(pl.String), pl.col("LBORRESU").cast(pl.String)
    return pl.when(pl.col("LBSTRESN").is_not_null() & standard.is_not_null()).then(standard).otherwise(
        pl.coalesce(original, standard))  # fmt: skip


def _value(lb: pl.DataFrame) -> pl.Series:
    return pl.select(pl.coalesce(pl.lit(lb["LBSTRESN"]), pl.lit(parse_results(lb["LBORRES"])["number"]))).to_series()


def _modes(values: pl.Series) -> str:
    return ", ".join(names_by_count(values)[:3])


def names_by_count(values: pl.Series) -> list[str]:
    """Distinct values, the most frequent first."""
    counted = pl.DataFrame({"value": values.drop_nulls().cast(pl.String)}).group_by("value").len()
    return counted.sort(["len", "value"], descending=[True, False])["value"].to_list()


def _usable_unit(code: str, own: pl.DataFrame) -> str | None:
    """The unit of most results that measures what the test measures, in the spelling of a protocol; None without."""
    wanted = STANDARD_UNITS.get(code, ())
    for unit in names_by_count(own["_UNIT"]):
        try:
            known = canonical_unit(unit, code)
        except UsageError:
            continue
        if not wanted or any(factor_between(known, standard, code) for standard in wanted):
            return known
    return None


def _assay(code: str, own: pl.DataFrame, unit: str) -> AssayFacts:
    spelt = [name for name in names_by_count(own["_UNIT"]) if _spells(name, unit, code)]
    same = own.filter(pl.col("_UNIT").is_in(spelt))
    low, high = _limits(same)
    median = same["_VALUE"].median()
    return AssayFacts(
        code=code,
        name=next(iter(names_by_count(own["LBTEST"])), code),
        unit=unit,
        results=own.height,
        subjects=own["USUBJID"].n_unique(),
        low_normal=low,
        high_normal=high,
        method=next(iter(names_by_count(own["LBMETHOD"])), ""),
        median=median if isinstance(median, float) else None,
    )


def _spells(name: str, unit: str, code: str) -> bool:
    try:
        return canonical_unit(name, code) == unit
    except UsageError:
        return False


def _limits(same: pl.DataFrame) -> tuple[float | None, float | None]:
    """Limits of normal most often given in the unit of the results; none where they contradict each other."""
    own_unit = pl.coalesce(pl.col("LBSTRESU").cast(pl.String), "_UNIT")
    stated = same.filter(own_unit == pl.col("_UNIT"))
    low, high = _mode(stated["LBSTNRLO"]), _mode(stated["LBSTNRHI"])
    return (low, high) if low is None or high is None or low < high else (None, None)


def _mode(values: pl.Series) -> float | None:
    known = values.drop_nulls()
    return None if known.is_empty() else float(known.mode().sort()[0])


def find_visit_days(lb: pl.DataFrame) -> int | None:
    """Usual days between a patient's days with results; whole weeks where they are near."""
    days = lb.select("USUBJID", "LBDT").drop_nulls().unique().sort("USUBJID", "LBDT")
    gaps = days.select((pl.col("LBDT").diff().over("USUBJID").dt.total_days()).alias("gap"))["gap"].drop_nulls()
    usual = gaps.filter(gaps > SHORTEST_GAP).cast(pl.Float64).median()
    if not isinstance(usual, float):
        return None
    weeks = round(usual / 7)
    return 7 * weeks if weeks and abs(usual - 7 * weeks) <= 1 else max(1, round(usual))


def planned_visits(lb: pl.DataFrame) -> tuple[str, ...]:
    """Names of visits in their order, without unscheduled ones."""
    names = (
        lb.select("VISITNUM", pl.col("VISIT").cast(pl.String)).drop_nulls("VISIT").unique().sort("VISITNUM", "VISIT")
    )
    planned = names.filter(~pl.col("VISIT").str.to_uppercase().str.contains("UNSCHEDULED"))
    return tuple(planned["VISIT"].unique(maintain_order=True))
