"""A policy that the chosen criteria do not know is refused where it is written: it would change nothing."""

from ...response import criteria_named, why_without_meaning
from .consistency import Contradictions


def check_policy_has_meaning(field: str, criteria: str, value: object) -> Contradictions:
    """A field of the `response` section acts under the criteria that the protocol names."""
    reason = why_without_meaning(criteria_named(criteria), field, value)
    if reason:
        yield ("response", field), f"'{field}' changes nothing under '{criteria}': {reason}", "remove this line"
