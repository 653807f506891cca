"""Virtual and real patients enter by one door: what the engine knew and what the analysis derives must agree."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from founding_run import SEED

from paraprotein.adam.derive import Adam, derive_all
from paraprotein.analysis.plan import analyze
from paraprotein.protocol.load import LoadedProtocol
from paraprotein.sdtm.files import read_study, write_study
from paraprotein.sdtm.intake import admit
from paraprotein.sdtm.tables import StudyTables
from paraprotein.simulation import Simulator, VirtualStudy
from paraprotein.simulation.doses import dose_intervals
from paraprotein.simulation.engine import Trajectories
from paraprotein.simulation.patient_state import End
from paraprotein.simulation.tables import write_tables


@pytest.fixture(scope="module")
def study(simulator: Simulator) -> VirtualStudy:
    return simulator.simulate(seed=SEED, trials=range(1, 4))


@pytest.fixture(scope="module")
def tables(treated: Trajectories, simulator: Simulator) -> StudyTables:
    return admit(write_tables(treated, simulator.protocol)).tables


@pytest.fixture(scope="module")
def adam(tables: StudyTables, founding: LoadedProtocol) -> Adam:
    return derive_all(tables, founding.protocol)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_written_study_reads_back_to_an_identical_analysis(
    study: VirtualStudy, founding: LoadedProtocol, tmp_path: Path, file_format: str
) -> None:
    write_study(study.tables, tmp_path, file_format)  # type: ignore[arg-type]
    files = read_study(tmp_path)
    units = {code: assay.unit for code, assay in founding.protocol.assays.items()}
    again = admit(files.frames, origins=files.origins, units=units, marker="IGM")
    assert again.tables.equals(study.tables)
    assert analyze(again.tables, founding).to_json() == analyze(study.tables, founding).to_json()


def test_the_same_seed_writes_the_same_bytes_whatever_the_batch(simulator: Simulator, tmp_path: Path) -> None:
    whole = simulator.simulate(seed=SEED, trials=range(1, 5)).tables
    parts = [simulator.simulate(seed=SEED, trials=batch).tables for batch in (range(1, 2), range(2, 5))]
    for domain in whole:
        joined = pl.concat([part[domain] for part in parts])
        for name, table in (("whole", whole[domain]), ("parts", joined)):
            table.write_csv(tmp_path / f"{name}-{domain}.csv")
        assert (tmp_path / f"whole-{domain}.csv").read_bytes() == (tmp_path / f"parts-{domain}.csv").read_bytes()


def test_the_analysis_finds_the_progression_that_the_engine_acted_on(treated: Trajectories, adam: Adam) -> None:
    derived = adam.adtte.filter(pl.col("PARAMCD") == "TTP", pl.col("RULES") == "primary")
    event = derived.sort("TRIAL", "USUBJID")["CNSR"].to_numpy() == 0
    assert len(event) == len(treated.cohort)
    np.testing.assert_array_equal(event, ~np.isnan(treated.course.progression.progression_day))


def test_the_analysis_counts_the_doses_that_the_engine_gave(treated: Trajectories, adam: Adam) -> None:
    who, first, last, dose, _ = dose_intervals(treated)
    given = np.bincount(who, weights=dose * (last - first + 1), minlength=len(treated.cohort))
    derived = adam.exposure.sort("TRIAL", "USUBJID")
    cumulative = next(name for name in derived.columns if name.startswith("CUM"))
    np.testing.assert_allclose(derived[cumulative].to_numpy(), given)


def test_every_interval_of_dosing_joins_the_next(treated: Trajectories) -> None:
    who, first, last, _, _ = dose_intervals(treated)
    same = who[1:] == who[:-1]
    np.testing.assert_array_equal(first[1:][same], last[:-1][same] + 1)
    assert np.all(last >= first)
    np.testing.assert_array_equal(first[np.append(True, ~same)], 0)


def test_each_end_of_treatment_has_one_disposition_record(treated: Trajectories, tables: StudyTables) -> None:
    assert tables.ds.height == int((treated.course.end != End.ONGOING).sum())
    assert tables.ds.select("TRIAL", "USUBJID").is_unique().all()


def test_no_record_lies_after_the_last_contact(tables: StudyTables) -> None:
    contact = tables.dm.select("TRIAL", "USUBJID", "RFPENDT")
    for domain, date in (("LB", "LBDT"), ("EX", "EXENDT"), ("RS", "RSDT"), ("AE", "AESTDT"), ("DS", "DSSTDT")):
        joined = tables[domain].join(contact, on=["TRIAL", "USUBJID"])
        assert (joined[date] <= joined["RFPENDT"]).all(), domain


def test_the_door_finds_nothing_wrong_with_virtual_patients(treated: Trajectories, simulator: Simulator) -> None:
    findings = admit(write_tables(treated, simulator.protocol), marker="IGM").findings
    assert [finding for finding in findings if finding.severity != "note"] == []
