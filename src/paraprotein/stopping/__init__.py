"""Rules that stop a whole study, and the boundaries of designs with their exact characteristics."""

from .boundary import compute_crossing as compute_crossing
from .boundary import compute_expected_patients as compute_expected_patients
from .boundary import pocock_bounds as pocock_bounds
from .boundary import posterior_bounds as posterior_bounds
from .boundary import table_bounds as table_bounds
from .exact import Course as Course
from .exact import Looks as Looks
from .exact import compute_course as compute_course
from .sequence import Stop as Stop
from .sequence import compute_stop as compute_stop
from .two_stage import TwoStage as TwoStage
