"""Plausible but wrong: the checks that a data manager makes."""

from .catalogue import CHECKS as CHECKS
from .catalogue import Check as Check
from .check import check_plausibility as check_plausibility
from .limits import LIMITS as LIMITS
from .limits import AnalyteLimits as AnalyteLimits
from .study import Expected as Expected
