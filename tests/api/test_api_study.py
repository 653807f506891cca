"""A study, real or virtual: the same tables, the same way in."""

from pathlib import Path

import polars as pl
import pytest

from paraprotein import Study, Trial, analyze, convert, read_study, simulate, write_simulation
from paraprotein.errors import UsageError
from paraprotein.sdtm import StudyTables


def test_a_virtual_study_equals_its_own_files_read_back(trial: Trial, virtual: Study, tmp_path: Path) -> None:
    write_simulation(trial, tmp_path / "study", seed=7)
    assert read_study(tmp_path / "study", trial).equals(virtual)


def test_a_study_names_its_subjects_tables_and_findings(folder: Path, trial: Trial) -> None:
    study = read_study(str(folder), trial)
    assert study.subjects == ("S1", "S2")
    assert study.lb.equals(study["LB"])
    assert study.trials == (0,)
    assert "2 subjects" in repr(study)
    assert "<td>DM</td><td>2</td>" in study._repr_html_()


def test_one_of_several_trials_is_chosen_by_its_number(trial: Trial, virtual: Study) -> None:
    both = simulate(trial, trials=2, seed=7)
    assert both.trials == (1, 2)
    assert both.of_trial(1).equals(virtual)
    with pytest.raises(UsageError, match="write a number from 1 to 2"):
        both.of_trial(3)
    with pytest.raises(UsageError, match="holds 2 simulated trials"):
        analyze(trial, both)


@pytest.mark.parametrize("trials", [0, 100_000])
def test_no_trials_and_too_many_for_memory_are_refused(trial: Trial, trials: int) -> None:
    with pytest.raises(UsageError, match="ask for 1 to"):
        simulate(trial, trials=trials)


def test_an_analysis_refuses_a_study_read_without_its_units(trial: Trial, folder: Path) -> None:
    with pytest.raises(UsageError, match="read it for this protocol"):
        analyze(trial, read_study(folder))


def test_a_study_that_is_read_takes_no_more_options(trial: Trial, folder: Path) -> None:
    with pytest.raises(UsageError, match="strict given with a study that is read"):
        analyze(trial, read_study(folder, trial), strict=True)


@pytest.mark.parametrize("given", [None, 7, StudyTables({})])
def test_what_is_no_study_is_refused_in_words(trial: Trial, given: object) -> None:
    with pytest.raises(UsageError, match="give the path"):
        analyze(trial, given)  # type: ignore[arg-type]


def test_a_study_is_converted_and_its_subjects_renumbered(folder: Path, tmp_path: Path) -> None:
    done = convert(folder, "csv", tmp_path / "out", True, 3, tmp_path / "key.csv")
    hidden = pl.read_csv(tmp_path / "out" / "dm.csv")
    key = pl.read_csv(tmp_path / "key.csv")
    assert sorted(hidden["USUBJID"]) == sorted(key["NEWID"])
    assert {path.name for path in done.files} >= {"dm.csv", "lb.csv"}
    with pytest.raises(UsageError, match="write one of: xpt"):
        convert(folder, "sas", tmp_path / "out")  # type: ignore[arg-type]
