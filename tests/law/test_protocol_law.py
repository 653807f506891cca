"""Whatever a protocol says takes effect, or is refused or reported: tested field by field from the schema itself."""

import pytest
from altered import Change
from changes import ACTS, CHANGES
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from test_policies_act import CASES

from paraprotein.protocol.readers import READ_BY
from paraprotein.protocol.schema import Protocol
from paraprotein.protocol.schema.fields import leaf_fields

FIELDS = tuple(leaf_fields(Protocol))
TESTED = {change.field for change in CHANGES}


EXEMPT = {field for field, reading in READ_BY.items() if not reading.readers} - TESTED | {"treatment.route"}
"""Fields that nobody reads, each with its reason in `readers`; one route can be written, so that it cannot change."""


def test_every_field_is_tested_or_exempt_with_a_reason() -> None:
    listed = TESTED | set(ACTS) | EXEMPT
    assert [field for field in FIELDS if field not in listed] == []
    assert listed - set(FIELDS) == set()
    assert {"schema", "study.title", "study.source", "virtual_patients.stand_in.reason", "treatment.route"} == EXEMPT
    assert all(READ_BY[field].note for field in EXEMPT)


def test_the_documented_readers_are_those_of_every_field() -> None:
    assert sorted(READ_BY) == sorted(FIELDS)


@pytest.mark.parametrize("change", CHANGES, ids=[change.field for change in CHANGES])
@seed(11)
@settings(max_examples=1, deadline=None, database=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_a_change_of_the_field_shows(change: Change, data: st.DataObject) -> None:
    value = data.draw(change.values)
    shown = next(change.effects(value), "")
    assert shown, f"{change.path} = {value} changes no row, result, verdict or finding"
    reader = {"rows": "engine", "results": "analysis"}.get(shown)
    assert reader is None or reader in READ_BY[change.field].readers, f"docs do not say that the {reader} reads it"


def test_a_field_of_response_acts_for_a_patient_of_its_own() -> None:
    """`tests/analysis/test_policies_act.py` changes each under every edition that knows it."""
    acting = {f"response.{name}" for _, name, _ in CASES}
    assert set(ACTS) <= acting
