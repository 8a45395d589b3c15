"""The schema of the database at hand: bring it up, take it down, say where it stands.

Two processes may do this at once: one works, the other waits and finds it done. A step that fails
leaves everything as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, Table, func, literal, select, text

from migrations import run
from models.engine import READ_ONLY

LOCK: Final = 0x7475616E
"""The number of our PostgreSQL advisory lock: "tuan"."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to a revision; nothing happens where it is there already."""
    with _alone(engine) as connection:
        run.up(connection, to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the schema down to a revision; ``base`` leaves nothing behind."""
    with _alone(engine) as connection:
        run.down(connection, to)
        if run.current(connection) is None:
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def current(engine: Engine) -> str | None:
    """Return the revision the database stands at; none before the first."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return run.current(connection)


def head() -> str | None:
    """Return the revision this programme wants."""
    return run.head()


def is_current(engine: Engine) -> bool:
    """Say whether the schema is the one this programme wants."""
    return current(engine) == head()


def advance_sequences(connection: Connection, tables: list[Table]) -> None:
    """Let the database go on numbering after rows that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return  # SQLite counts on from the largest by itself
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(literal(table.name), literal(column.name))
            last = select(func.max(column)).scalar_subquery()
            # Not called yet where there is no row: the next number is then 1.
            connection.execute(
                select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None)))
            )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other process of ours can be in."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            # Whoever holds it may have much to do; but a step must not queue behind a long
            # statement and hold up the house meanwhile, so its own locks keep their time limit.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            yield connection
        return
    with _sqlite_without_foreign_keys(engine) as connection, connection.begin():
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a step left a row of {broken[0]} without what it refers to")


@contextmanager
def _sqlite_without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Lend a connection on which a table may be copied and dropped while others refer to it.

    ``models.engine`` begins with BEGIN IMMEDIATE: that is the lock. The pragma works only outside
    a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()
