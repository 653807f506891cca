"""Dose rules: conditions, the plan, the decision at each visit, dose intensity, and the audit of doses given."""

from .audit import VERDICTS as VERDICTS
from .audit import Audit as Audit
from .audit import Verdict as Verdict
from .audit import audit_doses as audit_doses
from .conditions import Condition as Condition
from .conditions import evaluate as evaluate
from .conditions import parse_condition as parse_condition
from .intensity import DoseIntensity as DoseIntensity
from .intensity import PlannedStep as PlannedStep
from .intensity import dose_intensity as dose_intensity
from .intensity import relative_to as relative_to
from .label import LABEL_RULES as LABEL_RULES
from .plan import DosePlan as DosePlan
from .plan import dose_plan as dose_plan
from .reasons import Reason as Reason
from .rules import Decision as Decision
from .rules import DoseState as DoseState
from .rules import decide as decide
from .rules import given_mg as given_mg
from .rules import initial_state as initial_state
from .rules import stop_treatment as stop_treatment
