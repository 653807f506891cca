"""Every edition of the response criteria by the name that a protocol uses."""

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import UsageError
from .amyloidosis.criteria import AmyloidosisCriteria
from .amyloidosis.editions import EDITIONS as AMYLOIDOSIS_EDITIONS
from .myeloma.criteria import MyelomaCriteria
from .myeloma.editions import EDITIONS as MYELOMA_EDITIONS
from .waldenstrom.criteria import WaldenstromCriteria
from .waldenstrom.editions import EDITIONS as WALDENSTROM_EDITIONS

Criteria = WaldenstromCriteria | MyelomaCriteria | AmyloidosisCriteria


_EDITIONS: tuple[Criteria, ...] = (*WALDENSTROM_EDITIONS, *MYELOMA_EDITIONS, *AMYLOIDOSIS_EDITIONS)


CRITERIA: Mapping[str, Criteria] = MappingProxyType({edition.name: edition for edition in _EDITIONS})
"""Editions by name."""


def criteria_named(name: str) -> Criteria:
    """The edition with this name, e.g. `iwwm-6`.

    Raises:
        UsageError: no edition has this name.
    """
    if name not in CRITERIA:
        raise UsageError.one("response.criteria", f"'{name}' is unknown", f"write one of: {', '.join(CRITERIA)}")
    return CRITERIA[name]


def waldenstrom_criteria(name: str) -> WaldenstromCriteria:
    """The Waldenström edition with this name.

    Raises:
        UsageError: no Waldenström edition has this name.
    """
    edition = criteria_named(name)
    if not isinstance(edition, WaldenstromCriteria):
        known = ", ".join(edition.name for edition in WALDENSTROM_EDITIONS)
        raise UsageError.one("response.criteria", f"'{name}' is not for Waldenström", f"write one of: {known}")
    return edition
