"""Several evaluators are kept apart: an independent assessor's word is never taken for the investigator's."""

import polars as pl
import pytest
from sdtm_study import small_study

from paraprotein.errors import Finding
from paraprotein.sdtm.evaluators import recorded_by, used_assessments
from paraprotein.sdtm.intake import Admitted, admit


def with_rs(*records: dict[str, object]) -> Admitted:
    rows = [
        {"STUDYID": "S", "DOMAIN": "RS", "USUBJID": "S-001", "RSSEQ": number, "RSDTC": "2004-03-01", **record}
        for number, record in enumerate(records, 1)
    ]
    return admit(small_study() | {"RS": pl.DataFrame(rows, infer_schema_length=None)})


def spoken(admitted: Admitted) -> dict[str, Finding]:
    return {finding.rule: finding for finding in admitted.findings if finding.rule.startswith("evaluators.")}


def response(result: str, evaluator: str | None, **more: object) -> dict[str, object]:
    return {"RSTESTCD": "OVRLRESP", "RSSTRESC": result, "RSEVAL": evaluator, **more}


def progression(result: str, evaluator: str | None, **more: object) -> dict[str, object]:
    return {"RSTESTCD": "CLINPD", "RSSTRESC": result, "RSEVAL": evaluator, **more}


def test_a_recorded_response_without_an_evaluator_is_the_investigators() -> None:
    rs = with_rs(response("PR", None), response("PD", "INDEPENDENT ASSESSOR")).tables.rs
    assert recorded_by(rs, "INVESTIGATOR")["RSSTRESC"].to_list() == ["PR"]
    assert recorded_by(rs, "INDEPENDENT ASSESSOR")["RSSTRESC"].to_list() == ["PD"]


@pytest.mark.parametrize("word", ["IRC", "Independent Review Committee", "central review", "BICR"])
def test_an_independent_assessor_is_one_by_any_name(word: str) -> None:
    rs = with_rs(response("PD", word)).tables.rs
    assert recorded_by(rs, "INVESTIGATOR").is_empty()
    assert recorded_by(rs, "INDEPENDENT ASSESSOR").height == 1


def test_an_evaluator_of_unknown_name_is_reported_and_not_used() -> None:
    admitted = with_rs(response("PD", "Uncle"), progression("Y", "Uncle"))
    assert used_assessments(admitted.tables.rs).is_empty()
    (finding,) = [finding for finding in admitted.findings if finding.rule == "words.unknown"]
    assert "RSEVAL" in finding.where
    assert "2 of 2 records" in finding.found


def test_independent_progression_beside_the_investigators_is_not_used_and_is_reported() -> None:
    admitted = with_rs(progression("N", "INVESTIGATOR"), progression("Y", "INDEPENDENT ASSESSOR"))
    assert used_assessments(admitted.tables.rs)["RSSTRESC"].to_list() == ["N"]
    assert spoken(admitted)["evaluators.not-used"].severity == "warning"


def test_independent_assessments_decide_where_the_investigator_made_none() -> None:
    admitted = with_rs(progression("Y", "INDEPENDENT ASSESSOR"), response("PD", "INVESTIGATOR"))
    assert used_assessments(admitted.tables.rs)["RSTESTCD"].to_list() == ["CLINPD", "OVRLRESP"]
    assert spoken(admitted)["evaluators.stands-in"].severity == "note"


def test_of_several_readers_the_accepted_one_counts() -> None:
    readers = [
        response("PR", "INDEPENDENT ASSESSOR", RSEVALID="READER 1"),
        response("PD", "INDEPENDENT ASSESSOR", RSEVALID="READER 2", RSACPTFL="Y"),
    ]
    admitted = with_rs(*readers)
    assert recorded_by(admitted.tables.rs, "INDEPENDENT ASSESSOR")["RSSTRESC"].to_list() == ["PD"]
    assert "evaluators.same-day" not in spoken(admitted)


def test_two_responses_of_one_day_are_reported() -> None:
    assert "evaluators.same-day" in spoken(with_rs(response("PR", "INVESTIGATOR"), response("SD", "INVESTIGATOR")))
    assert "evaluators.same-day" not in spoken(with_rs(response("PR", "INVESTIGATOR"), response("SD", "IRC")))


def test_tests_that_nothing_reads_are_counted() -> None:
    finding = spoken(with_rs({"RSTESTCD": "TRGRESP", "RSSTRESC": "PR"}, {"RSTESTCD": "ECOG", "RSSTRESC": "1"}))
    assert "ECOG (1), TRGRESP (1)" in finding["evaluators.test"].found
    assert finding["evaluators.test"].severity == "warning"
    assert spoken(with_rs({"RSTESTCD": "ECOG", "RSSTRESC": "1"}))["evaluators.test"].severity == "note"
