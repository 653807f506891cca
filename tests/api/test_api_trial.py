"""A trial by name, path or protocol; what it says of itself; what it refuses."""

from pathlib import Path

import polars as pl
import pytest

from paraprotein import Findings, Trial, check, explain, load
from paraprotein.errors import DataError, Finding, ProtocolError, UsageError
from paraprotein.protocol import load_protocol


def test_a_trial_is_the_same_by_name_path_text_and_protocol(trial: Trial) -> None:
    by_path = [load(trial.path), load(str(trial.path)), load(trial.directory), load(load_protocol(trial.path))]
    assert {one.digest for one in by_path} == {trial.digest}
    assert load(trial) is trial


@pytest.mark.parametrize("given", [None, 7, 1.5, pl.DataFrame(), ["imatinib-wm-2007"]])
def test_what_is_neither_name_nor_path_is_refused_in_words(given: object) -> None:
    with pytest.raises(UsageError, match="was given where a path belongs"):
        load(given)  # type: ignore[arg-type]


def test_a_misspelt_study_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ProtocolError, match="write 'imatinib-wm-2007'"):
        load("imatinib-wm-2008")


def test_a_trial_prints_on_one_line_and_as_a_table(trial: Trial) -> None:
    assert repr(trial).count("\n") == 0
    assert "28 patients" in repr(trial)
    assert "<td>28</td>" in trial._repr_html_()


def test_the_explanation_keeps_only_the_values_of_one_standing(trial: Trial) -> None:
    assumed = trial.explain("assumed")
    assert assumed
    assert {item.standing for item in assumed} == {"assumed"}
    assert len(repr(explain(trial)).splitlines()) == len(explain(trial))
    assert "<th>reason</th>" in assumed._repr_html_()


def test_an_invalid_protocol_gives_findings_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "protocol.yaml").write_text("schema: 1\nstudi: {}\n")
    found = check(tmp_path)
    assert found.stopping()
    assert any("studi" in finding.where for finding in found)


def test_a_study_is_checked_with_its_trial(trial: Trial, folder: Path) -> None:
    assert not trial.check(folder).stopping()
    assert [finding.rule for finding in check(trial, folder / "nowhere")] == ["files.none"]
    with pytest.raises(UsageError, match="add --data"):
        check(trial, core="core.py")


def test_findings_count_and_choose_by_severity() -> None:
    found = Findings([Finding("a", "b", "c"), Finding("d", "e", "f", "warning"), Finding("<g>", "h", "i", "note")])
    assert found.counts == "1 error, 1 warning, 1 note"
    assert len(found.stopping()) == 1
    assert len(found.stopping(strict=True)) == 2
    assert "&lt;g&gt;" in found._repr_html_()
    assert isinstance(DataError(found).findings, tuple)
