"""The servers of the tests are real, fresh, and gone afterwards."""

import os
import shutil
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from tests import servers


def version_of(url):
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("SHOW server_version_num")))


def scratch_of(url):
    return Path(sa.make_url(url).query["host"])


def process_of(url):
    return int((scratch_of(url) / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_postgresql_answers_and_sorts_by_code_point(postgres_url):
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        names = connection.scalars(
            sa.text("SELECT unnest(ARRAY['张','a','李','B']) AS n ORDER BY n")
        )
        assert names.all() == ["B", "a", "张", "李"]


def test_redis_answers(empty_redis_url):
    with redis.Redis.from_url(empty_redis_url) as client:
        assert client.keys() == []
        assert client.set("seat", "1", nx=True, px=1000)
        assert client.eval("return redis.call('GET', KEYS[1])", 1, "seat") == b"1"


def test_redis_is_emptied_for_each_test(empty_redis_url):
    test_redis_answers(empty_redis_url)


@pytest.mark.parametrize("programs", servers.wheel_postgres(), ids=lambda found: found.parts[-3])
def test_the_postgresql_of_a_wheel_runs_and_leaves_nothing(programs):
    with servers.postgres(programs) as url:
        assert version_of(url) >= 160000
        process = process_of(url)
    assert not scratch_of(url).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("program", servers.wheel_redis(), ids=lambda found: found.name)
def test_the_redis_of_a_wheel_runs_and_leaves_nothing(program):
    with servers.redis_server(program) as url:
        socket = Path(url.removeprefix("unix://"))
        with redis.Redis.from_url(url) as client:
            assert client.ping()
    assert not socket.parent.exists()


def test_the_requirements_bring_both_servers_along():
    assert servers.wheel_postgres()
    assert servers.wheel_redis()


def test_a_server_named_in_the_environment_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv(servers.POSTGRES_ADDRESS, "postgresql+psycopg://tests@db.example/x")
    monkeypatch.setenv(servers.REDIS_ADDRESS, "redis://cache.example")
    with servers.postgres() as database, servers.redis_server() as cache:
        assert (database, cache) == (
            "postgresql+psycopg://tests@db.example/x",
            "redis://cache.example",
        )


@pytest.mark.parametrize(
    ("server", "name", "variable"),
    [
        (servers.postgres, "PostgreSQL", servers.POSTGRES_ADDRESS),
        (servers.redis_server, "Redis", servers.REDIS_ADDRESS),
    ],
)
def test_a_missing_server_is_an_error_that_says_what_helps(monkeypatch, server, name, variable):
    monkeypatch.delenv(variable, raising=False)
    for search in ("installed_postgres", "wheel_postgres", "installed_redis", "wheel_redis"):
        monkeypatch.setattr(servers, search, list)
    with (
        pytest.raises(servers.ServerMissingError, match=rf"No {name}.*dev\.py test.*{variable}"),
        server(),
    ):
        pass


def test_a_server_that_does_not_start_is_told_with_its_own_words(tmp_path):
    stubborn = tmp_path / "redis-server"
    stubborn.write_text("#!/bin/sh\necho no room for me\nexit 3\n")
    stubborn.chmod(0o755)
    with (
        pytest.raises(servers.ServerMissingError, match="Redis did not start: no room for me"),
        servers.redis_server(stubborn),
    ):
        pass


def test_programs_out_of_reach_are_copied_rather_than_a_home_opened(tmp_path):
    """Root keeps its home to itself, and the account that runs PostgreSQL cannot look inside."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    tree = servers.wheel_postgres()[0].parent
    package = tree.parent.name
    shutil.copytree(tree, home / package / tree.name, symlinks=True)
    libraries = tree.parent.with_name(f"{package}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    with servers.postgres(home / package / tree.name / "bin") as url:
        assert version_of(url) >= 160000
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_fresh_database_is_empty_and_its_own(database_url):
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("CREATE TABLE thing (what text)"))


def test_a_template_is_filled_once_and_each_copy_is_alone(databases, database_kind):
    filled = []

    def fill(url):
        filled.append(url)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE thing (what text)"))

    copies = [databases.fresh(database_kind, fill) for _ in range(3)]
    for copy in copies:
        engine = sa.create_engine(copy, poolclass=sa.NullPool)
        with engine.begin() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM thing")) == 0
            connection.execute(sa.text("INSERT INTO thing VALUES ('一本书')"))
        databases.drop(copy)
    assert len(filled) == 1
    assert len(set(copies)) == 3


def test_a_dropped_database_is_gone(databases, database_kind):
    url = databases.fresh(database_kind)
    databases.drop(url)
    if database_kind == "sqlite":
        assert not Path(sa.make_url(url).database).exists()
    else:
        with pytest.raises(sa.exc.OperationalError, match="does not exist"):
            version_of(url)
