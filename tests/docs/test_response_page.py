"""The page on response names every edition, every laboratory test and every domain."""

from pathlib import Path

from paraprotein.adam.adrs.response_tables import DOMAINS
from paraprotein.response import CRITERIA
from paraprotein.response.roles import AMYLOIDOSIS_ROLES, MYELOMA_ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "response.md").read_text(encoding="utf-8")


def test_every_edition_is_named() -> None:
    assert all(f"`{name}`" in PAGE for name in CRITERIA)


def test_every_laboratory_test_has_a_row_with_its_code_unit_and_standing() -> None:
    rows = {line.split("|")[1].strip(" `"): line for line in PAGE.splitlines() if line.startswith("| `")}
    for role in (*MYELOMA_ROLES, *AMYLOIDOSIS_ROLES):
        row = rows[role.name.rstrip("_")]
        assert f"`{role.code}`" in row
        assert (role.unit or "NEGATIVE, POSITIVE") in row
        assert ("(ours" in row) != role.is_cdisc


def test_every_domain_has_its_parameter() -> None:
    assert all(f"`OVR{code}`" in PAGE for code in DOMAINS)
