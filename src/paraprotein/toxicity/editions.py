"""The editions of the CTCAE, by the name that a protocol gives in `toxicity.grading`."""

from collections.abc import Mapping
from types import MappingProxyType

from .ctcae_v3 import CTCAE_V3
from .ctcae_v4 import CTCAE_V4
from .ctcae_v5 import CTCAE_V5
from .ctcae_v6 import CTCAE_V6
from .limits import Edition

EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {edition.name: edition for edition in (CTCAE_V3, CTCAE_V4, CTCAE_V5, CTCAE_V6)}
)
