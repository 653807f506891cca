"""A run directory is read batch by batch, and nothing damaged gets through."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_trials import PER_BATCH, SEED, TRIALS, bytes_of, fake_study, founding, uninterrupted

from paraprotein.errors import StoreError
from paraprotein.scale import Shard, is_run_directory, open_run, simulate_run
from paraprotein.scale.layout import MANIFEST_FILE, RECORD_FILE, part_folder
from paraprotein.scale.manifest import Manifest, parse_manifest
from paraprotein.scale.parts import parse_record, record_text


def test_batches_come_in_order_as_they_were_made(tmp_path: Path) -> None:
    uninterrupted(tmp_path)
    assert is_run_directory(tmp_path)
    run = open_run(tmp_path)
    tables = list(run.batches())
    assert len(tables) == TRIALS // PER_BATCH
    for number, batch in enumerate(tables):
        first = 1 + number * PER_BATCH
        assert batch.equals(fake_study(range(first, first + PER_BATCH)).tables)
    assert run.manifest.total("patients") == sum(batch.dm.height for batch in tables)


def test_a_part_is_read_only_when_it_is_its_turn(tmp_path: Path) -> None:
    uninterrupted(tmp_path)
    (part_folder(tmp_path, 2) / "lb.parquet").unlink()
    batches = open_run(tmp_path).batches()
    assert next(batches).dm.height == 2 * PER_BATCH
    with pytest.raises(StoreError, match="damaged"):
        next(batches)


def test_a_changed_value_is_not_read(tmp_path: Path) -> None:
    uninterrupted(tmp_path)
    path = part_folder(tmp_path, 1) / "lb.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreError, match="redoes what is damaged"):
        next(open_run(tmp_path).batches())


def test_a_part_that_is_whole_but_not_the_manifests_is_not_read(tmp_path: Path) -> None:
    uninterrupted(tmp_path)
    path = part_folder(tmp_path, 1) / RECORD_FILE
    record, run = parse_record(path.read_bytes())
    path.write_bytes(record_text(replace(record, failed=5), run))
    with pytest.raises(StoreError, match="not the part that the manifest names"):
        next(open_run(tmp_path).batches())


def test_shards_that_each_missed_the_other_are_still_read(tmp_path: Path) -> None:
    before = uninterrupted(tmp_path)
    path = tmp_path / MANIFEST_FILE
    path.write_bytes(Manifest(parse_manifest(before[MANIFEST_FILE]).run).text())  # as no shard had finished it
    assert open_run(tmp_path).manifest == parse_manifest(before[MANIFEST_FILE])
    assert len(list(open_run(tmp_path).batches())) == TRIALS // PER_BATCH


def test_an_unfinished_run_says_how_far_it_is(tmp_path: Path) -> None:
    first = Shard(1, 2)
    simulate_run(
        founding(),
        trials=TRIALS,
        seed=SEED,
        out=tmp_path,
        shard=first,
        simulate=fake_study,
        trials_per_batch=PER_BATCH,
    )
    with pytest.raises(StoreError, match="4 of 8 batches are there"):
        open_run(tmp_path)


def test_what_is_no_run_directory_is_said(tmp_path: Path) -> None:
    assert not is_run_directory(tmp_path)
    with pytest.raises(StoreError, match=r"no readable manifest\.json"):
        open_run(tmp_path)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    before = uninterrupted(tmp_path)
    list(open_run(tmp_path).batches())
    assert bytes_of(tmp_path) == before
