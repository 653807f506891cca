"""Where what was said of lesions (RS: EMD, CLINPD) differs from what was measured of them (TU, TR)."""

import polars as pl

from ...protocol.schema import Protocol
from ...response import ClinicalRecords, MyelomaCriteria, criteria_named
from ...sdtm.tables import StudyTables
from ..matrices import SUBJECT
from .assessments import SIZES, read_assessments
from .courses import rows_of
from .lesions import read_lesions


def compare_lesion_words(tables: StudyTables, adsl: pl.DataFrame, protocol: Protocol) -> pl.DataFrame:
    """One row per subject, study day and RS test that differs: TRIAL, USUBJID, ADY, TEST.

    `EMD` differs where the words name another size than the sum of the products of diameters shows, `CLINPD` where it
    says N on a day with a new lesion or, in myeloma, the growth of one.
    """
    subjects, criteria = rows_of(adsl), criteria_named(protocol.response.criteria)
    growth = criteria.progression.lesion if isinstance(criteria, MyelomaCriteria) else None
    lesions = read_lesions(tables, subjects, growth)
    said = read_assessments(tables, subjects).lazy().with_columns(pl.col("_ROW").cast(pl.Int64))
    code = pl.col("RESULT").replace_strict(dict(SIZES), default=None, return_dtype=pl.Int8)
    size = said.filter(pl.col("TEST") == "EMD").join(_table(lesions.enlargement), on=["_ROW", "_DAY"])
    new = said.filter(pl.col("TEST") == "CLINPD", pl.col("RESULT") == "N").join(
        _table(lesions.progression), on=["_ROW", "_DAY"]
    )
    apart = pl.concat([size.filter((pl.col("CODE") > 0) & (code != pl.col("CODE"))), new])
    keys = subjects.lazy().select(*SUBJECT, pl.col("_ROW").cast(pl.Int64))
    return apart.join(keys, on="_ROW").select(*SUBJECT, ADY=pl.col("_DAY"), TEST="TEST").sort(*SUBJECT, "ADY").collect()


def _table(found: ClinicalRecords) -> pl.LazyFrame:
    return pl.LazyFrame({"_ROW": found.patient, "_DAY": found.day, "CODE": found.code})
