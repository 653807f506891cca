"""Dates that cannot be: in the future, outside the patient's time in the study, a year off, day and month exchanged."""

from collections.abc import Iterator

import polars as pl

from ..records import ROW
from ..shapes import SHAPES
from ..subjects import EVENT_DATES
from .study import StudyData, Suspicion, suspect

BEFORE_DAYS = {"LB": 120, "EX": 14, "RS": 120, "PC": 30, "AE": 300, "TU": 120, "TR": 120}
"""Domain -> days before the first dose from which a record is questioned; history of disease may be older."""

AFTER_DAYS = {"LB": 45, "EX": 45, "RS": 60, "PC": 45, "AE": 60, "PR": 60, "TU": 60, "TR": 60, "DS": 400}
"""Domain -> days after the last known contact; contact is often recorded only at visits."""

DATES = {**EVENT_DATES, "DS": "DSSTDT", "CM": "CMSTDT"}

YEAR = 366


def check_future(study: StudyData) -> Iterator[Suspicion]:
    """Dates after today."""
    today = study.expected.today
    if today is None:
        return
    for domain, frame in study.frames.items():
        for column in (column for column in SHAPES[domain].columns if column.kind == "date"):
            late = frame.filter(pl.col(column.name.removesuffix("C")) > today)
            yield from suspect("future", domain, column.name, late, "after the day of this check")


def check_period(study: StudyData) -> Iterator[Suspicion]:
    """Records outside the subject's time in the study; a year that would fit is named."""
    limits = study.subjects.lazy().select(
        pl.col("USUBJID").cast(pl.Categorical), "FIRST", "SEEN", START=pl.min_horizontal("FIRST", "RFICDT")
    )
    for domain, name in DATES.items():
        frame = study.frames[domain]
        if frame.is_empty() or domain == "CM":
            continue
        before, after = BEFORE_DAYS.get(domain, 10_000), AFTER_DAYS.get(domain, 400)
        dated = (
            frame.lazy()
            .select(ROW, "USUBJID", DAY=pl.col(name))
            .join(limits, on="USUBJID")
            .select(ROW, "DAY", "FIRST", "SEEN",
                    EARLY=(pl.col("START") - pl.col("DAY")).dt.total_days(),
                    LATE=(pl.col("DAY") - pl.col("SEEN")).dt.total_days())
            .filter((pl.col("EARLY") > before) | (pl.col("LATE") > after))
            .collect()
        )  # fmt: skip
        yield from _outside(dated, domain, f"{name}C", before, after)


def _outside(dated: pl.DataFrame, domain: str, column: str, before: int, after: int) -> Iterator[Suspicion]:
    """Records before and after the period, those that a whole year would bring back apart."""
    side = pl.when(pl.col("EARLY") > before).then(1).otherwise(-1)
    moved = pl.col("DAY").dt.offset_by(pl.format("{}y", side))
    back = (moved >= pl.col("FIRST").dt.offset_by("-28d")) & (moved <= pl.coalesce("SEEN", moved).dt.offset_by("7d"))
    marked = dated.with_columns(YEAR_OFF=back.fill_null(False))
    year, rest = marked.filter("YEAR_OFF"), marked.filter(~pl.col("YEAR_OFF"))
    yield from suspect("year-off", domain, column, year, "outside the subject's time in the study")
    early, late = rest.filter(pl.col("EARLY") > before), rest.filter(pl.col("EARLY") <= before)
    yield from suspect("period", domain, column, early, f"more than {before} days before the first dose")
    late = pl.concat([late, rest.filter(pl.col("EARLY").is_null())])
    yield from suspect("period", domain, column, late, f"more than {after} days after the last known contact")


def check_first_dose(study: StudyData) -> Iterator[Suspicion]:
    """RFSTDTC against the first dose of EX, and the order of the dates of DM."""
    dm = study.subjects
    apart = dm.filter(pl.col("RFSTDT") != pl.col("DOSED"))
    yield from suspect("first-dose", "DM", "RFSTDTC", apart, "another day than the first dose of EX")
    consent = dm.filter(pl.col("RFICDT") > pl.col("FIRST"))
    yield from suspect("dm-order", "DM", "RFICDTC", consent, "consent after the first dose")
    old = dm.filter((pl.col("FIRST") - pl.col("RFICDT")).dt.total_days() > 200)
    yield from suspect("dm-order", "DM", "RFICDTC", old, "consent more than 200 days before the first dose")
    gone = dm.filter(pl.col("RFPENDT") < pl.col("FIRST"))
    yield from suspect("dm-order", "DM", "RFPENDTC", gone, "the last contact before the first dose")
    dead = dm.filter(pl.col("DTHDT") < pl.col("FIRST"))
    yield from suspect("dm-order", "DM", "DTHDTC", dead, "death before the first dose")
    ended = dm.filter((pl.col("DOSED_TO") - pl.col("RFENDT")).dt.total_days() > 30)
    yield from suspect("dm-order", "DM", "RFENDTC", ended, "more than 30 days before the last dose of EX")
    late = dm.filter((pl.col("RFENDT") - pl.col("SEEN")).dt.total_days() > 30)
    yield from suspect("dm-order", "DM", "RFENDTC", late, "more than 30 days after the last contact")


