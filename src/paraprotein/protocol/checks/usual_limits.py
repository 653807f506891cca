"""Limits of normal that fit no laboratory, as after a change of the unit alone, and markers that are no paraprotein."""

from collections.abc import Iterator

from ...dosing.reach import PLAUSIBLE
from ...units import standard_unit
from ..schema import Protocol
from ..yaml_reader import Path
from .dose_sense import limits_of

NORMAL_IGM = 110.0
"""IgM of a healthy adult, mg/dL. Source: Gonzalez-Quintela et al., Clin Exp Immunol 2008;151:42 (recalled: median)."""

ABOVE, FAR = 1.25, 10.0
"""A lower limit so far above a healthy value, an upper one so far below it or above it, is a slip of a unit; ours."""


def doubt_limits(protocol: Protocol) -> Iterator[tuple[Path, str, str]]:
    """Limits of normal by which a healthy person would be ill, or a sick one healthy.

    Args:
        protocol: a valid protocol.

    Returns:
        Path of the field, what was found and how to correct it.
    """
    limits = limits_of(protocol.assays)
    for code, assay in protocol.assays.items():
        normal = NORMAL_IGM if code == "IGM" else PLAUSIBLE[code].normal if code in PLAUSIBLE else None
        if normal is None:
            continue
        low, high = limits.get(f"{code}.LLN"), limits.get(f"{code}.ULN")
        unit = standard_unit(code)
        fix = f"write limits in {assay.unit}, the unit of this assay, or correct the unit"
        if low is not None and low > normal * ABOVE:
            yield ("assays", code, "low_normal"), _apart(low, normal, unit), fix
        elif high is not None and not normal / ABOVE <= high <= normal * FAR:
            yield ("assays", code, "high_normal"), _apart(high, normal, unit), fix


def doubt_marker(protocol: Protocol) -> Iterator[tuple[Path, str, str]]:
    """A marker of response that is a count, an enzyme or a salt."""
    marker = protocol.response.marker
    if marker in PLAUSIBLE:
        found = f"'{marker}' is no paraprotein, and falls and rises of it are no response of the disease"
        yield ("response", "marker"), found, "name the test of serum IgM or of the M-protein"


def _apart(limit: float, normal: float, unit: str) -> str:
    return f"the limit is {limit:g} {unit}; healthy people have about {normal:g} {unit}"
