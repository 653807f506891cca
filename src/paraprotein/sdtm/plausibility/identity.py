"""Who is who: one patient under two names, two patients under one, courses exchanged."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from math import log

import polars as pl

from ..records import ROW
from .limits import PARAPROTEINS
from .study import StudyData, Suspicion, suspect

_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_LOOKALIKE = str.maketrans("ОоАаЕеСсРр‐‑–—_/.", "OoAaEeCcPp-------")
"""Cyrillic letters that look like Latin ones, and marks that people write for a hyphen."""


def plain_id(text: str) -> str:
    """An identifier without what the eye does not see: blanks, marks of direction, letter case, leading zeros.

    >>> plain_id("S-001 ") == plain_id("s-1") == plain_id("S‑1.0")
    True
    """
    kept = "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in _INVISIBLE
    )
    whole = kept[:-2] if kept.endswith(".0") and kept[:-2][-1:].isdigit() else kept
    parts = whole.translate(_LOOKALIKE).casefold().split("-")
    return "-".join(_without_zeros(part) for part in parts if part)


def _without_zeros(part: str) -> str:
    """`S001` and `001` without the zeros in front of the number."""
    head = part.rstrip("0123456789")
    digits = part[len(head) :]
    return head + (digits.lstrip("0") or digits[-1:])


def check_alike_ids(study: StudyData) -> Iterator[Suspicion]:
    """Subjects whose identifiers differ only in what the eye does not see; in any table."""
    for column in ("USUBJID", "SUBJID"):
        dm = study.frames["DM"]
        within = pl.col("SITEID").cast(pl.String).fill_null("") if column == "SUBJID" else pl.lit("")
        ids = dm.select(ROW, ID=pl.col(column).cast(pl.String), SITE=within, SUBJECT=pl.col("USUBJID").cast(pl.String))
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, site, subject in ids.drop_nulls("ID").select("ID", "SITE", "SUBJECT").unique().iter_rows():
            groups[plain_id(name), site].add(subject)
        alike = {subject for subjects in groups.values() if len(subjects) > 1 for subject in subjects}
        rows = ids.filter(pl.col("SUBJECT").is_in(list(alike)))
        yield from suspect("alike-ids", "DM", column, rows, "subjects that may be one")
        if alike:
            return


def check_site_numbers(study: StudyData) -> Iterator[Suspicion]:
    """USUBJID that does not hold the subject's number or its site, where those of the others do."""
    dm = study.frames["DM"].select(ROW, *(pl.col(name).cast(pl.String) for name in ("USUBJID", "SUBJID", "SITEID")))
    for column in ("SUBJID", "SITEID"):
        known = dm.drop_nulls([column, "USUBJID"])
        holds = pl.Series(
            [part in name for name, part in known.select("USUBJID", column).iter_rows()], dtype=pl.Boolean
        )
        if known.height >= 5 and known.height * 0.8 <= holds.sum() < known.height:
            yield from suspect("site-number", "DM", column, known.filter(~holds), f"USUBJID without its {column}")


def check_studies(study: StudyData) -> Iterator[Suspicion]:
    """Records of another STUDYID than DM has."""
    own = study.frames["DM"]["STUDYID"].cast(pl.String).unique().drop_nulls().to_list()
    if not own:
        return
    for domain, frame in study.frames.items():
        other = frame.lazy().filter(~pl.col("STUDYID").cast(pl.String).is_in(own)).select(ROW, "USUBJID").collect()
        yield from suspect("study-id", domain, "STUDYID", other, "records of another study than the subjects in DM")


LENGTH = 4
"""Successive results that make a run; what two subjects share is counted in runs."""

MOST_ALIKE = 6
"""Subjects who may share a run before it says nothing of any two of them."""

SHARED = 0.5
"""Share of the runs of the subject with fewer from which two courses are called equal."""


