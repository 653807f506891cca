"""Nothing a person touches is undocumented."""

import importlib.util
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest
import typer
from pydantic import BaseModel

import paraprotein
from paraprotein.adam.shapes import ADAM_SHAPES
from paraprotein.cli import app
from paraprotein.protocol import schema
from paraprotein.response.words import GROUPS
from paraprotein.sdtm.words import PLACES
from paraprotein.submission import CHECKS

ROOT = Path(__file__).parents[2]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(paraprotein.__path__, "paraprotein.")
    return [importlib.import_module(module.name) for module in found]


def test_every_command_has_a_help_text_and_an_example() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert commands
    for name, command in commands.items():
        assert command.help, name
        assert f"paraprotein {name}" in (command.epilog or ""), name


def test_every_option_says_what_it_does() -> None:
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_every_protocol_field_is_described() -> None:
    sections = [c for _, c in inspect.getmembers(schema, inspect.isclass) if issubclass(c, BaseModel)]
    for section in sections:
        assert section.__doc__, section
        for name, field in section.model_fields.items():
            annotation = field.annotation
            inner = [c for c in (annotation, *getattr(annotation, "__args__", ())) if isinstance(c, type)]
            assert field.description or any(issubclass(c, BaseModel) for c in inner), f"{section.__name__}.{name}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_public_function_and_class_has_a_docstring(module: ModuleType) -> None:
    if not module.__name__.endswith("__init__"):
        assert module.__doc__, module.__name__
    for name, thing in inspect.getmembers(module):
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert inspect.getdoc(thing), f"{module.__name__}.{name}"


def test_the_generated_pages_name_every_command_and_section() -> None:
    pages = generator().pages()
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert f"## {name}" in pages["commands"]
    for section in ("study", "population", "treatment", "visits", "assays", "toxicity", "response", "conduct"):
        assert f"## {section}" in pages["protocol"]


def test_the_generated_pages_name_every_conformance_check_and_derived_variable() -> None:
    pages = generator().pages()
    for check in CHECKS:
        assert f"| {check.id} |" in pages["conformance"]
    for shape in ADAM_SHAPES.values():
        for variable in shape.variables:
            assert f"| {variable.name} |" in pages["analysis-data-sets"], (shape.name, variable.name)


def test_the_page_of_words_lists_every_place_group_and_word_with_its_source() -> None:
    page = generator().pages()["words"]
    for place in PLACES:
        assert f"| {place.domain} | {', '.join(place.fields)}" in page
    for group in GROUPS:
        assert f"## {group.name.capitalize()}" in page
        for words in group.words:
            assert all(f"`{phrase}`" in page for phrase in words.phrases)
            assert words.source.citation in page


def test_the_generated_page_documents_each_public_name_of_the_package() -> None:
    page = generator().pages()["api"]
    for name in paraprotein.__all__:
        if not name.startswith("_"):
            _, found, section = page.partition(f"## {name}\n")
            own = section.partition("\n## ")[0]
            assert found, name
            assert "**Example**" in own, name
            assert f"pp.{name}(" in own or inspect.isclass(getattr(paraprotein, name)), name
    assert page.count("```") % 2 == 0
