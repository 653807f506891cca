"""Published analysis data of public studies, record by record; `validation/pilot.md` has the whole table."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def validation() -> ModuleType:
    path = Path(__file__).parents[2] / "validation" / "pilot.py"
    spec = importlib.util.spec_from_file_location("pilot", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules["pilot"] = module
    spec.loader.exec_module(module)
    return module


PILOT = validation()


@pytest.fixture(scope="module")
def agreement() -> dict[str, tuple[int, int]]:
    return {row.what: (row.records, row.agree) for row in PILOT.compare()}


@pytest.mark.parametrize(
    "what",
    [
        "pilot ADSL TRTSDT",
        "pilot ADSL TRTEDT",
        "pilot ADSL TRTDURD",
        "pilot ADAE TRTEMFL",
        "pilot ADAE ASTDY",
        "pharmaverse ADAE ASTDY",
        "pharmaverse ADLB AVAL",
        "pharmaverse ADLB ADY",
        "pharmaverse ADLB ABLFL",
        "pharmaverse ADLB ANRIND",
        *(
            f"pharmaverse ADLB ATOXGR, {code}"
            for code in ("ALB", "ALP", "ALT", "CHOL", "CK", "CREAT", "GLUC", "PLAT", "SODIUM", "WBC")
        ),
        "pharmaverse ADTTE OS, event or not",
        "pharmaverse ADTTE OS AVAL, deaths",
    ],
)
def test_every_record_agrees(agreement: dict[str, tuple[int, int]], what: str) -> None:
    records, agree = agreement[what]
    assert records == agree
    assert records >= 3


@pytest.mark.parametrize(
    ("what", "differ"),
    [
        ("pharmaverse ADAE TRTEMFL", 4),
        ("pharmaverse ADLB BASE", 56),
        ("pharmaverse ADLB CHG", 1039),
        ("pharmaverse ADLB PCHG", 983),
        ("pharmaverse ADLB ATOXGR, CA", 55),
        ("pharmaverse ADLB ATOXGR, K", 11),
        ("pharmaverse ADLB ATOXGR, LYM", 27),
    ],
)
def test_the_rest_differs_for_a_known_reason(agreement: dict[str, tuple[int, int]], what: str, differ: int) -> None:
    records, agree = agreement[what]
    assert records - agree == differ


def test_our_own_checks_find_nothing_in_the_pilot_study() -> None:
    states = PILOT.conformance()
    assert states["fail"] == states["error"] == 0
    assert states["pass"] > 70
