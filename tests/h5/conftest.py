"""Houses: on both databases, or on one where the database has no say."""

import pytest

from tests.h5.house import House, fill


@pytest.fixture
def build(database_kind, new_database):
    """Build houses that are closed after the test."""
    houses = []

    def make(**options):
        houses.append(House(new_database(database_kind, fill), **options))
        return houses[-1]

    yield make
    for house in houses:
        house.close()


@pytest.fixture
def house(build):
    return build()


@pytest.fixture
def small_house(new_database):
    """Give a house on SQLite alone, for what is decided above the database."""
    house = House(new_database("sqlite", fill))
    yield house
    house.close()
