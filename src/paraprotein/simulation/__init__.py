"""Make a study: virtual patients, dosed and observed by the protocol, written as study tables."""

from .executable import check_executable as check_executable
from .executable import executable_findings as executable_findings
from .executable import require_executable as require_executable
from .numerics import compilation as compilation  # first: it sets the precision that the rest is traced with
from .self_check import SelfCheck as SelfCheck
from .study import Simulator as Simulator
from .study import VirtualStudy as VirtualStudy
from .study import simulate_study as simulate_study
