"""The console's house: on both databases where a test is marked ``both``, else on SQLite."""

import pytest

from tests.admin.console import ConsoleHouse, staffed


@pytest.fixture
def house(database_kind, new_database):
    """Give the console on a fresh small league."""
    house = ConsoleHouse(new_database(database_kind, staffed))
    yield house
    house.engine.dispose()
