"""The schema as the revisions make it is the schema the models ask for, and can be taken back."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, event, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot import database
from migrations.schema import COMPARE, metadata
from models.organisation import Organisation
from tests.demo.filling import opened

ROOT = Path(__file__).parents[2]

CATALOGUE = {
    "sqlite": [
        """
        SELECT type, name, sql FROM sqlite_master
        WHERE tbl_name <> 'alembic_version' AND sql IS NOT NULL
        """,
    ],
    "postgresql": [
        """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
            column_default
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        """,
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
            AND conrelid <> coalesce(to_regclass('alembic_version'), 0)
        """,
        """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        """,
    ],
}


def _parts(ddl):
    """Return the parts of a statement: a column added later stands on the line of the one before."""
    return re.split(
        r"\n|, (?=\w+ (?:VARCHAR|BLOB|DATE|DATETIME|JSON|INTEGER|BIGINT)\b)",
        re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", ddl),
    )


def catalogue(engine):
    """Return all that the database says of its tables, whatever the order of their parts."""
    with engine.connect() as connection:
        rows = {
            tuple(row)
            for question in CATALOGUE[engine.dialect.name]
            for row in connection.execute(text(question))
        }
    if engine.dialect.name == "sqlite":
        return {(*row[:2], *sorted(part.strip(", \t") for part in _parts(row[2]))) for row in rows}
    return rows


def test_the_revisions_make_what_the_models_ask_for(empty):
    database.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARE)
        assert compare_metadata(context, metadata()) == []


def test_checks_and_partial_indexes_too_are_as_if_the_models_had_made_them(
    database_kind, new_database
):
    with (
        opened(new_database(database_kind)) as stepped,
        opened(new_database(database_kind)) as made,
    ):
        database.upgrade(stepped)
        metadata().create_all(made)
        assert catalogue(stepped) == catalogue(made)
        assert catalogue(stepped)


def test_down_to_the_base_leaves_nothing_and_up_again_makes_all_of_it(empty):
    database.upgrade(empty)
    first = catalogue(empty)
    database.downgrade(empty, "base")
    assert catalogue(empty) == set()
    assert inspect(empty).get_table_names() == []
    assert database.current(empty) is None
    database.upgrade(empty)
    assert catalogue(empty) == first


def test_it_says_where_it_stands(empty):
    assert database.current(empty) is None
    assert not database.is_current(empty)
    database.upgrade(empty)
    assert database.current(empty) == database.head()
    assert database.is_current(empty)


def test_taking_the_same_steps_again_changes_nothing(engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organisation (id, name, level, type, first_day)"
                " VALUES (1, '共青团临溪县委', 'county', 'leading_organ', '2020-01-01')"
            )
        )
    database.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalars(select(Organisation.name)).all() == ["共青团临溪县委"]


def test_a_step_that_fails_leaves_everything_as_it_was(empty):
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE record_youth (mine integer)"))
    with pytest.raises(DBAPIError):
        database.upgrade(empty)
    assert inspect(empty).get_table_names() == ["record_youth"]
    assert database.current(empty) is None


def test_foreign_keys_hold_again_after_an_upgrade(empty):
    database.upgrade(empty)
    with pytest.raises(DBAPIError), empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organisation_below (ancestor_id, descendant_id, depth) VALUES (1, 2, 1)"
            )
        )


UPGRADER = """
import sys
from bot import database
from models.engine import open_engine
engine = open_engine(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
database.upgrade(engine)
print(database.is_current(engine))
engine.dispose()
"""


def test_three_processes_upgrading_at_once_do_no_harm(database_url):
    processes = [
        subprocess.Popen(
            (sys.executable, "-c", UPGRADER, database_url),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in processes]
    assert said == [("True\n", "")] * 3


def test_an_upgrade_waits_for_another_that_takes_long(database_url):
    """The limits on statements and locks that guard a chat must not end the wait."""
    with opened(database_url) as one, opened(database_url) as other:
        event.listen(other, "connect", impatient)
        with ThreadPoolExecutor() as pool:
            with one.begin() as connection:
                if one.dialect.name == "postgresql":
                    connection.execute(select(func.pg_advisory_xact_lock(database.LOCK)))
                upgrading = pool.submit(database.upgrade, other)
                with pytest.raises(TimeoutError):
                    upgrading.result(1)
            upgrading.result(60)
        assert database.is_current(one)


def impatient(dbapi, record):
    """Let a connection to PostgreSQL give up after a fifth of a second."""
    if isinstance(dbapi, psycopg.Connection):
        dbapi.execute("SET statement_timeout = 200")
        dbapi.execute("SET lock_timeout = 200")
        dbapi.commit()


def test_every_table_is_under_revision(engine):
    reflected = MetaData()
    reflected.reflect(engine)
    assert reflected.tables.keys() - {"alembic_version"} == metadata().tables.keys()
