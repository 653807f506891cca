"""Results that no patient can have: outside the physiologic range, a part above its whole, another unit's range."""

from collections.abc import Iterable, Iterator
from math import log

import polars as pl

from ..records import ROW
from .limits import DISEASE_MEDIANS, LIMITS, PARAPROTEINS, DiseaseMedian
from .study import StudyData, Suspicion, by_analyte, suspect, tests_of

FEW = 3
"""Patients from which a median says something of a study."""

WHOLES = (("NEUT", "WBC", 1.35), ("LYM", "WBC", 1.35), ("ALB", "PROT", 1.1), ("IGM", "PROT", 1500.0),
          ("IGG", "PROT", 1500.0))  # fmt: skip
"""A part, its whole, and the largest ratio of the two in the units of `LIMITS` that assay error allows."""

FAR = 4.0
"""Fold by which a reference interval, or every result against it, is off when its unit is another one."""


def check_ranges(study: StudyData) -> Iterator[Suspicion]:
    """Results outside the physiologic range of their analyte."""
    below = ~pl.col("BELOW") & (pl.col("VALUE") < pl.col("LOW"))
    out_of_range = study.results.lazy().filter(below | (pl.col("VALUE") > pl.col("HIGH"))).select(ROW, "TEST").collect()
    yield from suspect("range", "LB", "LBSTRESN", out_of_range, tests_of(out_of_range))


def baselines(study: StudyData) -> pl.DataFrame:
    """One result per subject and test: the last on or before the first dose, else the first of all."""
    return (
        study.results.lazy()
        .with_columns(EARLY=(pl.col("DAY") <= pl.col("FIRST")).fill_null(False))
        .group_by("KEY", maintain_order=True)
        .agg(
            pl.col("USUBJID", "TEST", "ANALYTE").first(),
            pl.coalesce(pl.col(ROW).filter("EARLY").last(), pl.col(ROW).first()).alias(ROW),
            VALUE=pl.coalesce(pl.col("VALUE").filter("EARLY").last(), pl.col("VALUE").first()),
            LOWEST=pl.col("VALUE").min(),
            HIGHEST=pl.col("VALUE").max(),
        )
        .collect()
    )


def check_medians(study: StudyData) -> Iterator[Suspicion]:
    """The median of a study, or of one of its sites, that does not fit the disease, or no trial of sick people."""
    before = baselines(study)
    markers = {entry.analyte: entry for entry in DISEASE_MEDIANS.get(study.expected.disease, ())}
    for analyte in before["ANALYTE"].cast(pl.String).unique().sort():
        own = before.filter(pl.col("ANALYTE") == analyte)
        marker = markers.get(analyte)
        low, high = marker.median if marker is not None else LIMITS[analyte].median
        values = own.filter(pl.col("VALUE") > 0)
        middle = values["VALUE"].median()
        if values.height >= FEW and isinstance(middle, float) and not low <= middle <= high:
            yield from _whole_study(study, own, analyte, middle < low)
            continue
        yield from _sites(study, values, low, high)
        if marker is not None:
            yield from _patients(values, marker)


def _whole_study(study: StudyData, own: pl.DataFrame, analyte: str, is_low: bool) -> Iterable[Suspicion]:
    side = "below" if is_low else "above"
    detail = f"{analyte}: the median of {own.height} patients before treatment is {side} what this disease has"
    rows = study.results.filter(pl.col("ANALYTE") == analyte)
    return suspect("median", "LB", "LBSTRESU", rows, detail)


def _sites(study: StudyData, values: pl.DataFrame, low: float, high: float) -> Iterator[Suspicion]:
    """Sites whose median alone does not fit."""
    placed = values.join(study.subjects.select(pl.col("USUBJID").cast(pl.Categorical), "SITE"), on="USUBJID")
    for site, group in placed.drop_nulls("SITE").sort("SITE").group_by("SITE", maintain_order=True):
        middle = group["VALUE"].median()
        if group.height >= FEW - 1 and isinstance(middle, float) and not low <= middle <= high:
            side = "below" if middle < low else "above"
            detail = (
                f"{tests_of(group)} of site {site[0]}: the median of its {group.height} patients is {side} the range"
            )
            rows = study.results.filter(pl.col("KEY").is_in(group["KEY"].implode()))
            yield from suspect("median", "LB", "LBSTRESU", rows, detail)


