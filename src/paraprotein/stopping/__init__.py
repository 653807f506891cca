"""Rules that stop a whole study: how many events are too many, and when a study reached that number."""

from .boundary import compute_crossing as compute_crossing
from .boundary import pocock_bounds as pocock_bounds
from .boundary import posterior_bounds as posterior_bounds
from .boundary import table_bounds as table_bounds
from .sequence import Stop as Stop
from .sequence import compute_stop as compute_stop
