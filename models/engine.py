"""Opening the database so that both kinds keep the same promises."""

import sqlite3
import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url

_PAUSES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

READ_ONLY = "tuan100_read_only"
"""Execution option of a transaction that promises not to write."""


def open_engine(url: str, *, pool_size: int = 16) -> Engine:
    """Return an engine for a ``sqlite`` or ``postgresql`` address."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        # A silent server must not hold a message for ever (a chat has five seconds).
        connect_args={
            "connect_timeout": 3,
            "options": "-c statement_timeout=15000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
        },
    )


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