def check_equal_courses(study: StudyData) -> Iterator[Suspicion]:
    """Two subjects of whom most successive results are the same: one patient under two identifiers, or copied rows.

    A few shared runs are chance, as in tests with few digits; so the share counts, over all tests and for each marker.
    """
    runs = _runs(study.results)
    repeated = runs.filter(pl.col("RUN").is_duplicated())
    several = repeated.filter((pl.col("USUBJID").n_unique() > 1).over("RUN", "TEST"))
    if several.is_empty():
        return
    own = runs.filter(pl.col("USUBJID").is_in(several["USUBJID"].unique().implode()))
    runs = own.with_columns(pl.col("USUBJID", "TEST").cast(pl.String))
    marker = pl.col("ANALYTE").cast(pl.String).is_in(sorted(PARAPROTEINS))
    pairs = pl.concat(
        [_pairs(runs.with_columns(OF=pl.lit("all"))), _pairs(runs.filter(marker).with_columns(OF="TEST"))]
    )
    subjects = pl.concat([pairs["USUBJID"], pairs["USUBJID_2"]]).unique(maintain_order=True)
    rows = runs.filter(pl.col("USUBJID").is_in(subjects.implode()), pl.col("RUN").is_duplicated()).sort(ROW)
    names = ", ".join(subjects.head(4))
    yield from suspect("equal-courses", "LB", "USUBJID", rows, f"subjects with equal results: {names}")


def _runs(results: pl.DataFrame) -> pl.DataFrame:
    """The last record of every run of successive results that are not all alike: RUN is its hash."""
    values = [f"V{step}" for step in range(LENGTH)]
    of = results.lazy().filter(~pl.col("BELOW") & (pl.col("VALUE") > 0)).select(
        ROW, "KEY", "ANALYTE", "USUBJID", "TEST",
        *(pl.col("RAW").shift(step).alias(name) for step, name in enumerate(values)),
    )  # fmt: skip
    whole = of.filter((pl.col("KEY") == pl.col("KEY").shift(LENGTH - 1)) & (pl.col("V0") != pl.col("V1")))
    varied = whole.filter((pl.col("V1") != pl.col("V2")) | (pl.col("V2") != pl.col("V3")))
    weighed = sum((pl.col(name) * weight for name, weight in zip(values, _WEIGHTS, strict=True)), start=pl.lit(0.0))
    # a weighed sum is four times as fast as a hash of the four; unequal runs share one by chance alone
    return varied.with_columns(RUN=weighed).drop(values).collect()


_WEIGHTS = (1.0, 1.3247179572, 1.7548776662, 2.3247179572)
"""Numbers without a simple ratio."""


