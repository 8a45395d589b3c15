"""Two at once, without a clock: one goes on when the other stands in line, or has done it."""

import time

from sqlalchemy import text

STANDS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE NOT granted AND datname = current_database()"
)
LONGEST, ON_SQLITE = 60.0, 0.3


def until_one_waits(engine, done=lambda: False):
    """Wait until somebody waits for a lock of this PostgreSQL database, or ``done``.

    On SQLite whoever writes stands in a line of our own, whatever the guards: a moment is enough.
    """
    if engine.dialect.name == "sqlite":
        time.sleep(ON_SQLITE)
        return
    end = time.monotonic() + LONGEST
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as look:
        while not done() and not look.scalar(STANDS):
            assert time.monotonic() < end, "nobody came"
            time.sleep(0.01)
