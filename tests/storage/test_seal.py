"""A flipped bit in any file of a set, and in the list of checksums itself, is found."""

import subprocess
from pathlib import Path

import pytest

from paraprotein.storage.seal import SEAL, check_seal, parse_list, seal_folder


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    (tmp_path / "page.html").write_bytes(b"page")
    (tmp_path / "tables" / "x.csv").write_bytes(b"a,b\n1,2\n")
    seal_folder(tmp_path)
    return tmp_path


def test_an_untouched_set_has_no_finding(sealed: Path) -> None:
    assert check_seal(sealed) == []


def test_a_flipped_bit_in_any_byte_of_any_file_is_found(sealed: Path) -> None:
    for path in [path for path in sealed.rglob("*") if path.is_file()]:
        whole = path.read_bytes()
        for bit in range(0, 8 * len(whole), 5):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            path.write_bytes(flipped)
            assert check_seal(sealed), (path.name, bit)
        path.write_bytes(whole)


def test_a_missing_file_is_named(sealed: Path) -> None:
    (sealed / "tables" / "x.csv").unlink()
    (finding,) = check_seal(sealed)
    assert finding.where.endswith("x.csv")
    assert "not there" in finding.found


def test_a_list_cut_short_at_any_place_is_found(sealed: Path) -> None:
    whole = (sealed / SEAL).read_bytes()
    assert len(parse_list(whole)) == 2
    for size in range(1, len(whole)):
        if whole[:size].endswith(b"\n"):
            continue  # whole lines are a list of fewer files; the digest in the page and the record covers these
        with pytest.raises(ValueError, match="damaged"):
            parse_list(whole[:size])


def test_the_list_is_read_by_sha256sum(sealed: Path) -> None:
    """GNU coreutils' own reading of the list."""
    done = subprocess.run(["sha256sum", "-c", "--strict", SEAL], cwd=sealed, capture_output=True, check=False)
    assert done.returncode == 0
