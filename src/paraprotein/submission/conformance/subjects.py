"""Rules for ADSL."""

from types import MappingProxyType

import polars as pl

from ...adam.days import duration_days
from .check import SUBJECT, Check, Datasets, is_duplicated, rule

_DEAD = pl.col("DTHDT")
_FLAGS = ("FASFL", "SAFFL", "EVALFL")


def _not_yes_or_no(name: str) -> pl.Expr:
    return pl.col(name).is_null() | ~pl.col(name).is_in(["Y", "N"])


def _baseline_of_nobody(datasets: Datasets) -> pl.DataFrame:
    """Subjects whose BASEDT, up to the first dose, is the day of no record that ADLB flags as a baseline."""
    flagged = datasets["ADLB"].filter(pl.col("ABLFL") == "Y").select(*SUBJECT, BASEDT=pl.col("ADT"))
    return (
        datasets["ADSL"].filter(pl.col("BASEDT") <= pl.col("TRTSDT")).join(flagged, on=[*SUBJECT, "BASEDT"], how="anti")
    )


SUBJECT_CHECKS: tuple[Check, ...] = (
    rule("ADSL.01", "ADSL", "USUBJID", "ADSL has one record per subject", is_duplicated("USUBJID"), uses=("USUBJID",)),
    *(
        rule(f"ADSL.02.{name}", "ADSL", name, f"The population flag {name} is Y or N", _not_yes_or_no(name),
             uses=(name,))
        for name in _FLAGS
    ),
    rule("ADSL.03", "ADSL", "SAFFL", "A subject is in the safety population (SAFFL) only with a first dose (TRTSDT)",
         (pl.col("SAFFL") == "Y") & pl.col("TRTSDT").is_null(), uses=("SAFFL", "TRTSDT")),
    rule("ADSL.04", "ADSL", "EVALFL", "Whoever is evaluable (EVALFL) is in the safety population",
         (pl.col("EVALFL") == "Y") & (pl.col("SAFFL") == "N"), uses=("EVALFL", "SAFFL")),
    rule("ADSL.05", "ADSL", "EVALREAS", "A reason (EVALREAS) is given if and only if EVALFL is N",
         pl.col("EVALREAS").is_null() != (pl.col("EVALFL") == "Y"), uses=("EVALFL", "EVALREAS")),
    rule("ADSL.06", "ADSL", "TRTEDT", "The last dose is not before the first", pl.col("TRTEDT") < pl.col("TRTSDT"),
         uses=("TRTSDT", "TRTEDT")),
    rule("ADSL.07", "ADSL", "TRTDURD", "TRTDURD is TRTEDT - TRTSDT + 1, the order of the dates apart",
         pl.col("TRTDURD") != duration_days(pl.col("TRTSDT"), pl.col("TRTEDT")),
         uses=("TRTSDT", "TRTEDT", "TRTDURD")),
    rule("ADSL.08", "ADSL", "DTHFL", "DTHFL is Y where, and only where, there is a day of death",
         (pl.col("DTHFL") == "Y").fill_null(False) != _DEAD.is_not_null(), uses=("DTHFL", "DTHDT")),
    rule("ADSL.09", "ADSL", "LSTALVDT", "Nobody is known alive after the day of death", pl.col("LSTALVDT") > _DEAD,
         uses=("LSTALVDT", "DTHDT")),
    rule("ADSL.10", "ADSL", "TRTEDT", "Nobody is dosed after the day of death", pl.col("TRTEDT") > _DEAD,
         uses=("TRTEDT", "DTHDT")),
    rule("ADSL.11", "ADSL", "BASEDT", "The baseline of the marker is not after the first dose",
         pl.col("BASEDT") > pl.col("TRTSDT"), uses=("BASEDT", "TRTSDT")),
    rule("ADSL.12", "ADSL", "NACTDT", "New anticancer therapy begins after the first dose",
         pl.col("NACTDT") <= pl.col("TRTSDT"), uses=("NACTDT", "TRTSDT")),
    Check("ADSL.13", "ADSL", "BASEDT", "The marker's baseline is one that ADLB flags", _baseline_of_nobody,
          MappingProxyType({"ADSL": ("BASEDT", "TRTSDT"), "ADLB": ("ABLFL", "ADT")})),
)  # fmt: skip
"""Rules for one record per subject: flags, dates and reasons."""
