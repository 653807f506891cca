"""R's haven, where it is at hand, reads what we write and writes what we read; `validation/r_peer.py` compares all."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from paraprotein.files.dataset import Dataset
from paraprotein.files.xpt import read_xpt
from paraprotein.files.xpt_write import write_xpt

HAS_HAVEN = (
    shutil.which("Rscript") is not None
    and (
        subprocess.run(["Rscript", "-e", "stopifnot(requireNamespace('haven', quietly = TRUE))"], capture_output=True)
    ).returncode
    == 0
)

TABLE = pl.DataFrame(
    {
        "USUBJID": ["S-001", None, "S 3"],
        "A_LONG_NAME_OF_ANALYSIS": [1.5, None, -1e-30],
        "ADT": [date(2004, 2, 29), None, date(1959, 12, 31)],
        "LONGEST": ["z" * 5_000, None, "κ ≥ 1"],
    }
)


@pytest.mark.skipif(not HAS_HAVEN, reason="R with haven is not on this machine")
def test_a_file_goes_to_haven_and_back(tmp_path: Path) -> None:
    """haven states no number of records, and the label has letters outside ASCII."""
    write_xpt(Dataset("AW", TABLE, labels={"USUBJID": "Größe"}), tmp_path / "ours.xpt", version=8)
    program = 'haven::write_xpt(haven::read_xpt("ours.xpt"), "theirs.xpt", version = 8, name = "AW")'
    subprocess.run(["Rscript", "-e", program], cwd=tmp_path, check=True, capture_output=True)
    [read] = read_xpt(tmp_path / "theirs.xpt")
    assert read.table.equals(TABLE)
    assert read.labels["USUBJID"] == "Größe"
    assert not read.is_counted
