"""The registry answers to the names that a protocol uses, and policies mirror the protocol's fields."""

from dataclasses import fields
from typing import get_args

import pytest

from paraprotein.errors import UsageError
from paraprotein.protocol.schema import Response
from paraprotein.response import CRITERIA, Policies, criteria_named, waldenstrom_criteria


def test_every_edition_of_the_schema_exists_under_its_name() -> None:
    names = get_args(Response.model_fields["criteria"].annotation)
    assert set(names) == set(CRITERIA)
    assert all(criteria_named(name).name == name for name in names)
    assert all(criteria_named(name).sources for name in names)


def test_policies_have_the_names_and_defaults_of_the_schema() -> None:
    section = Response(criteria="iwwm-6")
    expected = set(Response.model_fields) - {"criteria", "marker", "unit", "analytes"}
    assert {field.name for field in fields(Policies)} == expected
    assert Policies.of(section) == Policies()


def test_an_unknown_or_foreign_edition_is_refused_with_the_known_names() -> None:
    with pytest.raises(UsageError, match="iwwm-6"):
        criteria_named("iwwm-7")
    with pytest.raises(UsageError, match="not for Waldenström"):
        waldenstrom_criteria("imwg-2016")
