"""Derived tables as analysis data sets: study and sequence numbers in front, the way back to the source behind."""

from collections.abc import Mapping

import polars as pl

from ..protocol.schema import Protocol
from ..sdtm.tables import StudyTables
from .adrs.response_tables import DOMAINS, RECORDED_BY, recorded_responses
from .derive import Adam
from .matrices import SUBJECT
from .shapes import ADAM_SHAPES

_ORDER = {
    "ADSL": (),
    "ADLB": (),
    "ADRS": (),
    "ADTTE": (),
    "ADAE": ("ASTDT", "SRCSEQ"),
    "ADEX": ("ASTDT", "SRCSEQ"),
}
"""Variables by which records of a subject are numbered; none where they are sorted already."""


_JUDGED_BY = {
    **dict.fromkeys(("BOR", "CBOR", "RSP", "RSPPR", "PD"), "COVR"),
    "UBOR": "OVR",
    **{f"{kind}{code}": f"OVR{code}" for kind in ("BOR", "RSP", "PD") for code in DOMAINS},
}
"""PARAMCD of a record per subject -> PARAMCD of the visits that it rests on."""


def build_datasets(adam: Adam, tables: StudyTables, protocol: Protocol) -> dict[str, pl.DataFrame]:
    """The six analysis data sets with exactly the variables of `shapes`, in order; codes are text.

    What is added to the derived tables: STUDYID, ASEQ, the sequence numbers that lead from every value to its source,
    the editions of the rules, and range shifts. TRIAL stays in front.

    Args:
        adam: the derived tables.
        tables: the study tables that they came from.
        protocol: the protocol whose rules were applied.
    """
    adrs = _number(_trace_response(adam, tables, protocol), "ADRS")
    parts = {
        "ADSL": adam.adsl,
        "ADLB": _number(_describe_laboratory(adam.adlb, protocol), "ADLB"),
        "ADRS": adrs,
        "ADTTE": _number(_trace_times(adam.adtte, adrs), "ADTTE"),
        "ADAE": _number(_grade_text(adam.adae).with_columns(SRCVAR=pl.lit("AETERM")), "ADAE"),
        "ADEX": _number(adam.adex.with_columns(SRCVAR=pl.lit("EXDOSE")), "ADEX"),
    }
    studies = adam.adsl.select(*SUBJECT, "STUDYID")
    return {name: _settle(frame, name, studies) for name, frame in parts.items()}


def _settle(frame: pl.DataFrame, name: str, studies: pl.DataFrame) -> pl.DataFrame:
    """Exactly the declared variables; codes as text."""
    if "STUDYID" not in frame.columns:
        frame = frame.join(studies, on=SUBJECT, how="left", maintain_order="left")
    integers = [variable.name for variable in ADAM_SHAPES[name].variables if variable.kind == "integer"]
    return frame.select(ADAM_SHAPES[name].names).with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String), pl.col(integers).cast(pl.Int32)
    )


