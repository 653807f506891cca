"""A small study by hand with its derived tables, shared by the tests of this room."""

import pytest

# hand-built studies are shared with the tests of the derivations
from submission_study import Derived, derived_study


@pytest.fixture(scope="session")
def study() -> Derived:
    """The study, its tables, derived tables and data sets."""
    return derived_study()
