"""What an installation brings is known, pinned and under licences that fit; the wheel is the same each time."""

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> Iterator[ModuleType]:
    name = "bill_of_materials"
    described = importlib.util.spec_from_file_location(name, ROOT / "validation" / f"{name}.py")
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    sys.modules[name] = module
    described.loader.exec_module(module)
    yield module
    del sys.modules[name]


def test_every_part_is_pinned_and_under_a_permitted_licence(bill: ModuleType) -> None:
    parts = list(bill.closure(bill.project_requirements()))
    assert {"jax", "polars", "pydantic-core", "markupsafe"} <= {part.name for part in parts}
    assert bill.problems(parts) == []


def test_the_saved_bill_is_of_the_pinned_versions(bill: ModuleType) -> None:
    saved = json.loads((ROOT / "validation" / "bill_of_materials.json").read_text(encoding="utf-8"))
    pinned = bill.pins()
    for component in saved["components"]:
        assert pinned[component["name"]] == component["version"], "run validation/bill_of_materials.py again"
    direct = {bill.canonicalize_name(bill.Requirement(line).name) for line in bill.project_requirements()}
    assert direct <= {component["name"] for component in saved["components"]}


@pytest.mark.parametrize(
    ("licence", "is_permitted"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT", True),
        ("GPL-3.0-or-later", False),
        ("MIT AND LGPL-2.1-only", False),
        ("", False),
    ],
)
def test_a_licence_that_asks_for_the_whole_is_not_permitted(bill: ModuleType, licence: str, is_permitted: bool) -> None:
    assert bill.Part("x", "1", licence, ()).is_permitted == is_permitted


def test_the_wheel_has_the_same_bytes_whenever_and_wherever_it_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    wheels = []
    for place in ("here", "there"):
        source = tmp_path / place
        shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        for path in source.rglob("*"):
            os.utime(path, (1_000_000_000 + len(place), 1_000_000_000))
        (wheel,) = WheelBuilder(str(source)).build(directory=str(tmp_path / f"{place}-dist"), versions=["standard"])
        wheels.append(Path(wheel).read_bytes())
    assert wheels[0] == wheels[1]
