"""The standard result beside the original one: a conversion that was left out shows here and nowhere else."""

from collections.abc import Iterator

import polars as pl

from ...units import factor_between
from ..records import ROW
from .study import StudyData, Suspicion, suspect

SHARE = 0.06
"""Share by which a converted result may differ: laboratories round, and factors of enzymes vary."""


def check_originals(study: StudyData) -> Iterator[Suspicion]:
    """--STRESN that is not --ORRES converted from --ORRESU into --STRESU."""
    lb = study.frames["LB"]
    if lb["LBORRES"].null_count() == lb.height:
        return
    pairs = lb.lazy().filter(pl.col("LBORRES").is_not_null() & pl.col("LBSTRESN").is_not_null()).select(
        ROW, "LBTESTCD", "LBORRES", "LBORRESU", "LBSTRESN", "LBSTRESU", TEST="LBTESTCD"
    )  # fmt: skip
    factors = _factors(pairs, study)
    joined = (
        pairs.join(factors.lazy(), on=["LBTESTCD", "LBORRESU", "LBSTRESU"], how="inner", nulls_equal=True)
        .with_columns(NUMBER=pl.col("LBORRES").str.strip_chars("<>=≤≥ ").cast(pl.Float64, strict=False))
        .with_columns(OF=pl.col("NUMBER") * pl.col("FACTOR"))
        .filter((pl.col("OF") - pl.col("LBSTRESN")).abs() > SHARE * pl.col("OF").abs() + _rounding())
        .collect()
        .sort(ROW)
    )
    tests = ", ".join(sorted(str(test) for test in joined["TEST"].unique()))
    yield from suspect("converted", "LB", "LBSTRESN", joined, tests)


def _rounding() -> pl.Expr:
    """Half a unit of the last decimal that either of the two shows."""
    digits = pl.col("LBORRES").str.extract(r"\.(\d+)").str.len_chars().fill_null(0).cast(pl.Float64)
    standard = pl.col("LBSTRESN").cast(pl.String).str.replace(r"\.0$", "").str.extract(r"\.(\d+)$").str.len_chars()
    half = pl.lit(10.0).pow(-digits) * pl.col("FACTOR").abs() / 2
    return half + pl.lit(10.0).pow(-standard.fill_null(0).cast(pl.Float64)) / 2


def _factors(pairs: pl.LazyFrame, study: StudyData) -> pl.DataFrame:
    """Factor of every test and pair of units; the same text is factor 1, known or not."""
    columns = ["LBTESTCD", "LBORRESU", "LBSTRESU"]
    rows = []
    for code, original, standard in pairs.select(columns).unique().cast(pl.String).collect().iter_rows():
        analyte = study.expected.analytes.get(code or "", code or "")
        same = original == standard
        factor = 1.0 if same else factor_between(original, standard, analyte) if original and standard else None
        rows += [] if factor is None else [(code, original, standard, factor)]
    schema = dict.fromkeys(columns, pl.String) | {"FACTOR": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").cast(dict.fromkeys(columns, pl.Categorical))
