"""What a person had to do with cadres of late: each is one occasion to say how it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from domain.kinds import KINDS
from domain.periods import local_day
from domain.ratings import LIFE, NotInvolved, Occasion
from domain.wishes import Ending
from domain.wording import short
from models.activity import Activity, Enrolment
from models.attendance import came
from models.cadre import Cadre
from models.person import Person
from models.record import Record, RecordYouth
from models.ticket import Ticket
from models.wish import Claim, Wish
from services.uow import Uow

_EXCERPT = 14


@dataclass(frozen=True, slots=True)
class Met:
    """One occasion: with whom, what it was, when."""

    occasion: Occasion
    id: int
    cadre_id: int
    cadre: str
    title: str = field(repr=False)
    at: datetime

    @property
    def day(self) -> date:
        """The day on the wall."""
        return local_day(self.at)


def of(uow: Uow, person_id: int) -> list[Met]:
    """Return a person's occasions of the last sixty days, the latest first.

    What an activity or a wish left behind as a record is no second occasion.
    """
    found = [
        *_records(uow, person_id),
        *_activities(uow, person_id),
        *_tickets(uow, person_id),
        *_wishes(uow, person_id),
    ]
    return sorted(found, key=lambda met: (met.at, met.occasion, met.id), reverse=True)


def one(uow: Uow, person_id: int, occasion: Occasion, occasion_id: int) -> Met:
    """Return an occasion of a person; nobody else's, and none that is too long ago."""
    ask = {
        Occasion.RECORD: _records,
        Occasion.ACTIVITY: _activities,
        Occasion.TICKET: _tickets,
        Occasion.WISH: _wishes,
    }[occasion]
    met = next(ask(uow, person_id, occasion_id), None)
    if met is None:
        raise NotInvolved
    return met


def _only(column: ColumnElement[int], wanted: int | None) -> list[ColumnElement[bool]]:
    return [] if wanted is None else [column == wanted]


def _records(uow: Uow, person_id: int, wanted: int | None = None) -> Iterator[Met]:
    rows = uow.session.execute(
        select(Record.id, Record.cadre_id, Person.name, Record.kind, Record.happened_at)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .join(Person, Person.id == Record.cadre_id)
        .where(
            RecordYouth.youth_id == person_id,
            RecordYouth.denied_at.is_(None),
            Record.undone_at.is_(None),
            Record.activity_id.is_(None),
            Record.wish_id.is_(None),
            Record.cadre_id != person_id,
            Record.happened_at > uow.now - LIFE,
            Record.happened_at <= uow.now,
            *_only(Record.id.expression, wanted),
        )
    )
    for number, cadre, name, kind, at in rows:
        if cadre is not None:
            yield Met(Occasion.RECORD, number, cadre, name, KINDS[kind].title, at)


def _activities(uow: Uow, person_id: int, wanted: int | None = None) -> Iterator[Met]:
    rows = uow.session.execute(
        select(Activity.id, Activity.host_id, Person.name, Activity.title, Activity.ends_at)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .join(Person, Person.id == Activity.host_id)
        .where(
            Enrolment.person_id == person_id,
            came(),
            Activity.host_id != person_id,
            Activity.ends_at > uow.now - LIFE,
            Activity.ends_at <= uow.now,
            *_only(Activity.id.expression, wanted),
        )
    )
    for number, cadre, name, title, at in rows:
        if cadre is not None:
            yield Met(Occasion.ACTIVITY, number, cadre, name, f"活动「{title}」", at)


def _tickets(uow: Uow, person_id: int, wanted: int | None = None) -> Iterator[Met]:
    rows = uow.session.execute(
        select(Ticket.id, Cadre.id, Person.name, Ticket.text, Ticket.answered_at)
        .join(Cadre, Cadre.id == Ticket.answered_by)
        .join(Person, Person.id == Cadre.id)
        .where(
            Ticket.asker_id == person_id,
            Cadre.id != person_id,
            Ticket.answered_at > uow.now - LIFE,
            *_only(Ticket.id.expression, wanted),
        )
    )
    for number, cadre, name, text, at in rows:
        if at is not None:
            yield Met(Occasion.TICKET, number, cadre, name, f"答复「{_cut(text)}」", at)


def _wishes(uow: Uow, person_id: int, wanted: int | None = None) -> Iterator[Met]:
    rows = uow.session.execute(
        select(Wish.id, Claim.cadre_id, Person.name, Wish.text, Wish.fulfilled_at)
        .join(Claim, Claim.wish_id == Wish.id)
        .join(Person, Person.id == Claim.cadre_id)
        .where(
            Wish.person_id == person_id,
            Claim.ending == Ending.DONE,
            Claim.cadre_id != person_id,
            Wish.fulfilled_at > uow.now - LIFE,
            *_only(Wish.id.expression, wanted),
        )
    )
    for number, cadre, name, text, at in rows:
        if at is not None:
            yield Met(Occasion.WISH, number, cadre, name, f"实现心愿「{_cut(text)}」", at)


def _cut(text: str) -> str:
    return short(" ".join(text.split()), _EXCERPT)
