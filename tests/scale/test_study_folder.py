"""A few trials as a plain folder of CSV files that the analysis reads like a real study."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_trials import FakeStudy, bytes_of, fake_study, founding

from paraprotein.errors import StoreError, UsageError
from paraprotein.protocol import load_protocol
from paraprotein.scale import SimulatedFolder, simulate_study_folder
from paraprotein.scale.study_folder import SIMULATION_FILE, Simulated, read_simulated
from paraprotein.sdtm import admit
from paraprotein.sdtm.files import read_study


def simulate(out: Path, *, trials: int = 1, seed: int = 1) -> SimulatedFolder:
    return simulate_study_folder(founding(), trials=trials, seed=seed, out=out, simulate=fake_study)


def never(trials: range) -> FakeStudy:
    raise AssertionError(f"simulated {trials} again")


def test_the_folder_reads_back_as_the_study_that_was_made(tmp_path: Path) -> None:
    done = simulate(tmp_path / "study", trials=3)
    assert not done.was_there
    assert (done.record.patients, done.record.screened) == (6, 9)
    assert admit(read_study(tmp_path / "study").frames).tables.equals(fake_study(range(1, 4)).tables)
    assert set(bytes_of(tmp_path / "study")) == {"dm.csv", "lb.csv", SIMULATION_FILE, "SHA256SUMS"}


def test_the_same_simulation_is_left_as_it_is(tmp_path: Path) -> None:
    simulate(tmp_path / "a")
    (tmp_path / "b").mkdir()
    simulate(tmp_path / "b")
    before = bytes_of(tmp_path / "a")
    assert before == bytes_of(tmp_path / "b")
    again = simulate_study_folder(founding(), trials=1, seed=1, out=tmp_path / "a", simulate=never)
    assert again.was_there
    assert bytes_of(tmp_path / "a") == before


def edit(folder: Path) -> None:
    (folder / "dm.csv").write_text((folder / "dm.csv").read_text().replace("S-1", "S-9"))


def lose(folder: Path) -> None:
    (folder / "lb.csv").unlink()


def spoil(folder: Path) -> None:
    (folder / SIMULATION_FILE).write_text("[]")


@pytest.mark.parametrize("change", [edit, lose, spoil, None])
def test_changed_tables_and_other_simulations_are_never_overwritten(tmp_path: Path, change: object) -> None:
    out = tmp_path / "study"
    simulate(out)
    if callable(change):
        change(out)
    before = bytes_of(out)
    with pytest.raises(StoreError, match="choose an empty or new folder"):
        simulate(out, seed=1 if change else 2)
    assert bytes_of(out) == before


def test_a_failed_simulation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        simulate_study_folder(founding(), trials=1, seed=1, out=tmp_path / "study", simulate=never)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("paraprotein.scale.study_folder.sync_tree", refuse)
    with pytest.raises(StoreError, match="No space left"):
        simulate(tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_many_trials_belong_in_a_run_directory(tmp_path: Path) -> None:
    simulate(tmp_path / "most", trials=292)
    with pytest.raises(UsageError, match="choose at most 292 trials, or --format parquet"):
        simulate(tmp_path / "more", trials=293)


def test_a_folder_says_that_another_model_stood_in_and_what_was_not_simulated(tmp_path: Path) -> None:
    loaded = load_protocol("perifosine-wm-2008")
    toxicity = loaded.protocol.toxicity.model_copy(update={"terms": ("edema", "neuropathy")})
    changed = replace(loaded, protocol=loaded.protocol.model_copy(update={"toxicity": toxicity}))
    simulate_study_folder(changed, trials=1, seed=1, out=tmp_path / "study", simulate=fake_study)
    said = read_simulated(tmp_path / "study")
    assert said.stand_in.startswith("perifosine stand-in is simulated with the imatinib-wm model as a stand-in: ")
    assert said.not_simulated == ("neuropathy", "other adverse events")
    assert read_simulated(tmp_path) == Simulated()
