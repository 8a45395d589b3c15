"""`serve` with the lock of the seats taken off: what the guard is for, seen from outside."""

import time

import sqlalchemy as sa

import bot.app
from bot.__main__ import main
from models.activity import Activity
from services import seating

A_WHILE = 0.05


def _looked_at(uow, activity_id):
    """Return it with what it says now; others come and do the same before anything is written."""
    activity = uow.session.get(Activity, activity_id)
    time.sleep(A_WHILE)
    return activity


def _opened(url, opening=bot.app.open_engine, **how):
    engine = opening(url, **how)
    if engine.dialect.name == "sqlite":
        # Without a transaction each statement stands alone: what was counted is already old.
        sa.event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
    return engine


if __name__ == "__main__":
    bot.app.open_engine = _opened
    seating.owner = _looked_at
    main()
