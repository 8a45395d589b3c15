"""Writing the letters of a notice part by part, each in one transaction: a repeat writes nothing.

The notice's row is locked for each part: of two processes one writes, and whoever takes a notice
back waits for the part that is being written, and is heard before the next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import String, case, cast, delete, func, literal, or_, select, update

from domain import notices as rules
from domain.delivery import Channel, Kind, Lane, Status
from domain.notices import Audience, Missed, NoticeStatus, Step
from models.base import table
from models.notice import Notice, NoticePerson, put_down
from models.person import Person
from models.post import InboxItem, Outbox
from services import audit, doors, notices_asking, notices_days, outbox, subscriptions
from services import notices_audience as audience_of
from services import notices_letters as words_of
from services.doors import Door
from services.notices_letters import Words
from services.outbox import Draft
from services.uow import Uow

_PART: Final = 500
"""Letters in one transaction."""
_PLACES: Final = 50
"""Organisations whose people are looked for at once."""
_BACK: Final = 5_000
"""Letters that are taken back at once."""
CANCELLED: Final = "cancelled"
_person = table(NoticePerson)


def due(uow: Uow) -> Sequence[int]:
    """Return the notices at which something is to be done."""
    time_has_come = (Notice.status == NoticeStatus.PLANNED) & (Notice.send_at <= uow.now)
    at_work = Notice.status.in_((NoticeStatus.WRITING, NoticeStatus.SENDING))
    going_back = (Notice.status == NoticeStatus.CANCELLED) & Notice.done_at.is_(None)
    question = select(Notice.id).where(or_(time_has_come, at_work, going_back))
    return uow.session.scalars(question.order_by(Notice.id)).all()


def part(uow: Uow, notice_id: int) -> bool:
    """Do the next part of what a notice needs; say whether there may be more at once."""
    question = select(Notice).where(Notice.id == notice_id)
    row = uow.session.scalar(question.with_for_update(skip_locked=True))
    if row is None:
        return False  # another process is at it
    match NoticeStatus(row.status):
        case NoticeStatus.PLANNED if row.send_at is not None and row.send_at <= uow.now:
            row.status = rules.move(NoticeStatus.PLANNED, Step.BEGIN)
            row.gathered_upto = row.written_upto = 0
            return True
        case NoticeStatus.WRITING:
            return _gather(uow, row) if row.gathered_upto >= 0 else _write(uow, row)
        case NoticeStatus.SENDING:
            return _finish(uow, row)
        case NoticeStatus.CANCELLED if row.done_at is None:
            return withdraw(uow, row)
    return False


_GATHERED: Final = -1
"""Stands for the last organisation once all have been looked at."""


def _gather(uow: Uow, row: Notice) -> bool:
    """Put the people of some more organisations down, or go on to the letters."""
    audience = Audience.read(row.audience)
    places = audience_of.organisations(audience, row.gathered_upto, _PLACES)
    some = uow.session.scalars(places).all()
    if not some:
        return _gathered(uow, row)
    people = audience_of.meant(audience, row.activity_id, uow.today).where(
        Person.organisation_id.between(row.gathered_upto + 1, some[-1])
    )
    chosen = people.with_only_columns(literal(row.id), Person.id, literal(""))
    uow.session.execute(put_down(uow.session.get_bind().dialect.name, chosen))
    row.gathered_upto = some[-1]
    return True


def _gathered(uow: Uow, row: Notice) -> bool:
    """Begin to write, unless there are more by now than one admin may decide about."""
    mine = NoticePerson.notice_id == row.id
    people = uow.session.scalar(select(func.count()).select_from(NoticePerson).where(mine)) or 0
    if rules.needs_second(people) and row.checked_by is None and _grown(uow, row):
        uow.session.execute(delete(_person).where(_person.c.notice_id == row.id))
        row.status, row.gathered_upto = rules.move(NoticeStatus.WRITING, Step.ASK), 0
        notices_asking.ask(uow, row)
        return False
    row.gathered_upto = _GATHERED
    return True


def _grown(uow: Uow, row: Notice) -> bool:
    audience = Audience.read(row.audience)
    kind, template = words_of.kind_of(row.activity_id), words_of.template_of(row.activity_id)
    reach = audience_of.reach(uow, audience, row.activity_id, kind, template)
    row.chosen = reach.written
    return reach.needs_second


def _write(uow: Uow, row: Notice) -> bool:
    """Write to the next people, in the order of their ids."""
    people = uow.session.execute(
        select(NoticePerson.person_id, Person.left_at)
        .join(Person, Person.id == NoticePerson.person_id)
        .where(NoticePerson.notice_id == row.id, NoticePerson.person_id > row.written_upto)
        .order_by(NoticePerson.person_id)
        .limit(_PART)
    ).all()
    if not people:
        mine = (NoticePerson.notice_id == row.id) & NoticePerson.outbox_id.is_not(None)
        count = select(func.count()).select_from(NoticePerson).where(mine)
        row.chosen = uow.session.scalar(count) or 0
        row.status = rules.move(NoticeStatus.WRITING, Step.WRITTEN)
        return True
    ids = [one.person_id for one in people]
    left = {one.person_id for one in people if one.left_at is not None}
    words = words_of.words(uow, row, uow.now)
    known = doors.of(uow, ids)
    missed = {one: why for one in ids if (why := _missed(one, known, left, words.kind))}
    due_at = notices_days.goes_at(uow, row.organisation_id, uow.now)
    drafts = [_draft(row, one, known[one], words, due_at) for one in ids if one not in missed]
    outbox.put_many(uow, drafts)
    _mark(uow, row, ids, missed)
    row.written_upto = ids[-1]
    return True


def _missed(person: int, known: Mapping[int, Door], left: set[int], kind: Kind) -> Missed | None:
    """Say why somebody is not written to, if that is so."""
    if person in left:
        return Missed.LEFT
    if person not in known:
        return Missed.NO_CHAT
    return Missed.MUTED if kind in known[person].muted else None


def _draft(row: Notice, person: int, door: Door, words: Words, due_at: datetime) -> Draft:
    return Draft(
        key=f"notice:{row.id}:{person}",
        kind=words.kind,
        lane=Lane.NOTICE,
        openid=door.openid,
        mini_openid=door.mini_openid,
        person_id=person,
        text=words.text,
        template=words.template,
        fields=words.fields,
        because=words.because,
        due_at=due_at,
        expires_at=words.expires_at,
        organ_id=row.organisation_id,
    )


def _mark(uow: Uow, row: Notice, ids: Sequence[int], missed: dict[int, Missed]) -> None:
    """Put down whose letter is which, and why there is none."""
    for reason in set(missed.values()):
        whose = [one for one, why in missed.items() if why is reason]
        uow.session.execute(
            update(_person)
            .where(_person.c.notice_id == row.id, _person.c.person_id.in_(whose))
            .values(why=str(reason))
        )
    key = literal(f"notice:{row.id}:").concat(cast(_person.c.person_id, String))
    letter = select(Outbox.id).where(Outbox.key == key).scalar_subquery()
    uow.session.execute(
        update(_person)
        .where(
            _person.c.notice_id == row.id,
            _person.c.person_id.between(ids[0], ids[-1]),
            _person.c.why == "",
        )
        .values(outbox_id=letter)
    )


def _finish(uow: Uow, row: Notice) -> bool:
    """Say that it is done once no letter waits or is under way."""
    open_ = (
        select(NoticePerson.person_id)
        .join(Outbox, Outbox.id == NoticePerson.outbox_id)
        .where(
            NoticePerson.notice_id == row.id,
            Outbox.status.in_((Status.PENDING, Status.SENDING)),
        )
    )
    # From the end: what was written last goes last, mostly.
    if uow.session.scalar(open_.order_by(NoticePerson.person_id.desc()).limit(1)) is None:
        row.status, row.done_at = rules.move(NoticeStatus.SENDING, Step.FINISH), uow.now
        audit.note(uow, "notice_done", "notice", row.id)
    return False


def withdraw(uow: Uow, row: Notice) -> bool:
    """Take back letters that nobody has begun to send, and what nobody has read.

    What a sender holds is waited for: it is pending still, or it has gone.
    """
    mine = select(NoticePerson.outbox_id).where(NoticePerson.notice_id == row.id)
    waiting = (
        uow.session.execute(
            select(Outbox.id, Outbox.channel, Outbox.openid, Outbox.template, Outbox.first_try_at)
            .where(Outbox.id.in_(mine), Outbox.status == Status.PENDING)
            .order_by(Outbox.id)
            .limit(_BACK)
            .with_for_update(of=Outbox)
        )
    ).all()
    for letter in waiting:
        if letter.channel == Channel.SUBSCRIPTION and letter.first_try_at is None:
            subscriptions.returned(uow, letter.openid or "", letter.template)
    _drop(uow, [letter.id for letter in waiting])
    if len(waiting) == _BACK:
        return True
    unread = uow.session.scalars(
        update(InboxItem)
        .where(
            InboxItem.key.in_(
                select(Outbox.key).where(Outbox.id.in_(mine), Outbox.status == Status.WAITING)
            ),
            InboxItem.read_at.is_(None),
        )
        .values(read_at=uow.now)
        .returning(InboxItem.key)
        .execution_options(synchronize_session=False)
    ).all()
    for at in range(0, len(unread), _PART):
        some = select(Outbox.id).where(Outbox.key.in_(unread[at : at + _PART]))
        _drop(uow, uow.session.scalars(some).all())
    row.done_at = uow.now
    return False


def _drop(uow: Uow, ids: Sequence[int]) -> None:
    """Close letters that are taken back; one that was tried may have arrived all the same."""
    untried = Outbox.first_try_at.is_(None) | (Outbox.status == Status.WAITING)
    for at in range(0, len(ids), _PART):
        uow.session.execute(
            update(Outbox)
            .where(Outbox.id.in_(ids[at : at + _PART]))
            .values(
                status=case((untried, Status.DROPPED), else_=Status.UNCERTAIN),
                why=CANCELLED,
                closed_at=uow.now,
                owner=None,
                turn=None,
            )
            .execution_options(synchronize_session=False)
        )
