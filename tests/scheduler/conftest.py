from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import build
from domain.periods import HOME
from models.post import Outbox
from models.schedule import Run
from scheduler.jobs import tick
from tests.house import QUICK, peopled, settings
from tests.scheduler.town import Town, fill


class Office:
    """The application without a web server, at whatever time a test says."""

    def __init__(self, url):
        self.url = url
        self.at = None
        self.app = self.another()

    def another(self):
        """Open the same house as another process would."""
        return build(settings(self.url), passwords=QUICK, clock=lambda: self.at)

    def tick(self, moment, **options):
        self.at = moment
        return tick(self.app.open_uow, **options)

    def live_until(self, day):
        """Have ticked on the day of the first reminder and on the eve of another."""
        self.tick(datetime(2026, 12, 10, 9, tzinfo=HOME))
        self.tick(day - timedelta(days=1))

    def reminders(self, stage=7):
        """Return the keys of the reminders written so many days before the end."""
        like = Outbox.key.like(f"%:{stage}-days:%")
        return self.ask(select(Outbox.key).where(like).order_by(Outbox.key))

    def written(self):
        """Return the keys of the reminders written at this very moment, digests too."""
        mine = Outbox.key.contains("-days:"), Outbox.written_at == self.at
        return self.ask(select(Outbox.key).where(*mine))

    def runs(self, job="reminders"):
        return self.ask(select(Run.due_at).where(Run.job == job).order_by(Run.due_at))

    def ask(self, question):
        with self.app.open_uow(read_only=True) as uow:
            return uow.session.scalars(question).all()


@pytest.fixture
def office(new_database, database_kind):
    """Open the house on both databases, with a small league in it."""
    with ExitStack() as closing:
        office = Office(new_database(database_kind, fill=peopled))
        closing.callback(office.app.close)
        yield office


@pytest.fixture
def new_town(new_database, database_kind):
    """Build towns that close with the test."""
    with ExitStack() as closing:

        def build(**account):
            town = Town(new_database(database_kind, fill=fill), **account)
            closing.callback(town.app.close)
            return town

        yield build


@pytest.fixture
def town(new_town):
    return new_town()
