"""Paths come as text or as paths, one or several; everything else is refused in words."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from paraprotein.arguments import as_path, as_paths, nearest
from paraprotein.drafting import draft_study
from paraprotein.errors import UsageError
from paraprotein.protocol import load_protocol
from paraprotein.protocol.published import read_published
from paraprotein.report import read_report
from paraprotein.scale import open_run
from paraprotein.sdtm import admit_study, read_mapping, read_study


def test_a_path_is_text_or_a_path() -> None:
    assert as_path("study/dm.csv") == as_path(Path("study/dm.csv")) == Path("study/dm.csv")
    assert as_paths("study") == as_paths(["study"]) == as_paths([Path("study")]) == [Path("study")]
    assert as_paths(path for path in ("dm.csv", "lb.csv")) == [Path("dm.csv"), Path("lb.csv")]


@pytest.mark.parametrize(
    "read", [admit_study, read_study, read_mapping, read_published, read_report, open_run, load_protocol, draft_study]
)
@pytest.mark.parametrize("given", [7, None, 1.5, pl.Series([1])])
def test_each_reader_refuses_what_is_no_path(read: Callable[[object], object], given: object) -> None:
    with pytest.raises(UsageError, match="was given where a path belongs"):
        read(given)


def test_a_study_is_read_by_the_text_of_its_path(tmp_path: Path) -> None:
    (tmp_path / "dm.csv").write_text("USUBJID\nS1\n")
    assert read_study(str(tmp_path)).frames["DM"].equals(read_study(tmp_path).frames["DM"])


@pytest.mark.parametrize(("written", "meant"), [("Evaluble", "evaluable"), ("ORR", "orr"), ("xyz", ""), ("", "")])
def test_the_nearest_name_is_offered_and_none_that_is_not_near(written: str, meant: str) -> None:
    assert nearest(written, ["orr", "evaluable", "enrolled"]) == meant
