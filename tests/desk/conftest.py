"""The desk's house."""

import pytest

from tests.deskhouse import DeskHouse, fill


@pytest.fixture
def house(database_kind, new_database):
    """Give the pages on a fresh county."""
    house = DeskHouse(new_database(database_kind, fill))
    yield house
    house.engine.dispose()
