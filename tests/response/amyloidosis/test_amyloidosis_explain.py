"""Each domain of each visit is explained as it was decided."""

import numpy as np

from paraprotein.response import (
    AmyloidosisCourse,
    AmyloidosisCriteria,
    AmyloidosisValues,
    Policies,
    criteria_named,
    explain_amyloidosis_patient,
)

CRITERIA = criteria_named("al-2012")
assert isinstance(CRITERIA, AmyloidosisCriteria)
NAN = float("nan")


def explained(before: dict[str, float], *visits: dict[str, float], new_therapy: float = NAN) -> list[tuple[str, ...]]:
    baseline = AmyloidosisValues(*(np.array([before.get(name, NAN)]) for name in AmyloidosisValues._fields))
    values = AmyloidosisValues(
        *(np.array([[visit.get(name, NAN) for visit in visits]]) for name in AmyloidosisValues._fields)
    )
    day = 29.0 + 28.0 * np.arange(len(visits))[None, :]
    serum = np.array([[visit.get("sife", 0) for visit in visits]], dtype=np.int8)
    course = AmyloidosisCourse(baseline, values, day, np.isfinite(day), serum, serum, np.array([new_therapy]))
    assert isinstance(CRITERIA, AmyloidosisCriteria)
    found = explain_amyloidosis_patient(course, 0, CRITERIA, Policies())
    assert all(visit.source.startswith("Palladini") for visit in found)
    return [
        (str(visit.day), visit.domain, visit.status, *(marker.in_words() for marker in visit.markers),
         f"{visit.rule} {visit.outcome}".strip())
        for visit in found
    ]  # fmt: skip


def test_only_domains_that_were_measured_are_told() -> None:
    (only,) = explained({"nt_probnp": 1000.0}, {"nt_probnp": 699.0})
    assert only[:4] == ("29", "cardiac", "RESPONSE", "NT-proBNP 699 ng/L")
    assert only[4].startswith("Response: NT-proBNP fell by more than 30 % and more than 300 ng/L")


def test_blood_tells_chains_and_immunofixation() -> None:
    first, second = explained(
        {"kappa": 190.0, "lambda_": 10.0}, {"kappa": 10.0, "lambda_": 10.0, "sife": -1}, {"kappa": 60.0, "lambda_": 9.0}
    )
    assert first[2] == "CR"
    assert "urine immunofixation negative" in first
    assert second[2] == "PROGRESSION"  # the chain doubled and the ratio is abnormal


def test_what_follows_progression_or_new_therapy_is_said() -> None:
    before = {"proteinuria": 5000.0, "filtration": 60.0}
    worse, better = {"proteinuria": 5000.0, "filtration": 40.0}, {"proteinuria": 1000.0, "filtration": 60.0}
    assert [visit[2] for visit in explained(before, worse, better)] == ["PROGRESSION", "RESPONSE"]
    assert explained(before, worse, better)[1][-1].endswith("after progression on day 29.")
    assert explained(before, better, new_therapy=20.0)[0][-1] == "Not used: on or after the start of new therapy."
    assert explained(before, {"proteinuria": 1000.0})[0][2] == "NE"
