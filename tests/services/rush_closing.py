"""One of the processes that write records while the bulletin closes their period."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from sqlalchemy import event, text

from domain.errors import Refusal
from domain.periods import HOME
from models import closing as questions
from models.engine import open_engine
from services import closings, records
from services.records import Did
from services.uow import units
from tests.services.rush import means

DAY = date(2026, 9, 15)
NOW = datetime(2026, 10, 8, 10, 0, tzinfo=HOME)


def write(url, cadres, threads, guarded, results):
    """Write records until the period is closed, from several threads; tell how many were kept."""
    engine = open_engine(url)
    take_time(0.01 if guarded else 0.15)
    if not guarded:
        take_the_guard_off(engine)
    open_uow = units(engine, means(), lambda: NOW)

    def keep_writing(cadre):
        kept, end = 0, time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with open_uow() as uow:
                    records.log(uow, cadre, Did("volunteering", DAY), [])
                kept += 1
            except Refusal as no:
                return kept, no.code
            except Exception as error:  # noqa: BLE001 - without the guard they collide, and try again
                if guarded:
                    return kept, repr(error)
        return kept, "never closed"

    with ThreadPoolExecutor(threads) as pool:
        results.put(list(pool.map(keep_writing, cadres)))
    engine.dispose()


def take_time(pause):
    """Let it take a while from asking whether a day is open to writing."""
    asked = closings.keep_open_for_cadre

    def slowly(*args):
        asked(*args)
        time.sleep(pause)

    closings.keep_open_for_cadre = slowly


def take_the_guard_off(engine):
    """Do as if nobody waited for anybody between asking and writing."""
    if engine.dialect.name == "sqlite":
        # Without a transaction each statement stands alone: what was asked is already old.
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
    asked = questions.over_cadre

    def unlocked(*args):
        question = asked(*args)
        question._for_update_arg = None
        return question

    questions.over_cadre = unlocked
    questions.alone = lambda session: session.execute(text("SELECT 1"))
