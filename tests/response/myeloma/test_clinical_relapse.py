"""Clinical relapse: Kumar et al., Lancet Oncol 2016;17:e328 (doi 10.1016/S1470-2045(16)30206-6)."""

import numpy as np
import pytest

from paraprotein.response.myeloma.clinical_relapse import RelapseClause, RelapseValues, find_relapse
from paraprotein.response.myeloma.editions import IMWG_2016

NAN = float("nan")


def clauses(**courses: list[float]) -> list[RelapseClause]:
    """Each course: the value before treatment, then those at visits."""
    n = len(next(iter(courses.values())))
    values = {name: np.array([courses.get(name, [NAN] * n)]) for name in RelapseValues._fields}
    before = RelapseValues(*(value[:, 0] for value in values.values()))
    later = RelapseValues(*(value[:, 1:] for value in values.values()))
    return [RelapseClause(code) for code in find_relapse(before, later, IMWG_2016.clinical_relapse)[0]]


NONE = RelapseClause.NO_RELAPSE


@pytest.mark.parametrize(
    ("courses", "expected"),
    [
        ({"calcium": [9.0, 11.0, 11.01]}, [NONE, RelapseClause.CALCIUM_HIGH]),  # more than 11 mg/dL
        ({"calcium": [11.5, 11.6]}, [NONE]),  # it was high before
        ({"calcium": [11.5, 10.0, 11.6]}, [NONE, RelapseClause.CALCIUM_HIGH]),
        ({"calcium": [NAN, 11.6]}, [RelapseClause.CALCIUM_HIGH]),
        ({"hemoglobin": [12.0, 10.01, 10.0]}, [NONE, RelapseClause.HEMOGLOBIN_FALL]),  # exactly 2 g/dL
        ({"hemoglobin": [NAN, 12.0, 8.0]}, [NONE, NONE]),
        ({"creatinine": [1.2, 3.19, 3.2]}, [NONE, RelapseClause.CREATININE_RISE]),  # exactly 2 mg/dL
        ({"creatinine": [1.2, NAN]}, [NONE]),
    ],
)
def test_each_limit_is_where_the_paper_says(courses: dict[str, list[float]], expected: list[RelapseClause]) -> None:
    assert clauses(**courses) == expected


def test_nobody_seen_again_has_no_relapse() -> None:
    assert clauses(calcium=[9.0]) == []
