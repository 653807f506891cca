"""For every conformance check a study in which that rule alone is broken."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

Datasets = dict[str, pl.DataFrame]
Break = Callable[[Datasets], Datasets]

FIRST_DOSE = date(2004, 1, 5)


def one(**chosen: Any) -> pl.Expr:
    """The first record with these values."""
    match = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value)) for name, value in chosen.items())
    return match & (match.cum_sum() == 1)


def edit(dataset: str, where: pl.Expr, **values: Any) -> Break:
    """Change variables of some records; text is a value, an expression is computed."""

    def broken(datasets: Datasets) -> Datasets:
        frame = datasets[dataset]
        changed = frame.with_columns(
            pl.when(where)
            .then(value if isinstance(value, pl.Expr) else pl.lit(value))
            .otherwise(pl.col(name))
            .cast(frame.schema[name])
            .alias(name)
            for name, value in values.items()
        )
        assert not changed.equals(frame)
        return {**datasets, dataset: changed}

    return broken


def add(dataset: str, where: pl.Expr, **values: Any) -> Break:
    """Add a changed copy of some records."""

    def broken(datasets: Datasets) -> Datasets:
        frame = datasets[dataset]
        copies = frame.filter(where).with_columns(
            pl.lit(value).cast(frame.schema[name]).alias(name) if not isinstance(value, pl.Expr) else value.alias(name)
            for name, value in values.items()
        )
        assert copies.height
        return {**datasets, dataset: pl.concat([frame, copies])}

    return broken


def both(*steps: Break) -> Break:
    def broken(datasets: Datasets) -> Datasets:
        for step in steps:
            datasets = step(datasets)
        return datasets

    return broken


def day(days: int) -> pl.Expr:
    return pl.duration(days=days)


def lab(number: int, **values: Any) -> Break:
    """Add a record of a parameter of its own to subject S1."""
    blank: dict[str, Any] = dict.fromkeys(
        ("ADT", "ADY", "AVAL", "BASE", "CHG", "PCHG", "NADIR", "ABLFL", "ANRLO", "ANRHI", "ANRIND", "BNRIND", "SHIFT1",
         "ATOXGR", "ATOXGRN", "BTOXGR", "BTOXGRN", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH", "ATOXVER", "ONTRTFL")
    )  # fmt: skip
    return add("ADLB", one(USUBJID="S1"), **{**blank, "PARAMCD": "XX", "PARAM": "XX", "ASEQ": 900 + number, **values})


IGM, HGB, NEUT = {"PARAMCD": "IGM"}, {"PARAMCD": "HGB"}, {"PARAMCD": "NEUT"}
BEFORE = one(USUBJID="S1", **IGM, ADY=-7)
AFTER = one(USUBJID="S1", **IGM, ADY=29)
RASH, NAUSEA, EDEMA = one(AETERM="Rash"), one(AETERM="Nausea"), one(AETERM="Oedema peripheral")
LATER_MONTHS = pl.col("AVAL") + 1


def longer(days: int) -> dict[str, pl.Expr]:
    """A time that ends some days later."""
    return {
        "ADT": pl.col("ADT") + day(days),
        "AVAL": pl.col("AVAL") + days,
        "AVALM": (pl.col("AVAL") + days) / 30.4375,
    }


BREAKS: dict[str, Break] = {
    "ADSL.01": add("ADSL", one(USUBJID="S4")),
    "ADSL.02.FASFL": edit("ADSL", one(USUBJID="S1"), FASFL="X"),
    "ADSL.02.SAFFL": edit("ADSL", one(USUBJID="S1"), SAFFL=None),
    "ADSL.02.EVALFL": edit("ADSL", one(USUBJID="S4"), EVALFL="X"),
    "ADSL.03": edit("ADSL", one(USUBJID="S4"), SAFFL="Y"),
    "ADSL.04": edit("ADSL", one(USUBJID="S1"), SAFFL="N"),
    "ADSL.05": edit("ADSL", one(USUBJID="S4"), EVALREAS=None),
    "ADSL.06": edit("ADSL", one(USUBJID="S3"), TRTEDT=pl.col("TRTSDT") - day(1), TRTDURD=0),
    "ADSL.07": edit("ADSL", one(USUBJID="S3"), TRTDURD=pl.col("TRTDURD") + 1),
    "ADSL.08": edit("ADSL", one(USUBJID="S1"), DTHFL=None),
    "ADSL.09": edit("ADSL", one(USUBJID="S1"), LSTALVDT=pl.col("DTHDT") + day(1)),
    "ADSL.10": edit("ADSL", one(USUBJID="S3"), TRTEDT=pl.col("DTHDT") + day(1),
                    TRTDURD=(pl.col("DTHDT") - pl.col("TRTSDT")).dt.total_days() + 2),
    "ADSL.11": edit("ADSL", one(USUBJID="S1"), BASEDT=pl.col("TRTSDT") + day(1)),
    "ADSL.12": edit("ADSL", one(USUBJID="S2"), NACTDT=pl.col("TRTSDT")),
    "ADSL.13": edit("ADSL", one(USUBJID="S1"), BASEDT=pl.col("BASEDT") - day(1)),
    "ADSL.S1": edit("ADSL", one(USUBJID="S4"), SUBJID=None),
    "ADSL.S2": edit("ADSL", one(USUBJID="S1"), SEX="X"),
    "ADSL.S3": edit("ADSL", one(USUBJID="S1"), ARM="x" * 101),
    "ADLB.S1": edit("ADLB", BEFORE, STUDYID=None),
    "ADLB.S2": edit("ADLB", BEFORE, BLQFL="X"),
    "ADLB.S3": edit("ADLB", BEFORE, METHOD="x" * 41),
    "ADLB.S4": edit("ADLB", one(USUBJID="S1", ASEQ=2), ASEQ=1),
    "ADLB.S6": lab(1, USUBJID="ZZ"),
    "ADLB.P1": edit("ADLB", BEFORE, PARAM="Another name"),
    "ADLB.P2": edit("ADLB", pl.col("PARAMCD") == "HGB", PARAMCD="hgb"),
    "ADLB.01": edit("ADLB", BEFORE, ABLFL="Y"),
    "ADLB.02": edit("ADLB", BEFORE, BASE=1.0),
    "ADLB.03": lab(1, AVAL=2.0, BASE=1.0),
    "ADLB.04": edit("ADLB", AFTER, CHG=pl.col("CHG") + 1),
    "ADLB.05": edit("ADLB", AFTER, PCHG=pl.col("PCHG") + 1),
    "ADLB.06": both(
        lab(1, ADT=FIRST_DOSE, ADY=1, AVAL=0.0, ABLFL="Y", BASE=0.0),
        lab(2, ADT=FIRST_DOSE + timedelta(28), ADY=29, AVAL=5.0, BASE=0.0, CHG=5.0, PCHG=10.0),
    ),
    "ADLB.07": edit("ADLB", AFTER, CHG=None),
    "ADLB.08": lab(1, ADT=FIRST_DOSE + timedelta(5), ADY=6, AVAL=5.0, ABLFL="Y", BASE=5.0, CHG=0.0),
    "ADLB.09": both(
        lab(1, ADT=FIRST_DOSE - timedelta(7), ADY=-7, AVAL=5.0, ABLFL="Y", BASE=5.0),
        lab(2, ADT=FIRST_DOSE, ADY=1, AVAL=6.0, BASE=5.0),
    ),
    "ADLB.10": lab(1, ADT=FIRST_DOSE, ADY=1, AVAL=5.0),
    "ADLB.11": edit("ADLB", AFTER, ADY=28),
    "ADLB.12": edit("ADLB", one(USUBJID="S1", **HGB, ADY=29), ANRIND="HIGH", SHIFT1=None),
    "ADLB.13": edit("ADLB", one(USUBJID="S1", **HGB, ADY=1), BNRIND="HIGH"),
    "ADLB.14": edit("ADLB", one(USUBJID="S1", **HGB, ADY=29), SHIFT1="HIGH to LOW"),
    "ADLB.15": edit("ADLB", AFTER, NADIR=pl.col("BASE") + 1),
    "ADLB.16": edit("ADLB", BEFORE, ONTRTFL="Y"),
    "ADLB.17": edit("ADLB", one(USUBJID="S1", **IGM, ADY=29), ATOXGR="9", ATOXGRN=9, ATOXVER="ctcae-3.0"),
    "ADLB.18": edit("ADLB", one(USUBJID="S1", **IGM, ADY=29), BTOXGR="9", ATOXVER="ctcae-3.0"),
    "ADLB.19": edit("ADLB", one(USUBJID="S1", **NEUT, ADY=29), ATOXGRN=4),
    "ADLB.20": lab(1, ATOXGR="1", ATOXGRN=1, ATOXVER="ctcae-3.0"),
    "ADLB.21": edit("ADLB", one(USUBJID="S1", **NEUT, ADY=29), ATOXVER=None),
    "ADLB.22": edit("ADLB", one(USUBJID="S1", **HGB, ABLFL="Y"), ABLREAS="TOO OLD"),
    **{f"ADLB.{number}": edit("ADLB", one(USUBJID="S1", **IGM, ADY=29), **{name: "9"}, ATOXVER="ctcae-3.0")
       for number, name in ((23, "ATOXGRL"), (24, "ATOXGRH"), (25, "BTOXGRL"), (26, "BTOXGRH"))},
    "ADLB.27": edit("ADLB", one(USUBJID="S1", **NEUT, ADY=29), ATOXGR="3", ATOXGRN=3),
    "ADLB.28": edit("ADLB", one(USUBJID="S1", **NEUT, ADY=29), BTOXGR="1", BTOXGRN=1),
    "ADRS.S1": edit("ADRS", one(PARAMCD="OVR"), STUDYID=None),
    "ADRS.S2": edit("ADRS", one(PARAMCD="OVR"), ANL01FL="X"),
    "ADRS.S3": edit("ADRS", one(PARAMCD="OVR"), CRITVER="x" * 17),
    "ADRS.S4": edit("ADRS", one(USUBJID="S1", PARAMCD="RSP"),
                    ASEQ=pl.col("ASEQ").filter(one(USUBJID="S1", PARAMCD="OVR")).first()),
    "ADRS.S5": add("ADRS", one(PARAMCD="CBOR"), ASEQ=999),
    "ADRS.S6": add("ADRS", one(PARAMCD="CBOR"), USUBJID="ZZ", SRCSEQ=None),
    "ADRS.P1": edit("ADRS", one(PARAMCD="OVR"), PARAM="Best overall response"),
    "ADRS.01": edit("ADRS", one(PARAMCD="OVR"), ADY=2),
    "ADRS.02": edit("ADRS", one(USUBJID="S1", PARAMCD="RSP"), AVALC="N"),
    "ADRS.03": edit("ADRS", one(USUBJID="S1", PARAMCD="RSPPR"), AVALC="N"),
    "ADRS.04": edit("ADRS", one(USUBJID="S1", PARAMCD="PD"), ADT=pl.col("ADT") + day(1), ADY=pl.col("ADY") + 1),
    "ADRS.05": edit("ADRS", one(USUBJID="S1", PARAMCD="OVR"), ADT=FIRST_DOSE + timedelta(200), ADY=201),
    "ADRS.T1": edit("ADRS", one(USUBJID="S1", PARAMCD="RSP"), SRCSEQ=9999),
    "ADTTE.S1": edit("ADTTE", one(PARAMCD="FUP"), STUDYID=None),
    "ADTTE.S2": edit("ADTTE", one(PARAMCD="TTF", CNSR=9), CNSDTDSC="X"),
    "ADTTE.S3": edit("ADTTE", one(PARAMCD="FUP"), EVNTDESC="x" * 61),
    "ADTTE.S4": edit("ADTTE", one(USUBJID="S1", ASEQ=2), ASEQ=1),
    "ADTTE.S5": add("ADTTE", one(PARAMCD="FUP"), ASEQ=999),
    "ADTTE.S6": add("ADTTE", one(PARAMCD="FUP"), USUBJID="ZZ"),
    "ADTTE.P1": edit("ADTTE", one(PARAMCD="FUP"), PARAM="Overall survival"),
    "ADTTE.T1": edit("ADTTE", one(SRCDOM="ADRS"), SRCSEQ=9999),
    "ADTTE.01": edit("ADTTE", one(PARAMCD="TTF", CNSR=9), CNSR=-1),
    "ADTTE.02": edit("ADTTE", one(PARAMCD="FUP"), EVNTDESC=None),
    "ADTTE.03": edit("ADTTE", one(PARAMCD="TTF", CNSR=9), CNSDTDSC=None),
    "ADTTE.04": edit("ADTTE", one(PARAMCD="FUP"), ADT=pl.col("STARTDT") - day(10), AVAL=-9.0, AVALM=-9 / 30.4375),
    "ADTTE.05": edit("ADTTE", one(PARAMCD="FUP"), AVAL=LATER_MONTHS, AVALM=LATER_MONTHS / 30.4375),
    "ADTTE.06": edit("ADTTE", one(PARAMCD="FUP"), AVALM=1e6),
    "ADTTE.07": edit("ADTTE", one(PARAMCD="OS", USUBJID="S1"), **longer(1)),
    "ADTTE.08": edit("ADTTE", one(PARAMCD="TTP", USUBJID="S1", RULES="fda-a"), STARTDT=pl.col("STARTDT") - day(1),
                     AVAL=LATER_MONTHS, AVALM=LATER_MONTHS / 30.4375),
    "ADTTE.09": edit("ADTTE", one(PARAMCD="PFS", USUBJID="S1", RULES="primary"), **longer(300)),
    "ADAE.S1": edit("ADAE", RASH, STUDYID=None),
    "ADAE.S2": edit("ADAE", RASH, AESER="X"),
    "ADAE.S3": edit("ADAE", RASH, AETERM="x" * 201),
    "ADAE.S4": edit("ADAE", one(USUBJID="S1", ASEQ=2), ASEQ=1),
    "ADAE.S6": add("ADAE", RASH, USUBJID="ZZ", TRTEMFL=None),
    "ADAE.01": edit("ADAE", NAUSEA, TRTEMFL="Y", PREFL=None, ONTRTFL="Y"),
    "ADAE.02": edit("ADAE", RASH, TRTEMFL=None),
    "ADAE.03": add("ADAE", RASH, USUBJID="S4"),
    "ADAE.04": edit("ADAE", RASH, PREFL="Y"),
    "ADAE.05": edit("ADAE", RASH, ONTRTFL=None),
    "ADAE.06": edit("ADAE", RASH, AENDT=pl.col("ASTDT") - day(1)),
    "ADAE.07": edit("ADAE", RASH, ASTDY=1),
    "ADAE.08": edit("ADAE", RASH, ATOXGR="0", ATOXGRN=0),
    "ADAE.09": edit("ADAE", RASH, ATOXGRN=3),
    "ADAE.10": edit("ADAE", EDEMA, ASTDT=FIRST_DOSE + timedelta(200), ASTDY=201, AENDT=None, TRTEMFL=None),
    "ADEX.S1": edit("ADEX", one(USUBJID="S3"), STUDYID=None),
    "ADEX.S2": edit("ADEX", one(USUBJID="S3"), CHANGE="X"),
    "ADEX.S3": edit("ADEX", one(USUBJID="S3"), REASON="x" * 201),
    "ADEX.S4": edit("ADEX", one(USUBJID="S1", ASEQ=2), ASEQ=1),
    "ADEX.S6": add("ADEX", one(USUBJID="S3"), USUBJID="ZZ"),
    "ADEX.01": edit("ADEX", one(USUBJID="S2", ASEQ=2), AENDT=pl.col("ASTDT") - day(1), AENDY=28, DAYS=0),
    "ADEX.02": edit("ADEX", one(USUBJID="S2", ASEQ=1), AENDT=pl.col("AENDT") + day(1), AENDY=29, DAYS=29),
    "ADEX.03": edit("ADEX", one(USUBJID="S3"), DAYS=1),
    "ADEX.04": edit("ADEX", one(USUBJID="S3"), DOSE=-1.0),
    "ADEX.05": edit("ADEX", one(USUBJID="S3"), CHANGE="HOLD"),
    "ADEX.06": edit("ADEX", one(USUBJID="S3"), ASTDY=2),
    "ADEX.07": edit("ADEX", one(USUBJID="S3"), AENDY=2),
}  # fmt: skip
"""Identifier of a check -> what breaks it and nothing else."""
