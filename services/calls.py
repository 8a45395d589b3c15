"""要打电话的: whom no message reaches and who is to be told all the same, for their leaders."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update

from domain.calls import OUTCOMES, CallDone, CallOver, NoNumber, NoSuchCall, OutcomeOdd
from domain.delivery import Kind, Status
from domain.errors import Refusal
from models.base import write_new
from models.organisation import Organisation
from models.person import Person
from models.post import InboxItem, Outbox
from models.sending import Call
from services import areas, audit, phones, reasons
from services.uow import Uow

PAGE: Final = 20
_REMINDERS: Final = (Kind.QUOTA, Kind.MATERIALS)
_BEFORE: Final = timedelta(days=2)
"""How long before its window ends a reminder that nobody has read is worth a call."""
_RUN: Final = 200
"""How many are listed in one run."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody to be called, as the caller sees them."""

    id: int
    name: str
    place: str
    about: str = field(repr=False)
    phone: str = field(repr=False)
    """Masked, until somebody has a reason to see it."""
    since: datetime
    until: datetime | None
    tried: bool
    """Somebody has called and got nobody."""


def about(row: Outbox) -> str:
    """Return in a line what somebody is to be told: what a card says, and no name of a third."""
    if row.kind == Kind.ALARM:
        return str(row.fields.get("title", ""))
    parts = (row.fields.get("title") or row.fields.get("activity", ""), row.fields.get("note", ""))
    return ":".join(part for part in parts if part) or "公众号里有一条给 TA 的消息"


def wanted(uow: Uow, row: Outbox, person: Person) -> bool:
    """Ask the leaders over a person to call them; say whether that is new."""
    return _list(uow, [(row, person)]) == 1


def _list(uow: Uow, silent: Sequence[tuple[Outbox, Person]]) -> int:
    over = {place: _leaders(uow, place) for place in {p.organisation_id for _, p in silent}}
    rows = [
        {
            "outbox_id": row.id,
            "person_id": person.id,
            "organ_id": _callers(over[person.organisation_id], person.id),
            "at": uow.now,
            "expires_at": row.expires_at,
            "outcome": "",
        }
        for row, person in silent
    ]
    return write_new(uow.session, Call, rows)


def _leaders(uow: Uow, place: int) -> list[tuple[int, list[int]]]:
    """Return the organs at or above a place, the nearest first, each with who answers for it."""
    found = []
    organ: int | None = areas.area_of(uow, place)
    while organ is not None:
        found.append((organ, areas.leaders_of(uow, organ)))
        organ = areas.above(uow, organ)
    return found


def _callers(over: Sequence[tuple[int, Collection[int]]], person_id: int) -> int:
    """Return the nearest organ that another than somebody answers for; the nearest if none."""
    led = (organ for organ, leaders in over if any(one != person_id for one in leaders))
    return next(led, over[0][0])


def waiting(uow: Uow, organ_id: int, viewer_id: int) -> int:
    """Return how many an organ's leader still has to call."""
    mine = (Call.organ_id == organ_id, *still_open(uow, viewer_id))
    return uow.session.scalar(select(func.count()).select_from(Call).where(*mine)) or 0


def of(uow: Uow, organ_id: int, viewer_id: int, *, skip: int = 0) -> tuple[list[Listed], bool]:
    """Return whom to call now, the first to expire first, and whether there are more."""
    question = in_turn(uow, viewer_id).where(Call.organ_id == organ_id)
    rows = uow.session.execute(question.offset(skip).limit(PAGE + 1)).all()
    seen = [_seen(uow, *row) for row in rows[:PAGE] if _stands(uow, row[1])]
    return seen, len(rows) > PAGE


def behind(
    uow: Uow, organ_id: int, viewer_id: int, *, after: int, most: int
) -> tuple[list[Listed], int]:
    """Return whom to call after one of them (0: from the start), and after whom it goes on."""
    question = in_turn(uow, viewer_id).where(Call.organ_id == organ_id)
    if after:
        last = uow.session.get(Call, after)
        if last is None or last.organ_id != organ_id:
            return [], 0
        question = question.where(later_than(last))
    rows = uow.session.execute(question.limit(most + 1)).all()
    seen = [_seen(uow, *row) for row in rows[:most] if _stands(uow, row[1])]
    return seen, rows[most - 1][0].id if len(rows) > most else 0


def in_turn(uow: Uow, viewer_id: int) -> Select[Call, Outbox, Person, str]:
    """Return whom to call now, of whatever organ, the first to expire first."""
    ordered = (Call.expires_at.is_(None), Call.expires_at, Call.id)
    return _rows().where(*still_open(uow, viewer_id)).order_by(*ordered)


def later_than(last: Call) -> ColumnElement[bool]:
    """Say of a call that it comes after one in that order; those that never expire stand last."""
    if last.expires_at is None:
        return and_(Call.expires_at.is_(None), Call.id > last.id)
    same = and_(Call.expires_at == last.expires_at, Call.id > last.id)
    return or_(Call.expires_at > last.expires_at, same, Call.expires_at.is_(None))


def one(uow: Uow, organ_id: int, viewer_id: int, call_id: int) -> Listed:
    """Return one to call."""
    return _seen(uow, *_held(uow, organ_id, viewer_id, call_id))


