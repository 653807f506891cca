"""A study's data come in by one way, whichever verb asks."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hand_built import Patient, build

from paraprotein.api.intake import IntakeOptions, IntakeTerms, admitted, memory_bytes
from paraprotein.errors import DataError, UsageError
from paraprotein.protocol import load_protocol
from paraprotein.scale import simulate_run
from paraprotein.sdtm import StudyTables, admit


@dataclass(frozen=True)
class Few:
    tables: StudyTables
    screened: int = 2
    failed: int = 0


def few_patients(trials: range) -> Few:
    tables = [build({"S1": Patient(igm={1: 4000.0, 29: 1900.0 + number})}) for number in trials]
    numbered = [
        {
            domain: study[domain].with_columns(pl.lit(number, pl.Int32).alias("TRIAL"))
            for domain in study
            if not study[domain].is_empty()
        }
        for number, study in zip(trials, tables, strict=True)
    ]
    return Few(admit({domain: pl.concat([one[domain] for one in numbered]) for domain in numbered[0]}).tables)


FOUNDING = load_protocol("imatinib-wm-2007").protocol


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, None), ("4GB", 4_000_000_000), ("800 MB", 800_000_000), ("1.5 g", 1_500_000_000), ("2GiB", 2_000_000_000)],
)
def test_a_memory_limit_is_a_number_of_megabytes_or_gigabytes(text: str | None, expected: int | None) -> None:
    assert memory_bytes(text) == expected
    assert IntakeOptions(memory_limit=text).memory_bytes == expected


@pytest.mark.parametrize("text", ["", "much", "0GB", "-1GB", "4TB", "4"])
def test_what_is_no_size_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="for example 800MB or 4GB"):
        memory_bytes(text)


def test_a_study_comes_in_by_path_or_by_the_text_of_its_path(folder: Path) -> None:
    assert admitted(FOUNDING, folder).tables.equals(admitted(FOUNDING, str(folder)).tables)


def test_a_protocol_of_one_marker_asks_for_it_and_for_its_units() -> None:
    terms = IntakeTerms.of(FOUNDING)
    assert terms.marker == "IGM"
    assert terms.units["IGM"] == "mg/dL"
    assert IntakeTerms.of(None) == IntakeTerms({}, None)


def test_strict_intake_stops_at_what_is_otherwise_a_warning(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (folder / "lb.csv").read_text().splitlines()
    kept = [line for line in lines if not (",S2," in line and ",IGM," in line)]
    assert len(kept) < len(lines)
    (tmp_path / "lb.csv").write_text("\n".join(kept) + "\n")
    found = admitted(FOUNDING, tmp_path).findings
    assert any(finding.severity == "warning" for finding in found)
    with pytest.raises(DataError):
        admitted(FOUNDING, tmp_path, IntakeOptions(strict=True))


def test_one_trial_of_a_run_directory_is_read_as_a_study(tmp_path: Path) -> None:
    run = tmp_path / "run"
    simulate_run(
        load_protocol("imatinib-wm-2007"), trials=4, seed=1, out=run, simulate=few_patients, trials_per_batch=3
    )
    for number in (1, 4):
        found = admitted(FOUNDING, run, IntakeOptions(trial=number))
        assert found.tables.equals(admit(few_patients(range(number, number + 1)).tables.frames).tables)
        assert all(name.startswith("parts/00000") for name in found.inputs)
    with pytest.raises(UsageError, match=r"run directory of 4 simulated trials.*choose one: --trial 1"):
        admitted(FOUNDING, run)
    with pytest.raises(UsageError, match="there is no trial 5"):
        admitted(FOUNDING, run, IntakeOptions(trial=5))
    with pytest.raises(UsageError, match="leave it out"):
        admitted(FOUNDING, run, IntakeOptions(trial=1, study="S"))


def test_a_renamed_date_column_is_one_error_that_comes_first(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_text(file.read_text().replace("LBDTC", "LABDATE"))
    with pytest.raises(DataError) as refused:
        admitted(FOUNDING, tmp_path)
    errors = [finding.rule for finding in refused.value.findings if finding.severity == "error"]
    assert errors == ["coverage.marker-dates"] == [refused.value.findings[0].rule]


def test_what_the_tables_lack_reaches_whoever_asks_for_them(folder: Path) -> None:
    assert {finding.where for finding in admitted(FOUNDING, folder).findings if finding.rule == "coverage.table"} == {
        "AE", "CM", "DS", "PR", "RS",
    }  # fmt: skip
