"""Results that do not follow from the patient's own results before and after."""

from collections.abc import Iterator
from math import log

import polars as pl

from ..records import ROW
from .limits import CLEARANCE, FACTOR_TOLERANCE, FASTEST_DOUBLING_DAYS, LIMITS, UNIT_FACTORS
from .study import StudyData, Suspicion, by_analyte, shown_digits, suspect, tests_of

FLOOR = {"MPROT": 100.0, "MCPROT": 100.0, "IGM": 10.0, "IGG": 20.0, "IGA": 10.0, "UMCPROT": 200.0, "NEUT": 0.1,
         "LYM": 0.05, "KLCFR": 2.0, "LLCFR": 2.0}  # fmt: skip
"""Analyte -> what an assay can hardly see: smaller results are taken for this, so that 0 is no endless fall."""

NEAR_GAP = 120
"""Days within which results are neighbours."""

COMMON_GAP = 14
"""Shortest gap, days, that a clearance or growth is judged over; shorter ones say more of assays than of patients."""

FASTEST_GROWTH = 2.0
"""Fold that a rise may have beyond the fastest doubling: flares and assay error."""

MISSING_CODES = (99.0, 999.0, 9999.0, 99999.0, 999.9, 99.9, 888.0, 8888.0)
"""Numbers that data entry writes for a missing result."""


def _with_folds(study: StudyData) -> pl.DataFrame:
    """Results that moved, with UP and DOWN, the logarithms of the change from the neighbours towards the result."""
    floor = by_analyte(FLOOR, 1e-6)
    lifted = {name: pl.max_horizontal(name, "FLOOR") for name in ("VALUE", "PREV", "NEXT")}
    moved = (pl.col("VALUE") / pl.col("PREV")).log().abs() > log(1.2)
    leaves = (pl.col("NEXT") / pl.col("VALUE")).log().abs() > log(1.2)
    return (
        study.results.lazy()
        .drop("FIRST", "VISITNUM", "LOW", "HIGH", "UNIT", "RAW")
        .filter(moved | leaves)
        .with_columns(FLOOR=floor)
        .with_columns(
            LAST=(lifted["VALUE"] / pl.when(pl.col("PREV").is_not_null()).then(lifted["PREV"])).log(),
            AHEAD=(pl.when(pl.col("NEXT").is_not_null()).then(lifted["NEXT"]) / lifted["VALUE"]).log(),
        )
        .collect()
    )  # fmt: skip


def check_spikes(study: StudyData) -> Iterator[Suspicion]:
    """Single results far from both neighbours, which agree; a known factor is named as the likely cause."""
    of = _with_folds(study)
    around = pl.max_horizontal(pl.col("PREV_GAP"), pl.col("NEXT_GAP")) <= NEAR_GAP
    agree = (pl.col("LAST") + pl.col("AHEAD")).abs() < 0.65 * pl.min_horizontal(
        pl.col("LAST").abs(), pl.col("AHEAD").abs()
    )
    down = by_analyte({name: log(limits.spike_down) for name, limits in LIMITS.items()}, log(9))
    up = by_analyte({name: log(limits.spike_up) for name, limits in LIMITS.items()}, log(9))
    sinks = (pl.col("LAST") < -down) & (pl.col("AHEAD") > down)
    rises = (pl.col("LAST") > up) & (pl.col("AHEAD") < -up)
    spikes = of.filter(around & agree & (sinks | rises) & ~_exchanged(study, of))
    yield from _by_factor(spikes, "spike")
    known = pl.col(ROW).is_in(spikes[ROW].implode())
    yield from _slips(of.filter(around & agree & ~known))


def _slips(of: pl.DataFrame) -> Iterator[Suspicion]:
    """Smaller spikes by exactly the factor between two units of the test: hemoglobin in mmol/L."""
    for analyte, factors in UNIT_FACTORS.items():
        own = of.filter(pl.col("ANALYTE") == analyte) if analyte else of.clear()
        for factor, _ in factors:
            middle = (pl.col("LAST") - pl.col("AHEAD")) / 2
            yield from _by_factor(own.filter((middle.abs() - log(factor)).abs() < log(1.07)), "spike")


def _exchanged(study: StudyData, of: pl.DataFrame) -> pl.Series:
    """Results within four weeks after a plasma exchange, which washes a protein out for a while."""
    pr = study.frames["PR"]
    days = pr.lazy().filter(pl.col("PRSTDT").is_not_null()).select(pl.col("USUBJID").cast(pl.Categorical), "PRSTDT")
    near = of.lazy().select(ROW, "USUBJID", "DAY").join(days, on="USUBJID")
    gap = (pl.col("DAY") - pl.col("PRSTDT")).dt.total_days()
    return of[ROW].is_in(near.filter(gap.is_between(0, 28)).collect()[ROW].implode())


