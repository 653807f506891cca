"""Lesions that were measured (TU, TR): their sum, what is left of them and their growth, by subject and day.

A lesion is one TRLNKID of a subject; its short axis is SAXIS, else LPERP. The lesions of one assessment carry one date.
Of several measurements of a lesion on one day, for example by two readers, the largest is used.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...response import ANY_METHOD, ClinicalRecords, MarkerRecords
from ...response.criteria import LesionGrowth
from ...response.lesions import LesionBaseline, LesionSizes, enlargement_of, has_grown, is_normal
from ...response.words import LESION, LESION_STATE, LOCATION, mentions
from ...sdtm.lesions import DIAMETERS, length_factors
from ...sdtm.tables import StudyTables
from ...sdtm.words import LESION_FIELDS, STATE_FIELDS, read_terms
from ..days import dated_records
from ..domains import open_domain
from ..matrices import Layout, lay_out

_LESION = ("_ROW", "TRLNKID")


@dataclass(frozen=True)
class Lesions:
    """What was measured of the lesions of every subject of ADSL.

    Attributes:
        baseline: before treatment, one row per subject.
        sums: sum of the products of perpendicular diameters, cm2, by subject and day; none where it is not known.
        enlargement: what is left of them, codes of Enlargement, by subject and day.
        progression: 1 on a day with a new lesion, or with the growth of one.
    """

    baseline: LesionBaseline
    sums: MarkerRecords
    enlargement: ClinicalRecords
    progression: ClinicalRecords


def read_lesions(tables: StudyTables, subjects: pl.DataFrame, growth: LesionGrowth | None = None) -> Lesions:
    """The lesions of some subjects.

    Args:
        tables: the study tables.
        subjects: as `courses.rows_of` gives them.
        growth: the growth of one lesion that is progression; left out: growth is not judged.
    """
    measured = _measure(tables, subjects)
    layout = lay_out(measured, measured.select(_LESION).unique(maintain_order=True), _LESION)
    sizes = LesionSizes(layout.numbers(measured["LONGEST"]), layout.numbers(measured["SHORT"]))
    measured = measured.with_columns(
        NORMAL=pl.Series(layout.gather(is_normal(sizes, _first_of(layout, measured["NODE"])))),
        GROWN=pl.Series(layout.gather(has_grown(sizes, growth)) if growth else np.zeros(measured.height, np.bool_)),
    )
    before, later = _sum_up(measured)
    baseline = _spread(before, subjects.height)
    product = later["PRODUCT"].to_numpy()
    row = later["_ROW"].to_numpy().astype(np.int64)
    enlargement = enlargement_of(product, baseline.product[row], later["NORMAL"].to_numpy())
    grown = measured.filter(pl.col("GROWN") & (pl.col("_DAY") > 1))
    progression = pl.concat([grown.select("_ROW", "_DAY"), _new_lesions(tables, subjects)]).unique()
    return Lesions(baseline, _as_marker(later), _findings(later, enlargement), _findings(progression))


def _measure(tables: StudyTables, subjects: pl.DataFrame) -> pl.DataFrame:
    """One row per lesion and day, in order: LONGEST and SHORT (cm), PRODUCT (cm2), NODE; gone: 0."""
    tr = open_domain(tables, "TR")
    factor = pl.col("TRSTRESU").replace_strict(length_factors(tr), default=None, return_dtype=pl.Float64)
    size = pl.when(pl.col("TRTESTCD").is_in(DIAMETERS)).then(
        pl.when(factor == 1.0).then("TRSTRESN").otherwise((pl.col("TRSTRESN") * factor).round_sig_figs(12))
    )
    gone = (read_terms(tr, STATE_FIELDS, LESION_STATE) == "ABSENT") & (tr["TRTESTCD"] == "TUMSTATE")

    def largest(test: str) -> pl.Expr:
        return pl.col("SIZE").filter(pl.col("TRTESTCD") == test).max()

    records = dated_records(
        tr.lazy().with_columns(SIZE=size, GONE=gone.fill_null(False)).drop_nulls("TRLNKID"), subjects, "TRDT"
    )
    lesions = records.group_by("_ROW", "TRLNKID", "_DAY").agg(
        LONGEST=largest("LDIAM"), PERPENDICULAR=largest("LPERP"), AXIS=largest("SAXIS"), GONE=pl.col("GONE").any()
    )
    absent = (pl.col("GONE") & pl.col("LONGEST").is_null()) | (pl.col("LONGEST") == 0)
    across = pl.coalesce("PERPENDICULAR", "AXIS")
    zero = pl.lit(0.0)
    return (
        lesions.with_columns(
            LONGEST=pl.when(absent).then(zero).otherwise("LONGEST"),
            SHORT=pl.when(absent).then(zero).otherwise(pl.coalesce("AXIS", "PERPENDICULAR")),
            PRODUCT=pl.when(absent).then(zero).otherwise(pl.col("LONGEST") * across),
        )
        .filter(pl.any_horizontal(pl.col("LONGEST", "SHORT").is_not_null()))
        .join(_nodes(tables, subjects), on=list(_LESION), how="left")
        .with_columns(pl.col("NODE").fill_null(False))
        .sort("_ROW", "TRLNKID", "_DAY")
        .collect()
    )


def _nodes(tables: StudyTables, subjects: pl.DataFrame) -> pl.LazyFrame:
    """Lesions that are lymph nodes, by their location in TU."""
    tu = open_domain(tables, "TU")
    places = tu["TULOC"].drop_nulls().unique()
    nodes = tu.filter(pl.col("TULOC").is_in([place for place in places if mentions(LOCATION, "LYMPH NODE", place)]))
    found = dated_records(nodes.lazy(), subjects, "TUDT").select("_ROW", TRLNKID=pl.col("TULNKID"), NODE=pl.lit(True))
    return found.unique()


def _new_lesions(tables: StudyTables, subjects: pl.DataFrame) -> pl.DataFrame:
    """_ROW and _DAY of lesions identified as new after treatment began."""
    tu = open_domain(tables, "TU")
    new = tu.filter(read_terms(tu, LESION_FIELDS, LESION) == "NEW")
    return dated_records(new.lazy(), subjects, "TUDT").filter(pl.col("_DAY") > 1).select("_ROW", "_DAY").collect()


def _sum_up(measured: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lesions at the last assessment before treatment (_ROW, PRODUCT, LESIONS), and their sums after (_ROW, _DAY).

    A sum is NaN unless every lesion that was known before treatment has a product, then and now.
    """
    complete = pl.col("MEASURED") == pl.col("LESIONS")
    before = measured.filter(pl.col("_DAY") <= 1).group_by(*_LESION, maintain_order=True).last()
    known = before.filter(pl.col("LONGEST") > 0)
    total = pl.when(pl.col("PRODUCT").is_not_null().all()).then(pl.col("PRODUCT").sum())
    baseline = known.group_by("_ROW").agg(PRODUCT=total, LESIONS=pl.len())
    later = (
        measured.filter(pl.col("_DAY") > 1)
        .join(known.select(_LESION), on=list(_LESION), how="semi")
        .group_by("_ROW", "_DAY")
        .agg(PRODUCT=total, MEASURED=pl.len(), NORMAL=pl.col("NORMAL").all())
        .join(baseline.select("_ROW", "LESIONS", BEFORE=pl.col("PRODUCT")), on="_ROW")
        .with_columns(
            PRODUCT=pl.when(complete & (pl.col("BEFORE").is_not_null() | (pl.col("PRODUCT") == 0))).then("PRODUCT"),
            NORMAL=complete & pl.col("NORMAL"),
        )
        .with_columns(pl.col("PRODUCT").fill_null(float("nan")))
        .sort("_ROW", "_DAY")
    )
    return baseline, later


