import pytest

from tests.demo.filling import migrate, migrate_and_fill, opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def small(databases, request):
    """Lend an engine on a small demonstration that nobody changes."""
    url = databases.fresh(request.param, fill=migrate_and_fill)
    with opened(url) as engine:
        yield engine
    databases.drop(url)


@pytest.fixture
def empty(new_database):
    """Make engines on databases with the newest schema and no row."""
    lent = []

    def empty(kind="sqlite"):
        context = opened(new_database(kind, fill=migrate))
        lent.append(context)
        return context.__enter__()

    yield empty
    for context in lent:
        context.__exit__(None, None, None)