def check_old_events(study: StudyData) -> Iterator[Suspicion]:
    """Adverse events that were over long before the first dose."""
    first = study.subjects.lazy().select(pl.col("USUBJID").cast(pl.Categorical), "FIRST")
    events = study.frames["AE"].lazy().select(ROW, pl.col("USUBJID").cast(pl.Categorical), "AESTDT", "AEENDT")
    gap = (pl.col("FIRST") - pl.col("AEENDT")).dt.total_days()
    over = events.join(first, on="USUBJID").filter(gap > BEFORE_DAYS["RS"], pl.col("AESTDT") <= pl.col("AEENDT"))
    yield from suspect("period", "AE", "AESTDTC", over.collect().sort(ROW), "events over long before the first dose")


def check_all_before(study: StudyData) -> Iterator[Suspicion]:
    """Subjects with several results of a test that all lie on one side of the first dose."""
    days = study.results.lazy().filter(pl.col("FIRST").is_not_null()).group_by("USUBJID").agg(
        LAST=pl.col("DAY").max(), EARLIEST=pl.col("DAY").min(), FIRST=pl.col("FIRST").first(),
        N=pl.col("DAY").n_unique(), ROWS=pl.col(ROW),
    )  # fmt: skip
    sided = days.filter(
        (pl.col("N") >= 3) & ((pl.col("LAST") <= pl.col("FIRST")) | (pl.col("EARLIEST") > pl.col("FIRST")))
    )
    rows = sided.select(pl.col("ROWS").alias(ROW)).explode(ROW).collect().drop_nulls().sort(ROW)
    yield from suspect("one-side", "LB", "LBDTC", rows, "every result of the subject")


def check_visits(study: StudyData) -> Iterator[Suspicion]:
    """VISITNUM against dates: visits out of order, and results dated apart from the rest of their visit."""
    for domain, name in (("LB", "LBDT"), ("RS", "RSDT")):
        frame = study.frames[domain]
        if frame["VISITNUM"].null_count() == frame.height:
            continue
        of = frame.lazy().filter(pl.col("VISITNUM").is_not_null() & pl.col(name).is_not_null()).select(
            ROW, "USUBJID", "VISITNUM", DAY=pl.col(name)
        )  # fmt: skip
        counted = of.group_by("USUBJID", "VISITNUM", "DAY").agg(N=pl.len()).collect()
        yield from _apart(study, domain, f"{name}C", of, counted)


APART_DAYS = 13
"""Days by which a result may be dated apart from the rest of its visit."""


def _apart(study: StudyData, domain: str, column: str, of: pl.LazyFrame, counted: pl.DataFrame) -> Iterator[Suspicion]:
    """Records apart from their visit, then visits out of order by the day that most of their records have."""
    usual = (
        counted.sort("N", descending=True, maintain_order=True)
        .group_by("USUBJID", "VISITNUM", maintain_order=True)
        .agg(
            USUAL=pl.col("DAY").first(), MOST=pl.col("N").first(), DAYS=pl.col("DAY").n_unique(), ALL=pl.col("N").sum()
        )
    )
    mixed = usual.filter(pl.col("DAYS") > 1).lazy()
    apart = (
        of.join(mixed, on=["USUBJID", "VISITNUM"])
        .filter((pl.col("DAY") - pl.col("USUAL")).dt.total_days().abs() > APART_DAYS)
        .collect()
        .sort(ROW)
    )
    yield from _by_cause(apart, "visit-apart", domain, column, "dated apart from the rest of the visit")
    planned = usual.filter(pl.col("VISITNUM") == pl.col("VISITNUM").round(0))
    ordered = planned.sort("USUBJID", "VISITNUM").with_columns(
        BEFORE=pl.when(pl.col("USUBJID") == pl.col("USUBJID").shift()).then(pl.col("USUAL").shift()),
        AFTER=pl.when(pl.col("USUBJID") == pl.col("USUBJID").shift(-1)).then(pl.col("USUAL").shift(-1)),
    )
    # of two visits in the wrong order the one that also lies on the wrong side of its other neighbour is questioned
    wrong = (pl.col("USUAL") < pl.col("BEFORE")) | (pl.col("USUAL") > pl.col("AFTER"))
    both = of.join(ordered.filter(wrong).lazy(), on=["USUBJID", "VISITNUM"]).collect().sort(ROW)
    yield from _by_cause(both, "visit-order", domain, column, "dates out of the order of VISITNUM")
    yield from _off_plan(study, domain, column, of, ordered.filter(~wrong.fill_null(False)))