def _pairs(runs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of subjects of whom the share of equal runs is too large for chance."""
    counted = runs.group_by("USUBJID", "OF").agg(N=pl.len())
    alike = runs.filter(pl.col("RUN").is_duplicated()).filter(
        pl.col("USUBJID").n_unique().over("RUN", "TEST").is_between(2, MOST_ALIKE)
    )
    both = alike.join(alike, on=["RUN", "TEST", "OF"], suffix="_2").filter(pl.col("USUBJID") < pl.col("USUBJID_2"))
    shared = both.group_by("USUBJID", "USUBJID_2", "OF", maintain_order=True).agg(SHARED=pl.col("RUN").n_unique())
    sized = shared.join(counted, on=["USUBJID", "OF"]).join(
        counted, left_on=["USUBJID_2", "OF"], right_on=["USUBJID", "OF"], suffix="_2"
    )
    least = pl.min_horizontal("N", "N_2")
    enough = (pl.col("SHARED") >= SHARED * least) & ((pl.col("SHARED") >= 2) | (least == 1))
    return sized.filter(enough).select("USUBJID", "USUBJID_2")


def check_two_under_one(study: StudyData) -> Iterator[Suspicion]:
    """Subjects of whom many results have another, different one within days: records of two patients."""
    twice = (pl.col("KEY") == pl.col("KEY").shift()) & (pl.col("PREV_GAP") <= 10)
    far = (pl.col("VALUE") / pl.col("PREV")).log().abs() > log(1.25)
    counted = study.results.with_columns(CLOSE=(twice & far).fill_null(False))
    often = counted.filter(pl.col("CLOSE"), (pl.col("CLOSE").sum() >= 3).over("USUBJID"), _MANY.over("USUBJID"))
    yield from suspect("two-under-one", "LB", "USUBJID", often, "subjects whose results alternate between two levels")


_MANY = pl.col("CLOSE").mean() >= 0.12
"""A patient seen twice within days a few times has fewer such results."""


def check_exchanged(study: StudyData) -> Iterator[Suspicion]:
    """Two subjects whose results from some visit on continue the other one's course and not their own."""
    marker = study.expected.marker
    of = study.results.filter(pl.col("PREV") > 0, pl.col("VALUE") > 0).with_columns(
        NOW=pl.col("VALUE").log(), BEFORE=pl.col("PREV").log()
    )  # fmt: skip
    chosen = pl.col("TEST") == marker if marker else pl.col("ANALYTE").is_in(["IGM", "MPROT", "IGG", "IGA"])
    steps = of.filter(chosen & ((pl.col("NOW") - pl.col("BEFORE")).abs() > log(1.35)))
    if steps.is_empty() or steps.height > MOST_STEPS:
        return
    keys = ["USUBJID", "TEST", "DAY", "NOW", "BEFORE", ROW]
    pairs = steps.select(keys).join(steps.select(keys), how="cross", suffix="_2").filter(
        pl.col("USUBJID") != pl.col("USUBJID_2"), pl.col("TEST") == pl.col("TEST_2")
    )  # fmt: skip
    opposite = (pl.col("NOW") > pl.col("BEFORE")) != (pl.col("NOW_2") > pl.col("BEFORE_2"))
    likely = pairs.filter(
        opposite & (_straight() > log(2.2)) & (_crossed() < 0.4 * _straight()) & (_crossed() < log(1.7))
    )
    swapped = _supported(likely, of).unique(ROW).sort(ROW)
    names = swapped["USUBJID"].cast(pl.String).unique(maintain_order=True).head(4).to_list()
    yield from suspect("exchanged", "LB", "USUBJID", swapped, f"courses of {', '.join(names)}")


def _straight() -> pl.Expr:
    """How much two subjects change, each from the own result before."""
    return (pl.col("NOW") - pl.col("BEFORE")).abs() + (pl.col("NOW_2") - pl.col("BEFORE_2")).abs()


def _crossed() -> pl.Expr:
    """How much they change, each from the other one's result before."""
    return (pl.col("NOW") - pl.col("BEFORE_2")).abs() + (pl.col("NOW_2") - pl.col("BEFORE")).abs()


def _supported(likely: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which the other tests of the same days say the same; without other tests only close fits."""
    found = likely.lazy().with_row_index("PAIR")
    pair = found.select("PAIR", "USUBJID", "DAY", "USUBJID_2", "DAY_2", MARKER="TEST")
    every = of.lazy().select("USUBJID", "DAY", "TEST", "NOW", "BEFORE")
    second = every.rename({name: f"{name}_2" for name in ("USUBJID", "DAY", "NOW", "BEFORE")})
    others = (
        pair.join(every, on=["USUBJID", "DAY"])
        .filter(pl.col("TEST") != pl.col("MARKER"))
        .join(second, on=["USUBJID_2", "DAY_2", "TEST"])
        .group_by("PAIR")
        .agg(TESTS=pl.len(), CLOSER=_crossed().sum() / _straight().sum())
    )
    judged = found.join(others, on="PAIR", how="left", maintain_order="left")
    close = (pl.col("CLOSER") < 0.7) | (pl.col("CLOSER").is_null() & (_crossed() < 0.2 * _straight()))
    return judged.filter(close).collect()


MOST_STEPS = 2000
"""Steps of the marker above which a study is too large to compare every pair."""
