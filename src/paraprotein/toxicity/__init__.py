"""Toxicity: laboratory grades of the CTCAE's editions, the toxicities that reports name, treatment-emergent grades."""

from .analytes import SYNONYMS as SYNONYMS
from .analytes import code_of as code_of
from .ctcae import EDITIONS as EDITIONS
from .ctcae import Circumstances as Circumstances
from .ctcae import edition_named as edition_named
from .ctcae import emergent_grade as emergent_grade
from .ctcae import grade as grade
from .ctcae import scale_of as scale_of
from .edema import edema_scales as edema_scales
from .limits import Edition as Edition
from .limits import Scale as Scale
from .terms import TERMS as TERMS
from .terms import ToxicityTerm as ToxicityTerm
from .terms import is_event_of as is_event_of
from .terms import toxicity_term as toxicity_term
