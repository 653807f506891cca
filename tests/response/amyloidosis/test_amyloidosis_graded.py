"""Graded response of heart and kidney (Muchtar et al., J Clin Oncol 2023;41:1393, doi 10.1200/JCO.22.00643)."""

import numpy as np
import pytest

from paraprotein.response import (
    AmyloidosisClause,
    AmyloidosisCourse,
    AmyloidosisCriteria,
    AmyloidosisResolved,
    AmyloidosisValues,
    Domain,
    DomainResult,
    Policies,
    criteria_named,
    explain_amyloidosis_patient,
    resolve_amyloidosis,
)

CRITERIA = criteria_named("al-2012")
assert isinstance(CRITERIA, AmyloidosisCriteria)
NAN = float("nan")


def course(before: dict[str, float], *visits: dict[str, float]) -> AmyloidosisCourse:
    names = AmyloidosisValues._fields
    day = 29.0 + 28.0 * np.arange(len(visits))[None, :]
    nothing = np.zeros(day.shape, dtype=np.int8)
    return AmyloidosisCourse(
        AmyloidosisValues(*(np.array([before.get(name, NAN)]) for name in names)),
        AmyloidosisValues(*(np.array([[visit.get(name, NAN) for visit in visits]]) for name in names)),
        day, day > 0, nothing, nothing, np.array([NAN]),
    )  # fmt: skip


def resolved(before: dict[str, float], *visits: dict[str, float], graded: bool = True) -> AmyloidosisResolved:
    assert isinstance(CRITERIA, AmyloidosisCriteria)
    return resolve_amyloidosis(course(before, *visits), CRITERIA, Policies(graded_organ_response=graded))


def first(result: DomainResult | None) -> Domain:
    assert result is not None
    return Domain(result.status[0, 0])


def test_grades_are_off_unless_asked_for() -> None:
    found = resolved({"nt_probnp": 1000.0}, {"nt_probnp": 300.0}, graded=False)
    assert found.graded_cardiac is None
    assert found.graded_renal is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1000.0, 350.0, Domain.CR),  # at most 350 counts
        (1000.0, 351.0, Domain.VGPR),
        (1000.0, 399.0, Domain.VGPR),
        (1000.0, 400.0, Domain.RESPONSE),  # exactly 60 % is not more than 60 %
        (1000.0, 699.0, Domain.RESPONSE),
        (1000.0, 700.0, Domain.NR),  # exactly 30 %
        (800.0, 550.0, Domain.RESPONSE),  # 31 %: no absolute fall is asked, unlike A06
        (650.0, 350.0, Domain.CR),
        (649.0, 200.0, Domain.NE),
        (1000.0, 1301.0, Domain.PROGRESSION),
        (1000.0, NAN, Domain.NE),
    ],
)
def test_the_heart_by_depth_of_nt_probnp(before: float, after: float, expected: Domain) -> None:
    assert first(resolved({"nt_probnp": before}, {"nt_probnp": after}).graded_cardiac) == expected


def test_a_class_has_no_grade() -> None:
    found = resolved({"nyha": 3.0}, {"nyha": 1.0})
    assert first(found.cardiac) == Domain.RESPONSE
    assert first(found.graded_cardiac) == Domain.NE


@pytest.mark.parametrize(
    ("before", "after", "filtration", "expected"),
    [
        (5000.0, 200.0, 60.0, Domain.CR),  # at most 200 mg counts
        (5000.0, 201.0, 60.0, Domain.VGPR),
        (5000.0, 1999.0, 60.0, Domain.VGPR),
        (5000.0, 2000.0, 60.0, Domain.RESPONSE),  # exactly 60 %
        (5000.0, 3499.0, 60.0, Domain.RESPONSE),
        (5000.0, 3500.0, 60.0, Domain.NR),  # exactly 30 %, a response without grades (A08)
        (600.0, 490.0, 60.0, Domain.NR),  # A09 responds without grades
        (500.0, 100.0, 60.0, Domain.NE),
        (5000.0, 100.0, 45.0, Domain.CR),  # exactly 25 % less eGFR
        (5000.0, 100.0, 44.0, Domain.PROGRESSION),
        (5000.0, 100.0, NAN, Domain.NE),
    ],
)
def test_the_kidney_by_depth_of_proteinuria(before: float, after: float, filtration: float, expected: Domain) -> None:
    found = resolved({"proteinuria": before, "filtration": 60.0}, {"proteinuria": after, "filtration": filtration})
    assert first(found.graded_renal) == expected


def test_best_grade_counts_up_to_progression() -> None:
    visits = [{"nt_probnp": value} for value in (600.0, 390.0, 1500.0, 300.0)]
    graded = resolved({"nt_probnp": 1000.0}, *visits).graded_cardiac
    assert graded is not None
    assert (graded.best[0], graded.response_day[0], graded.progression_day[0]) == (Domain.VGPR, 29.0, 85.0)
    assert graded.clause[0].tolist() == [
        AmyloidosisClause.PARTIAL, AmyloidosisClause.VERY_GOOD, AmyloidosisClause.PEPTIDE_RISE,
        AmyloidosisClause.COMPLETE,
    ]  # fmt: skip


def test_grades_are_explained_with_their_own_source() -> None:
    assert isinstance(CRITERIA, AmyloidosisCriteria)
    one = course({"nt_probnp": 1000.0}, {"nt_probnp": 400.0})
    told = explain_amyloidosis_patient(one, 0, CRITERIA, Policies(graded_organ_response=True))
    assert [visit.domain for visit in told] == ["cardiac", "graded cardiac"]
    assert told[1].rule == "PR: NT-proBNP fell by more than 30 %."
    assert told[1].source.startswith("Muchtar")
