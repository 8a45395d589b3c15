"""An outbox with a few letters in the states that a test needs, and people they are for."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from domain.budgets import Limits
from domain.delivery import Channel, Status
from domain.periods import HOME
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.sending import LetterStep
from services.uow import units
from tests.services.rush import means

NOW = datetime(2026, 12, 24, 10, tzinfo=HOME)
ORGAN = 1


class Letterbox:
    """The house's post at one instant, which ``later`` moves on."""

    def __init__(self, url):
        self.now = NOW
        self.engine = open_engine(url)
        self.open_uow = units(self.engine, means(), lambda: self.now)
        with self.open_uow() as uow:
            organ = Organisation(
                id=ORGAN, name="城东", level="county", type="branch", first_day=date(2020, 1, 1)
            )
            uow.session.add(organ)
            uow.session.flush()
            uow.session.add(Below(ancestor_id=ORGAN, descendant_id=ORGAN, depth=0))

    def limited(self, **per_day):
        """Let a day allow so many letters of some channels, and no end of the others."""
        limits = Limits({Channel(channel): number for channel, number in per_day.items()})
        tight = replace(means(), limits=limits)
        self.open_uow = units(self.engine, tight, lambda: self.now)

    def later(self, **span):
        self.now += timedelta(**span)

    @contextmanager
    def look(self):
        with self.open_uow(read_only=True) as uow:
            yield uow

    def person(self, openid):
        with self.open_uow() as uow:
            person = Person(name=openid, organisation_id=ORGAN, created_at=NOW)
            uow.session.add(person)
            uow.session.flush()
            uow.session.add(WechatUser(openid=openid, person_id=person.id, bound_at=NOW))
            return person.id

    def letter(self, key="k", openid="o1", **values):
        """Write a letter that was sent a moment ago, changed as a test says; return its id."""
        usual = {
            "kind": "wish",
            "lane": 2,
            "channel": Channel.TEMPLATE,
            "template": "NEWS",
            "text": f"写给 {openid} 的话",
            "status": Status.SENT,
            "written_at": self.now,
            "due_at": self.now,
            "first_try_at": self.now,
            "attempts": 1,
            "fields": {"title": "心愿", "note": "有人来了"},
        }
        with self.open_uow() as uow:
            row = Outbox(key=key, openid=openid, **(usual | values))
            uow.session.add(row)
            uow.session.flush()
            return row.id

    def row(self, number):
        with self.look() as uow:
            return uow.session.get_one(Outbox, number)

    def status(self, number):
        return self.row(number).status

    def inbox(self):
        with self.look() as uow:
            return sorted(uow.session.scalars(select(InboxItem.key)).all())

    def steps(self, number):
        question = select(LetterStep.outcome).where(LetterStep.outbox_id == number)
        with self.look() as uow:
            return list(uow.session.scalars(question.order_by(LetterStep.id)))

    def close(self):
        self.engine.dispose()