def _by_cause(records: pl.DataFrame, rule: str, domain: str, column: str, detail: str) -> Iterator[Suspicion]:
    """Records whose day and month, exchanged, are the day that fits; then those a year off; then the rest."""
    day = pl.col("DAY")
    exchanged = day.dt.month() != day.dt.day()
    turned = pl.date(day.dt.year(), day.dt.day().clip(1, 12), day.dt.month())
    near = (turned - pl.col("USUAL")).dt.total_days().abs() <= APART_DAYS
    fits = records.filter(exchanged & (day.dt.day() <= 12) & near)
    yield from suspect(rule, domain, column, fits, detail, "day and month exchanged")
    left = records.filter(~pl.col(ROW).is_in(fits[ROW].implode()))
    off = ((day - pl.col("USUAL")).dt.total_days().abs() - YEAR).abs() <= APART_DAYS
    years = left.filter(off)
    yield from suspect(rule, domain, column, years, detail, "a wrong year")
    yield from suspect(rule, domain, column, left.filter(~off), detail)


def _off_plan(
    study: StudyData, domain: str, column: str, of: pl.LazyFrame, visits: pl.DataFrame
) -> Iterator[Suspicion]:
    """Visits far from where the others of the study have them, of which day and month exchanged would fit."""
    first = study.subjects.select(pl.col("USUBJID").cast(pl.Categorical), "FIRST").drop_nulls()
    placed = visits.join(first, on="USUBJID").with_columns(STUDYDAY=(pl.col("USUAL") - pl.col("FIRST")).dt.total_days())
    planned = placed.with_columns(MIDDLE=pl.col("STUDYDAY").median().over("VISITNUM"), N=pl.len().over("VISITNUM"))
    day = pl.col("USUAL")
    turned = pl.date(day.dt.year(), day.dt.day().clip(1, 12), day.dt.month())
    off = (pl.col("STUDYDAY") - pl.col("MIDDLE")).abs()
    turned_off = ((turned - pl.col("FIRST")).dt.total_days() - pl.col("MIDDLE")).abs()
    fits = (day.dt.day() <= 12) & (day.dt.day() != day.dt.month()) & (off > 24) & (turned_off <= 8)
    wrong = planned.filter(fits & (pl.col("N") >= 5))
    rows = of.join(wrong.lazy(), on=["USUBJID", "VISITNUM"]).collect().sort(ROW)
    detail = "visits far from their planned day"
    yield from suspect("visit-order", domain, column, rows, detail, "day and month exchanged")


def check_clocks(study: StudyData) -> Iterator[Suspicion]:
    """Clock times with a time zone beside times without, and several zones within one site."""
    for domain, column in (("LB", "LBDTC"), ("EX", "EXSTDTC"), ("AE", "AESTDTC")):
        frame = study.frames[domain]
        timed = frame.lazy().select(ROW, "USUBJID", TEXT=pl.col(column)).filter(
            pl.col("TEXT").str.contains("T", literal=True)
        ).collect()  # fmt: skip
        if timed.is_empty():
            continue
        zoned = timed.with_columns(ZONE=pl.col("TEXT").str.extract(r"T.*(Z|[+-]\d{2}:?\d{2})$"))
        few = zoned["ZONE"].count() <= zoned.height / 2
        minority = zoned.filter(pl.col("ZONE").is_not_null() if few else pl.col("ZONE").is_null())
        if 0 < minority.height < zoned.height:
            yield from suspect("zone", domain, column, minority, "a time zone in some times and not in the others")


def check_file_order(study: StudyData) -> Iterator[Suspicion]:
    """Results out of the order of dates in a file that is otherwise sorted by date, where no visit number says more."""
    lb = study.frames["LB"]
    if lb["VISITNUM"].null_count() < lb.height:
        return
    of = study.results.select(ROW, "KEY", "TEST", "DAY").sort("KEY", ROW)
    pair = pl.col("KEY") == pl.col("KEY").shift()
    back = of.with_columns(BACK=(pair & (pl.col("DAY") < pl.col("DAY").shift())).fill_null(False), PAIR=pair)
    pairs, backs = int(back["PAIR"].sum()), int(back["BACK"].sum())
    if pairs >= 20 and 0 < backs <= 0.05 * pairs:
        yield from suspect("file-order", "LB", "LBDTC", back.filter("BACK"), "a date before that of the row above it")


def check_old_baselines(study: StudyData) -> Iterator[Suspicion]:
    """Subjects whose last marker result before treatment is older than the protocol allows."""
    window = study.expected.baseline_days
    if window is None or not study.expected.marker:
        return
    own = study.results.filter(pl.col("TEST") == study.expected.marker, pl.col("DAY") <= pl.col("FIRST"))
    last = own.group_by("KEY", maintain_order=True).last()
    old = last.filter((pl.col("FIRST") - pl.col("DAY")).dt.total_days() > window)
    yield from suspect("old-baseline", "LB", "LBDTC", old, f"the last {study.expected.marker} before the first dose")