def _number(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    ordered = frame.sort(*SUBJECT, *_ORDER[name], maintain_order=True) if _ORDER[name] else frame
    return ordered.with_columns(ASEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(SUBJECT))


def _grade_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(ATOXGR=pl.col("ATOXGRN").cast(pl.String))


def _describe_laboratory(adlb: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """Grades as text and number, PARAM with its unit, range shifts."""
    baseline = adlb.lazy().filter(pl.col("ABLFL") == "Y").select(*SUBJECT, "PARAMCD", BNRIND=pl.col("ANRIND"))
    names = _parameter_names(adlb)
    shift = pl.concat_str("BNRIND", pl.lit(" to "), "ANRIND")
    return (
        adlb.lazy()
        .drop("PARAM")
        .join(baseline.collect().lazy(), on=[*SUBJECT, "PARAMCD"], how="left", maintain_order="left")
        .with_columns(pl.col("PARAMCD").cast(pl.String), pl.col("BNRIND", "ANRIND").cast(pl.String))
        .join(names, on="PARAMCD", how="left", maintain_order="left")
        .with_columns(
            pl.col("ATOXGR", "BTOXGR", "ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH").cast(pl.String),
            ATOXGRN=pl.col("ATOXGR"),
            BTOXGRN=pl.col("BTOXGR"),
            ATOXVER=pl.when(pl.any_horizontal(pl.col("ATOXGRL", "ATOXGRH", "BTOXGRL", "BTOXGRH").is_not_null())).then(
                pl.lit(protocol.toxicity.grading)
            ),
            SHIFT1=pl.when(pl.col("ADY") > 1).then(shift),
            SRCVAR=pl.lit("LBSTRESN"),
        )
        .collect()
    )


def _parameter_names(adlb: pl.DataFrame) -> pl.LazyFrame:
    """PARAM of each PARAMCD, one to one: the most frequent name and unit of the test."""
    text = adlb.lazy().select(pl.col("PARAMCD", "PARAM", "AVALU").cast(pl.String))

    def most_frequent(column: str) -> pl.LazyFrame:
        counted = (
            text.drop_nulls(column).group_by("PARAMCD", column).len().sort("len", column, descending=[True, False])
        )
        return counted.group_by("PARAMCD", maintain_order=True).agg(pl.col(column).first())

    unit = pl.when(pl.col("AVALU").is_not_null()).then(pl.lit(" (") + pl.col("AVALU") + ")").otherwise(pl.lit(""))
    return (
        text.select("PARAMCD")
        .unique()
        .join(most_frequent("PARAM"), on="PARAMCD", how="left")
        .join(most_frequent("AVALU"), on="PARAMCD", how="left")
        .select("PARAMCD", PARAM=pl.coalesce("PARAM", "PARAMCD") + unit)
    )


def _trace_response(adam: Adam, tables: StudyTables, protocol: Protocol) -> pl.DataFrame:
    """SRCVAR and SRCSEQ of every record: the laboratory's, the investigator's, or the visit in ADRS itself."""
    told = pl.concat(
        recorded_responses(tables, evaluator).select(*SUBJECT, "ADT", PARAMCD=pl.lit(name), _TOLD=pl.col("RSSEQ"))
        for name, evaluator in RECORDED_BY.items()
    )
    numbered = _number(adam.adrs, "ADRS")
    text = numbered.with_columns(pl.col("PARAMCD", "AVALC").cast(pl.String))
    text = text.with_columns(_FROM=pl.col("PARAMCD").replace_strict(_JUDGED_BY, default=None, return_dtype=pl.String))
    judged = text.filter(pl.col("PARAMCD").is_in(list(_JUDGED_BY.values()))).drop("_FROM").rename({"PARAMCD": "_FROM"})
    visits = judged.select(*SUBJECT, "ADT", "_FROM", _VISIT=pl.col("ASEQ"))
    counted = judged.filter(pl.col("ANL01FL") == "Y")
    best = counted.group_by(*SUBJECT, "_FROM", "AVALC").agg(_BEST=pl.col("ASEQ").first())
    code = pl.col("PARAMCD")
    return (
        text.join(told, on=[*SUBJECT, "ADT", "PARAMCD"], how="left", maintain_order="left")
        .join(visits, on=[*SUBJECT, "ADT", "_FROM"], how="left", maintain_order="left")
        .join(best, on=[*SUBJECT, "AVALC", "_FROM"], how="left", maintain_order="left")
        .with_columns(
            CRITVER=pl.lit(protocol.response.criteria),
            SRCSEQ=pl.when(code.is_in(list(RECORDED_BY))).then("_TOLD")
            .when(code.str.contains("BOR")).then("_BEST")
            .when(pl.col("_FROM").is_not_null()).then("_VISIT")
            .otherwise("SRCSEQ"),
            SRCVAR=pl.when(pl.col("SRCDOM") == "RS").then(pl.lit("RSSTRESC"))
            .when(pl.col("SRCDOM") == "LB").then(pl.lit("LBSTRESN"))
            .when(pl.col("SRCDOM") == "ADRS").then(pl.lit("AVALC")),
        )
        .drop("ASEQ", "_TOLD", "_VISIT", "_BEST", "_FROM")
    )  # fmt: skip


def _trace_times(adtte: pl.DataFrame, adrs: pl.DataFrame) -> pl.DataFrame:
    """SRCSEQ: ASEQ of the response record that dates the event or the censoring.

    Rules that move a date to a planned visit leave the day of the record: there it is the record nearest to it.
    """
    visits = (
        adrs.filter(pl.col("PARAMCD").is_in(["COVR", "OVRHEM"]))
        .select(*SUBJECT, "ADT", SRCSEQ=pl.col("ASEQ"))
        .sort("ADT")
    )
    dated = (
        adtte.with_row_index("_ORDER")
        .sort("ADT")
        .join_asof(visits, on="ADT", by=list(SUBJECT), strategy="nearest", check_sortedness=False)
        .sort("_ORDER")
        .drop("_ORDER")
    )
    return dated.with_columns(SRCSEQ=pl.when(pl.col("SRCDOM") == "ADRS").then("SRCSEQ"))


def is_virtual(datasets: Mapping[str, pl.DataFrame]) -> bool:
    """Whether the data sets hold numbered virtual trials, which TRIAL distinguishes."""
    return datasets["ADSL"]["TRIAL"].max() not in (0, None)
