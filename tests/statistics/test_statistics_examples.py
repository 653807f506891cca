"""The examples of the docstrings and of the page on inference run as they are written."""

import doctest
import importlib
from pathlib import Path

import pytest

MODULES = [
    "inference.after_design",
    "inference.after_looks",
    "beta_binomial",
    "binomial",
    "inference.conditional_error",
    "inference.outcomes",
    "proportions",
    "roots",
]
PAGE = Path(__file__).parents[2] / "docs" / "designs" / "inference.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_docstrings_give_what_they_say(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"paraprotein.statistics.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_examples_of_the_page_give_what_they_say() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert result.attempted > 10
    assert result.failed == 0
