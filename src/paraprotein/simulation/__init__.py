"""Make a study: virtual patients, dosed and observed by the protocol, written as study tables."""

import jax

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]  # before anything is traced: every number here is float64

from .self_check import SelfCheck as SelfCheck  # noqa: E402
from .study import Simulator as Simulator  # noqa: E402
from .study import VirtualStudy as VirtualStudy  # noqa: E402
from .study import simulate_study as simulate_study  # noqa: E402
