"""The schema of the database at hand: bring it up, take it down, say where it stands.

Two processes may do this at once: one works, the other waits and finds it done. A step that fails
leaves everything as it was.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Final

from sqlalchemy import Connection, Engine, Table, func, inspect, literal, select, text
from sqlalchemy.exc import OperationalError

from migrations import run
from models.engine import READ_ONLY, take_time

log = logging.getLogger(__name__)

LOCK: Final = 0x7475616E
"""The number of our PostgreSQL advisory lock: "tuan"."""
_TRIES: Final = 60
_PAUSE: Final = 0.5
_IN_USE: Final = frozenset({"55P03", "40P01"})
"""PostgreSQL's words for a lock that was not to be had in time, and for a deadlock."""


class Standing(Enum):
    """How the schema of a database stands to the one this programme wants."""

    CURRENT = auto()
    OLDER = auto()
    """There are steps to take, or there is nothing yet."""
    NEWER = auto()
    """A later version of this programme took it further; what it adds is no hindrance."""
    FOREIGN = auto()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to a revision; nothing happens where it is there already."""
    if to != "head" or not is_current(engine):
        patiently(engine, lambda connection: run.up(connection, to))


def patiently(engine: Engine, step: Callable[[Connection], None]) -> None:
    """Take a step while the house is at work; it is taken whole, or tried again.

    On PostgreSQL whoever wants to alter a table waits for all who use it, and whoever comes after
    waits behind: the house stands still meanwhile. So the wait is short.
    """
    for tried in range(1, _TRIES + 1):
        try:
            with _alone(engine) as connection:
                step(connection)
        except OperationalError as no:
            if getattr(no.orig, "sqlstate", "") not in _IN_USE or tried == _TRIES:
                raise
            log.warning("a table is in use: the upgrade is tried again (%d)", tried)
            time.sleep(_PAUSE)
        else:
            return


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


def standing(engine: Engine) -> Standing:
    """Say how the schema stands to the one this programme wants."""
    now = current(engine)
    if now == head():
        return Standing.CURRENT
    if now is None or run.knows(now):
        return Standing.OLDER
    # Revisions are numbered in the order in which they were made.
    return Standing.NEWER if now > (head() or "") else Standing.FOREIGN


def serves(engine: Engine) -> bool:
    """Say whether this programme can work on the schema: its own, or a later one."""
    return standing(engine) in {Standing.CURRENT, Standing.NEWER}


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
            # statement and hold up the house meanwhile, so its own locks have a time limit. It is
            # shorter than the second after which PostgreSQL ends one of two who wait for each
            # other: that one could be somebody's message.
            take_time(connection)
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            connection.execute(text("SET LOCAL lock_timeout = '400ms'"))
            _hold_the_door(connection)
            yield connection
        return
    with _sqlite_without_foreign_keys(engine) as connection, connection.begin():
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a step left a row of {broken[0]} without what it refers to")


def _hold_the_door(connection: Connection) -> None:
    """Let nobody begin with a message: each begins with this table, and none is in the middle then.

    Whoever held other tables and waited for this one would wait for messages that wait for those.
    """
    if inspect(connection).has_table("inbound"):
        connection.execute(text("LOCK TABLE inbound IN ACCESS EXCLUSIVE MODE"))


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
