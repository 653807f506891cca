"""What every set of response criteria gives: response by visit and by subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...response import LABELS, Status
from ...sdtm.tables import StudyTables
from ..domains import open_domain
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
"""Domain of AL amyloidosis, as it stands in parameter codes -> its name."""

GRADED = ("CARDG", "RENG")
"""Organs by depth of response; only where the protocol asks for `graded_organ_response`."""

ORGANS = ("CARD", "REN", "LIV")
"""Domains that are organs."""

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
            for best value), MEASFL (a usable value, whatever followed), CLINFL, INVOVR (the investigator's), SRCSEQ.
        subjects: one row per subject of ADSL, in its order: BASE, BASEDT, BOR, CBOR (confirmed by the next visit),
            RSPDT, RSPPRDT, PDDT, PDTYPE, PDCONFDT, UPDDT, LADT, LPLANDT, LSEENDT, CLAIMDT, CSEENDT, CPLANDT, NVALID,
            EARLYPDFL.
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


def add_investigator(visits: pl.DataFrame, tables: StudyTables) -> pl.DataFrame:
    """INVOVR: the overall response that the investigator recorded on the day of the visit."""
    told = (
        open_domain(tables, "RS").lazy()
        .filter(pl.col("RSTESTCD") == "OVRLRESP", pl.col("RSSTRESC").is_not_null())
        .group_by(*SUBJECT, ADT=pl.col("RSDT"))
        .agg(INVOVR=pl.col("RSSTRESC").last())
    )  # fmt: skip
    return visits.lazy().join(told, on=[*SUBJECT, "ADT"], how="left", maintain_order="left").collect()
