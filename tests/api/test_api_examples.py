"""Every example of the front door runs as it is written."""

import ast
import doctest
import importlib
import inspect
import pkgutil
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

import paraprotein
from paraprotein import api, arguments, version

MODULES = [
    *(importlib.import_module(f"paraprotein.api.{module.name}") for module in pkgutil.iter_modules(api.__path__)),
    arguments,
    version,
]
PARSED = {"run", "Runs", "calibrate", "write_simulation", "write_report", "register"}
"""Names whose example takes long or writes into the study that all share: parsed here, called by other tests."""


@pytest.fixture
def beside_the_study(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study").symlink_to(folder, target_is_directory=True)


def names_of(module: ModuleType) -> dict[str, object]:
    """What an example may use without an import: the module's own names and the public ones."""
    return {**{name: getattr(paraprotein, name) for name in paraprotein.__all__}, **vars(module)}


@pytest.mark.usefixtures("beside_the_study")
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_each_example_runs_and_gives_what_it_says(module: ModuleType) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    report: list[str] = []
    for test in doctest.DocTestFinder().find(module, globs=names_of(module)):
        runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)


@pytest.mark.parametrize("name", sorted(set(paraprotein.__all__) - {"__version__"}))
def test_each_public_name_has_an_example_of_its_own(name: str) -> None:
    text = inspect.getdoc(getattr(paraprotein, name)) or ""
    _, found, example = text.partition("Example:\n")
    assert found, f"{name} shows no example"
    assert ">>>" in example or name in PARSED
    if name in PARSED:
        tree = ast.parse(textwrap.dedent(example))
        assert any(isinstance(node, ast.Call) for node in ast.walk(tree))


def test_the_page_on_python_says_what_python_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "python.md"
    text = page.read_text(encoding="utf-8").replace("```python\n", "\n").replace("```\n", "\n")
    example = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    report: list[str] = []
    failed, tried = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert (failed, tried) == (0, 9), "".join(report)
