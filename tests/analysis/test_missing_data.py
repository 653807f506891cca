"""Whatever a real study lacks, the rest is analysed and what is missing is said."""

import numpy as np
import polars as pl
import pytest
from random_studies import admitted, random_study

from paraprotein.analysis import analyze
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.sdtm.shapes import SHAPES
from paraprotein.sdtm.tables import StudyTables

IDENTITY = ("TRIAL", "STUDYID", "DOMAIN", "USUBJID", "SUBJID")


@pytest.fixture(scope="module")
def tables() -> StudyTables:
    return admitted(random_study(2))


@pytest.mark.parametrize("domain", [name for name in SHAPES if name != "DM"])
def test_a_study_without_a_domain(domain: str, tables: StudyTables, protocol: LoadedProtocol) -> None:
    analysis = analyze(StudyTables({name: tables[name] for name in tables if name != domain}), protocol)
    assert analysis.figure("enrolled", 1)["VALUE"] > 0
    assert analysis.estimates.filter(pl.col("VALUE").is_null() & pl.col("REASON").is_null()).is_empty()


@pytest.mark.parametrize("seed", range(6))
def test_a_study_with_a_third_of_its_columns_empty(seed: int, tables: StudyTables, protocol: LoadedProtocol) -> None:
    rng = np.random.default_rng(seed)
    thinned = {
        domain: tables[domain].with_columns(
            pl.lit(None, dtype).alias(name)
            for name, dtype in tables[domain].schema.items()
            if name not in IDENTITY and rng.random() < 1 / 3
        )
        for domain in tables
    }
    analysis = analyze(StudyTables(thinned), protocol)
    assert analysis.estimates.filter(pl.col("N") > pl.col("DENOM")).is_empty()
    assert analysis.estimates.filter(pl.col("VALUE").is_null() & pl.col("REASON").is_null()).is_empty()


def test_one_patient_is_a_study(protocol: LoadedProtocol) -> None:
    tables = admitted(random_study(1))
    first = tables["DM"]["USUBJID"].sort()[0]
    alone = StudyTables({domain: tables[domain].filter(pl.col("USUBJID") == first) for domain in tables})
    analysis = analyze(alone, protocol)
    assert analysis.figure("enrolled")["VALUE"] == 1
    assert analysis.figure("igm_best_ratio")["LOW"] is None