def _patients(values: pl.DataFrame, marker: DiseaseMedian) -> Iterable[Suspicion]:
    """Patients whose marker before treatment is below what defines the disease."""
    low = values.filter(pl.col("VALUE") < marker.lowest)
    return suspect("no-marker", "LB", "LBSTRESN", low, f"{tests_of(low)}: {marker.reason}")


def check_wholes(study: StudyData) -> Iterator[Suspicion]:
    """Parts above their whole on one day: neutrophils above leukocytes."""
    of = study.results.lazy().select(ROW, "USUBJID", "DAY", "VALUE", "TEST", pl.col("ANALYTE").cast(pl.String))
    for part, whole, ratio in WHOLES:
        wholes = of.filter(pl.col("ANALYTE") == whole).select("USUBJID", "DAY", WHOLE="VALUE", OTHER=ROW)
        both = of.filter(pl.col("ANALYTE") == part).join(wholes, on=["USUBJID", "DAY"]).collect()
        above = both.filter(pl.col("VALUE") > ratio * pl.col("WHOLE"))
        yield from suspect("part-whole", "LB", "LBSTRESN", above, f"{part} above {whole} of the same day")


def check_reference(study: StudyData) -> Iterator[Suspicion]:
    """Reference intervals of another unit, reversed ones, and tests of which all results lie far outside theirs."""
    lb = study.frames["LB"]
    if lb["LBSTNRHI"].null_count() < lb.height:
        limited = lb.select(ROW, "LBSTNRLO", "LBSTNRHI").drop_nulls("LBSTNRHI")
        of = study.results.select(ROW, "TEST", "ANALYTE", "VALUE", FACTOR=pl.col("VALUE") / pl.col("RAW")).join(
            limited, on=ROW
        )
        scaled = of.with_columns(pl.col("LBSTNRLO", "LBSTNRHI") * pl.col("FACTOR").fill_nan(1.0))
        yield from _against(scaled, "LBSTNRHI", "LBSTRESU")
    yield from _original(study)


def _original(study: StudyData) -> Iterator[Suspicion]:
    """Intervals in original units beside results in the same."""
    ranges = study.original_ranges
    if ranges.is_empty():
        return
    original = study.frames["LB"].select(ROW, "LBORRES", "LBORRESU", "LBTESTCD").with_columns(
        pl.col("LBORRES").cast(pl.Float64, strict=False)
    )  # fmt: skip
    same = study.results.select(ROW, "TEST", "ANALYTE", "VALUE").join(ranges, on=ROW).join(original, on=ROW)
    # the original unit's factor is not looked up: the result itself says how the original scale compares
    of = same.filter(pl.col("LBORRES") > 0).select(
        ROW, "TEST", "ANALYTE", VALUE="LBORRES", LBSTNRLO="LBORNRLO", LBSTNRHI="LBORNRHI"
    )
    scale = same.filter(pl.col("LBORRES") > 0)["VALUE"] / same.filter(pl.col("LBORRES") > 0)["LBORRES"]
    yield from _against(of.with_columns(pl.col("VALUE", "LBSTNRLO", "LBSTNRHI") * scale), "LBORNRHI", "LBORRESU")


def _against(of: pl.DataFrame, limit: str, unit: str) -> Iterator[Suspicion]:
    normal = by_analyte({name: limits.normal for name, limits in LIMITS.items()})
    of = of.with_columns(OFF=(pl.col("LBSTNRHI") / normal).log().abs())
    reversed_ = of.filter(pl.col("LBSTNRLO") > pl.col("LBSTNRHI"))
    yield from suspect("range-reversed", "LB", limit, reversed_, tests_of(reversed_))
    foreign = of.filter(pl.col("OFF") > log(FAR))
    yield from suspect("range-unit", "LB", limit, foreign, tests_of(foreign))
    rest = of.filter((pl.col("OFF") <= log(FAR)).fill_null(True))
    outside = (pl.col("VALUE") * FAR < pl.col("LBSTNRLO")) | (
        (pl.col("VALUE") > FAR * pl.col("LBSTNRHI")) & ~pl.col("ANALYTE").cast(pl.String).is_in(sorted(PARAPROTEINS))
    )
    far = rest.with_columns(FAR=outside.fill_null(False)).filter(
        (pl.col("FAR").mean() >= 0.8).over("TEST") & (pl.len() >= FEW).over("TEST")
    )
    yield from suspect("range-far", "LB", unit, far, tests_of(far))
