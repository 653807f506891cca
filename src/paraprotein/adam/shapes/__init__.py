"""The analysis data sets, declared once: writers, Define-XML, checks and documentation read these."""

from collections.abc import Mapping
from types import MappingProxyType

from .adae import ADAE
from .adex import ADEX
from .adlb import ADLB
from .adrs import ADRS
from .adsl import ADSL
from .adtte import ADTTE
from .declaration import AdamParameter as AdamParameter
from .declaration import AdamShape as AdamShape
from .declaration import Terms as Terms
from .declaration import Variable as Variable

ADAM_SHAPES: Mapping[str, AdamShape] = MappingProxyType(
    {shape.name: shape for shape in (ADSL, ADLB, ADRS, ADTTE, ADAE, ADEX)}
)
"""Every analysis data set by its name."""
