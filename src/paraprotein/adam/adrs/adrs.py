"""ADRS: response by visit and by subject, one record per parameter."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ...protocol.schema import Protocol
from ...response import MyelomaCriteria, WaldenstromCriteria, criteria_named
from ...sdtm.tables import StudyTables
from ..adlb.laboratory import derive_laboratory
from ..days import linear_day
from ..matrices import SUBJECT
from .amyloidosis import derive_amyloidosis_response
from .myeloma import derive_myeloma_response
from .response_tables import DOMAINS, RECORDED_BY, ResponseTables
from .waldenstrom import derive_marker_response

PARAMS: Mapping[str, str] = MappingProxyType(
    {
        "OVR": "Overall response at the visit, by itself",
        "COVR": "Overall response at the visit, resolved",
        "INVOVR": "Overall response recorded by the investigator",
        "INDOVR": "Overall response recorded by an independent assessor",
        "BOR": "Best overall response",
        "CBOR": "Best overall response, confirmed by the next visit",
        "RSP": "First response (minor or better)",
        "RSPPR": "First partial response or better",
        "PD": "Progression",
        "UBOR": "Best overall response, unconfirmed",
        "CLREL": "Clinical relapse",
        **{f"OVR{code}": f"{name.capitalize()} response at the visit" for code, name in DOMAINS.items()},
        **{f"BOR{code}": f"Best {name} response" for code, name in DOMAINS.items()},
        **{f"RSP{code}": f"First {name} response" for code, name in DOMAINS.items()},
        **{f"PD{code}": f"{name.capitalize()} progression" for code, name in DOMAINS.items()},
    }
)
"""PARAM of each PARAMCD."""


def derive_adrs(response: ResponseTables, adsl: pl.DataFrame) -> pl.DataFrame:
    """All response records, sorted by subject, PARAMCD (in the order of `PARAMS`) and ADT.

    Returns:
        PARAMCD, PARAM, AVALC, ADT, ADY, ANL01FL (Y: counts for best response), CRIT (the clause that decided OVR
        or the domain), SRCDOM and SRCSEQ (the marker's record where there is one).
    """
    if response.domains.height:
        parts = [*(_by_visit(response.visits, name) for name in RECORDED_BY), *_by_domain(response)]
    else:
        parts = [*(_by_visit(response.visits, name) for name in ("OVR", "COVR", *RECORDED_BY)), *_overall(response)]
    dated = adsl.lazy().select(*SUBJECT, "TRTSDT")
    records = date_best(pl.concat(parts, how="diagonal"), response)
    day = linear_day(pl.col("ADT"), pl.col("TRTSDT"))
    return (
        records.join(dated, on=SUBJECT, how="left")
        .with_columns(ADY=day, PARAM=pl.col("PARAMCD").cast(pl.String).replace_strict(dict(PARAMS)))
        .select(*SUBJECT, "PARAMCD", "PARAM", "AVALC", "ADT", "ADY", "ANL01FL", "CRIT", "SRCDOM", "SRCSEQ")
        .sort(*SUBJECT, "PARAMCD", "ADT")
        .collect()
    )


BEST: Mapping[str, str] = MappingProxyType(
    {"BOR": "COVR", "UBOR": "OVR", "CBOR": "COVR", **{f"BOR{code}": f"OVR{code}" for code in DOMAINS}}
)
"""PARAMCD of a best response -> PARAMCD of the visits among which it is the best."""

MISSING = "MISSING"
"""Best response of a patient of whom nothing was assessed after the first dose; `NE`: assessed, and not evaluable."""


def date_best(records: pl.LazyFrame, response: ResponseTables) -> pl.LazyFrame:
    """Best responses with ADT, the first counted visit that reached them; NE has the first visit of all.

    A confirmed one has the first visit of the pair that confirms it (CBORDT). One that nobody assessed is MISSING and
    has no date, as where `ND` (not done) is all that stands in a patient's records.

    Source: Kumar et al. 2016 (NE, missing); the order of admiral's `derive_extreme_event()`: the best category first,
    its earliest record, then NE, then MISSING.
    """
    judged = pl.col("PARAMCD").cast(pl.String)
    of_visits = pl.col("_OF").replace_strict(dict(BEST), default=None, return_dtype=pl.String)
    visits = records.filter(judged.is_in(sorted(set(BEST.values())))).select(
        *SUBJECT, _FROM=judged, AVALC="AVALC", _DAY="ADT", _COUNTS=pl.col("ANL01FL") == "Y"
    )
    first = visits.filter("_COUNTS").group_by(*SUBJECT, "_FROM", "AVALC").agg(_FIRST=pl.col("_DAY").min())
    seen = visits.group_by(*SUBJECT, "_FROM").agg(_SEEN=pl.col("_DAY").min())
    nothing = pl.col("_FROM").is_not_null() & (pl.col("AVALC").cast(pl.String) == "NE") & ~_assessed_of(response)
    best = (
        records.with_columns(_OF=judged)
        .with_columns(_FROM=of_visits)
        .join(first, on=[*SUBJECT, "_FROM", "AVALC"], how="left")
        .join(seen, on=[*SUBJECT, "_FROM"], how="left")
        .join(_confirmed_days(response).lazy(), on=SUBJECT, how="left")
        .join(_assessed(response).lazy(), on=SUBJECT, how="left")
    )
    day = pl.when(pl.col("_OF") == "CBOR").then(pl.coalesce("_CONFIRMED", "_FIRST")).otherwise("_FIRST")
    day = pl.when(pl.col("AVALC").cast(pl.String) == "NE").then("_SEEN").otherwise(day)
    return best.with_columns(
        ADT=pl.when(pl.col("_FROM").is_null()).then("ADT").when(~nothing).then(day),
        AVALC=pl.when(nothing).then(pl.lit(MISSING, pl.Categorical)).otherwise("AVALC"),
    ).drop("_OF", "_FROM", "_FIRST", "_SEEN", "_CONFIRMED", "_ASSESSED")


def _assessed(response: ResponseTables) -> pl.DataFrame:
    """Subjects of whom anything was assessed after the first dose."""
    visits = response.visits.filter(pl.col("AVAL").is_not_null() | pl.col("CLINFL").fill_null(False))
    return visits.select(*SUBJECT, _ASSESSED=pl.lit(True)).unique()


def _assessed_of(response: ResponseTables) -> pl.Expr:
    """Whether the subject was assessed: the one marker was measured; of several, or of domains, there is a visit."""
    is_one = "MARKER" not in response.visits.columns and not response.domains.height
    return pl.col("_ASSESSED").fill_null(False) if is_one else pl.col("_SEEN").is_not_null()


def _confirmed_days(response: ResponseTables) -> pl.DataFrame:
    day = pl.col("CBORDT") if "CBORDT" in response.subjects.columns else pl.lit(None, pl.Date)
    return response.subjects.select(*SUBJECT, _CONFIRMED=day)


def _overall(response: ResponseTables) -> list[pl.LazyFrame]:
    """One record per subject for each of best response, first response and progression."""
    minor = "MRDT" if "MRDT" in response.subjects.columns else "RSPDT"
    parts = [
        _by_subject(response.subjects, "BOR", pl.col("BOR"), pl.lit(None, pl.Date)),
        _by_subject(response.subjects, "CBOR", pl.col("CBOR"), pl.lit(None, pl.Date)),
        _by_subject(response.subjects, "RSP", _yes(minor), pl.col(minor)),
        _by_subject(response.subjects, "RSPPR", _yes("RSPPRDT"), pl.col("RSPPRDT")),
        _by_subject(response.subjects, "PD", pl.col("PDTYPE"), pl.col("PDDT")),
    ]
    if "UBOR" in response.subjects.columns:
        parts.append(_by_subject(response.subjects, "UBOR", pl.col("UBOR"), pl.lit(None, pl.Date)))
    if "CLRDT" in response.subjects.columns:
        crit = response.subjects.lazy().select(CRIT=pl.col("CLRCLAUSE").cast(pl.Categorical))
        relapse = _by_subject(response.subjects, "CLREL", _yes("CLRDT"), pl.col("CLRDT")).drop("SRCDOM")
        parts.append(pl.concat([relapse, crit], how="horizontal"))
    return parts


def _by_domain(response: ResponseTables) -> list[pl.LazyFrame]:
    """The records of AL amyloidosis: four domains, each by visit and by subject."""
    parts = []
    for code in DOMAINS:
        visits = response.domain_visits.lazy().filter(pl.col("DOMAIN") == code)
        parts.append(
            visits.select(
                *SUBJECT,
                "ADT",
                PARAMCD=pl.lit(f"OVR{code}", _PARAMCD),
                AVALC=pl.col("AVALC").cast(pl.Categorical),
                ANL01FL=pl.when("ANL01FL").then(pl.lit("Y")),
                CRIT=pl.col("CLAUSE").cast(pl.Categorical),
            )
        )
        subjects = response.domains.filter(pl.col("DOMAIN") == code)
        parts += [
            _by_subject(subjects, f"BOR{code}", pl.col("BOR"), pl.lit(None, pl.Date)),
            _by_subject(subjects, f"RSP{code}", _yes("RSPDT"), pl.col("RSPDT")),
            _by_subject(subjects, f"PD{code}", _yes("PDDT"), pl.col("PDDT")),
        ]
    return parts


def _by_visit(visits: pl.DataFrame, name: str) -> pl.LazyFrame:
    recorded = name in RECORDED_BY
    return (
        visits.lazy()
        .filter(pl.col(name).is_not_null())
        .select(
            *SUBJECT,
            "ADT",
            PARAMCD=pl.lit(name, _PARAMCD),
            AVALC=pl.col(name).cast(pl.Categorical),
            ANL01FL=pl.when("USEDFL").then(pl.lit("Y")),
            CRIT=pl.col("CLAUSE").cast(pl.Categorical) if name == "OVR" else pl.lit(None, pl.Categorical),
            SRCDOM=pl.lit("RS") if recorded else pl.when(pl.col("SRCSEQ").is_not_null()).then(pl.lit("LB")),
            SRCSEQ=pl.lit(None, pl.Int32) if recorded else pl.col("SRCSEQ"),
        )
    )


def _by_subject(subjects: pl.DataFrame, name: str, value: pl.Expr, date: pl.Expr) -> pl.LazyFrame:
    return subjects.lazy().select(
        *SUBJECT, PARAMCD=pl.lit(name, _PARAMCD), AVALC=value.cast(pl.Categorical), ADT=date, SRCDOM=pl.lit("ADRS")
    ).filter(pl.col("AVALC").is_not_null())  # fmt: skip


def _yes(date: str) -> pl.Expr:
    return pl.when(pl.col(date).is_not_null()).then(pl.lit("Y")).otherwise(pl.lit("N"))


_PARAMCD = pl.Enum(list(PARAMS))


def derive_response(
    tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol, laboratory: pl.DataFrame | None = None
) -> ResponseTables:
    """Apply the protocol's criteria to every subject of ADSL.

    Args:
        tables: the study tables.
        adsl: one row per subject.
        protocol: names the criteria.
        laboratory: results with their baselines, where `derive_laboratory` gave them before.
    """
    laboratory = derive_laboratory(tables, adsl, protocol) if laboratory is None else laboratory
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        return derive_marker_response(tables, laboratory, adsl, protocol, criteria)
    if isinstance(criteria, MyelomaCriteria):
        return derive_myeloma_response(tables, laboratory, adsl, protocol, criteria)
    return derive_amyloidosis_response(tables, laboratory, adsl, protocol, criteria)
