import pytest

from tests.demo.filling import migrate, opened


@pytest.fixture
def empty(database_url):
    """Lend an engine on a database without any table."""
    with opened(database_url) as engine:
        yield engine


@pytest.fixture
def engine(new_database, database_kind):
    """Lend an engine on a database with the newest schema."""
    with opened(new_database(database_kind, fill=migrate)) as engine:
        yield engine
