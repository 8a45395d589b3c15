"""The desk's house: on SQLite, and where a test is marked ``both`` on PostgreSQL as well.

Services are tested on both databases, and so are the whole flows (``tests/scenarios``); what a page
shows and refuses is decided above the database.
"""

import pytest

from tests.databases import KINDS
from tests.deskhouse import DeskHouse, fill


def pytest_configure(config):
    config.addinivalue_line("markers", "both: the page is tried on both databases")


def pytest_generate_tests(metafunc):
    """Choose the databases, unless the test names them itself."""
    if "database_kind" not in metafunc.fixturenames:
        return
    own = metafunc.definition.iter_markers("parametrize")
    if any("database_kind" in mark.args[0] for mark in own):
        return
    kinds = KINDS if metafunc.definition.get_closest_marker("both") else KINDS[:1]
    metafunc.parametrize("database_kind", kinds, indirect=True)


@pytest.fixture
def database_kind(request):
    """Name the database of this test."""
    return request.param


@pytest.fixture
def house(database_kind, new_database):
    """Give the pages on a fresh county."""
    house = DeskHouse(new_database(database_kind, fill))
    yield house
    house.engine.dispose()
