"""Damaged and hostile files: a clear error or a table, never another exception, a hang or a memory blow-up."""

import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sas7bdat_maker import make_sas7bdat
from sdtm_study import small_study

from paraprotein.errors import DataError
from paraprotein.sdtm import admit, read_study, write_study
from paraprotein.sdtm.files_write import Format

SECONDS = 0.5
"""Time for each format; the same seed searches the same damage, as far as the time allows."""

LEAST = 6
"""Damaged versions of each file that are tried however slow the machine is."""

HOSTILE: dict[str, bytes] = {
    "deep.json": b"[" * 200_000,
    "deep2.json": b'{"rows":' + b"[" * 200_000,
    "wide.json": b'{"datasetJSONVersion":"1.1","name":"LB","records":1,"columns":[' + b"{}," * 50_000 + b"{}]}",
    "text.json": b'{"a":"' + b"x" * 2_000_000,
    "line.ndjson": b"[" + b"1," * 1_000_000,
    "quote.csv": b'A,B\n"' + b"x\n" * 500_000,
    "commas.csv": b"A,B\n" + b"," * 1_000_000,
    "null.csv": b"A,B\n\0,\0\n",
    "bom.csv": b"\xff\xfeA\0,\0B\0",
    "empty.csv": b"",
    "empty.xpt": b"",
    "empty.parquet": b"",
    "empty.sas7bdat": b"",
    "empty.json": b"",
    "header.xpt": (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + b"0" * 30 + b"  ") * 40,
    "magic.parquet": b"PAR1" + b"\xff" * 100 + b"PAR1",
    "directory.csv": b"A,B\n=cmd|' /C calc'!A0,@SUM(1)\n",
    "zip.zip": b"PK\x05\x06" + b"\0" * 18,
}


def damages(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """Flipped bits, cuts, repeats and foreign bytes, without end."""
    while True:
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 1, 2, 5])):
            place = chance.randrange(len(damaged))
            kind = chance.random()
            if kind < 0.6:
                damaged[place] ^= 1 << chance.randrange(8)
            elif kind < 0.75:
                del damaged[place : place + chance.randrange(1, 200)]
            elif kind < 0.9:
                damaged[place:place] = damaged[place : place + chance.randrange(1, 200)]
            else:
                damaged[place : place + 4] = bytes(chance.randrange(256) for _ in range(4))
            damaged = damaged or bytearray(b"\0")
        yield bytes(damaged)


def try_all(path: Path, data: bytes) -> int:
    """Read and admit damaged versions of one file: `LEAST` of them, and more until the time is over."""
    chance, tried, end = random.Random(20071115), 0, time.monotonic() + SECONDS
    for damaged in damages(data, chance):
        path.write_bytes(damaged)
        start = time.monotonic()
        with suppress(DataError):
            study = read_study(path.parent)
            admit(study.frames, origins=study.origins, units={"IGM": "mg/dL"}, marker="IGM")
        assert time.monotonic() - start < 5
        tried += 1
        if time.monotonic() > end and tried >= LEAST:
            return tried
    return tried


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xpt", "xpt8", "json", "ndjson"])
def test_damaged_study_files_give_an_error_or_a_study(tmp_path: Path, file_format: Format) -> None:
    paths = write_study(admit(small_study()).tables, tmp_path, file_format)
    [lb] = [path for path in paths if path.stem == "lb"]
    assert try_all(lb, lb.read_bytes()) >= LEAST


def test_damaged_sas_files_give_an_error_or_a_study(tmp_path: Path) -> None:
    lb = make_sas7bdat({name: values.to_list() for name, values in small_study()["LB"].to_dict().items()})
    write_study(admit(small_study()).tables, tmp_path, "csv")
    (tmp_path / "lb.csv").unlink()
    assert try_all(tmp_path / "lb.sas7bdat", lb) >= LEAST


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    start = time.monotonic()
    with pytest.raises(DataError):
        admit(read_study(tmp_path / name).frames)
    assert time.monotonic() - start < 10


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_small_file_cannot_claim_much_memory(tmp_path: Path) -> None:
    """A version 8 transport file whose header promises billions of records."""
    write_study(admit(small_study()).tables, tmp_path, "xpt8")
    data = (tmp_path / "lb.xpt").read_bytes()
    place = data.index(b"OBSV8") + 28
    (tmp_path / "lb.xpt").write_bytes(data[:place] + b"%15d" % 9_999_999_999 + data[place + 15 :])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match="states 9999999999 records"):
        read_study(tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
