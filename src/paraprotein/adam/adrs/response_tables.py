"""What every set of response criteria gives: response by visit and by subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...response import LABELS, Status
from ...response.words import RESPONSE
from ...sdtm.evaluators import Evaluator, recorded_by
from ...sdtm.shapes import SHAPES
from ...sdtm.tables import StudyTables
from ...sdtm.words import ASSESSMENT_FIELDS, read_terms
from ..matrices import SUBJECT

STATUS = pl.Enum([LABELS[status] for status in Status])
"""Type of response columns, in the order from worst to best."""

_LABEL_OF_CODE = pl.Series([LABELS[status] for status in Status], dtype=STATUS)


DOMAINS: Mapping[str, str] = MappingProxyType(
    {
        "HEM": "hematologic",
        "CARD": "cardiac",
        "REN": "renal",
        "LIV": "liver",
        "CARDG": "graded cardiac",
        "RENG": "graded renal",
    }
)
"""Domain of AL amyloidosis as abbreviated in parameter codes -> its name."""

GRADED = ("CARDG", "RENG")
"""Organs by depth of response; only where the protocol asks for `graded_organ_response`."""

ORGANS = ("CARD", "REN", "LIV")
"""Domains that are organs."""

RECORDED_BY: Mapping[str, Evaluator] = MappingProxyType({"INVOVR": "INVESTIGATOR", "INDOVR": "INDEPENDENT ASSESSOR"})
"""PARAMCD of a recorded response -> who recorded it."""

_DOMAIN = pl.Enum(list(DOMAINS))
_KEY = {"TRIAL": pl.Int32(), "USUBJID": pl.Categorical()}

DOMAIN_COLUMNS: dict[str, pl.DataType] = {
    **_KEY, "DOMAIN": _DOMAIN, "BASEFL": pl.Boolean(), "ASSESSFL": pl.Boolean(), "BOR": pl.String(),
    "RSPDT": pl.Date(), "PDDT": pl.Date(),
}  # fmt: skip
DOMAIN_VISIT_COLUMNS: dict[str, pl.DataType] = {
    **_KEY, "DOMAIN": _DOMAIN, "ADT": pl.Date(), "AVALC": pl.String(), "CLAUSE": pl.String(), "ANL01FL": pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True)
class ResponseTables:
    """Response by visit and by subject.

    Attributes:
        visits: one row per subject and day after day 1 on which anything was assessed: ADT, ADY, AVAL (mg/dL), BASE,
            CHG, PCHG, NADIR, OVR (by itself), COVR (resolved), CLAUSE (the rule that decided), EXCL, USEDFL (counts
            for best value), MEASFL (a usable value, whatever followed), CLINFL, INVOVR and INDOVR (what the
            investigator and an independent assessor recorded), SRCSEQ.
        subjects: one row per subject of ADSL, in its order: BASE, BASEDT, BOR, CBOR (confirmed by the next visit),
            RSPDT, RSPPRDT, PDDT, PDTYPE, PDCONFDT, UPDDT, LADT, LPLANDT, LSEENDT, CLAIMDT, CSEENDT, CPLANDT, NVALID,
            EARLYPDFL; under one marker CBORDT, the first visit with CBOR.
        domains: one row per subject and domain of AL amyloidosis (`DOMAINS`): BASEFL (can be judged by its baseline),
            ASSESSFL (a visit could be judged), BOR, RSPDT, PDDT; no row under other criteria.
        domain_visits: one row per visit and domain: ADT, AVALC, CLAUSE (the rule that decided), ANL01FL.

    Criteria of several markers add MARKER, what decides for the subject, in whose unit AVAL and BASE then are, and give
    no NADIR. Myeloma: COVR, BOR and CBOR are confirmed by the next assessment, UBOR is the best that was not, MRDT the
    first minimal response or better, RSPDT the first partial one. AL amyloidosis: all columns speak of the blood; NR is
    written SD, progression PD.
    """

    visits: pl.DataFrame
    subjects: pl.DataFrame
    domains: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DOMAIN_COLUMNS))
    domain_visits: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DOMAIN_VISIT_COLUMNS))


def status_labels(codes: NDArray[np.int8]) -> pl.Series:
    """Codes of Status as they are written."""
    return _LABEL_OF_CODE.gather(codes).alias("")


def recorded_responses(tables: StudyTables, evaluator: Evaluator) -> pl.DataFrame:
    """What one kind of evaluator recorded: TRIAL, USUBJID, ADT, RESPONSE (a label) and RSSEQ, one row per day.

    Of several on one day the last; a text that is not understood is none.
    """
    rs = recorded_by(tables["RS"], evaluator)
    read = rs.with_columns(pl.col("USUBJID").cast(pl.Categorical), RESPONSE=read_terms(rs, ASSESSMENT_FIELDS, RESPONSE))
    return (
        read.sort(SHAPES["RS"].keys)
        .filter(pl.col("RESPONSE").is_not_null())
        .group_by(*SUBJECT, ADT=pl.col("RSDT"))
        .agg(pl.col("RESPONSE", "RSSEQ").last())
    )


def add_recorded(visits: pl.DataFrame, tables: StudyTables) -> pl.DataFrame:
    """INVOVR and INDOVR: the overall response that the investigator, and an independent assessor, recorded that day."""
    for name, evaluator in RECORDED_BY.items():
        told = recorded_responses(tables, evaluator).rename({"RESPONSE": name}).drop("RSSEQ")
        visits = visits.join(told, on=[*SUBJECT, "ADT"], how="left", maintain_order="left")
    return visits
