"""Mistakes that hospitals make, each as one edit of a right study: what the checks of plausibility must notice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

Frames = Mapping[str, pl.DataFrame]
Change = Callable[[Frames], Frames]
SUBJECT = "IMATINIB-WM-2007-00"


@dataclass(frozen=True)
class Edit:
    """One mistake."""

    name: str
    change: Change


def who(number: int) -> pl.Expr:
    """Records of one subject of the founding study."""
    return pl.col("USUBJID") == f"{SUBJECT}{number:02d}"


def result_at(code: str, number: int, visit: int) -> pl.Expr:
    """One result: of a test, a subject and a visit."""
    return who(number) & (pl.col("LBTESTCD") == code) & (pl.col("VISITNUM").cast(pl.Float64) == visit)


def where(domain: str, caught: pl.Expr, **values: pl.Expr | str | None) -> Change:
    """Set columns of the records that are caught."""

    def change(frames: Frames) -> Frames:
        frame = frames[domain]
        assert frame.select(caught.fill_null(False).any()).item(), f"{domain}: nothing to edit"
        set_ = [
            pl.when(caught.fill_null(False))
            .then(value if isinstance(value, pl.Expr) else pl.lit(value, pl.String))
            .otherwise(pl.col(name) if name in frame.columns else pl.lit(None, pl.String))
            .alias(name)
            for name, value in values.items()
        ]
        return {**frames, domain: frame.with_columns(set_)}

    return change


def together(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(frames: Frames) -> Frames:
        for one in changes:
            frames = one(frames)
        return frames

    return change


def times(factor: float) -> pl.Expr:
    """The standard result times a factor."""
    return (pl.col("LBSTRESN").cast(pl.Float64) * factor).round_sig_figs(6).cast(pl.String)


def scaled(caught: pl.Expr, factor: float) -> Change:
    """Results times a factor, standard and original alike where both are there."""

    def change(frames: Frames) -> Frames:
        values: dict[str, pl.Expr | str | None] = {"LBSTRESN": times(factor)}
        if "LBORRES" in frames["LB"].columns:
            number = pl.col("LBORRES").cast(pl.Float64, strict=False) * factor
            values["LBORRES"] = number.round_sig_figs(6).cast(pl.String)
        return where("LB", caught, **values)(frames)

    return change


def shifted(domain: str, caught: pl.Expr, days: int, *columns: str) -> Change:
    """Dates moved by days."""
    moved = {
        name: (pl.col(name).str.slice(0, 10).str.to_date(strict=False) + pl.duration(days=days)).dt.to_string("iso")
        for name in columns
    }
    return where(domain, caught, **moved)


def turned(domain: str, caught: pl.Expr, column: str) -> Change:
    """Day and month exchanged where both are months; elsewhere the record is as it was."""
    text = pl.col(column)
    both = text.str.slice(8, 2).cast(pl.Int32, strict=False) <= 12
    value = pl.concat_str(text.str.slice(0, 5), text.str.slice(8, 2), pl.lit("-"), text.str.slice(5, 2))
    return where(domain, caught & both & (text.str.slice(8, 2) != text.str.slice(5, 2)), **{column: value})


def without(domain: str, caught: pl.Expr) -> Change:
    """Records left out."""
    return lambda frames: {**frames, domain: frames[domain].filter(~caught.fill_null(False))}


def renamed(old: int, new: str, *domains: str) -> Change:
    """The subject's identifier written otherwise in some tables."""
    return together(*(where(domain, who(old), USUBJID=new) for domain in domains))


