"""The room's front door offers every kernel that its files define for others."""

import importlib
import pkgutil

from paraprotein import statistics

INSIDE = {"groups", "permutation", "ranks"}


def test_every_kernel_stands_at_the_front_door() -> None:
    for module in pkgutil.iter_modules(statistics.__path__):
        if module.name in INSIDE:
            continue
        contents = vars(importlib.import_module(f"paraprotein.statistics.{module.name}"))
        own = {name for name, thing in contents.items() if getattr(thing, "__module__", "").endswith(module.name)}
        public = {name for name in own if name.startswith(("compute_", "estimate_"))}
        assert public <= set(vars(statistics))
