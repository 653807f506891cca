"""Response criteria: published editions as data, and the functions that read them."""

from .criteria import AmyloidosisCriteria as AmyloidosisCriteria
from .criteria import Criteria as Criteria
from .criteria import MyelomaCriteria as MyelomaCriteria
from .criteria import WaldenstromCriteria as WaldenstromCriteria
from .editions import CRITERIA as CRITERIA
from .editions import criteria_named as criteria_named
from .editions import waldenstrom_criteria as waldenstrom_criteria
from .policies import Policies as Policies
from .progression import ProgressionState as ProgressionState
from .progression import advance as advance
from .progression import confirm_by_death as confirm_by_death
from .progression import start as start
from .resolve import Course as Course
from .resolve import Resolved as Resolved
from .resolve import resolve as resolve
from .status import LABELS as LABELS
from .status import Status as Status
from .status import label_of as label_of
from .visits import Enlargement as Enlargement
from .visits import Exclusion as Exclusion
from .visits import VisitValues as VisitValues
from .visits import visit_values as visit_values
