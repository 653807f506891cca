"""Agreement of the response by the criteria, the investigator and an independent assessor."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ...adam.adrs.response_tables import STATUS
from ...adam.derive import Adam
from ...protocol.schema import Protocol
from ...statistics import compute_kappa
from ..figures import LEVEL

RATERS = {"OVR": "criteria", "INVOVR": "investigator", "INDOVR": "independent assessor"}
"""Column of the visits -> who judged."""

CATEGORIES = ("PD", "SD", "MR", "PR", "VGPR", "CR", "sCR")
"""Categories that are compared, from worst to best; a visit with any other is not compared."""

KAPPAS: dict[str, pl.DataType] = {
    "FIRST": pl.String(), "SECOND": pl.String(), "N": pl.Int32(), "AGREE": pl.Int32(), "LEFT_OUT": pl.Int32(),
    "KAPPA": pl.Float64(), "LOW": pl.Float64(), "HIGH": pl.Float64(), "WEIGHTED": pl.Float64(),
    "WEIGHTED_LOW": pl.Float64(), "WEIGHTED_HIGH": pl.Float64(),
}  # fmt: skip


def tabulate_concordance(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Cross tables of every two who judged: one row per trial, pair and two categories that occur, with N visits.

    Columns FIRST and SECOND say who, FIRST_SAYS and SECOND_SAYS what. The criteria speak by the visit alone (OVR), as
    an investigator does on the day.
    """
    parts = [
        both.group_by("TRIAL", FIRST_SAYS=first, SECOND_SAYS=second)
        .agg(N=pl.len().cast(pl.Int32))
        .select("TRIAL", pl.lit(RATERS[first]).alias("FIRST"), pl.lit(RATERS[second]).alias("SECOND"),
                "FIRST_SAYS", "SECOND_SAYS", "N")
        for first, second, both in _pairs(adam)
    ]  # fmt: skip
    schema = {"TRIAL": pl.Int32(), "FIRST": pl.String(), "SECOND": pl.String(), "FIRST_SAYS": STATUS,
              "SECOND_SAYS": STATUS, "N": pl.Int32()}  # fmt: skip
    empty = pl.DataFrame(schema=schema)
    return pl.concat([empty, *parts]).sort("TRIAL", "FIRST", "SECOND", "FIRST_SAYS", "SECOND_SAYS")


def tabulate_kappa(adam: Adam, protocol: Protocol) -> pl.DataFrame:
    """Cohen's kappa of every two who judged, over visits: one row per trial and pair.

    Returns:
        N (visits that both judged in a category of response), AGREE, LEFT_OUT (visits that both judged, one of them as
        not evaluable or with a category that is none of response), KAPPA, LOW, HIGH, and with linear weights WEIGHTED,
        WEIGHTED_LOW, WEIGHTED_HIGH. The limits take the visits of a patient for independent, which they are not.
    """
    rows = [
        (trial, RATERS[first], RATERS[second], *_agreement(own, first, second))
        for first, second, both in _pairs(adam)
        for (trial,), own in both.group_by("TRIAL", maintain_order=True)
    ]
    table = pl.DataFrame(rows, schema={"TRIAL": pl.Int32(), **KAPPAS}, orient="row")
    return table.sort("TRIAL", maintain_order=True).with_columns(pl.col(pl.Float64).fill_nan(None))


def _pairs(adam: Adam) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Every two raters with the visits that both judged."""
    visits = adam.visits.select("TRIAL", *(pl.col(name).cast(STATUS) for name in RATERS))
    names = list(RATERS)
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            both = visits.filter(pl.col(first).is_not_null() & pl.col(second).is_not_null()).sort("TRIAL")
            if both.height:
                yield first, second, both


def _agreement(both: pl.DataFrame, first: str, second: str) -> tuple[int | float, ...]:
    words = pl.col(first, second).cast(pl.String).is_in(CATEGORIES)
    compared = both.filter(pl.all_horizontal(words))
    place = {name: number for number, name in enumerate(CATEGORIES)}
    counts = np.zeros((len(CATEGORIES), len(CATEGORIES)))
    for one, other in compared.select(pl.col(first, second).cast(pl.String)).iter_rows():
        counts[place[one], place[other]] += 1
    plain, weighted = compute_kappa(counts, level=LEVEL), compute_kappa(counts, weighted=True, level=LEVEL)
    return (
        compared.height, int(np.trace(counts)), both.height - compared.height, plain.estimate, plain.lower,
        plain.upper, weighted.estimate, weighted.lower, weighted.upper,
    )  # fmt: skip