def _by_factor(spikes: pl.DataFrame, rule: str) -> Iterator[Suspicion]:
    """Suspicions by likely cause: each factor that fits, then the rest."""
    fold = pl.when(pl.col("AHEAD").is_null()).then("LAST").otherwise((pl.col("LAST") - pl.col("AHEAD")) / 2)
    left = spikes.with_columns(FOLD=fold)
    zeros = left.filter(pl.col("VALUE") == 0)
    yield from suspect(rule, "LB", "LBSTRESN", zeros, f"{tests_of(zeros)}, 0", "0 was written for a missing result")
    left = left.filter(pl.col("VALUE") != 0)
    coded = left.filter(pl.col("VALUE").is_in(MISSING_CODES))
    yield from suspect(rule, "LB", "LBSTRESN", coded, tests_of(coded), "a code for a missing result")
    left = left.filter(~pl.col("VALUE").is_in(MISSING_CODES))
    for factor, units in [(f, u) for fs in UNIT_FACTORS.values() for f, u in fs]:
        tolerance = max(FACTOR_TOLERANCE, 0.3 * log(factor) / 2)
        fits = left.filter((pl.col("FOLD").abs() - log(factor)).abs() < tolerance)
        cause = f"a factor of {factor:g}: {units}"
        yield from suspect(rule, "LB", "LBSTRESN", fits, tests_of(fits), cause)
        left = left.filter(~pl.col(ROW).is_in(fits[ROW].implode()))
    yield from suspect(rule, "LB", "LBSTRESN", left, tests_of(left), "a slip of the pen, or another patient's sample")


def check_steps(study: StudyData) -> Iterator[Suspicion]:
    """Changes faster than a protein is cleared or a clone grows, from one result on."""
    of = _with_folds(study).filter(pl.col("PREV_GAP").is_between(1, NEAR_GAP), pl.col("ANALYTE").is_in(list(CLEARANCE)))
    gap = pl.max_horizontal(pl.col("PREV_GAP"), COMMON_GAP)
    half_life = by_analyte({name: entry.half_life_days for name, entry in CLEARANCE.items()}, 4.0)
    too_fast = pl.col("LAST") < -(log(2) * gap / half_life + log(1.5)).clip(None, log(60))
    too_steep = pl.col("LAST") > (log(2) * gap / FASTEST_DOUBLING_DAYS + log(FASTEST_GROWTH)).clip(None, log(12))
    falls, rises = of.filter(too_fast & ~_exchanged(study, of)), of.filter(too_steep)
    yield from _by_factor(falls.with_columns(AHEAD=pl.lit(None, pl.Float64)), "fall")
    yield from _by_factor(rises.with_columns(AHEAD=pl.lit(None, pl.Float64)), "rise")


TIGHT = {"HGB": 1.9, "HCT": 1.9, "RBC": 2.0, "CA": 1.7, "ALB": 2.0, "PROT": 1.9, "SODIUM": 1.3, "CL": 1.4, "K": 2.1,
         "CREAT": 6.0, "TRYPTASE": 8.0, "BILI": 15.0}  # fmt: skip
"""Analyte -> fold from one visit to the next, also when it stays, that points to another unit."""


HGB_FACTOR = 1.611
"""g/dL of hemoglobin in 1 mmol/L (molar mass of the monomer, 16,114 g/mol)."""

SAME = 0.07
"""Logarithm within which two hemoglobin results are one level."""


def check_tight_steps(study: StudyData) -> Iterator[Suspicion]:
    """Changes of blood counts and chemistry that stay and are larger than patients show between two visits."""
    of = _with_folds(study).filter(pl.col("PREV_GAP").is_between(1, 60), pl.col("ANALYTE").is_in(list(TIGHT)))
    stays = (pl.col("AHEAD").abs() < SAME) & (pl.col("LAST").abs() - log(HGB_FACTOR)).abs().lt(SAME)
    steps = of.filter((pl.col("LAST").abs() > by_analyte(TIGHT, 99.0).log()) | ((pl.col("ANALYTE") == "HGB") & stays))
    yield from _by_factor(steps.with_columns(AHEAD=pl.lit(None, pl.Float64)), "step")


def check_carried(study: StudyData) -> Iterator[Suspicion]:
    """Results equal to all decimals over so many visits that chance does not explain it."""
    same = (pl.col("KEY") == pl.col("KEY").shift()) & (pl.col("RAW") == pl.col("RAW").shift())
    third = same & same.shift() & same.shift(2) & ~pl.col("BELOW") & (pl.col("VALUE") > 0)
    tests = study.results.lazy().filter(third).select(pl.col("TEST").unique()).collect()["TEST"]
    if tests.is_empty():
        return  # the digits of a million results take longer than all other checks together
    seen = pl.col("TEST").is_in(tests.implode()) & ~pl.col("BELOW") & (pl.col("VALUE") > 0)
    of = study.results.filter(seen).select(ROW, "KEY", "TEST", "RAW", DIGITS=shown_digits(pl.col("RAW")))
    of = of.with_columns(RUN=(~same.fill_null(False)).cum_sum(), IS_SAME=same.fill_null(False))
    runs = of.group_by("RUN").agg(pl.col("TEST", "DIGITS").first(), LENGTH=pl.len())
    long = runs.filter(pl.col("LENGTH") >= SHORTEST_RUN)
    judged = long.join(_repetitions(of, long), on=["TEST", "DIGITS"])
    unlikely = judged.filter(pl.col("N") * pl.col("CHANCE") ** (pl.col("LENGTH") - 1) < MOST_EXPECTED)
    carried = of.filter(pl.col("RUN").is_in(unlikely["RUN"].implode()), pl.col("IS_SAME"))
    yield from suspect("carried-forward", "LB", "LBSTRESN", carried, tests_of(carried))


