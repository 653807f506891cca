"""What was found in words: immunofixation, marrow, nodes and spleen, progression, NYHA class, by subject and study day.

The words are read by `response.words`; a text that is not understood is no finding here, and one at the door.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from ...response import ClinicalRecords, Enlargement
from ...response.words import DETECTION, ENLARGEMENT, MARROW, NYHA, PROGRESSION, WordGroup
from ...sdtm.evaluators import used_assessments
from ...sdtm.tables import StudyTables
from ...sdtm.words import ASSESSMENT_FIELDS, LABORATORY_FIELDS, read_terms
from ..days import dated_records

GROUPS: Mapping[str, WordGroup] = MappingProxyType(
    {"IFE": DETECTION, "BMNORM": MARROW, "EMD": ENLARGEMENT, "CLINPD": PROGRESSION, "NYHA": NYHA}
)
"""RSTESTCD -> the words of its results."""

DETECTED = MappingProxyType({"NEGATIVE": -1, "POSITIVE": 1})
YES_NO = MappingProxyType({"Y": 1, "N": 0})
SIZES = MappingProxyType(
    {
        "PRESENT": Enlargement.SAME.value,
        "INCREASED": Enlargement.SAME.value,
        "SAME": Enlargement.SAME.value,
        "REDUCED": Enlargement.REDUCED.value,
        "HALF": Enlargement.HALF.value,
        "RESOLVED": Enlargement.RESOLVED.value,
    }
)
"""Term -> code of Enlargement; growth described in words is no size, so that it is no smaller."""

ENLARGED = ("PRESENT", "INCREASED")
"""Terms that say, before treatment, that something was enlarged."""

CLASSES = MappingProxyType({"I": 1.0, "II": 2.0, "III": 3.0, "IV": 4.0})


def read_assessments(tables: StudyTables, subjects: pl.DataFrame) -> pl.DataFrame:
    """Assessments of RS that decide: _ROW, _DAY, TEST (RSTESTCD) and RESULT, the term; null where not understood.

    Args:
        tables: the study tables.
        subjects: as `courses.rows_of` gives them.
    """
    test = pl.col("RSTESTCD").cast(pl.String)
    used = used_assessments(tables["RS"].filter(test.is_in(list(GROUPS))))
    read = [
        own.with_columns(RESULT=read_terms(own, ASSESSMENT_FIELDS, group))
        for code, group in GROUPS.items()
        for own in (used.filter(test == code),)
    ]
    return (
        dated_records(pl.concat(read).lazy(), subjects, "RSDT")
        .select("_ROW", "_DAY", TEST=test, RESULT=pl.col("RESULT"))
        .collect()
    )


def of_test(assessed: pl.DataFrame, test: str) -> pl.DataFrame:
    """The assessments of one test."""
    return assessed.filter(pl.col("TEST") == test).drop("TEST")


def detected_terms(lb: pl.DataFrame) -> pl.Series:
    """NEGATIVE or POSITIVE of laboratory records whose result is a word, from LBSTRESC or LBORRES; else null."""
    return read_terms(lb, LABORATORY_FIELDS, DETECTION)


def code_findings(records: pl.DataFrame, codes: Mapping[str, int]) -> ClinicalRecords:
    """Findings (_ROW, _DAY, RESULT: a term) as codes; those without a term are left out."""
    known = records.with_columns(
        _CODE=pl.col("RESULT").replace_strict(dict(codes), default=None, return_dtype=pl.Int8)
    ).drop_nulls("_CODE")
    return ClinicalRecords(
        known["_ROW"].to_numpy().astype(np.int64), known["_DAY"].to_numpy(), known["_CODE"].to_numpy()
    )
