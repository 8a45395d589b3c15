"""One of the processes that rush for seats: it imports little, so that it is soon at the door."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import event

from bot.holidays import calendar
from bot.rules import programmes
from bot.words import words
from domain.channels import AccountKind
from domain.errors import Refusal
from domain.periods import HOME
from models.activity import Activity
from models.engine import open_engine
from services import activities, seating
from services.passwords import Passwords
from services.uow import Means, units
from services.vault import Vault

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashing as one should takes a fifth of a second, for each world that a test makes."""
A_WHILE = 0.02
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HOME)


@cache
def _programmes():
    """Read the rules once: a hundred tests ask for them."""
    return programmes()


@cache
def _calendar():
    return calendar({})


@cache
def _words():
    return words()


def means():
    return Means(
        vault=Vault({1: bytes(32)}, 1, bytes(32)),
        passwords=QUICK,
        programmes=_programmes(),
        default_programme="guangyuan-2017",
        account=AccountKind.SERVICE,
        base_url="http://127.0.0.1:8000",
        calendar=_calendar(),
        chance=random.Random(1),  # noqa: S311 - a test is to be repeatable
        words=_words(),
    )


def rush(url, people, threads, guarded, results):
    """Sign these people up, from several threads of one process; tell what each was told."""
    engine = open_engine(url)
    if not guarded:
        take_the_guard_off(engine)
    open_uow = units(engine, means(), lambda: NOW)

    def sign_up(person):
        for _ in range(50):
            try:
                with open_uow() as uow:
                    return activities.enrol(uow, 1, person).mine
            except Refusal as no:
                return no.code
            except Exception as error:  # noqa: BLE001 - without the guard they collide, and try again
                if guarded:
                    return repr(error)
        return "gave up"

    with ThreadPoolExecutor(threads) as pool:
        results.put(list(pool.map(sign_up, people)))
    engine.dispose()


def take_the_guard_off(engine):
    """Do as if nobody locked the owner of the seats."""
    if engine.dialect.name == "sqlite":
        # Without a transaction each statement stands alone: what was counted is already old.
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
    seating.owner = _looked_at


def _looked_at(uow, activity_id):
    """Return it with what it says now; others come and do the same before anything is written."""
    activity = uow.session.get(Activity, activity_id)
    time.sleep(A_WHILE)
    return activity
