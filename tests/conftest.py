"""`pytest --shapes`: check the arrays of every call of rules, models and engine while the tests run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shapes", action="store_true", help="check the shapes of arrays in every call; slower")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--shapes"):
        import shape_check

        shape_check.install()
