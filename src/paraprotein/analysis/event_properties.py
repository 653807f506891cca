"""What can be true of an adverse event that a regulator asks for, and whether a study records it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ..adam.adae.adae import is_related
from ..adam.derive import Adam


@dataclass(frozen=True)
class Property:
    """Something that is true of some events.

    Attributes:
        label: for people, after "patients with an event".
        holds: condition on a record of ADAE.
        needs: columns of ADAE of which one must hold something in the trial; else nobody knows, and no count is 0.
    """

    label: str
    holds: pl.Expr
    needs: tuple[str, ...] = ()


_AT_LEAST_3 = pl.col("ATOXGRN") >= 3

PROPERTIES: Mapping[str, Property] = MappingProxyType(
    {
        "GRADE3": Property("grade 3 or more", _AT_LEAST_3, ("ATOXGRN",)),
        "SERIOUS": Property("serious", pl.col("ASER") == "Y", ("ASER",)),
        "RELATED": Property("related to treatment", is_related(), ("AREL",)),
        "RELATED3": Property("related, grade 3 or more", is_related() & _AT_LEAST_3, ("AREL", "ATOXGRN")),
        "HELD": Property("leading to a hold", pl.col("AACN") == "DRUG INTERRUPTED", ("AEACN",)),
        "REDUCED": Property("leading to a reduction", pl.col("AACN") == "DOSE REDUCED", ("AEACN",)),
        "STOPPED": Property("leading to the end of treatment", pl.col("AACN") == "DRUG WITHDRAWN", ("AEACN",)),
        "FATAL": Property("fatal", pl.col("AFATFL") == "Y", ("AEOUT", "AESDTH", "ATOXGRN")),
    }
)  # fmt: skip
"""Columns of the tables, in order. What AEREL does not state counts as related where the study records relations."""


def known_properties(adam: Adam) -> pl.DataFrame:
    """TRIAL and one column per property: whether the trial's adverse events record what it needs.

    A trial without any event records all: nothing happened that could lack it.
    """
    together = {"RELATED3"}
    recorded = [
        (pl.all_horizontal if name in together else pl.any_horizontal)(
            pl.col(need).is_not_null().any() for need in kind.needs
        ).alias(name)
        for name, kind in PROPERTIES.items()
    ]
    trials = adam.adsl.select("TRIAL").unique().sort("TRIAL")
    found = adam.adae.group_by("TRIAL").agg(recorded)
    return trials.join(found, on="TRIAL", how="left").with_columns(pl.col(*PROPERTIES).fill_null(True))
