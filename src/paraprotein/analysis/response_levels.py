"""What each kind of response criteria counts: its levels, its confirmation and its marker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..protocol.schema import Protocol
from ..response import MyelomaCriteria, WaldenstromCriteria, criteria_named


@dataclass(frozen=True)
class ResponseLevel:
    """One proportion of responders.

    Attributes:
        id: stable id.
        lowest: lowest category that counts.
        label: for people.
    """

    id: str
    lowest: str
    label: str


@dataclass(frozen=True)
class ResponseLevels:
    """The results of response under one kind of criteria.

    Attributes:
        levels: proportions of responders.
        readings: ending of an id -> column of the response table that it counts; the first is the criteria's own.
        stable: label of stable disease as best response.
        judges_organs: heart, kidney and liver have results of their own.
    """

    levels: tuple[ResponseLevel, ...]
    readings: Mapping[str, str] = field(default_factory=lambda: {"": "BOR"})
    stable: str = "Stable disease as best response"
    judges_organs: bool = False


@dataclass(frozen=True)
class MarkerFigures:
    """The marker whose course is shown.

    Attributes:
        prefix: how its ids begin.
        name: in reasons.
        label: for people.
        unit: unit of its results.
        is_relative: values are percent of each patient's baseline, because patients differ in what decides.
    """

    prefix: str
    name: str
    label: str
    unit: str
    is_relative: bool = False


ONE_MARKER = ResponseLevels(
    (
        ResponseLevel("orr", "MR", "Overall response (minor or better)"),
        ResponseLevel("mrr", "PR", "Major response (partial or better)"),
        ResponseLevel("vgpr", "VGPR", "Very good partial response or better"),
        ResponseLevel("cr", "CR", "Complete response"),
    ),
    readings={"": "BOR", "_confirmed": "CBOR"},
)
"""Waldenström."""

MYELOMA = ResponseLevels(
    (
        ResponseLevel("orr", "PR", "Overall response (partial or better)"),
        ResponseLevel("clinical_benefit", "MR", "Clinical benefit (minimal response or better)"),
        ResponseLevel("vgpr", "VGPR", "Very good partial response or better"),
        ResponseLevel("cr", "CR", "Complete response or better"),
        ResponseLevel("scr", "sCR", "Stringent complete response"),
    ),
    readings={"": "BOR", "_unconfirmed": "UBOR"},
)
"""Myeloma: the next assessment confirms every response; unconfirmed responses are reported beside it."""

AMYLOIDOSIS = ResponseLevels(
    (
        ResponseLevel("orr", "PR", "Hematologic response (partial or better)"),
        ResponseLevel("vgpr", "VGPR", "Very good partial hematologic response or better"),
        ResponseLevel("cr", "CR", "Complete hematologic response"),
    ),
    stable="No hematologic response as best",
    judges_organs=True,
)
"""AL amyloidosis."""


GRADES: Mapping[str, tuple[str, ...]] = {"PR": ("PR", "VGPR", "CR"), "VGPR": ("VGPR", "CR"), "CR": ("CR",)}
"""Grade of an organ response in AL amyloidosis -> what counts as that or better."""


def response_levels(protocol: Protocol) -> ResponseLevels:
    """What the protocol's criteria count."""
    criteria = criteria_named(protocol.response.criteria)
    if isinstance(criteria, WaldenstromCriteria):
        return ONE_MARKER
    return MYELOMA if isinstance(criteria, MyelomaCriteria) else AMYLOIDOSIS


def marker_figures(protocol: Protocol) -> MarkerFigures:
    """The marker whose course the analysis of this protocol shows."""
    levels = response_levels(protocol)
    if levels is MYELOMA:
        return MarkerFigures("marker", "deciding marker", "Deciding marker", "%", is_relative=True)
    if levels is AMYLOIDOSIS:
        return MarkerFigures("dflc", "dFLC", "dFLC", "mg/L")
    code = protocol.response.marker
    return MarkerFigures(code.lower(), code, NAMES.get(code, code.capitalize()), "mg/dL")


NAMES: Mapping[str, str] = {"IGM": "IgM", "IGG": "IgG", "IGA": "IgA", "MPROT": "M-protein", "MCPROT": "M-protein"}
"""How a serum marker is written, by LBTESTCD."""
