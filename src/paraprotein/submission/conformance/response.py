"""Rules for ADRS and for times to events."""

from types import MappingProxyType

import polars as pl

from ...adam.days import duration_days, study_day
from ...units import MONTH_DAYS
from .check import SUBJECT, Check, Datasets, differs, rule

_RESPONSES = ("MR", "PR", "VGPR", "CR", "sCR")
_IS_EVENT = pl.col("CNSR") == 0
_DAYS = duration_days(pl.col("STARTDT"), pl.col("ADT"))


def _by_subject(adrs: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    return adrs.filter(pl.col("PARAMCD") == code).select(*SUBJECT, pl.col("AVALC").alias(name))


def _response_without_flag(datasets: Datasets) -> pl.DataFrame:
    """Records RSP of subjects whose best response disagrees."""
    adrs = datasets["ADRS"]
    best = _by_subject(adrs, "BOR", "_BOR")
    flags = adrs.filter(pl.col("PARAMCD") == "RSP").join(best, on=SUBJECT, how="left")
    return flags.filter((pl.col("AVALC") == "Y") != pl.col("_BOR").is_in(_RESPONSES))


def _partial_without_flag(datasets: Datasets) -> pl.DataFrame:
    adrs = datasets["ADRS"]
    best = _by_subject(adrs, "BOR", "_BOR")
    flags = adrs.filter(pl.col("PARAMCD") == "RSPPR").join(best, on=SUBJECT, how="left")
    return flags.filter((pl.col("AVALC") == "Y") != pl.col("_BOR").is_in(_RESPONSES[1:]))


def _progression_misdated(datasets: Datasets) -> pl.DataFrame:
    """Records PD whose day is not that of the first visit with progression."""
    adrs = datasets["ADRS"]
    seen = (
        adrs.filter(pl.col("PARAMCD") == "COVR", pl.col("AVALC") == "PD")
        .group_by(SUBJECT)
        .agg(pl.col("ADT").min().alias("_SEEN"))
    )
    records = adrs.filter(pl.col("PARAMCD") == "PD").join(seen, on=SUBJECT, how="left")
    return records.filter(pl.col("ADT").ne_missing(pl.col("_SEEN")))


def _dangling(name: str) -> Check:
    """A check that every pointer into ADRS leads to a record of the same subject."""

    def find(datasets: Datasets) -> pl.DataFrame:
        targets = datasets["ADRS"].select(*SUBJECT, SRCSEQ=pl.col("ASEQ"))
        pointers = datasets[name].filter(pl.col("SRCDOM") == "ADRS", pl.col("SRCSEQ").is_not_null())
        return pointers.join(targets, on=[*SUBJECT, "SRCSEQ"], how="anti")

    needs = MappingProxyType({name: ("SRCDOM", "SRCSEQ"), "ADRS": ("ASEQ",)})
    sentence = "A source in ADRS (SRCDOM, SRCSEQ) is a record of the subject there"
    return Check(f"{name}.T1", name, "SRCSEQ", sentence, find, needs)


def _longer_than_survival(datasets: Datasets) -> pl.DataFrame:
    """Events of progression-free survival after the end of overall survival."""
    primary = datasets["ADTTE"].filter(pl.col("RULES") == "primary")
    survival = primary.filter(pl.col("PARAMCD") == "OS").select(*SUBJECT, _END=pl.col("ADT"))
    events = primary.filter(pl.col("PARAMCD") == "PFS", _IS_EVENT).join(survival, on=SUBJECT)
    return events.filter(pl.col("ADT") > pl.col("_END"))


_VALUES = MappingProxyType({"ADRS": ("PARAMCD", "AVALC")})

RESPONSE_CHECKS: tuple[Check, ...] = (
    rule("ADRS.01", "ADRS", "ADY", "ADY agrees with ADT and TRTSDT; there is no day 0",
         pl.col("ADY") != study_day(pl.col("ADT"), pl.col("TRTSDT")), uses=("ADY", "ADT"), adsl=("TRTSDT",)),
    Check("ADRS.02", "ADRS", "AVALC", "RSP is Y where, and only where, the best response is MR or better",
          _response_without_flag, _VALUES),
    Check("ADRS.03", "ADRS", "AVALC", "RSPPR is Y where, and only where, the best response is PR or better",
          _partial_without_flag, _VALUES),
    Check("ADRS.04", "ADRS", "ADT", "Progression (PD) is dated at the first visit with progression (COVR)",
          _progression_misdated, MappingProxyType({"ADRS": ("PARAMCD", "AVALC", "ADT")})),
    rule("ADRS.05", "ADRS", "ADT", "No response is assessed after death", pl.col("ADT") > pl.col("DTHDT"),
         uses=("ADT",), adsl=("DTHDT",)),
    _dangling("ADRS"),
    _dangling("ADTTE"),
    rule("ADTTE.01", "ADTTE", "CNSR", "CNSR is 0 or a positive reason", pl.col("CNSR").is_null() | (pl.col("CNSR") < 0),
         uses=("CNSR",)),
    rule("ADTTE.02", "ADTTE", "EVNTDESC", "An event, and only an event, says what happened (EVNTDESC)",
         pl.col("EVNTDESC").is_not_null() != _IS_EVENT, uses=("CNSR", "EVNTDESC")),
    rule("ADTTE.03", "ADTTE", "CNSDTDSC", "Censoring, and only censoring, says why (CNSDTDSC)",
         pl.col("CNSDTDSC").is_not_null() == _IS_EVENT, uses=("CNSR", "CNSDTDSC")),
    rule("ADTTE.04", "ADTTE", "ADT", "No time ends before it begins", pl.col("ADT") < pl.col("STARTDT"),
         uses=("ADT", "STARTDT")),
    rule("ADTTE.05", "ADTTE", "AVAL", "AVAL is ADT - STARTDT + 1", differs(pl.col("AVAL"), _DAYS.cast(pl.Float64)),
         uses=("AVAL", "ADT", "STARTDT")),
    rule("ADTTE.06", "ADTTE", "AVALM", "AVALM is AVAL in months of 30.4375 days",
         differs(pl.col("AVALM"), pl.col("AVAL") / MONTH_DAYS), uses=("AVAL", "AVALM")),
    rule("ADTTE.07", "ADTTE", "ADT", "Overall survival ends with an event on the day of death, and only then",
         (pl.col("PARAMCD") == "OS") & (pl.col("DTHDT").is_not_null() != _IS_EVENT)
         | ((pl.col("PARAMCD") == "OS") & _IS_EVENT & (pl.col("ADT") != pl.col("DTHDT"))),
         uses=("PARAMCD", "CNSR", "ADT"), adsl=("DTHDT",)),
    rule("ADTTE.08", "ADTTE", "STARTDT", "A subject has one start per parameter",
         pl.col("STARTDT").n_unique().over("TRIAL", "USUBJID", "PARAMCD") > 1, uses=("PARAMCD", "STARTDT")),
    Check("ADTTE.09", "ADTTE", "ADT", "Progression-free survival does not outlast overall survival",
          _longer_than_survival, MappingProxyType({"ADTTE": ("PARAMCD", "RULES", "CNSR", "ADT")})),
)  # fmt: skip
"""Rules for response and times to events."""