def _repetitions(of: pl.DataFrame, long: pl.DataFrame) -> pl.DataFrame:
    """CHANCE that a result repeats the one before, by test and digits; long runs would answer for themselves."""
    counted = of.group_by("TEST", "DIGITS").agg(SAME=pl.col("IS_SAME").sum(), N=pl.len())
    within = long.group_by("TEST", "DIGITS").agg(OWN=(pl.col("LENGTH") - 1).sum())
    both = counted.join(within, on=["TEST", "DIGITS"])
    return both.with_columns(CHANCE=(pl.col("SAME") - pl.col("OWN") + 1) / (pl.col("N") - pl.col("OWN") + 2))


SHORTEST_RUN = 4
"""Visits with one result from which it may have been carried forward."""

MOST_EXPECTED = 0.001
"""Runs of this length that chance gives in the study, above which a run is no finding."""


def check_same_day(study: StudyData) -> Iterator[Suspicion]:
    """Results of one test, day, time, specimen and method that differ by more than a fifth."""
    same = (pl.col("KEY") == pl.col("KEY").shift()) & (pl.col("DAY") == pl.col("DAY").shift())
    far = (pl.col("VALUE") / pl.col("PREV")).log().abs() > log(1.2)
    pairs = study.results.with_columns(BEFORE=pl.col(ROW).shift()).filter(same & far)
    if pairs.is_empty():
        return
    told = pl.col("LBDTC", "LBSPEC", "LBMETHOD", "LBCAT").cast(pl.String).fill_null("")
    alike = study.frames["LB"].select(ROW, pl.concat_str(told, separator="|").alias("ID"))
    both = pairs.join(alike, on=ROW).join(alike.rename({ROW: "BEFORE"}), on="BEFORE", suffix="_BEFORE")
    differ = both.filter(pl.col("ID") == pl.col("ID_BEFORE"))
    yield from suspect("same-day", "LB", "LBSTRESN", differ, tests_of(differ))


def check_swapped_codes(study: StudyData) -> Iterator[Suspicion]:
    """Two tests of one day in one unit whose results fit each other's neighbours and not their own."""
    usual = pl.coalesce((pl.col("PREV") * pl.col("NEXT")).sqrt(), "PREV", "NEXT")
    off = (
        study.results.lazy()
        .select(ROW, "USUBJID", "TEST", "ANALYTE", "DAY", "VALUE", UNIT="UNIT", USUAL=usual)
        .filter((pl.col("VALUE") / pl.col("USUAL")).log().abs() > log(1.5))
    )
    pairs = off.join(off, on=["USUBJID", "DAY", "UNIT"], suffix="_2").filter(pl.col(ROW) < pl.col(f"{ROW}_2")).collect()
    fit = (pl.col("VALUE") / pl.col("USUAL_2")).log().abs() + (pl.col("VALUE_2") / pl.col("USUAL")).log().abs()
    own = (pl.col("VALUE") / pl.col("USUAL")).log().abs() + (pl.col("VALUE_2") / pl.col("USUAL_2")).log().abs()
    swapped = pairs.filter((pl.col("TEST") != pl.col("TEST_2")) & (fit < 0.4 * own) & (fit < 0.7))
    both = pl.concat([swapped.select(ROW, "TEST"), swapped.select(pl.col(f"{ROW}_2").alias(ROW), TEST="TEST_2")])
    yield from suspect("swapped-tests", "LB", "LBTESTCD", both, tests_of(both))


def check_copied_visits(study: StudyData) -> Iterator[Suspicion]:
    """Visits that repeat every result of the visit before."""
    same = (pl.col("VALUE") == pl.col("PREV")) & (pl.col("PREV_GAP") > 0)
    counted = (
        study.results.lazy()
        .filter(pl.col("PREV").is_not_null() & ~pl.col("BELOW"))
        .group_by("USUBJID", "DAY")
        .agg(SAME=same.sum(), OF=pl.len(), ROWS=pl.col(ROW))
        .filter((pl.col("SAME") == pl.col("OF")) & (pl.col("OF") >= 3))
        .select(pl.col("ROWS").alias(ROW))
        .explode(ROW)
        .collect()
    )
    yield from suspect("copied-visit", "LB", "LBSTRESN", counted.sort(ROW), "every result of the visit")


VALUE_CHECKS: tuple[str, ...] = ("range", "spike", "fall", "rise", "step")
"""Checks that question one value: a record is questioned by the first of them only."""
