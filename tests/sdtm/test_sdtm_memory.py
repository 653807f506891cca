"""Small files that would fill the memory are refused before they do; measured in a process of their own."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from paraprotein.errors import DataError
from paraprotein.sdtm import read_study

PEAK_MB = 500
"""Memory beyond twice the size of the files below, which are all smaller than 10 MB."""

CHILD = """
import sys
from pathlib import Path
from paraprotein.errors import DataError
from paraprotein.sdtm import read_study
for name in sys.argv[1:]:
    try:
        read_study(Path(name))
        print("read", name)
    except DataError as error:
        print(error.findings[0].rule)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024)
"""

HEAD = {"datasetJSONVersion": "1.1", "name": "LB", "records": 1, "columns": [{"name": "A", "dataType": "string"}]}
START = json.dumps(HEAD).encode()[:-1]


def repeated(value: str | None, rows: int, columns: int = 1) -> pl.DataFrame:
    return pl.DataFrame({f"C{i}": pl.repeat(value, rows, dtype=pl.String, eager=True) for i in range(columns)})


def make_bombs(folder: Path) -> None:
    """Each file expands to gigabytes for a reader that believes it, or takes its time."""
    repeated("x" * 50, 20_000_000).write_parquet(folder / "dictionary.parquet", compression="zstd")
    repeated(None, 5_000_000, 8).write_parquet(folder / "nulls.parquet", compression="zstd")
    pl.DataFrame({"A": ["x" * 80_000_000] * 5}).write_parquet(folder / "long.parquet", compression="zstd")
    (folder / "records.csv").write_bytes(b"A\n" + b"1\n" * 3_000_000)
    (folder / "columns.csv").write_bytes(b",".join(b"C%d" % i for i in range(300_000)) + b"\n")
    (folder / "line.csv").write_bytes(b"A,B\n" + b"\xf0\x9f\x98\x80" + b"x" * 9_000_000)
    (folder / "keys.json").write_bytes(b"{" + b",".join(b'"%d":[]' % i for i in range(500_000)) + b"}")
    (folder / "lists.json").write_bytes(START + b',"x":[' + b"[]," * 3_000_000 + b"[]]}")
    (folder / "lists.ndjson").write_bytes(json.dumps(HEAD).encode() + b"\n[" + b"[]," * 3_000_000 + b"[]]\n")
    (folder / "empty.ndjson").write_bytes(json.dumps(HEAD).encode() + b"\n" * 9_000_000)
    with zipfile.ZipFile(folder / "study.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for i in range(24):
            packed.writestr(f"lb{chr(97 + i % 26)}{chr(97 + i // 26)}.csv", b"USUBJID,LBTESTCD\n" + b"1,2\n" * 100_000)


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_no_small_file_takes_more_than_500_mb(tmp_path: Path) -> None:
    make_bombs(tmp_path)
    bombs = sorted(tmp_path.iterdir())
    assert all(path.stat().st_size < 10_000_000 for path in bombs)
    child = [sys.executable, "-c", CHILD, *map(str, bombs)]
    output = subprocess.run(child, capture_output=True, text=True, timeout=60, check=True)
    *rules, peak = output.stdout.split()
    assert set(rules) <= {"files.inflation", "csv.malformed", "json.malformed", "json.structure"}
    assert len(rules) == len(bombs)
    assert int(peak) < PEAK_MB


def test_many_small_tables_share_the_memory_of_one_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paraprotein.files.dataset.SPARE_BYTES", 1_000_000)
    for name in ("lba", "lbb", "lbc"):
        repeated("x", 2_500, 2).write_parquet(tmp_path / f"{name}.parquet")
    read_study(tmp_path / "lba.parquet")
    with pytest.raises(DataError, match=r"lbc\.parquet: 2,500 records of 2 columns would take"):
        read_study(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lb.csv")
    (tmp_path / "dm.csv").symlink_to("/dev/zero")
    (tmp_path / "ae.csv").mkdir()
    with pytest.raises(DataError) as caught:
        read_study(tmp_path)
    assert [finding.rule for finding in caught.value.findings] == ["files.link"]
    (tmp_path / "dm.csv").unlink()
    with pytest.raises(DataError) as caught:
        read_study(tmp_path)
    assert [finding.rule for finding in caught.value.findings] == ["files.unreadable"] * 2
    with pytest.raises(DataError, match="not a regular file"):
        read_study(tmp_path / "lb.csv")


ADMIT = """
import sys
from pathlib import Path
from paraprotein.sdtm import admit_study
print(admit_study(Path(sys.argv[1]), units={"IGM": "mg/dL", "HGB": "g/dL"}, marker="IGM").tables.lb.height)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024)
"""


def write_large_study(folder: Path, results: int) -> None:
    """A valid study of 500 results a subject, in compact Parquet."""
    subjects, each = results // 500, pl.int_range(500, eager=True)
    named = pl.DataFrame({"USUBJID": [f"S-{i:05d}" for i in range(subjects)]})
    lb = named.join(pl.DataFrame({"LBSEQ": each + 1}), how="cross").with_columns(
        STUDYID=pl.lit("S"),
        DOMAIN=pl.lit("LB"),
        LBTESTCD=pl.when(pl.col("LBSEQ") % 2 == 0).then(pl.lit("IGM")).otherwise(pl.lit("HGB")),
        LBSTRESN=pl.int_range(pl.len()) * 7919 % 99_991 / 100 + 1,
        LBSTRESU=pl.when(pl.col("LBSEQ") % 2 == 0).then(pl.lit("mg/dL")).otherwise(pl.lit("g/dL")),
        LBDTC=pl.date(2004, 1, 5).dt.offset_by(pl.format("{}d", 7 * (pl.col("LBSEQ") // 2 - 1))).dt.to_string("iso"),
    )
    lb = lb.with_columns(LBORRES=pl.col("LBSTRESN").cast(pl.String), LBORRESU=pl.col("LBSTRESU"))
    dm = named.with_columns(
        STUDYID=pl.lit("S"), DOMAIN=pl.lit("DM"), SUBJID=pl.col("USUBJID"), RFSTDTC=pl.lit("2004-01-05")
    )
    lb.write_parquet(folder / "lb.parquet", compression="zstd")
    dm.write_parquet(folder / "dm.parquet", compression="zstd")


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_800_000_valid_results_in_compact_parquet_are_admitted_within_the_memory(tmp_path: Path) -> None:
    write_large_study(tmp_path, 800_000)
    size_mb = sum(path.stat().st_size for path in tmp_path.iterdir()) // 1_000_000
    child = [sys.executable, "-c", ADMIT, str(tmp_path)]
    output = subprocess.run(child, capture_output=True, text=True, timeout=60, check=True)
    height, peak = output.stdout.split()
    assert int(height) == 800_000
    assert int(peak) < PEAK_MB + 2 * size_mb


def test_a_table_that_needs_more_is_admitted_when_its_reader_allows_it(tmp_path: Path) -> None:
    repeated("x", 5_000_000).write_parquet(tmp_path / "lb.parquet")
    with pytest.raises(DataError, match="--memory-limit 4GB"):
        read_study(tmp_path)
    assert read_study(tmp_path, memory_limit=4_000_000_000).frames["LB"].height == 5_000_000


def test_a_million_subjects_are_refused_before_their_names_are_held_twice(tmp_path: Path) -> None:
    subjects = pl.DataFrame({"USUBJID": pl.int_range(700_000, eager=True).cast(pl.String)})
    subjects.write_parquet(tmp_path / "dm.parquet")
    with pytest.raises(DataError, match="700,000 subjects would take 350 MB"):
        read_study(tmp_path)
