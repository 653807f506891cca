"""The open choices of each set of criteria; a choice that a set does not have is refused.

Where a set leaves no choice the reason is given beside the field; the reader of the protocol sees it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .amyloidosis.criteria import AmyloidosisCriteria
from .editions import Criteria
from .myeloma.criteria import MyelomaCriteria
from .waldenstrom.criteria import WaldenstromCriteria

_ONE_MARKER = "it judges by several markers, each with its own limits"
_NO_FLARE = "it knows no flare of IgM"
_UNCONFIRMED = "nothing in it needs confirmation"

NOT_IN: Final[Mapping[type[Criteria], Mapping[str, str]]] = MappingProxyType(
    {
        WaldenstromCriteria: MappingProxyType(
            dict.fromkeys(
                ("pr_strict", "cr_uninvolved_ratio", "graded_organ_response"), "it is a rule of AL amyloidosis"
            )
            | {"analytes": "it judges by one serum marker: write response.marker"}
        ),
        MyelomaCriteria: MappingProxyType(
            {
                "marker": "it judges by several markers: write response.analytes",
                "unit": "it judges by several markers, each in its own unit",
                "measurable_min": _ONE_MARKER,
                "high_normal": _ONE_MARKER,
                "vgpr_normal_igm": _ONE_MARKER,
                "flare_window": _NO_FLARE,
                "rebound_window": "it knows no rebound of IgM",
                "stable_min": "stable disease has no shortest duration in it",
                "pr_strict": "it is a rule of AL amyloidosis",
                "cr_uninvolved_ratio": "it is a rule of AL amyloidosis",
                "graded_organ_response": "it is a rule of AL amyloidosis",
            }
        ),
        AmyloidosisCriteria: MappingProxyType(
            {
                "marker": "it judges by several markers: write response.analytes",
                "unit": "it judges by several markers, each in its own unit",
                "measurable_min": _ONE_MARKER,
                "high_normal": _ONE_MARKER,
                "vgpr_normal_igm": _ONE_MARKER,
                "flare_window": _NO_FLARE,
                "rebound_window": "it knows no rebound of IgM",
                "stable_min": "it knows no stable disease",
                "nadir": "its rises are measured from the lowest value",
                "progression_gap": _UNCONFIRMED,
            }
        ),
    }
)
"""Kind of criteria -> field of the protocol's `response` section -> why it has no meaning there."""


def why_without_meaning(criteria: Criteria, field: str, value: object) -> str:
    """Why a field that the protocol writes would change nothing under an edition; empty where it acts.

    `confirm_response` may repeat what an edition demands anyway; a normal IgM has no meaning in editions that do not
    ask for it.
    """
    if field == "confirm_response":
        if isinstance(criteria, MyelomaCriteria) and value != "consecutive":
            return "it confirms every response by the next assessment"
        return _UNCONFIRMED if isinstance(criteria, AmyloidosisCriteria) and value != "none" else ""
    if field == "high_normal" and isinstance(criteria, WaldenstromCriteria) and criteria.complete is None:
        return "no level in it asks for a normal IgM"
    if field == "vgpr_normal_igm" and isinstance(criteria, WaldenstromCriteria):
        return "" if criteria.normal_marker_is_vgpr else "a normal IgM is no very good partial response in it"
    return NOT_IN[type(criteria)].get(field, "")