def reveal(uow: Uow, organ_id: int, viewer_id: int, call_id: int) -> str:
    """Return the number of somebody to be called now, and note who saw it."""
    _, _, person, _ = _held(uow, organ_id, viewer_id, call_id)
    number = phones.opened(uow.means.vault, person)
    if not number:
        raise NoNumber(name=person.name)
    audit.note(uow, "saw_phone", "person", person.id, call=call_id)
    return phones.national(number)


def note(uow: Uow, organ_id: int, viewer_id: int, call_id: int, outcome: str) -> str:
    """Write down what became of a call; return whom it was. Who was not reached stays listed."""
    uow.session.get(Call, call_id, with_for_update=True)
    call, _, person, _ = _held(uow, organ_id, viewer_id, call_id)
    if outcome not in OUTCOMES:
        raise OutcomeOdd
    call.outcome, call.done_by = outcome, viewer_id
    if outcome == "told":
        call.done_at = uow.now
        _read(uow, call.outbox_id)
    audit.note(uow, "called", "person", person.id, call=call_id, outcome=outcome)
    return person.name


def settle(uow: Uow) -> int:
    """List reminders that nobody has read near their end, and close calls no longer needed."""
    return _list_unread(uow) + _close_over(uow)


def _list_unread(uow: Uow) -> int:
    unread = exists().where(InboxItem.key == Outbox.key, InboxItem.read_at.is_(None))
    listed = exists().where(Call.outbox_id == Outbox.id)
    question = (
        select(Outbox, Person)
        .join(Person, Person.id == Outbox.person_id)
        .where(
            Outbox.status == Status.WAITING,
            Outbox.kind.in_(_REMINDERS),
            Outbox.expires_at > uow.now,
            Outbox.expires_at <= uow.now + _BEFORE,
            Person.left_at.is_(None),
            unread,
            ~listed,
        )
        .order_by(Outbox.id)
        .limit(_RUN)
    )
    return _list(uow, [(row, person) for row, person in uow.session.execute(question)])


def _close_over(uow: Uow) -> int:
    """Close what has expired, was read or delivered meanwhile, or whose person left."""
    letter = Outbox.id == Call.outbox_id
    over = or_(
        Call.expires_at <= uow.now,
        exists().where(letter, InboxItem.key == Outbox.key, InboxItem.read_at.is_not(None)),
        exists().where(letter, Outbox.status == Status.DELIVERED),
        exists().where(letter, Outbox.openid.is_(None), Outbox.mini_openid.is_(None)),  # they left
        exists().where(Person.id == Call.person_id, Person.left_at.is_not(None)),
    )
    closed = uow.session.scalars(
        update(Call)
        .where(Call.done_at.is_(None), over)
        .values(done_at=uow.now, outcome="over")
        .returning(Call.id)
        .execution_options(synchronize_session=False)
    )
    return len(closed.all())


def still_open(uow: Uow, viewer_id: int) -> Iterator[ColumnElement[bool]]:
    """Yield what a call fulfils that somebody may still make: of others, and not over."""
    yield Call.done_at.is_(None)
    yield Call.person_id != viewer_id
    yield or_(Call.expires_at.is_(None), Call.expires_at > uow.now)


def _rows() -> Select[Call, Outbox, Person, str]:
    return (
        select(Call, Outbox, Person, Organisation.name)
        .join(Outbox, Outbox.id == Call.outbox_id)
        .join(Person, Person.id == Call.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Person.left_at.is_(None),
            or_(Outbox.openid.is_not(None), Outbox.mini_openid.is_not(None)),
        )
    )


def _held(
    uow: Uow, organ_id: int, viewer_id: int, call_id: int
) -> tuple[Call, Outbox, Person, str]:
    """Return whom to call now; a call that is no longer needed says so."""
    mine = _rows().where(Call.id == call_id, Call.organ_id == organ_id, Call.person_id != viewer_id)
    found = uow.session.execute(mine.execution_options(populate_existing=True)).first()
    if found is None:
        raise NoSuchCall
    call, row, person, place = found
    if call.done_at is not None:
        raise _done(call, person)
    if (call.expires_at and call.expires_at <= uow.now) or not _stands(uow, row):
        raise CallOver(name=person.name)
    return call, row, person, place


def _done(call: Call, person: Person) -> Refusal:
    return CallOver(name=person.name) if call.outcome == "over" else CallDone(name=person.name)


def _stands(uow: Uow, row: Outbox) -> bool:
    """Say whether there is still something to tell."""
    because = reasons.to(row.because, row.openid, row.mini_openid)
    return reasons.fresh(uow, because, row.text, row.fields) is not None


def _seen(uow: Uow, call: Call, row: Outbox, person: Person, place: str) -> Listed:
    return Listed(
        call.id,
        person.name,
        place,
        about(row),
        phones.shown(uow.means.vault, person),
        call.at,
        call.expires_at,
        call.outcome == "unreached",
    )


def _read(uow: Uow, outbox_id: int) -> None:
    """Take out of the inbox what somebody was told by phone."""
    letter = select(Outbox.key).where(Outbox.id == outbox_id).scalar_subquery()
    uow.session.execute(
        update(InboxItem)
        .where(InboxItem.key == letter, InboxItem.read_at.is_(None))
        .values(read_at=uow.now)
        .execution_options(synchronize_session=False)
    )
