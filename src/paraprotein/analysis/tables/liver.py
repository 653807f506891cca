"""Liver: the peak of transaminases against the peak of bilirubin, and who meets the criteria of Hy's law."""

import polars as pl

from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...sources import Source

DILI = Source(
    "fda-dili-2009",
    "FDA, Guidance for Industry. Drug-Induced Liver Injury: Premarketing Clinical Evaluation, July 2009",
    note="recalled: ALT or AST of at least 3 x ULN with bilirubin above 2 x ULN and no cholestasis (ALP below 2 x ULN)",
)

TRANSAMINASE_LIMIT = 3.0
BILIRUBIN_LIMIT = 2.0
PHOSPHATASE_LIMIT = 2.0
"""Multiples of the upper limit of normal that divide the plot and make the list."""

_TESTS = ("ALT", "AST", "BILI", "ALP")


def tabulate_liver(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Peaks under treatment of each treated patient with a transaminase and a bilirubin in multiples of their ULN.

    Returns:
        TRIAL, USUBJID; ALT, AST, BILI and their days (ALTDY, ASTDY, BILIDY); PEAK, the higher of ALT and AST; ALP, the
        highest up to the day of the peak of bilirubin; HYSLAW: `meets`, or in the quadrant and `cholestasis` (ALP of
        2 x ULN or more) or `ALP not measured`; null for the others. Sorted with the highest bilirubin first.
    """
    multiples = _multiples(adam, protocol)
    peaks = [_peak(multiples, test) for test in _TESTS[:3]]
    subjects = multiples.select(SUBJECT).unique()
    for peak in peaks:
        subjects = subjects.join(peak, on=SUBJECT, how="left")
    both = subjects.with_columns(PEAK=pl.max_horizontal("ALT", "AST")).drop_nulls(["PEAK", "BILI"])
    return (
        both.join(_phosphatase(multiples, both), on=SUBJECT, how="left")
        .with_columns(HYSLAW=_verdict())
        .select(*SUBJECT, "ALT", "ALTDY", "AST", "ASTDY", "PEAK", "BILI", "BILIDY", "ALP", "HYSLAW")
        .sort("TRIAL", pl.col("BILI"), "USUBJID", descending=[False, True, False])
    )


def _multiples(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Results under treatment as multiples of their ULN: the laboratory's, else the protocol's."""
    limits = {code: protocol.assays[code].high_normal for code in _TESTS if code in protocol.assays}
    code = pl.col("PARAMCD").cast(pl.String)
    stated = code.replace_strict(limits, default=None, return_dtype=pl.Float64)
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y").select(SUBJECT)
    return (
        adam.laboratory.filter(code.is_in(_TESTS), pl.col("ONTRTFL") == "Y")
        .join(treated, on=SUBJECT, how="semi")
        .with_columns(code.alias("PARAMCD"), _TIMES=pl.col("AVAL") / pl.coalesce("ANRHI", stated))
        .filter(pl.col("_TIMES").is_finite(), pl.col("_TIMES") > 0)
    )


def _peak(multiples: pl.DataFrame, test: str) -> pl.DataFrame:
    own = multiples.filter(pl.col("PARAMCD") == test).sort(*SUBJECT, "ADY")
    first = pl.col("_TIMES").arg_max()
    return own.group_by(SUBJECT, maintain_order=True).agg(
        pl.col("_TIMES").get(first).alias(test), pl.col("ADY").get(first).alias(f"{test}DY")
    )


def _phosphatase(multiples: pl.DataFrame, patients: pl.DataFrame) -> pl.DataFrame:
    """Highest alkaline phosphatase up to the day of the peak of bilirubin."""
    own = multiples.filter(pl.col("PARAMCD") == "ALP").join(patients.select(*SUBJECT, "BILIDY"), on=SUBJECT)
    return own.filter(pl.col("ADY") <= pl.col("BILIDY")).group_by(SUBJECT).agg(ALP=pl.col("_TIMES").max())


def _verdict() -> pl.Expr:
    inside = (pl.col("PEAK") >= TRANSAMINASE_LIMIT) & (pl.col("BILI") > BILIRUBIN_LIMIT)
    by_phosphatase = (
        pl.when(pl.col("ALP").is_null())
        .then(pl.lit("ALP not measured"))
        .when(pl.col("ALP") >= PHOSPHATASE_LIMIT)
        .then(pl.lit("cholestasis"))
        .otherwise(pl.lit("meets"))
    )
    return pl.when(inside).then(by_phosphatase)
