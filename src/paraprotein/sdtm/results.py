"""Laboratory results as laboratories write them: numbers, and numbers behind a sign."""

import polars as pl

_RESULT = r"^(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$"
_BELOW = r"(?i)^(<\s*)?(BLQ|BLOQ|BQL|LLOQ|LLQ|LOD|below .*(limit|detection|quantitation).*|not detect(ed|able))$"


def parse_results(text: pl.Series) -> pl.DataFrame:
    """Read result texts; each distinct text is read once.

    Returns:
        Columns `number` (Float64, null where the text is no number), `below` (the text says that the value lies
        below its number or below the assay's limit) and `above`, in the order of `text`.
    """
    distinct = pl.DataFrame({"text": text.drop_nulls().unique()}, schema={"text": pl.String})
    parts = pl.col("text").str.strip_chars().str.extract_groups(_RESULT)
    sign = parts.struct.field("sign")
    distinct = distinct.with_columns(
        number=parts.struct.field("number").cast(pl.Float64, strict=False),
        below=sign.is_in(["<", "<=", "≤"]).fill_null(False) | pl.col("text").str.strip_chars().str.contains(_BELOW),
        above=sign.is_in([">", ">=", "≥"]).fill_null(False),
    )
    return pl.DataFrame({"text": text}).join(distinct, on="text", how="left", maintain_order="left").drop("text")


def format_result(number: pl.Expr) -> pl.Expr:
    """A number as a result text: the shortest that reads back the same, whole numbers without a point."""
    return number.cast(pl.String).str.replace(r"\.0$", "")
