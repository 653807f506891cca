"""One value per marker, patient and visit: baseline, method, duplicates, plasma exchange, and units of the roles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraprotein.protocol.analytes import STANDARD_UNITS
from paraprotein.response import (
    ANY_METHOD,
    DEFAULT_CODES,
    ClinicalRecords,
    MarkerRecords,
    Panel,
    Policies,
    assemble_panel,
    criteria_named,
    roles_of,
)
from paraprotein.response.amyloidosis.resolve import AmyloidosisValues
from paraprotein.response.myeloma.timepoint import MyelomaVisit
from paraprotein.response.roles import AMYLOIDOSIS_ROLES, MYELOMA_ROLES
from paraprotein.units import conversion_factor

NEVER = np.full((2, 1), np.nan)


def records(*rows: tuple[int, int, float], method: list[int] | None = None) -> MarkerRecords:
    """Rows of patient, day, value."""
    n = len(rows)
    columns = np.array(rows, dtype=np.float64).reshape(n, 3)
    return MarkerRecords(
        patient=columns[:, 0].astype(np.int64),
        day=columns[:, 1].astype(np.int64),
        order=np.arange(n, dtype=np.float64),
        value=columns[:, 2],
        is_below_limit=np.ones(n, np.bool_),  # a value at the limit of quantitation is a value
        method=np.array(method if method is not None else [ANY_METHOD] * n, np.int64),
        high_normal=np.full(n, np.nan),
    )


def findings(*rows: tuple[int, int, int]) -> ClinicalRecords:
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return ClinicalRecords(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int8))


def panel(
    numbers: dict[str, MarkerRecords],
    codes: dict[str, ClinicalRecords] | None = None,
    exchange: np.ndarray = NEVER,
    policies: Policies | None = None,
) -> Panel:
    roles = {role.name: role for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES)}
    return assemble_panel(roles.values(), numbers, codes or {}, exchange, policies or Policies())


def test_each_marker_has_its_own_baseline_and_all_share_the_visits() -> None:
    found = panel(
        {"serum": records((0, -5, 4000.0), (0, 29, 2000.0)), "urine": records((0, 1, 500.0), (1, 57, 100.0))},
        {"serum_immunofixation": findings((0, 43, -1))},
    )
    assert found.baseline["serum"].tolist()[0] == 4000.0
    assert found.baseline_day["urine"].tolist()[0] == 1.0
    np.testing.assert_array_equal(found.day, [[29.0, 43.0], [57.0, np.nan]])
    np.testing.assert_array_equal(found.numbers["serum"], [[2000.0, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(found.codes["serum_immunofixation"], [[0, -1], [0, 0]])


def test_a_baseline_below_quantitation_is_the_limit() -> None:
    assert panel({"lambda_": records((0, 1, 1.5))}).baseline["lambda_"][0] == 1.5


def test_a_value_by_another_method_is_left_out() -> None:
    found = panel({"kappa": records((0, 1, 400.0), (0, 29, 90.0), (0, 57, 80.0), method=[0, 1, 0])})
    np.testing.assert_array_equal(found.numbers["kappa"][0], [np.nan, 80.0])


@pytest.mark.parametrize(("role", "worst"), [("serum", 2100.0), ("filtration", 2000.0), ("ejection_fraction", 2000.0)])
@pytest.mark.parametrize("policy", ["worst", "mean", "last"])
def test_duplicates_of_one_day(role: str, worst: float, policy: str) -> None:
    policies = Policies(duplicates=policy)  # type: ignore[arg-type]
    found = panel({role: records((0, 1, 4000.0), (0, 29, 2100.0), (0, 29, 2000.0))}, policies=policies)
    assert found.numbers[role][0, 0] == {"worst": worst, "mean": 2050.0, "last": 2000.0}[policy]


def test_disagreeing_findings_of_one_day_are_the_worse_one() -> None:
    found = panel({}, {"urine_immunofixation": findings((0, 29, -1), (0, 29, 1), (1, 29, -1))})
    assert found.codes["urine_immunofixation"].tolist() == [[1], [-1]]


def test_plasma_exchange_washes_the_blood_and_not_the_urine() -> None:
    exchange = np.array([[20.0], [np.nan]])
    own = records((0, 1, 400.0), (0, 29, 100.0), (0, 57, 90.0))
    fixation = findings((0, 29, -1), (0, 57, -1))
    found = panel(
        {"serum": own, "urine": own}, {"serum_immunofixation": fixation, "urine_immunofixation": fixation}, exchange
    )
    np.testing.assert_array_equal(found.numbers["serum"][0], [np.nan, 90.0])
    np.testing.assert_array_equal(found.numbers["urine"][0], [100.0, 90.0])
    assert found.codes["serum_immunofixation"][0].tolist() == [0, -1]
    assert found.codes["urine_immunofixation"][0].tolist() == [-1, -1]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(-40, 90), st.floats(0, 1e4)), max_size=25), st.randoms())
def test_the_order_of_records_does_not_matter(rows: list[tuple[int, int, float]], chance: object) -> None:
    own = list({(patient, day): (patient, day, value) for patient, day, value in rows}.values())
    shuffled = list(own)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = panel({"serum": records(*own)}), panel({"serum": records(*shuffled)})
    np.testing.assert_array_equal(first.numbers["serum"], second.numbers["serum"])
    np.testing.assert_array_equal(first.baseline["serum"], second.baseline["serum"])


def test_roles_are_fields_of_the_courses_with_units_that_their_tests_can_have() -> None:
    assert {role.name for role in MYELOMA_ROLES} < {*MyelomaVisit._fields}
    assert {role.name for role in AMYLOIDOSIS_ROLES} < {
        *AmyloidosisValues._fields, "serum_immunofixation", "urine_immunofixation",
    }  # fmt: skip
    for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES):
        assert DEFAULT_CODES[role.name] == role.code
        if role.unit:
            assert conversion_factor(STANDARD_UNITS[role.code][0], role.unit, role.code) > 0


def test_each_edition_knows_its_tests() -> None:
    assert roles_of(criteria_named("imwg-2016")) == MYELOMA_ROLES
    assert roles_of(criteria_named("al-2012")) == AMYLOIDOSIS_ROLES
    assert roles_of(criteria_named("iwwm-6")) == ()
