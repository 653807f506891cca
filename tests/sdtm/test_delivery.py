"""The second delivery: what was known on a day, and answers that hold while the value is what was seen."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.errors import DataError, Finding
from paraprotein.sdtm.delivery.decisions import (
    Decision,
    Decisions,
    answer_study,
    draft_decisions,
    plain_value,
    read_decisions,
)
from paraprotein.sdtm.delivery.delivery import Delivery
from paraprotein.sdtm.intake import Admitted, admit
from paraprotein.sdtm.plausibility import Expected
from paraprotein.sdtm.records import ROW

UNITS = {"IGM": "mg/dL"}


def wrong() -> dict[str, pl.DataFrame]:
    """The small study with an IgM of 200 g/L and a patient of 16 years."""
    study = small_study()
    study["LB"] = study["LB"].with_columns(
        LBSTRESN=pl.Series([3200.0, 1500.0, 41000.0, 4000.0]), LBORRES=pl.lit(None, pl.String),
        LBSTRESC=pl.lit(None, pl.String),
    )  # fmt: skip
    study["DM"] = study["DM"].with_columns(AGE=pl.Series([61.0, 16.0]))
    return study


def answer(**fields: str) -> Decision:
    given = {"finding": "plausibility.range", "record": "LB S-002 1", "field": "LBSTRESN", "seen": "41000",
             "by": "M. Weber", "date": "2026-11-30", "reason": "as reported"}  # fmt: skip
    return Decision.model_validate(given | fields)


def admitted(*answers: Decision, cut: date | None = None) -> Admitted:
    return admit(wrong(), units=UNITS, delivery=Delivery(Expected(), Decisions(answers=answers), cut))


def asked(found: Admitted) -> list[str]:
    return [f.rule for f in found.findings if f.severity == "warning" and f.rule.startswith(("plausi", "decisions"))]


def test_without_an_answer_both_mistakes_are_questioned() -> None:
    assert asked(admitted()) == ["plausibility.range", "plausibility.age"]


def test_an_accepted_value_is_not_questioned_again_and_stays() -> None:
    found = admitted(answer(answer="accept"))
    assert asked(found) == ["plausibility.age"]
    assert 41000.0 in found.tables.lb["LBSTRESN"].to_list()
    (note,) = [f for f in found.findings if f.rule == "decisions.applied"]
    assert "accepted as it is by M. Weber, 2026-11-30: as reported" in note.found


def test_a_corrected_value_is_used() -> None:
    found = admitted(answer(answer="correct", value="4100"))
    assert asked(found) == ["plausibility.age"]
    assert found.tables.lb.filter(pl.col("USUBJID") == "S-002")["LBSTRESN"].to_list() == [4100.0, 4000.0]


def test_an_excluded_record_is_left_out() -> None:
    found = admitted(answer(answer="exclude"))
    assert found.tables.lb.height == 3
    assert asked(found)[0] != "plausibility.range"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"seen": "39000"}, "not what was seen"),
        ({"record": "LB S-002 9"}, "no such record"),
        ({"record": "XX S 1"}, "table"),
    ],
)
def test_an_answer_is_void_when_the_value_or_the_record_is_another(fields: dict[str, str], why: str) -> None:
    found = admitted(answer(answer="accept", **fields))
    assert "decisions.void" in asked(found)
    assert "plausibility.range" in asked(found)
    assert why in next(f.found for f in found.findings if f.rule == "decisions.void")


def test_answers_about_a_subject_name_no_number() -> None:
    found = admitted(answer(finding="plausibility.age", record="DM S-002", field="AGE", seen="16.0", answer="accept"))
    assert asked(found) == ["plausibility.range"]


def test_a_draft_answered_in_full_leaves_nothing_to_ask(tmp_path: Path) -> None:
    first = admitted()
    frames = {domain: frame.with_row_index(ROW) for domain, frame in wrong().items()}
    draft = draft_decisions([f for f in first.findings if f.rule.startswith("plausi")], frames)
    path = tmp_path / "decisions.yaml"
    path.write_text(draft, encoding="utf-8")
    assert read_decisions(path).answers == ()
    filled = (
        draft.replace('answer: ""', "answer: accept").replace('by: ""', "by: MW").replace('reason: ""', "reason: yes")
    )
    path.write_text(filled.replace('date: ""', "date: 2026-11-30"), encoding="utf-8")
    assert asked(admitted(*read_decisions(path).answers)) == []


@pytest.mark.parametrize(
    "entry",
    ["{finding: a, answer: accept}", "{finding: a, answer: correct, by: x, date: y, reason: z}",
     "{finding: a, record: DM S, answer: exclude, by: x, date: y, reason: z}", "{finding: a, answer: perhaps}"],
)  # fmt: skip
def test_incomplete_answers_are_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(f"decisions: 1\nanswers:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"decisions\.yaml"):
        read_decisions(path)


def test_an_answer_about_the_study_holds_while_the_finding_says_the_same() -> None:
    finding = Finding("AE", "no table", "add AE", "warning", "coverage.table")
    about = Decisions(
        answers=(answer(finding="coverage.table", record="", field="", seen="no table", answer="accept"),)
    )
    assert [f.rule for f in answer_study([finding], about)] == ["decisions.applied"]
    assert (
        answer_study([Finding("AE", "other", "add AE", "warning", "coverage.table")], about)[0].rule == "coverage.table"
    )


def test_a_cut_leaves_out_what_came_later_and_ongoing_is_ongoing() -> None:
    found = admitted(cut=date(2004, 2, 2))
    assert found.tables.lb["LBDT"].max() == date(2004, 2, 2)
    assert found.tables.ex["EXENDT"].null_count() == 2
    assert any("as known on 2004-02-02" in finding.found for finding in found.findings)


def test_values_are_compared_as_numbers() -> None:
    assert plain_value("31.10") == plain_value(" 31.1 ")
    assert plain_value("<20 ") == "<20"
