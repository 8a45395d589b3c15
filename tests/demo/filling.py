"""Databases with the schema, and with a small demonstration in them."""

from contextlib import contextmanager
from datetime import datetime

from argon2 import PasswordHasher

from bot import database, demo
from bot.holidays import calendar
from bot.rules import programmes
from bot.transfer import Law
from domain.periods import HOME
from models.engine import open_engine
from services.passwords import Passwords
from services.vault import Vault

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=HOME)
SMALL = 0.05
VAULT = Vault({1: b"k" * 32}, 1, b"i" * 32)
PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def law(default="guangyuan-2017"):
    """Return the law that a house exports beside its tables."""
    return Law(programmes(), default, calendar({}))


@contextmanager
def opened(url):
    """Lend an engine and close all its connections afterwards."""
    engine = open_engine(url, pool_size=2)
    try:
        yield engine
    finally:
        engine.dispose()


def migrate(url):
    """Bring an empty database to the newest schema."""
    with opened(url) as engine:
        database.upgrade(engine)


def fill(engine, now=NOW, scale=SMALL, seed=demo.SEED):
    """Fill a database that has the schema."""
    return demo.fill(engine, vault=VAULT, passwords=PASSWORDS, now=now, scale=scale, seed=seed)


def migrate_and_fill(url, scale=SMALL):
    """Bring an empty database to the newest schema and put a small demonstration in."""
    migrate(url)
    with opened(url) as engine:
        fill(engine, scale=scale)
