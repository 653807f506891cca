"""The lists of adverse events of special interest that apply under a protocol."""

import re

from ..sources import Source
from ..toxicity.groups import STANDARD, SpecialInterest
from .schema import EventGroup, Protocol

OWN = Source("protocol", "the protocol's own list")


def event_groups(protocol: Protocol) -> tuple[SpecialInterest, ...]:
    """The protocol's lists, in its order; the standard lists where it names none.

    Example: `event_groups(protocol)[0].name` is `atrial fibrillation` under a protocol without `toxicity.groups`.
    """
    if protocol.toxicity.groups is None:
        return tuple(STANDARD.values())
    return tuple(_resolved(group) for group in protocol.toxicity.groups)


def _resolved(group: EventGroup) -> SpecialInterest:
    return STANDARD[group.name] if group.terms is None else SpecialInterest(group.name, group.terms, OWN)


def key_of_name(name: str) -> str:
    """A list's name as part of an id: `Second cancer` is `second_cancer`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
