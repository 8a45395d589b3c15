"""`serve` that, told so by SIGUSR1, waits half a second for its turn to write and no longer ten."""

import signal

import sqlalchemy as sa

import bot.app
from bot.__main__ import main
from services import uow

PATIENCE = 0.5


def _opened(url, opening=bot.app.open_engine, **how):
    engine = opening(url, **how)

    def lent(dbapi, *_):
        dbapi.execute(f"PRAGMA busy_timeout={int(uow.LONGEST_WAIT * 1000)}")

    sa.event.listen(engine, "checkout", lent)
    return engine


def _hurry(*_):
    uow.LONGEST_WAIT = PATIENCE


if __name__ == "__main__":
    bot.app.open_engine = _opened
    signal.signal(signal.SIGUSR1, _hurry)
    main()