def exchanged(first: int, second: int, after: int) -> Change:
    """Results of two subjects exchanged from a visit on, as when samples are."""
    name = pl.col("USUBJID")
    a, b = f"{SUBJECT}{first:02d}", f"{SUBJECT}{second:02d}"
    late = pl.col("VISITNUM").cast(pl.Float64) >= after

    def change(frames: Frames) -> Frames:
        lb = frames["LB"].with_columns(
            USUBJID=pl.when(late & (name == a))
            .then(pl.lit(b))
            .when(late & (name == b))
            .then(pl.lit(a))
            .otherwise(name),
            LBSEQ=pl.when(late & name.is_in([a, b]))
            .then((pl.col("LBSEQ").cast(pl.Int32) + 5000).cast(pl.String))
            .otherwise("LBSEQ"),
        )
        return {**frames, "LB": lb}

    return change


def swapped_tests(first: str, second: str, caught: pl.Expr) -> Change:
    """The codes of two tests exchanged."""
    code = pl.col("LBTESTCD")
    other = pl.when(code == first).then(pl.lit(second)).when(code == second).then(pl.lit(first)).otherwise(code)
    return where("LB", caught & code.is_in([first, second]), LBTESTCD=other)


def added(domain: str, caught: pl.Expr, sequence: str, number: int, **values: pl.Expr | str | None) -> Change:
    """Records repeated under new sequence numbers, with other values."""

    def change(frames: Frames) -> Frames:
        frame = frames[domain]
        again = frame.filter(caught.fill_null(False)).with_columns(
            (pl.int_range(1, pl.len() + 1) + number).cast(pl.String).alias(sequence),
        )
        assert again.height
        again = again.with_columns(
            (value if isinstance(value, pl.Expr) else pl.lit(value, pl.String)).alias(name)
            for name, value in values.items()
        )
        return {**frames, domain: pl.concat([frame, again], how="diagonal_relaxed")}

    return change


def new_record(domain: str, **values: str) -> Change:
    """One more record."""
    return lambda frames: {**frames, domain: pl.concat([frames[domain], pl.DataFrame([values])], how="diagonal")}


def _event(number: int, term: str, start: str, **more: str) -> Change:
    head = {"TRIAL": "1", "STUDYID": "IMATINIB-WM-2007", "DOMAIN": "AE", "USUBJID": f"{SUBJECT}{number:02d}"}
    return new_record("AE", **head, AESEQ="900", AETERM=term, AEDECOD=term, AETOXGR="2", AESTDTC=start, **more)


IGM, HGB, PLAT = (pl.col("LBTESTCD") == code for code in ("IGM", "HGB", "PLAT"))
VISIT = pl.col("VISITNUM").cast(pl.Float64)
FUTURE = (date.today() + timedelta(days=400)).isoformat()
SITE = pl.col("USUBJID").str.slice(-2).cast(pl.Int32) % 3 == 0
"""A third of the subjects, as of one site."""

