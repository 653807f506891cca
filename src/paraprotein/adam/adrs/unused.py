"""Records of what the criteria read that did not enter a response, each with the reason.

They are listed beside the visits that explain a response: a reader sees what was recorded and why it did not count.
"""

from typing import Final

import numpy as np
import polars as pl

from ...protocol.schema import Protocol
from ...response import WaldenstromCriteria, criteria_named, roles_of
from ...response.words import DETECTION
from ...sdtm.evaluators import DECIDING, used_assessments
from ...sdtm.tables import StudyTables
from ...sdtm.words import ASSESSMENT_FIELDS, LABORATORY_FIELDS, read_states
from ..days import gap_days
from ..matrices import SUBJECT
from .assessments import GROUPS
from .courses import read_events, rows_of
from .marker_panel import deciding_tests

COLUMNS: Final = ("TRIAL", "USUBJID", "DAY", "DOMAIN", "SEQ", "TEST", "WHY")


def find_unused(tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Records that no visit rests on, of treated subjects; in day order, those without a day last.

    Args:
        tables: the study tables.
        laboratory: as `adlb.laboratory.derive_laboratory` gives it.
        adsl: one row per subject.
        protocol: criteria and their tests.

    Returns:
        TRIAL, USUBJID, DAY (linear; null without a complete date), DOMAIN, SEQ, TEST and WHY, a clause that follows
        "not used because".
    """
    parts = [
        _unused_assessments(tables["RS"]),
        _unused_words(tables["LB"], protocol),
        _unused_results(tables, laboratory, adsl, protocol),
    ]
    treated = adsl.select(*SUBJECT, "TRTSDT").drop_nulls("TRTSDT")
    found = pl.concat(part.filter(pl.col("WHY").is_not_null()) for part in parts)
    day = (gap_days(pl.col("ADT"), pl.col("TRTSDT")) + 1).cast(pl.Int64)
    return (
        found.join(treated, on=SUBJECT)
        .with_columns(DAY=day, SEQ=pl.col("SEQ").cast(pl.Int32))
        .select(*COLUMNS)
        .sort(*SUBJECT, "DAY", "DOMAIN", "SEQ", nulls_last=True)
    )


def _shape(records: pl.DataFrame, domain: str, why: pl.Expr) -> pl.DataFrame:
    """The columns that all parts have in common."""
    return records.select(
        "TRIAL",
        pl.col("USUBJID").cast(pl.Categorical),
        ADT=pl.col(f"{domain}DT"),
        DOMAIN=pl.lit(domain),
        SEQ=pl.col(f"{domain}SEQ"),
        TEST=pl.col(f"{domain}TESTCD").cast(pl.String),
        WHY=why,
    )


def _word_reason(domain: str) -> pl.Expr:
    """Why the word of a record decides nothing; null where it does, and has a day."""
    text = pl.coalesce(pl.col(f"{domain}STRESC").cast(pl.String), pl.col(f"{domain}ORRES"))
    quoted = pl.lit("'") + text + pl.lit("'")
    nothing = pl.coalesce(quoted + pl.lit(" says nothing"), pl.lit("it has no result"))
    return (
        pl.when(pl.col(f"{domain}DT").is_null()).then(pl.lit("it has no complete date"))
        .when(pl.col("STATE") == "silent").then(nothing)
        .when(pl.col("STATE") == "ambiguous").then(quoted + pl.lit(" has several meanings: ") + pl.col("WHY"))
        .when(pl.col("WHY") == "contradiction").then(pl.lit(f"{domain}STRESC and {domain}ORRES contradict each other"))
        .when(pl.col("STATE") == "unknown").then(quoted + pl.lit(" is not understood"))
    )  # fmt: skip


def _unused_assessments(rs: pl.DataFrame) -> pl.DataFrame:
    numbered = rs.with_row_index("_RECORD").filter(pl.col("RSTESTCD").cast(pl.String).is_in(list(DECIDING)))
    used = used_assessments(numbered)["_RECORD"]
    by_other = pl.lit("the investigator's assessments decide, and this is another evaluator's")
    parts = []
    for test, group in GROUPS.items():
        own = numbered.filter(pl.col("RSTESTCD").cast(pl.String) == test)
        read = own.with_columns(read_states(own, ASSESSMENT_FIELDS, group))
        is_used = pl.col("_RECORD").is_in(used.implode())
        parts.append(_shape(read, "RS", pl.when(is_used).then(_word_reason("RS")).otherwise(by_other)))
    return pl.concat(parts)


def _unused_words(lb: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    tests = deciding_tests(protocol).findings & _tests_read(protocol)
    own = lb.filter(pl.col("LBTESTCD").cast(pl.String).is_in(list(tests)))
    read = own.with_columns(read_states(own, LABORATORY_FIELDS, DETECTION))
    return _shape(read, "LB", _word_reason("LB"))


def _tests_read(protocol: Protocol) -> set[str]:
    """LBTESTCD that the criteria read."""
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        return {protocol.response.marker, "IFE"}
    return {protocol.response.code_of(role.name) for role in roles_of(criteria)}


def _washed_out(protocol: Protocol) -> set[str]:
    """LBTESTCD of markers that a plasma exchange takes out of the blood."""
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        return {protocol.response.marker}
    return {protocol.response.code_of(role.name) for role in roles_of(criteria) if role.is_washed_out}


def _unused_results(
    tables: StudyTables, laboratory: pl.DataFrame, adsl: pl.DataFrame, protocol: Protocol
) -> pl.DataFrame:
    """Measurements of the markers, from the one reading of the laboratory."""
    tests = _tests_read(protocol) - deciding_tests(protocol).findings
    own = laboratory.filter(pl.col("PARAMCD").cast(pl.String).is_in(list(tests)))
    told = tables["LB"].select(pl.col("LBSTRESC", "LBORRES", "LBMETHOD", "LBSTAT").gather(own["_RECORD"]))
    records = own.with_columns(told.get_columns()).with_columns(_WASHED=_after_exchange(own, tables, adsl, protocol))
    series = [*SUBJECT, "PARAMCD"]
    is_baseline = (pl.col("ABLFL") == "Y").fill_null(False)
    method = pl.col("LBMETHOD").cast(pl.String)
    of_baseline = method.filter(is_baseline).first().over(series)
    text = pl.coalesce(pl.col("LBSTRESC"), pl.col("LBORRES"))
    no_value = pl.coalesce(
        pl.lit("no number in a usable unit is read from '") + text + pl.lit("'"), pl.lit("it has no result")
    )
    day = [*series, "ADT"]
    passed_over = protocol.response.duplicates != "mean"
    stands = pl.col("AVAL").last() if protocol.response.duplicates == "last" else _worse(protocol)
    why = (
        pl.when(pl.col("AVAL").is_null()).then(no_value)
        .when(pl.col("ADT").is_null()).then(pl.lit("it has no complete date"))
        .when(is_baseline).then(None)
        .when(pl.col("ADY") <= 1).then(pl.lit("it was taken before treatment and is not the baseline"))
        .when("_WASHED").then(pl.lit("it was taken soon after a plasma exchange"))
        .when(method != of_baseline).then(pl.lit("it was measured by another method than the baseline"))
        .when(pl.lit(passed_over) & (pl.col("AVAL") != stands.over(day)))
        .then(pl.lit(f"another result of the same day was used (duplicates: {protocol.response.duplicates})"))
    )  # fmt: skip
    explained = records.with_columns(_WHY=why)
    return _shape(explained.rename({"ADT": "LBDT", "SRCSEQ": "LBSEQ", "PARAMCD": "LBTESTCD"}), "LB", pl.col("_WHY"))


def _worse(protocol: Protocol) -> pl.Expr:
    """The worse of the results of one day."""
    roles = roles_of(criteria_named(protocol.response.criteria))
    low = [protocol.response.code_of(role.name) for role in roles if role.worse == "low"]
    is_low = pl.col("PARAMCD").cast(pl.String).first().is_in(low)
    return pl.when(is_low).then(pl.col("AVAL").min()).otherwise(pl.col("AVAL").max())


def _after_exchange(own: pl.DataFrame, tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.Series:
    """Results of washed-out markers in the window after a plasma exchange of their subject."""
    subjects = rows_of(adsl)
    exchanges = read_events(tables, subjects, protocol).plasmapheresis_day
    placed = own.select(*SUBJECT, "ADT", "PARAMCD").join(
        subjects.select(*SUBJECT, "_ROW", "TRTSDT"), on=SUBJECT, how="left", maintain_order="left"
    )
    day = placed.select(gap_days(pl.col("ADT"), pl.col("TRTSDT")) + 1).to_series().cast(pl.Float64).fill_null(np.nan)
    since = day.to_numpy()[:, None] - exchanges[placed["_ROW"].to_numpy()]
    inside = np.any((since >= 0) & (since < protocol.response.plasmapheresis_window), axis=1)
    washed = placed["PARAMCD"].cast(pl.String).is_in(list(_washed_out(protocol)))
    return pl.Series(inside) & washed
