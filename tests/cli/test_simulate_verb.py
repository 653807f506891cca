"""`paraprotein simulate`: one folder for one study, a run directory for many trials."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from paraprotein.api.intake import admitted
from paraprotein.cli import app
from paraprotein.protocol import load_protocol
from paraprotein.scale import is_run_directory, open_run
from paraprotein.sdtm import admit
from paraprotein.simulation import simulate_study

CASE = "imatinib-wm-2007"


def simulate(*words: str) -> Result:
    return CliRunner().invoke(app, ("simulate", CASE, *words))


@pytest.fixture(scope="module", autouse=True)
def _compile_once(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARAPROTEIN_CACHE", str(request.config.cache.mkdir("compiled")))  # type: ignore[union-attr]
        yield


def test_one_trial_is_a_study_folder_that_reads_back_as_the_engine_made_it(tmp_path: Path) -> None:
    out = tmp_path / "study"
    result = simulate("--seed", "7", "--out", str(out), "--json")
    assert result.exit_code == 0
    assert "seed 7" in result.stderr
    record = json.loads(result.stdout)
    assert (record["seed"], record["trials"], record["patients"], record["failed"]) == (7, 1, 28, 0)
    assert record["files"] == ["ae.csv", "cm.csv", "dm.csv", "ds.csv", "ex.csv", "lb.csv", "pr.csv", "rs.csv"]
    loaded = load_protocol(CASE)
    made = simulate_study(loaded, seed=7, trials=range(1, 2))
    units = {analyte: assay.unit for analyte, assay in loaded.protocol.assays.items()}
    assert admitted(loaded.protocol, out).tables.equals(admit(made.tables.frames, units=units).tables)

    again = simulate("--seed", "7", "--out", str(out))
    assert "was there already" in again.stdout
    refused = simulate("--seed", "8", "--out", str(out))
    assert refused.exit_code == 2
    assert "choose an empty or new folder" in refused.stderr


def test_many_trials_are_a_run_directory_that_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "run"
    first = simulate("--trials", "3", "--seed", "7", "--out", str(out))
    assert first.exit_code == 0
    assert "3 trials, seed 7" in first.stdout
    assert "84 patients" in first.stdout
    assert "0 failed to integrate" in first.stdout
    assert is_run_directory(out)
    tables = next(open_run(out).batches())
    assert tables.dm["TRIAL"].unique().to_list() == [1, 2, 3]
    record = json.loads(simulate("--trials", "3", "--seed", "7", "--out", str(out), "--json").stdout)
    assert (record["batches"], record["batches_found"], record["complete"]) == (1, 1, True)
    refused = simulate("--trials", "3", "--seed", "8", "--inert", "--out", str(out))
    assert refused.exit_code == 2
    assert "seed: the folder's run has 7, this one 8" in refused.stderr
    assert "inert: the folder's run has False, this one True" in refused.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "csv", "--workers", "2"), "many trials are Parquet"),
        (("--format", "csv", "--trials", "1000"), "choose at most 292 trials"),
        (("--shard", "3/2"), "write i/N"),
        (("--trials", "0"), "--trials"),
        (("--format", "xpt"), "--format"),
        (("--workers", "-1"), "--workers"),
        (("--workers", "2", "--cluster", "tcp://127.0.0.1:1"), "one of the two"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = simulate(*words, "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_help_ends_with_a_line_to_paste() -> None:
    result = CliRunner().invoke(app, ("simulate", "--help"))
    assert result.exit_code == 0
    assert result.stdout.split("Example: ")[1].strip() == f"paraprotein simulate {CASE} --seed 7 --out study"
