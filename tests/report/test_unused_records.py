"""What was recorded and not used stands beside its visit, on the command line and on the page alike."""

from paraprotein.report.explanation_table import tabulate_explanation

VISIT = {
    "day": 29, "value": 1000.0, "baseline_change": -50.0, "nadir": None, "nadir_change": None, "raw": "PR",
    "status": "PR", "rule": "PR: fallen.", "outcome": "", "source": "x",
}  # fmt: skip


def explained(*unused: dict[str, object]) -> dict[str, object]:
    return {
        "subject": "A", "marker": "IGM", "unit": "mg/dL", "baseline": 2000.0, "baseline_date": None, "visits": [VISIT],
        "sources": (), "unused": unused,
    }  # fmt: skip


def record(day: int | None) -> dict[str, object]:
    return {"day": day, "domain": "LB", "sequence": 7, "test": "IFE", "why": "'trace' is not understood"}


def test_a_record_of_the_day_stands_beside_its_visit() -> None:
    table = tabulate_explanation(explained(record(29)))
    assert table.visits[0].why == "PR: fallen. LB 7 (IFE) is not used because 'trace' is not understood."
    assert table.unused == ()


def test_a_record_of_another_day_or_of_none_stands_below() -> None:
    assert tabulate_explanation(explained(record(40), record(None))).unused == (
        "Day 40: LB 7 (IFE) is not used because 'trace' is not understood.",
        "LB 7 (IFE) is not used because 'trace' is not understood.",
    )


def test_a_patient_explained_by_an_earlier_version_has_none() -> None:
    earlier = explained()
    del earlier["unused"]
    assert tabulate_explanation(earlier).unused == ()
