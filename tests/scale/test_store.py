"""A run directory: whatever happens to it, it ends with the same bytes or is refused with a reason."""

import errno
import json
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_trials import PER_BATCH, SEED, TRIALS, FakeStudy, bytes_of, fake_study, founding, uninterrupted

from paraprotein.errors import StoreError, UsageError
from paraprotein.protocol import LoadedProtocol
from paraprotein.protocol.load import load_protocol, load_protocol_text
from paraprotein.scale import Progress, Shard, SimulatedRun, manifest, open_run, simulate_run
from paraprotein.scale.layout import LOCK_FILE, MANIFEST_FILE, PARTS, RECORD_FILE, part_folder
from paraprotein.scale.scenario import population_of
from paraprotein.storage import disk

LOADED = founding()


def simulate(out: Path, loaded: LoadedProtocol = LOADED, **changed: Any) -> SimulatedRun:
    options: dict[str, Any] = {"trials": TRIALS, "seed": SEED, "simulate": fake_study, "trials_per_batch": PER_BATCH}
    return simulate_run(loaded, out=out, **(options | changed))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an uninterrupted run."""
    return uninterrupted(tmp_path_factory.mktemp("uninterrupted"))


def break_down_at(trial: int) -> Callable[[range], FakeStudy]:
    def simulate_until(trials: range) -> FakeStudy:
        if trial in trials:
            raise RuntimeError("broken down")
        return fake_study(trials)

    return simulate_until


def test_a_run_holds_a_manifest_and_a_parquet_set_for_each_batch(expected: dict[str, bytes]) -> None:
    parts = {name.split("/")[1] for name in expected if name.startswith(PARTS)}
    assert parts == {f"{number:06d}" for number in range(1, TRIALS // PER_BATCH + 1)}
    assert {name for name in expected if "/" not in name} == {MANIFEST_FILE, LOCK_FILE}
    content = json.loads(expected[MANIFEST_FILE])
    assert content["complete"]
    assert (content["patients"], content["screened"], content["failed"]) == (2 * TRIALS, 3 * TRIALS, TRIALS // 10)
    assert content["run"]["seed"] == SEED
    assert content["run"]["protocol_digest"] == LOADED.digest
    assert content["run"]["protocol"]["treatment.start"] == "400 mg"
    assert {"paraprotein", "code", "jax", "numpy", "polars", "python"} <= set(content["run"]["versions"])
    assert len(content["parts"][0]["sha256"]["lb.parquet"]) == 64


def test_the_same_command_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, expected: dict[str, bytes]) -> None:
    with pytest.raises(RuntimeError, match="broken down"):
        simulate(tmp_path, simulate=break_down_at(18))
    assert not json.loads((tmp_path / MANIFEST_FILE).read_bytes())["complete"]
    done = simulate(tmp_path)
    assert (done.found, done.redone, done.is_complete) == (3, (), True)
    assert bytes_of(tmp_path) == expected


def test_a_finished_run_simulates_nothing(tmp_path: Path, expected: dict[str, bytes]) -> None:
    simulate(tmp_path)
    done = simulate(tmp_path, simulate=break_down_at(1))
    assert done.found == len(done.records)
    assert (done.total("patients"), done.total("failed")) == (2 * TRIALS, TRIALS // 10)
    assert bytes_of(tmp_path) == expected


def flip_a_bit(part: Path) -> None:
    content = bytearray((part / "lb.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (part / "lb.parquet").write_bytes(content)


def cut_short(part: Path) -> None:
    (part / "dm.parquet").write_bytes((part / "dm.parquet").read_bytes()[:-1])


def take_a_table_away(part: Path) -> None:
    (part / "ae.parquet").unlink()


def add_a_table(part: Path) -> None:
    shutil.copy(part / "dm.parquet", part / "cm.parquet")


def add_a_folder(part: Path) -> None:
    (part / "more").mkdir()


def spoil_the_record(part: Path) -> None:
    (part / RECORD_FILE).write_text("{")


def lose_the_record(part: Path) -> None:
    (part / RECORD_FILE).unlink()


def put_another_batch_there(part: Path) -> None:
    shutil.rmtree(part)
    shutil.copytree(part.with_name("000005"), part)


DAMAGES = (
    flip_a_bit, cut_short, take_a_table_away, add_a_table, add_a_folder, spoil_the_record, lose_the_record,
    put_another_batch_there,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_part_is_detected_and_redone(
    tmp_path: Path, expected: dict[str, bytes], damage: Callable[[Path], None]
) -> None:
    simulate(tmp_path)
    damage(part_folder(tmp_path, 2))
    assert bytes_of(tmp_path) != expected or damage is add_a_folder
    done = simulate(tmp_path)
    assert (done.redone, done.found) == ((2,), TRIALS // PER_BATCH - 1)
    assert bytes_of(tmp_path) == expected
    assert not (part_folder(tmp_path, 2) / "more").exists()


def test_what_a_killed_writer_left_is_dropped(tmp_path: Path, expected: dict[str, bytes]) -> None:
    with pytest.raises(RuntimeError):
        simulate(tmp_path, simulate=break_down_at(18))
    unfinished = tmp_path / PARTS / ".writing-000004"
    unfinished.mkdir()
    (unfinished / "dm.parquet").write_bytes(b"half")
    (tmp_path / ".writing-manifest.json").write_text("{")
    simulate(tmp_path)
    assert bytes_of(tmp_path) == expected


@pytest.mark.parametrize("length", [None, 0, 1, 500])
def test_a_lost_or_truncated_manifest_is_made_again_from_its_parts(
    tmp_path: Path, expected: dict[str, bytes], length: int | None
) -> None:
    simulate(tmp_path)
    path = tmp_path / MANIFEST_FILE
    if length is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:length])
    simulate(tmp_path)
    assert bytes_of(tmp_path) == expected


def test_a_manifest_changed_by_hand_does_not_let_another_run_in(tmp_path: Path) -> None:
    simulate(tmp_path)
    path = tmp_path / MANIFEST_FILE
    path.write_text(path.read_text().replace(f'"seed": {SEED}', '"seed": 1'))
    before = bytes_of(tmp_path)
    with pytest.raises(StoreError, match="no part says that it belongs to this run"):
        simulate(tmp_path, seed=1)
    assert bytes_of(tmp_path) == before


def test_a_manifest_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text('{"name": "a web page"}')
    with pytest.raises(StoreError, match="cannot be read"):
        simulate(tmp_path)
    assert (tmp_path / MANIFEST_FILE).read_text() == '{"name": "a web page"}'


def test_a_manifest_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text('{"schema": 3}')
    with pytest.raises(StoreError, match="use the version that wrote it"):
        simulate(tmp_path)


def test_a_changed_protocol_is_refused_with_its_difference(tmp_path: Path) -> None:
    simulate(tmp_path)
    before = bytes_of(tmp_path)
    text = LOADED.path.read_text(encoding="utf-8").replace("start: 400 mg", "start: 300 mg")
    changed = load_protocol_text(text, LOADED.path)
    with pytest.raises(StoreError) as refused:
        simulate(tmp_path, changed, seed=SEED + 1)
    found = {finding.where: finding.found for finding in refused.value.findings}
    assert found == {
        "protocol treatment.start": "the folder's run has 400 mg, this one 300 mg",
        "seed": f"the folder's run has {SEED}, this one {SEED + 1}",
    }
    assert bytes_of(tmp_path) == before


@pytest.mark.parametrize(
    ("changed", "where"),
    [({"trials": 41}, "trials"), ({"inert": True}, "inert"), ({"trials_per_batch": 6}, "trials_per_batch")],
)
def test_another_run_is_refused(tmp_path: Path, changed: dict[str, Any], where: str) -> None:
    simulate(tmp_path)
    with pytest.raises(StoreError, match=rf"^{where}: the folder's run has"):
        simulate(tmp_path, **changed)


def test_a_changed_population_is_refused(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(LOADED.directory, case)
    simulate(tmp_path / "run", load_protocol(case))
    population = case / "populations" / f"{LOADED.protocol.virtual_patients.population}.yaml"
    text = population.read_text(encoding="utf-8")
    population.write_text(text.replace("volume: {typical: 3", "volume: {typical: 4"), encoding="utf-8")
    with pytest.raises(StoreError, match="population contents"):
        simulate(tmp_path / "run", load_protocol(case))


def test_other_versions_are_refused_but_another_python_is_not(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(tmp_path)
    versions = manifest.installed_versions()
    monkeypatch.setattr(manifest, "installed_versions", lambda: versions | {"python": "3.99"})
    simulate(tmp_path)
    monkeypatch.setattr(manifest, "installed_versions", lambda: versions | {"jaxlib": "99"})
    with pytest.raises(StoreError, match="version of jaxlib"):
        simulate(tmp_path)


def test_a_difference_beyond_what_is_printed_is_refused_too() -> None:
    run = manifest.identify(LOADED, population_of(LOADED), manifest.BatchPlan(4, 2), seed=1, inert=False)
    other = replace(run, protocol_digest="0" * 64)
    assert "beyond ten digits" in manifest.check_same_run(run, other)[0].found
    assert manifest.check_same_run(run, run) == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"holds other files: thesis\.txt"):
        simulate(tmp_path)
    assert bytes_of(tmp_path) == {"thesis.txt": b"mine"}


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(StoreError, match="exists"):
        simulate(tmp_path / "run")


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size: to the writer, a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_what_is_stored_and_the_run_goes_on_later(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    with pytest.raises(RuntimeError):
        simulate(tmp_path, simulate=break_down_at(18))
    before = bytes_of(tmp_path)
    with largest_file(1500), pytest.raises(StoreError, match="3 finished batches are safe") as refused:
        simulate(tmp_path)
    assert "goes on where it stopped" in str(refused.value)
    assert bytes_of(tmp_path) == before
    simulate(tmp_path)
    assert bytes_of(tmp_path) == expected


@pytest.mark.parametrize("moment", range(1, 30, 3))
def test_no_space_at_any_write_loses_nothing(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    writes = iter(range(1, 1000))
    write = disk.write

    def refuse(path: Path, content: bytes) -> None:
        if next(writes) == moment:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(disk, "write", refuse)
    with pytest.raises(StoreError, match="No space left"):
        simulate(tmp_path)
    simulate(tmp_path)
    assert bytes_of(tmp_path) == expected


def test_shards_in_any_order_equal_the_whole(tmp_path: Path, expected: dict[str, bytes]) -> None:
    second = simulate(tmp_path, shard=Shard(2, 2))
    assert not second.is_complete
    assert [record.batch for record in second.records] == [5, 6, 7, 8]
    assert simulate(tmp_path, shard=Shard(1, 2)).is_complete
    assert bytes_of(tmp_path) == expected


def test_more_shards_than_batches_are_harmless(tmp_path: Path, expected: dict[str, bytes]) -> None:
    for index in range(1, 12):
        done = simulate(tmp_path, shard=Shard(index, 11))
    assert done.is_complete
    assert bytes_of(tmp_path) == expected


def test_progress_counts_what_was_there_and_what_is_stored(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        simulate(tmp_path, simulate=break_down_at(18))
    told: list[Progress] = []
    simulate(tmp_path, progress=told.append)
    assert [(now.batches_done, now.trials_done) for now in told] == [(n, n * PER_BATCH) for n in range(3, 9)]
    assert told[-1] == Progress(batches=8, batches_done=8, trials=40, trials_done=40, failed=4)


def test_workers_and_a_cluster_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of the two"):
        simulate(tmp_path, workers=2, cluster="tcp://127.0.0.1:1")


def test_a_protocol_without_virtual_patients_is_refused(tmp_path: Path) -> None:
    protocol = LOADED.protocol.model_copy(update={"virtual_patients": None})
    with pytest.raises(UsageError, match="names no model"):
        simulate(tmp_path / "run", replace(LOADED, protocol=protocol))
    assert not (tmp_path / "run").exists()


def test_a_flipped_bit_in_any_file_of_a_run_is_found_and_made_good(tmp_path: Path) -> None:
    simulate(tmp_path)
    expected = bytes_of(tmp_path)
    for place, (name, whole) in enumerate(expected.items()):
        if name == LOCK_FILE:
            continue
        flipped = bytearray(whole)
        flipped[(7919 * place + 40) % len(whole)] ^= 1 << place % 8
        (tmp_path / name).write_bytes(flipped)
        if name != MANIFEST_FILE:
            with pytest.raises(StoreError):
                list(open_run(tmp_path).batches())
        simulate(tmp_path)
        assert bytes_of(tmp_path) == expected, name


def test_edited_counts_of_a_part_are_not_believed(tmp_path: Path) -> None:
    simulate(tmp_path)
    expected = bytes_of(tmp_path)
    path = part_folder(tmp_path, 2) / RECORD_FILE
    path.write_text(path.read_text().replace('"failed": 0', '"failed": 3').replace('"screened": 15', '"screened": 9'))
    assert path.read_bytes() != expected[str(path.relative_to(tmp_path))]
    assert simulate(tmp_path).redone == (2,)
    assert bytes_of(tmp_path) == expected
