"""Whatever a protocol says takes effect, or is refused or reported: tested field by field from the schema itself."""

import pytest
from altered import Change
from changes import ACTS, CHANGES
from exempt import EXEMPT
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from paraprotein.protocol.schema import Protocol
from paraprotein.protocol.schema.fields import leaf_fields

FIELDS = tuple(leaf_fields(Protocol))
TESTED = {change.field for change in CHANGES}


def test_every_field_is_tested_or_exempt_with_a_reason() -> None:
    listed = TESTED | set(ACTS) | set(EXEMPT)
    assert [field for field in FIELDS if field not in listed] == []
    assert listed - set(FIELDS) == set()
    assert not set(EXEMPT) & (TESTED | set(ACTS))
    assert all(EXEMPT.values())


@pytest.mark.parametrize("change", CHANGES, ids=[change.field for change in CHANGES])
@seed(11)
@settings(max_examples=1, deadline=None, database=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_a_change_of_the_field_shows(change: Change, data: st.DataObject) -> None:
    value = data.draw(change.values)
    assert next(change.effects(value), ""), f"{change.path} = {value} changes no row, result, verdict or finding"
