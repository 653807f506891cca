"""`import paraprotein`: quick, and every public name is there when it is asked for."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import paraprotein
from paraprotein.cli import app

SHARED_VERBS = {
    name.replace("-", "_"): command
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    if not hasattr(command, "commands")  # `design` is a group of verbs, tested in tests/design
}
RENAMED = {"report": "write_report", "simulate": "write_simulation"}
"""Commands whose function has another name: `paraprotein.report` is a room, and `simulate` gives a study in memory."""


ONLY_ON_THE_TERMINAL = {"json", "out", "help"}
"""Options that only say how a command prints."""


def test_the_import_loads_no_library_that_computes_or_checks() -> None:
    heavy = ("jax", "polars", "numpy", "pydantic", "matplotlib", "scipy", "typer", "rich")
    script = f"import sys, paraprotein; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_each_public_name_is_there_and_listed() -> None:
    assert dir(paraprotein) == sorted([*paraprotein.__all__, "design"])
    for name in paraprotein.__all__:
        assert getattr(paraprotein, name) is getattr(paraprotein, name)


def test_type_checkers_see_the_names_that_the_package_hands_out() -> None:
    assert paraprotein.__file__ is not None
    tree = ast.parse(Path(paraprotein.__file__).read_text(encoding="utf-8"))
    seen = {
        (alias.asname, f"paraprotein.{node.module}")
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom) and node.module is not None
        for alias in node.names
    }
    handed_out = {(name, getattr(paraprotein, name).__module__) for name in paraprotein.__all__ if name[0] != "_"}
    assert seen == handed_out


def test_a_misspelt_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(AttributeError, match="did you mean analyze"):
        _ = paraprotein.analize
    assert not hasattr(paraprotein, "_nothing")


def test_a_room_is_reached_by_its_name() -> None:
    assert pytest.approx(30.4375) == paraprotein.units.MONTH_DAYS
    assert paraprotein.design.simon(0.05, 0.20, 0.05, 0.20)


@pytest.mark.parametrize("verb", sorted(SHARED_VERBS))
def test_each_command_is_a_function_with_its_arguments_in_the_same_order(verb: str) -> None:
    function = getattr(paraprotein, RENAMED.get(verb, verb))
    parameters = inspect.signature(function).parameters
    shared = [name.name for name in SHARED_VERBS[verb].params if name.name in parameters]
    own = [name for name in parameters if name in shared]
    assert own == shared
    positional = [name.name for name in SHARED_VERBS[verb].params if name.param_type_name == "argument"]
    assert list(parameters)[: len(positional)] == positional
    missing = {name.name for name in SHARED_VERBS[verb].params} - set(parameters) - ONLY_ON_THE_TERMINAL
    assert not missing or "options" in parameters, missing
