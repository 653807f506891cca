"""The analysis plan: study tables to frozen results, endpoint by endpoint."""

from .catalogue import METHODS as METHODS
from .catalogue import Entry as Entry
from .catalogue import describe_figures as describe_figures
from .plan import analyze as analyze
from .plan import estimate_figures as estimate_figures
from .results import Analysis as Analysis
