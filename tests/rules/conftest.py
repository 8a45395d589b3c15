from dataclasses import replace
from datetime import datetime

import pytest

from domain.periods import HOME
from models.engine import open_engine
from services.uow import units
from tests.rules.world import CALENDAR, leave_the_world
from tests.services.rush import means

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=HOME)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(databases, request):
    """Open the world under a programme: nobody may change it."""
    url = databases.fresh(request.param, fill=leave_the_world)
    engine = open_engine(url)
    yield lambda programme: opened(engine, programme)(read_only=True)
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def own_world(new_database, database_kind):
    """Open a world of one's own under a programme."""
    engine = open_engine(new_database(database_kind, fill=leave_the_world))
    yield lambda programme: opened(engine, programme)()
    engine.dispose()


def opened(engine, programme):
    lent = replace(means(), calendar=CALENDAR, default_programme=programme)
    return units(engine, lent, lambda: NOW)
