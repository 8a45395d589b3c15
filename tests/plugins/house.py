"""Fixtures: the whole house, on both databases."""

import pytest

from tests.house import House, peopled


@pytest.fixture
def new_house(new_database):
    """Open houses that close with the test: ``new_house("sqlite", kind="personal")``."""
    opened = []

    def make(database_kind, **options):
        opened.append(House(new_database(database_kind, fill=peopled), **options))
        return opened[-1]

    yield make
    for house in opened:
        house.close()


@pytest.fixture
def house(new_house, database_kind):
    """Open a house, once on SQLite and once on PostgreSQL."""
    return new_house(database_kind)