EDITS: tuple[Edit, ...] = (
    # results
    Edit("one IgM through 100, in the middle", scaled(result_at("IGM", 10, 4), 0.01)),
    Edit("one IgM through 100, at the end", scaled(who(10) & IGM & (VISIT >= 13), 0.01)),
    Edit("one IgM through 10", scaled(result_at("IGM", 6, 5), 0.1)),
    Edit("one IgM times 10", scaled(result_at("IGM", 18, 3), 10)),
    Edit("one IgM through 1000 (decimal comma)", scaled(result_at("IGM", 18, 4), 0.001)),
    Edit("all IgM in g/L labelled mg/dL", scaled(IGM, 0.01)),
    Edit("all IgM in mg/dL labelled g/L", where("LB", IGM, LBSTRESU="g/L", LBORRESU="g/L")),
    Edit("IgM of one subject in g/L labelled mg/dL", scaled(who(6) & IGM, 0.01)),
    Edit("IgM of one subject in g/L from a visit on", scaled(who(10) & IGM & (VISIT >= 5), 0.01)),
    Edit("IgM of a third of the subjects in g/L labelled mg/dL", scaled(SITE & IGM, 0.01)),
    Edit("one IgM is 0", where("LB", result_at("IGM", 10, 5), LBSTRESN="0", LBORRES="0")),
    Edit("one IgM is 9999", where("LB", result_at("IGM", 24, 4), LBSTRESN="9999", LBORRES="9999")),
    Edit("two digits of an IgM exchanged", scaled(result_at("IGM", 6, 6), 0.42)),
    Edit("one hemoglobin in g/L", scaled(result_at("HGB", 10, 5), 10)),
    Edit("one hemoglobin in mmol/L", scaled(result_at("HGB", 10, 5), 0.6206)),
    Edit("all hemoglobin in g/L labelled g/dL", scaled(HGB, 10)),
    Edit("all hemoglobin in mmol/L labelled g/dL", scaled(HGB, 0.6206)),
    Edit("hemoglobin of one subject in mmol/L from a visit on", scaled(who(6) & HGB & (VISIT >= 5), 0.6206)),
    Edit("all platelets per microliter", scaled(PLAT, 1000)),
    Edit("one platelet count through 10", scaled(result_at("PLAT", 18, 4), 0.1)),
    Edit("one platelet count times 10", scaled(result_at("PLAT", 18, 4), 10)),
    Edit("one neutrophil count in percent", where("LB", result_at("NEUT", 6, 3), LBSTRESN="62", LBORRES="62")),
    Edit("all neutrophils in percent", where("LB", pl.col("LBTESTCD") == "NEUT", LBSTRESN="58", LBORRES="58")),
    Edit("one leukocyte count per microliter", scaled(result_at("WBC", 10, 5), 1000)),
    Edit("neutrophils and leukocytes exchanged at one visit", swapped_tests("NEUT", "WBC", who(10) & (VISIT == 4))),
    Edit("hemoglobin and platelets exchanged at one visit", swapped_tests("HGB", "PLAT", who(6) & (VISIT == 4))),
    Edit("IgM and tryptase exchanged at one visit", swapped_tests("IGM", "TRYPTASE", who(6) & (VISIT == 4))),
    Edit("IgM and platelets exchanged in the whole study", swapped_tests("IGM", "PLAT", pl.lit(True))),
    Edit("one tryptase times 10", scaled(result_at("TRYPTASE", 10, 5), 10)),
    Edit("IgM carried forward over five visits",
         where("LB", who(10) & IGM & VISIT.is_between(4, 9), LBSTRESN="2467", LBORRES="2467")),
    Edit("a visit copied from the visit before", lambda frames: _copied(frames, 10, 5)),
    Edit("two IgM of one day that differ",
         added("LB", result_at("IGM", 10, 5), "LBSEQ", 7000, LBSTRESN=times(0.5), LBORRES=times(0.5))),
    Edit("standard result not converted", together(
        where("LB", result_at("IGM", 10, 5), LBORRES=times(0.01), LBORRESU="g/L"),
        where("LB", result_at("IGM", 10, 5), LBSTRESN=times(0.01)))),
    Edit("original result mistyped", where("LB", result_at("IGM", 10, 5), LBORRES=times(1.8), LBORRESU="mg/dL")),
    Edit("reference interval in g/L beside mg/dL", where("LB", IGM, LBSTNRLO="0.4", LBSTNRHI="2.3")),
    Edit("limits of the reference interval exchanged", where("LB", HGB, LBSTNRLO="17.5", LBSTNRHI="12")),
    Edit("another assay from a visit on", where("LB", who(10) & IGM & (VISIT >= 5), LBMETHOD="ELECTROPHORESIS")),
    Edit("an old baseline", together(
        without("LB", who(10) & IGM & (VISIT == 1)), shifted("LB", who(10) & IGM & (VISIT == 0), -60, "LBDTC"))),
    # calendar
    Edit("one result in the future", where("LB", result_at("IGM", 10, 5), LBDTC=FUTURE)),
    Edit("one result a year early", shifted("LB", result_at("IGM", 10, 5), -365, "LBDTC")),
    Edit("one result a year late", shifted("LB", result_at("IGM", 10, 5), 366, "LBDTC")),
    Edit("one visit a year early", shifted("LB", who(10) & (VISIT == 8), -365, "LBDTC")),
    Edit("results of one subject a year early", shifted("LB", who(6), -366, "LBDTC")),
    Edit("results of a third of the subjects a year early", shifted("LB", SITE, -366, "LBDTC")),
    Edit("all results a year early", shifted("LB", pl.lit(True), -366, "LBDTC")),
    Edit("all results a year late", shifted("LB", pl.lit(True), 366, "LBDTC")),
    Edit("day and month of one result exchanged", turned("LB", IGM & who(10), "LBDTC")),
    Edit("day and month exchanged in the whole study", turned("LB", pl.lit(True), "LBDTC")),
    Edit("first dose a year early in DM", shifted("DM", who(6), -365, "RFSTDTC")),
    Edit("first dose two weeks late in DM", shifted("DM", who(6), 14, "RFSTDTC")),
    Edit("one dose a year early",
         shifted("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 2), -365, "EXSTDTC", "EXENDTC")),
    Edit("last contact a year early", shifted("DM", who(10), -366, "RFPENDTC")),
    Edit("two visit numbers exchanged",
         where("LB", who(10) & VISIT.is_between(4, 5), VISITNUM=(9 - VISIT).cast(pl.String))),
    Edit("times with and without zone", together(
        where("LB", pl.lit(True), LBDTC=pl.col("LBDTC") + "T08:00"),
        where("LB", who(10) & (VISIT == 5), LBDTC=pl.col("LBDTC") + "+02:00"))),
    Edit("a birth after the first dose", where("DM", who(6), BRTHDTC="2009-05-01")),
    Edit("a result after death", together(
        where("DM", who(10), DTHFL="Y", DTHDTC="2004-09-01"), where("DM", who(10), RFPENDTC="2004-09-01"))),
    # identity
    Edit("identifier without its zeros in the laboratory", renamed(10, "IMATINIB-WM-2007-10", "LB")),
    Edit("identifier in lower case in DM twice", lambda frames: _twin(frames, 10, "imatinib-wm-2007-0010")),
    Edit("identifier with a mark of direction", lambda frames: _twin(frames, 10, "IMATINIB-WM-2007-0010\u200e")),
    Edit("identifier without its zeros in DM twice", lambda frames: _twin(frames, 10, "IMATINIB-WM-2007-10")),
    Edit("one patient under two identifiers", lambda frames: _doubled(frames, 10, f"{SUBJECT}77")),
    Edit("two patients under one identifier", together(
        where("LB", who(6), LBSEQ=(pl.col("LBSEQ").cast(pl.Int32) + 6000).cast(pl.String)),
        renamed(6, f"{SUBJECT}10", "LB"))),
    Edit("courses of two patients exchanged after baseline", exchanged(10, 28, 2)),
    Edit("another STUDYID in the laboratory", where("LB", who(10), STUDYID="IMATINIB-WM-2006")),
    # doses
    Edit("one dose ten times", where("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 1), EXDOSE="4000")),
    Edit("one dose a tenth", where("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 1), EXDOSE="40")),
    Edit("a dose in g", where("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 1), EXDOSE="0.4", EXDOSU="g")),
    Edit("a dose in micrograms", where("EX", who(6), EXDOSU="ug")),
    Edit("a dose without unit", where("EX", who(6), EXDOSU=None)),
    Edit("doses that overlap", shifted("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 1), 40, "EXENDTC")),
    Edit("another drug's name", where("EX", who(6), EXTRT="ibrutinib")),
    Edit("a dose open at its end", where("EX", who(6) & (pl.col("EXSEQ").cast(pl.Float64) == 1), EXENDTC=None)),
    Edit("the last dose open at its end", where("EX", who(12), EXENDTC=None)),
    # persons and events
    Edit("an age of 6", where("DM", who(6), AGE="6")),
    Edit("an age of 160", where("DM", who(6), AGE="160")),
    Edit("an event of prostate in a woman", _event(10, "Benign prostatic hyperplasia", "2004-08-01")),
    Edit("a pregnancy in a man", _event(6, "Pregnancy", "2004-08-01")),
    Edit("an event years before the first dose", _event(6, "Fatigue", "1999-08-01")),
    Edit("progression that no table shows", lambda frames: _progressed(frames, 27)),
    Edit("a death by DM alone", where("DM", who(12), DTHFL="Y", DTHDTC=pl.col("RFPENDTC"))),
    Edit("a death by AE alone", _event(12, "Sepsis", "2004-07-26", AEOUT="FATAL")),
)  # fmt: skip
"""Seen while the checks were written."""

FIRST_DOSE = pl.col("EXSEQ").cast(pl.Float64) == 1

HELD_OUT: tuple[Edit, ...] = (
    Edit("one IgM typed without its last digit", scaled(result_at("IGM", 24, 4), 0.1)),
    Edit("one IgM in g/L at the first visit", scaled(result_at("IGM", 14, 2), 0.01)),
    Edit("baseline IgM through 100", scaled(who(14) & IGM & (VISIT <= 1), 0.01)),
    Edit("baseline IgM times 10", scaled(who(14) & IGM & (VISIT <= 1), 10)),
    Edit("two IgM in a row in g/L", scaled(who(10) & IGM & VISIT.is_between(6, 7), 0.01)),
    Edit("one tryptase in ng/L", scaled(result_at("TRYPTASE", 8, 3), 1000)),
    Edit("one leukocyte count through 100", scaled(result_at("WBC", 8, 3), 0.01)),
    Edit("leukocytes of one subject per microliter", scaled(who(8) & (pl.col("LBTESTCD") == "WBC"), 1000)),
    Edit("all tryptase in ng/L labelled ng/mL", scaled(pl.col("LBTESTCD") == "TRYPTASE", 1000)),
    Edit("all leukocytes through 1000", scaled(pl.col("LBTESTCD") == "WBC", 0.001)),
    Edit("platelets carried forward", where("LB", who(10) & PLAT & VISIT.is_between(3, 9), LBSTRESN="187")),
    Edit("hemoglobin and leukocytes exchanged at one visit", swapped_tests("NEUT", "WBC", who(24) & (VISIT == 3))),
    Edit("one hemoglobin of 0", where("LB", result_at("HGB", 24, 3), LBSTRESN="0")),
    Edit("one platelet count of 999", where("LB", result_at("PLAT", 24, 3), LBSTRESN="999")),
    Edit("one visit a month late", shifted("LB", who(10) & (VISIT == 6), 31, "LBDTC")),
    Edit("one visit ten years early", shifted("LB", who(24) & (VISIT == 3), -3652, "LBDTC")),
    Edit("responses of one subject a year late", shifted("RS", who(10), 365, "RSDTC")),
    Edit("last contact before the first dose", shifted("DM", who(8), -400, "RFPENDTC")),
    Edit("consent after the first dose", where("DM", who(8), RFICDTC="2004-07-15")),
    Edit("first dose a month early in EX", shifted("EX", who(8) & FIRST_DOSE, -30, "EXSTDTC")),
    Edit("all doses of one subject in tablets", where("EX", who(8), EXDOSE="4", EXDOSU="TABLET")),
    Edit("one dose a hundred times", where("EX", who(8) & FIRST_DOSE, EXDOSE="40000")),
    Edit("a subject without its doses", without("EX", who(8))),
    Edit("an age of 16", where("DM", who(8), AGE="16")),
    Edit("an age that the day of birth contradicts", where("DM", who(8), BRTHDTC="1970-02-02")),
    Edit("a testicular event in a woman", _event(10, "Testicular pain", "2004-08-01")),
    Edit("courses of two patients exchanged, each on the own dates", lambda frames: _traded(frames, 10, 18, 2)),
    Edit("IgM of a subject copied to another", lambda frames: _lent(frames, 10, 6)),
)  # fmt: skip
"""Written when the checks were settled, and looked at once."""


def _copied(frames: Frames, number: int, visit: int) -> Frames:
    lb = frames["LB"]
    source = lb.filter(who(number) & (visit - 1 == VISIT)).select("LBTESTCD", COPY="LBSTRESN")
    both = lb.join(source, on="LBTESTCD", how="left", maintain_order="left")
    names = [name for name in ("LBSTRESN", "LBORRES") if name in lb.columns]
    value = [pl.when(who(number) & (visit == VISIT)).then("COPY").otherwise(pl.col(n)).alias(n) for n in names]
    return {**frames, "LB": both.with_columns(value).select(lb.columns)}


def _twin(frames: Frames, number: int, name: str) -> Frames:
    """Half of the laboratory of a subject under another spelling, which DM has too."""
    dm = frames["DM"].filter(who(number)).with_columns(USUBJID=pl.lit(name), SUBJID=pl.lit(name))
    late = who(number) & (VISIT >= 4)
    lb = frames["LB"].with_columns(USUBJID=pl.when(late).then(pl.lit(name)).otherwise("USUBJID"))
    return {**frames, "DM": pl.concat([frames["DM"], dm]), "LB": lb}


def _doubled(frames: Frames, number: int, name: str) -> Frames:
    """Every record of a subject once more under another identifier."""
    again = {
        domain: pl.concat([frame, frame.filter(who(number)).with_columns(USUBJID=pl.lit(name))])
        for domain, frame in frames.items()
    }
    dm = again["DM"]
    subject = pl.when(pl.col("USUBJID") == name).then(pl.lit(name[-4:])).otherwise("SUBJID")
    return {**again, "DM": dm.with_columns(SUBJID=subject)}


def _progressed(frames: Frames, number: int) -> Frames:
    """Treatment ended for progression while IgM fell and RS says stable."""
    falling = (pl.lit(3000.0) - 100.0 * VISIT).cast(pl.String)
    frames = where("LB", who(number) & IGM, LBSTRESN=falling, LBORRES=falling)(frames)
    if frames["RS"].select(who(number).any()).item():
        frames = where("RS", who(number), RSSTRESC="SD")(frames)
    return where("DS", who(number), DSTERM="PROGRESSIVE DISEASE", DSDECOD="PROGRESSIVE DISEASE")(frames)


def _traded(frames: Frames, first: int, second: int, after: int) -> Frames:
    """Results of two subjects exchanged from a visit on, while dates and visits stay their own."""
    lb = frames["LB"]
    a, b = f"{SUBJECT}{first:02d}", f"{SUBJECT}{second:02d}"
    other = pl.when(pl.col("USUBJID") == a).then(pl.lit(b)).when(pl.col("USUBJID") == b).then(pl.lit(a))
    late = lb.filter(after <= VISIT, pl.col("USUBJID").is_in([a, b]))
    theirs = late.select(USUBJID=other, LBTESTCD="LBTESTCD", VISITNUM="VISITNUM", THEIRS="LBSTRESN")
    both = lb.join(theirs, on=["USUBJID", "LBTESTCD", "VISITNUM"], how="left", maintain_order="left")
    return {**frames, "LB": both.with_columns(LBSTRESN=pl.coalesce("THEIRS", "LBSTRESN")).select(lb.columns)}


def _lent(frames: Frames, source: int, target: int) -> Frames:
    """IgM of one subject in place of another's, visit by visit."""
    lb = frames["LB"]
    theirs = lb.filter(who(source) & IGM).select("VISITNUM", THEIRS="LBSTRESN")
    both = lb.join(theirs, on="VISITNUM", how="left", maintain_order="left")
    lent = pl.when(who(target) & IGM).then(pl.coalesce("THEIRS", "LBSTRESN")).otherwise("LBSTRESN")
    return {**frames, "LB": both.with_columns(LBSTRESN=lent).select(lb.columns)}
