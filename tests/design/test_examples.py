"""Every example in the documentation of a function runs and gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

import paraprotein.design
import paraprotein.stopping

MODULES = [
    module.name
    for room in (paraprotein.design, paraprotein.stopping)
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
