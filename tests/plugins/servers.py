"""Fixtures: one PostgreSQL and one Redis a session (a worker, under xdist), fresh databases."""

import gc
import signal

import hypothesis
import pytest
import redis

from tests import servers
from tests.databases import KINDS, Databases
from tests.dialects import compile_once

# A busy machine is slow now and then; that is no fault of the code under test.
hypothesis.settings.register_profile("tuan100", deadline=None, print_blob=True)
hypothesis.settings.load_profile("tuan100")


DOORS = frozenset({"admin", "api", "bot", "chat", "desk", "h5"})
"""Tests of what people see and say: it is decided above the services, which both databases try.

Here SQLite is enough, unless a test is marked ``both`` or names its databases itself. What goes
through all floors (``scenarios``) and what happens at one moment is tried on both.
"""


def pytest_configure(config):
    config.addinivalue_line("markers", "both: it is tried on both databases")
    config.addinivalue_line("markers", "above: what it tries is decided above the database")
    # Told to end, end as with Ctrl-C: stop the servers first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    compile_once()


def pytest_collection_modifyitems(config, items):
    spared = {item for item in items if _enough_on_sqlite(item)}
    if spared:
        config.hook.pytest_deselected(items=list(spared))
        items[:] = [item for item in items if item not in spared]


def pytest_collectstart():
    """Spare the collector all that was loaded: it stays, and is a million things to look at."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    gc.freeze()
    gc.set_threshold(10_000)  # seven hundred new things are a single page


def _enough_on_sqlite(item):
    params = item.callspec.params if hasattr(item, "callspec") else {}
    chosen = any("database_kind" in mark.args[0] for mark in item.iter_markers("parametrize"))
    return (
        params.get("database_kind") == "postgresql"
        and not chosen
        and not item.get_closest_marker("both")
        and (item.path.parent.name in DOORS or item.get_closest_marker("above"))
    )


@pytest.fixture(scope="session")
def postgres_url():
    """Give the SQLAlchemy URL of a real PostgreSQL whose user may create databases."""
    # No database of a test lives long enough to be vacuumed, but each would be looked at.
    with servers.postgres(tuning={"autovacuum": "off"}) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    """Give the URL of a real Redis that the whole session shares."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture
def empty_redis_url(redis_url):
    """Give the same Redis, emptied for this test."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(scope="session")
def databases(request):
    """Hand out databases to fixtures that outlive one test; see `new_database` for a test."""
    with servers.scratch_folder("databases-") as folder:
        yield Databases(folder, server=lambda: request.getfixturevalue("postgres_url"))


@pytest.fixture
def new_database(databases):
    """Make databases that end with the test: `new_database("postgresql", fill=migrate)`."""
    made = []

    def make(kind, fill=None):
        made.append(databases.fresh(kind, fill))
        return made[-1]

    yield make
    for url in made:
        databases.drop(url)


@pytest.fixture(params=KINDS)
def database_kind(request):
    """Run the test once on SQLite and once on PostgreSQL."""
    return request.param


@pytest.fixture
def database_url(database_kind, new_database):
    """Give an empty database, once on SQLite and once on PostgreSQL."""
    return new_database(database_kind)
