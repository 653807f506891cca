"""Toxicity by grade, and from baseline to worst grade."""

import polars as pl

from ...adam.adae.adtox import COUNTS
from ...adam.derive import Adam
from ...adam.matrices import SUBJECT
from ...protocol.schema import Protocol
from ...toxicity.terms import term_named
from ..collected import needs_events
from ..subjects import Subjects


def tabulate_grades(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Treated patients by worst grade: one row per trial, TERM, COUNT (any, emergent, ae) and GRADE 0 to 5, with N.

    DENOM is the number of patients whose grade is known, 0 where the study did not collect what the count needs;
    adverse events that were collected and not reported are grade 0.
    """
    population = Subjects.of(adam, protocol)
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y").select(SUBJECT)
    ways = pl.DataFrame(
        [(name, way, bool(term_named(name).analyte) and way != "ae") for name in protocol.toxicity.terms
         for way in COUNTS],
        schema={"TERM": pl.Categorical, "COUNT": adam.toxicity.schema["COUNT"], "LABORATORY": pl.Boolean},
        orient="row",
    )  # fmt: skip
    known = (
        treated.join(ways, how="cross")
        .join(adam.toxicity, on=[*SUBJECT, "TERM", "COUNT"], how="left")
        .with_columns(GRADE=pl.when(pl.col("LABORATORY")).then("GRADE").otherwise(pl.col("GRADE").fill_null(0)))
        .drop_nulls("GRADE")
        .join(_not_collected(population), on=["TRIAL", "TERM", "COUNT"], how="anti")
    )
    grid = (
        treated.select("TRIAL").unique().join(ways.drop("LABORATORY").with_row_index("_ORDER"), how="cross")
        .join(pl.DataFrame({"GRADE": range(6)}, schema={"GRADE": pl.Int8}), how="cross")
    )  # fmt: skip
    counts = known.group_by("TRIAL", "TERM", "COUNT", "GRADE").agg(N=pl.len().cast(pl.Int32))
    return (
        grid.join(counts, on=["TRIAL", "TERM", "COUNT", "GRADE"], how="left")
        .with_columns(pl.col("N").fill_null(0))
        .with_columns(DENOM=pl.col("N").sum().over("TRIAL", "_ORDER"))
        .sort("TRIAL", "_ORDER", "GRADE")
        .drop("_ORDER")
    )


def _not_collected(population: Subjects) -> pl.DataFrame:
    """Trial, term and way of counting of which nothing was collected."""
    rows = [
        (trial, name, way)
        for name in population.protocol.toxicity.terms
        for way in COUNTS
        for need in needs_events(name, way)
        for trial in population.trials.filter(pl.Series(population.lacks[need].where)).to_list()
    ]
    schema = {name: population.adam.toxicity.schema[name] for name in ("TRIAL", "TERM", "COUNT")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def tabulate_shifts(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Treated patients by baseline grade (BTOXGR, null when not known) and worst grade under treatment; laboratory."""
    laboratory = [name for name in protocol.toxicity.terms if term_named(name).analyte]
    treated = adam.adsl.filter(pl.col("SAFFL") == "Y").select(SUBJECT)
    return (
        adam.toxicity.filter(pl.col("COUNT") == "any", pl.col("TERM").cast(pl.String).is_in(laboratory))
        .join(treated, on=SUBJECT, how="semi")
        .group_by("TRIAL", "TERM", "BTOXGR", "GRADE")
        .agg(N=pl.len().cast(pl.Int32))
        .sort("TRIAL", "TERM", "BTOXGR", "GRADE")
    )
