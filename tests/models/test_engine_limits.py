"""What a database that is away looks like, and that a silent one is not waited for."""

import os
import signal
import sqlite3
import time

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from models.engine import is_away, open_engine, take_time


def sqlite(code):
    wrong = sqlite3.OperationalError("said elsewhere")
    wrong.sqlite_errorcode = code
    return wrong


@pytest.mark.parametrize(
    ("wrong", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (errors.AdminShutdown(), True),
        (errors.CannotConnectNow(), True),
        (errors.DiskFull(), True),
        (errors.TooManyConnections(), True),
        (errors.ConnectionFailure(), True),
        (errors.QueryCanceled(), False),
        (errors.DeadlockDetected(), False),
        (errors.LockNotAvailable(), False),
        (errors.UniqueViolation(), False),
        (sqlite(sqlite3.SQLITE_BUSY), True),
        (sqlite(sqlite3.SQLITE_FULL), True),
        (sqlite(sqlite3.SQLITE_IOERR | 3 << 8), True),
        (sqlite(sqlite3.SQLITE_ERROR), False),
        (ConnectionError("whatever the driver did not say"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_which_errors_mean_that_the_database_is_away(wrong, away):
    assert is_away(DBAPIError.instance("", None, wrong, Exception)) is away


def test_a_connection_that_broke_is_away_and_an_empty_pool_is_not():
    broken = OperationalError("", None, errors.InternalError_(), connection_invalidated=True)
    assert is_away(broken)
    assert not is_away(PoolEmpty())
    assert not is_away(ValueError())


def test_a_server_that_falls_silent_is_not_waited_for(new_database):
    engine = open_engine(new_database("postgresql"), seconds=0.2, pre_ping=False)
    with engine.connect() as connection:
        backend = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        os.kill(backend, signal.SIGSTOP)
        began = time.monotonic()
        try:
            with pytest.raises(OperationalError) as raised:
                connection.execute(sa.text("SELECT 1"))
        finally:
            os.kill(backend, signal.SIGCONT)
    assert time.monotonic() - began < 10
    assert is_away(raised.value)
    assert raised.value.connection_invalidated
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
    engine.dispose()


def test_a_slow_statement_is_ended_by_the_server_and_the_connection_lives(new_database):
    engine = open_engine(new_database("postgresql"), seconds=0.1)
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(sa.text("SELECT pg_sleep(5)"))
    assert isinstance(raised.value.orig, errors.QueryCanceled)
    assert not is_away(raised.value)
    engine.dispose()


def test_whoever_takes_their_time_has_it_for_one_transaction(new_database, monkeypatch):
    monkeypatch.setattr("models.engine._SILENCE", 0.1)
    engine = open_engine(new_database("postgresql"), seconds=0.2, pool_size=1)
    with engine.begin() as connection:
        take_time(connection)
        connection.execute(sa.text("SELECT pg_sleep(0.6)"))
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(sa.text("SELECT pg_sleep(5)"))
    engine.dispose()
