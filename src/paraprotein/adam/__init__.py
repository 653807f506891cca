"""Derive from a study: ADaM tables out of study tables, one verb, one file, one test.

Every derivation takes and returns tables keyed by TRIAL and USUBJID; a real study is trial 0, virtual ones are many.
"""

from .derive import Adam as Adam
from .derive import derive_all as derive_all
from .matrices import SUBJECT as SUBJECT
from .matrices import Layout as Layout
from .matrices import lay_out as lay_out
