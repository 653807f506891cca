"""Toxicity: laboratory grades of the CTCAE's editions, the toxicities that reports name, worst and emergent grades."""

from .ctcae import EDITIONS as EDITIONS
from .ctcae import edition_named as edition_named
from .ctcae import grade as grade
from .ctcae import scale_of as scale_of
from .edema import edema_scales as edema_scales
from .limits import Edition as Edition
from .limits import Scale as Scale
from .terms import TERMS as TERMS
from .terms import ToxicityTerm as ToxicityTerm
from .terms import is_event_of as is_event_of
from .terms import toxicity_term as toxicity_term
from .worst import emergent_grade as emergent_grade
from .worst import first_day_at_least as first_day_at_least
from .worst import on_treatment as on_treatment
from .worst import shift_table as shift_table
from .worst import worst_grade as worst_grade
