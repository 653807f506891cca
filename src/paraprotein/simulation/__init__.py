"""Make a study: virtual patients, dosed and observed by the protocol, written as study tables."""

from .numerics import compilation as compilation  # first: it sets the precision that the rest is traced with
from .self_check import SelfCheck as SelfCheck
from .study import Simulator as Simulator
from .study import VirtualStudy as VirtualStudy
from .study import simulate_study as simulate_study
