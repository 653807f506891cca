"""The pages on designs: every command and every line of Python runs and prints what the page shows."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from paraprotein.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "designs").glob("*.md"))
BLOCK = re.compile(r"^```console\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_page_prints_what_the_page_shows(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        result = CliRunner().invoke(app, shlex.split(block["command"])[1:])
        assert result.exit_code == 0, result.output
        assert doctest.OutputChecker().check_output(block["output"], result.output, FLAGS), block["command"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_python_line_of_the_page_gives_what_the_page_shows(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False, optionflags=FLAGS).failed == 0


def test_every_verb_has_its_page_with_a_question_an_example_and_its_limits() -> None:
    verbs = typer.main.get_command(app).commands["design"].commands
    shared = {"two-arm-survival": "two-arm", "parse": "index", "proportion": "inference"}
    for verb in verbs:
        text = (ROOT / "docs" / "designs" / f"{shared.get(verb, verb)}.md").read_text(encoding="utf-8")
        assert verb in text
        if verb != "parse":
            assert "**Question.**" in text
            assert f"$ paraprotein design {verb}" in text
            assert "Not to be used" in text


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert all(f"designs/{page.name}" in navigation for page in PAGES)