def _spread(baseline: pl.DataFrame, n_subjects: int) -> LesionBaseline:
    product, several = np.full(n_subjects, np.nan), np.zeros(n_subjects, np.bool_)
    present = np.zeros(n_subjects, np.bool_)
    row = baseline["_ROW"].to_numpy()
    present[row] = True
    product[row] = baseline["PRODUCT"].fill_null(float("nan")).to_numpy()
    several[row] = baseline["LESIONS"].to_numpy() > 1
    return LesionBaseline(present, product, several)


def _first_of(layout: Layout, column: pl.Series) -> NDArray[np.bool_]:
    return layout.flags(column)[:, 0]


def _as_marker(sums: pl.DataFrame) -> MarkerRecords:
    """Sums as measurements; one that is not known is a missed value."""
    n = sums.height
    return MarkerRecords(
        patient=sums["_ROW"].to_numpy().astype(np.int64),
        day=sums["_DAY"].to_numpy(),
        order=np.zeros(n),
        value=sums["PRODUCT"].to_numpy(),
        is_below_limit=np.zeros(n, dtype=np.bool_),
        method=np.full(n, ANY_METHOD, np.int64),
        high_normal=np.full(n, np.nan),
    )


def _findings(days: pl.DataFrame, codes: NDArray[np.int8] | None = None) -> ClinicalRecords:
    """Findings on the days of some subjects; without codes: 1."""
    row, day = days["_ROW"].to_numpy().astype(np.int64), days["_DAY"].to_numpy()
    return ClinicalRecords(row, day, np.ones(days.height, np.int8) if codes is None else codes)
