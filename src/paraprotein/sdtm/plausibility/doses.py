"""Doses that were not given so: another unit, ten times, overlapping, another drug, open at the end."""

from collections.abc import Iterator

import polars as pl

from ...response.words import DISPOSED
from ..records import ROW
from ..subjects import is_given
from ..words import read_terms
from .study import StudyData, Suspicion, suspect

FACTORS = (10.0, 100.0, 1000.0, 2.0)
"""Factors by which a dose is off where a point, a unit or a tablet was mistaken."""


def check_amounts(study: StudyData) -> Iterator[Suspicion]:
    """Doses that are a permitted one times a factor, or far above all; of the study drug in mg."""
    ex = _own(study)
    levels = study.expected.doses_mg
    if not levels or ex.is_empty():
        return
    in_mg = ex.filter(pl.col("EXDOSU").cast(pl.String).str.to_lowercase() == "mg", pl.col("EXDOSE") > 0)
    usual = pl.any_horizontal((pl.col("EXDOSE") / level - 1).abs() < 1e-6 for level in levels)
    odd = in_mg.filter(~usual)
    for factor in FACTORS[:3]:
        off = pl.any_horizontal(
            (pl.col("EXDOSE") / (level * times) - 1).abs() < 1e-6 for level in levels for times in (factor, 1 / factor)
        )
        hit = odd.filter(off)
        yield from suspect("dose-factor", "EX", "EXDOSE", hit, f"a permitted dose times or through {factor:g}")
        odd = odd.filter(~off)
    far = odd.filter((pl.col("EXDOSE") > 1.5 * max(levels)) | (pl.col("EXDOSE") < 0.2 * min(levels)))
    yield from suspect("dose-factor", "EX", "EXDOSE", far, "far from every permitted dose")


def check_units(study: StudyData) -> Iterator[Suspicion]:
    """Doses without a unit, or in another unit than most."""
    ex = study.frames["EX"].filter(pl.col("EXDOSE") > 0)
    yield from suspect("dose-unit", "EX", "EXDOSU", ex.filter(pl.col("EXDOSU").is_null()), "doses without a unit")
    unit = pl.col("EXDOSU").cast(pl.String).str.to_lowercase()
    own = ex.filter(pl.col("EXDOSU").is_not_null()).with_columns(UNIT=unit)
    most = own.group_by("EXTRT", "UNIT").len().sort("len", descending=True).unique("EXTRT", keep="first")
    other = own.join(most.select("EXTRT", MOST="UNIT"), on="EXTRT", maintain_order="left")
    rare = other.filter(pl.col("UNIT") != pl.col("MOST"))
    yield from suspect("dose-unit", "EX", "EXDOSU", rare, "doses in another unit than most of the same drug")


def check_periods(study: StudyData) -> Iterator[Suspicion]:
    """Intervals of one drug that overlap, and doses without an end that others follow or that have ended."""
    ex = study.frames["EX"].filter(is_given() & pl.col("EXSTDT").is_not_null())
    keys = ["TRIAL", "USUBJID", "EXTRT"]
    ordered = ex.sort(*keys, "EXSTDT", ROW).with_columns(
        ENDED=pl.col("EXENDT").cum_max().over(keys).shift().over(keys),
        STARTED=pl.col("EXSTDT").shift().over(keys),
        FOLLOWED=pl.col("EXSTDT").shift(-1).over(keys).is_not_null(),
    )
    overlap = ordered.filter((pl.col("EXSTDT") < pl.col("ENDED")) | (pl.col("EXSTDT") == pl.col("STARTED")))
    yield from suspect("dose-overlap", "EX", "EXSTDTC", overlap.sort(ROW), "doses that begin before the last has ended")
    is_open = pl.col("EXENDT").is_null() & pl.col("EXENDTC").is_null()
    ended = _ended(study).with_columns(pl.col("USUBJID").cast(pl.String))
    lasting = ordered.filter(is_open).with_columns(pl.col("USUBJID").cast(pl.String))
    over = lasting.join(ended, on="USUBJID", how="left", maintain_order="left").filter(
        pl.col("FOLLOWED") | pl.col("ENDED_TREATMENT").fill_null(False)
    )  # fmt: skip
    has_ends = ex["EXENDTC"].null_count() < ex.height
    yield from suspect(
        "dose-open", "EX", "EXENDTC", over.sort(ROW) if has_ends else over.clear(), "doses without an end"
    )


def _ended(study: StudyData) -> pl.DataFrame:
    """Subjects who died, or of whom DS says that treatment ended."""
    ds = study.frames["DS"]
    stopped = ds.filter((read_terms(ds, ("DSSCAT",), DISPOSED) == "STUDY TREATMENT").fill_null(False))
    dead = study.subjects.filter(pl.col("DTHDT").is_not_null())
    both = [frame.select(pl.col("USUBJID").cast(pl.String)) for frame in (stopped, dead)]
    return pl.concat(both).unique().with_columns(ENDED_TREATMENT=pl.lit(True))


def check_drugs(study: StudyData) -> Iterator[Suspicion]:
    """Doses under another name than the protocol's drug or its placebo."""
    drug = study.expected.drug
    if not drug:
        return
    name = pl.col("EXTRT").cast(pl.String).str.to_uppercase()
    ex = study.frames["EX"]
    foreign = ex.filter(~name.str.contains(drug, literal=True) & ~name.str.contains("PLACEBO"))
    if 0 < foreign.height < ex.height:
        yield from suspect("dose-drug", "EX", "EXTRT", foreign, "doses under another name than the protocol's drug")


def check_gaps(study: StudyData) -> Iterator[Suspicion]:
    """Subjects who were treated by DM and have no dose in EX, where EX has doses of others."""
    dm, ex = study.subjects, study.frames["EX"]
    if ex.is_empty():
        return
    undosed = dm.filter(pl.col("RFSTDT").is_not_null() & pl.col("DOSED").is_null())
    yield from suspect("no-dose", "DM", "RFSTDTC", undosed, "a first dose in DM and none in EX")


def _own(study: StudyData) -> pl.DataFrame:
    """Doses of the protocol's drug; all of them where its name is nowhere."""
    ex, drug = study.frames["EX"], study.expected.drug
    own = ex.filter(pl.col("EXTRT").cast(pl.String).str.to_uppercase().str.contains(drug, literal=True)) if drug else ex
    return own if own.height else ex
