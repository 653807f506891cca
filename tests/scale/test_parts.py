"""The bytes of a part follow from its tables alone."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from fake_trials import FakeStudy, fake_study

from paraprotein.errors import DataError
from paraprotein.scale.parts import ALWAYS, checksum, decode_part, make_part, parse_record, record_text
from paraprotein.scale.plan import BatchPlan
from paraprotein.sdtm import SHAPES, StudyTables

BATCH = BatchPlan(12, 6).batch(2)

ELSEWHERE = """
import sys; sys.path.insert(0, sys.argv[1])
import polars as pl
from fake_trials import fake_study
from paraprotein.scale.parts import make_part
from paraprotein.scale.plan import BatchPlan
pl.Series(["mg/dL", "S-2", "IGM", "S-1", "YEARS", "LB", "F", "S", "DM"], dtype=pl.Categorical)  # another order of codes
fake_study(range(100, 120))
print(sorted(make_part(BatchPlan(12, 6).batch(2), fake_study(range(7, 13))).record.sha256.items()))
"""


def test_another_process_with_other_threads_and_code_order_writes_the_same_bytes() -> None:
    here = make_part(BATCH, fake_study(BATCH.trials)).record.sha256
    there = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(Path(__file__).parent)],
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == str(sorted(here.items()))


def test_chunks_of_a_table_do_not_show_in_its_bytes() -> None:
    whole = fake_study(BATCH.trials).tables
    pieces = StudyTables({name: pl.concat([whole[name][:5], whole[name][5:]], rechunk=False) for name in whole})
    assert pieces.lb.n_chunks() == 2
    assert make_part(BATCH, FakeStudy(pieces, 0, 0)).files == make_part(BATCH, FakeStudy(whole, 0, 0)).files


def test_tables_come_back_as_they_were() -> None:
    study = fake_study(BATCH.trials)
    assert decode_part(make_part(BATCH, study).files).equals(study.tables)


def test_every_part_has_the_same_files_and_columns_also_when_a_table_is_empty() -> None:
    part = make_part(BATCH, fake_study(BATCH.trials))
    assert set(part.files) == {f"{domain.lower()}.parquet" for domain in ALWAYS}
    adverse_events = pl.read_parquet(part.files["ae.parquet"])
    assert adverse_events.is_empty()
    always = tuple(column.name for column in SHAPES["AE"].columns if not column.when_known)
    assert tuple(adverse_events.columns) == always


def test_a_record_counts_and_comes_back() -> None:
    record = make_part(BATCH, fake_study(BATCH.trials)).record
    assert (record.batch, record.first, record.last) == (2, 7, 12)
    assert (record.patients, record.screened, record.failed) == (12, 18, 1)
    assert parse_record(record_text(record, "run")) == (record, "run")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"run": "a"}', b"\xff\xfe", b'"text"'])
def test_a_damaged_record_is_said_to_be_one(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse_record(content)


def test_a_file_that_is_no_parquet_is_named() -> None:
    with pytest.raises(DataError, match=r"lb\.parquet.*redoes damaged parts"):
        decode_part({"lb.parquet": b"no"})


def test_checksums_are_sha256() -> None:
    """FIPS 180-4, the message `abc`."""
    assert checksum(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
