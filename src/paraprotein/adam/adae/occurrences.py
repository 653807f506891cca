"""The occurrence flags of OCCDS: which one record of a subject counts in a table, by subject, class and term."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..matrices import SUBJECT

FIRST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"AOCCFL": (), "AOCCSFL": ("ASOC",), "AOCCPFL": ("ASOC", "ADECOD")}
)
"""Flag of the first treatment-emergent record -> within what."""

WORST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"AOCCIFL": (), "AOCCSIFL": ("ASOC",), "AOCCPIFL": ("ASOC", "ADECOD")}
)
"""Flag of the first treatment-emergent record of the highest grade -> within what."""


def flag_occurrences(events: pl.DataFrame) -> pl.DataFrame:
    """Add the flags of `FIRST` and `WORST`, Y or null; records stay in their order.

    Records are ordered by start date, one without a date last, then by number. A record without a grade is the worst
    only where none has one. The sum of AOCCPFL by term is the number of patients in the table of terms.

    Source: CDISC ADaM Structure for Occurrence Data (OCCDS) 1.1, occurrence flags (recalled).
    """
    rows = events.with_row_index("_PLACE")
    emergent = rows.filter(pl.col("TRTEMFL") == "Y")
    by_day = emergent.sort(*SUBJECT, "ASTDT", "AESEQ", nulls_last=True)
    by_grade = by_day.sort(*SUBJECT, "ATOXGRN", descending=[False, False, True], nulls_last=True, maintain_order=True)
    for ordered, flags in ((by_day, FIRST), (by_grade, WORST)):
        marked = ordered.select(
            "_PLACE",
            *(
                pl.when(pl.struct(*SUBJECT, *within).is_first_distinct()).then(pl.lit("Y")).alias(flag)
                for flag, within in flags.items()
            ),
        )
        rows = rows.join(marked, on="_PLACE", how="left", maintain_order="left")
    return rows.drop("_PLACE")
