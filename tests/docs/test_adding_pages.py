"""The pages on adding a drug, a criterion, an endpoint, a file format or a figure do what they say."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "adding").glob("*.md"))
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
NAMED_FILE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*/[a-z_]+\.py)`")


def test_there_is_a_page_for_each_thing_that_people_add() -> None:
    assert {page.stem for page in PAGES} == {"criterion", "drug", "endpoint", "figure", "file-format"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_of_a_page_runs(page: Path) -> None:
    examples = EXAMPLE.findall(page.read_text(encoding="utf-8"))
    assert examples
    for example in examples:
        assert "assert " in example
        exec(compile(example, page.name, "exec"), {"__name__": page.stem})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    for name in NAMED_FILE.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / "src" / "paraprotein" / name).is_file(), name
