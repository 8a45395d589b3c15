"""Opening the database so that both kinds keep the same promises."""

import sqlite3
import time
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

_PAUSES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

READ_ONLY = "tuan100_read_only"
"""Execution option of a transaction that promises not to write."""

_STATEMENT: Final = 15.0
"""Seconds a statement may take."""
_SILENCE: Final = 1.0
"""Seconds more, after which a server that should have given up is taken for dead."""
_NO_CONNECTION: Final = 10.0
"""Seconds for a free connection: who waits longer waits for others who wait."""
_PREPARED: Final = 5
"""So often a statement is sent before the server keeps it: the driver's own measure."""
_AWAY: Final = ("08", "53", "57P")
"""Classes of SQLSTATE: no connection; no room (disk, memory, connections); told to go."""
_IN_THE_WAY: Final = ("40", "55P03")
"""A deadlock, or somebody who kept a row for too long."""
_SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_SQLITE_KIND: Final = 0xFF
"""The part of an extended code that says what went wrong; the rest says where."""


def open_engine(
    url: str, *, pool_size: int = 16, seconds: float = _STATEMENT, pre_ping: bool = True
) -> Engine:
    """Return an engine for a ``sqlite`` or ``postgresql`` address.

    On PostgreSQL no statement takes longer than ``seconds``, whatever has become of the server.
    Without ``pre_ping`` a question less is asked, and the first after a restart fails.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    limit = int(seconds * 1000)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=min(seconds, _NO_CONNECTION),
        pool_pre_ping=pre_ping,
        # A silent server must not hold a message for ever (a chat has five seconds).
        connect_args={
            "connect_timeout": 3,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": limit,
            "options": f"-c statement_timeout={limit} -c lock_timeout={min(limit, 10_000)}"
            " -c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
        },
    )

    def connect(_dialect: object, _record: object, args: Any, options: Any) -> Any:  # noqa: ANN401 - the driver's
        connection = _Impatient.connect(*args, **options)
        connection.seconds = seconds + _SILENCE
        return connection

    def give_back(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        if connection is not None:
            connection.seconds = seconds + _SILENCE
            connection.prepare_threshold = _PREPARED

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", give_back)
    return engine


def take_time(connection: Connection) -> None:
    """Let the statements of a transaction take as long as they take: steps of a schema, copies.

    The limit of the server alone is not the whole of it: we stop listening a second later.
    """
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        driver: Any = connection.connection.driver_connection
        driver.seconds = None


def plan_anew(connection: Connection) -> None:
    """Let PostgreSQL plan each statement of a transaction for what is asked this time.

    A statement that was sent often is kept with a plan for anybody: one for the usual county
    takes seconds where the whole nation is asked, and the other way round.
    """
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        driver.prepare_threshold = None


class _Impatient(psycopg.Connection[Any]):
    """A connection that does not wait for ever for a server that has fallen silent.

    The server's own time limit holds only as long as the server lives, and those of TCP only as
    long as its machine does not: a process that is stopped keeps its connections open.
    """

    seconds: float | None = _STATEMENT

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401 - the driver's
        try:
            return super().wait(gen, interval, self.seconds if timeout is None else timeout)
        except psycopg.OperationalError as no:
            if _is_silence(no) and not self.closed:
                # Whatever it may still say would be taken for the answer to the next question.
                self.pgconn.finish()
            raise


def _is_silence(no: psycopg.Error) -> bool:
    """Say whether an error is the driver's own and means that the server says nothing.

    Of many rows sent at once, those after a refused one fail by such an error as well.
    """
    return no.sqlstate is None and not isinstance(no, psycopg.errors.PipelineAborted)


def is_away(wrong: Exception) -> bool:
    """Say whether an exception means that the database is away, and not one statement wrong."""
    if not isinstance(wrong, DBAPIError):
        return False
    if wrong.connection_invalidated:
        return True
    match wrong.orig:
        case psycopg.OperationalError(sqlstate=None) as no:
            return _is_silence(no)
        case psycopg.Error(sqlstate=str() as state):
            return state.startswith(_AWAY)
        case sqlite3.OperationalError() as no:
            return getattr(no, "sqlite_errorcode", 0) & _SQLITE_KIND in _SQLITE_AWAY
    return False


def is_passing(wrong: Exception) -> bool:
    """Say whether a statement that failed may do better soon: away, or others in its way."""
    state = getattr(wrong.orig, "sqlstate", None) if isinstance(wrong, DBAPIError) else None
    return is_away(wrong) or (state is not None and state.startswith(_IN_THE_WAY))


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": 10, "check_same_thread": False}
    )

    def connected(dbapi: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's connection
        # The driver must not begin transactions by itself: it would begin them deferred, and a
        # read that turns into a write then fails with "database is locked" instead of waiting.
        dbapi.isolation_level = None
        _write_ahead(dbapi)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            dbapi.execute(f"PRAGMA {pragma}")

    def began(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    return engine


def _write_ahead(dbapi: Any) -> None:  # noqa: ANN401 - sqlite3's connection
    """Switch the file to its write-ahead log, once for all; it stays so.

    SQLite's own patience does not hold for this switch: of two who open a new file at the same
    moment, one is told at once that it is locked.
    """
    for pause in _PAUSES:
        try:
            if dbapi.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                dbapi.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(pause)
        else:
            return
    dbapi.execute("PRAGMA journal_mode=WAL")
