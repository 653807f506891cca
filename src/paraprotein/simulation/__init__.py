"""Make a study: virtual patients, dosed and observed by the protocol, written as study tables."""

import jax

jax.config.update("jax_enable_x64", True)
