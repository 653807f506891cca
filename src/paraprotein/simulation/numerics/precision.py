"""Every number of the trial engine is a 64-bit float: importing this tells JAX so, before anything is traced."""

import jax

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
