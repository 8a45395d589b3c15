"""聊过: a youth says with one tap whether a record took place; no count depends on it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from domain.delivery import Kind
from domain.errors import Refusal
from domain.kinds import KINDS
from domain.periods import local_day
from domain.wording import say_day, tap
from models import record as questions
from models.contact import Contact
from models.person import CALMLY, Person
from models.post import InboxItem
from models.record import Record, RecordYouth
from services import audit, doors, identity, inbox, reasons, record_edits, record_rows
from services.doors import Door
from services.record_list import Answers
from services.record_rows import Logged
from services.uow import Uow

A_WEEK: Final = timedelta(days=7)
MOST: Final = 2
"""So often a week a youth is asked, by whomever."""
OPEN: Final = timedelta(days=14)
"""How long a question stays open."""
_CHANGE: Final = timedelta(days=1)
"""How long a youth may say it otherwise."""
_LATELY: Final = timedelta(days=90)
_KEY: Final = "met:"

YES: Final = "聊过"
NO: Final = "没聊过"
ENOUGH: Final = "不用问我"
BEFORE: Final = "这一条已经问过"
UNREACHED: Final = "现在问不到"
"""Nobody is told whether a youth cannot be asked, or does not want to be."""


class NobodyToAsk(Refusal):
    """There is no record with a youth."""

    code = "nobody_to_ask"
    text = "最近一条记录里没有小伙伴,不用谁来点「聊过」。要记一笔,回复「记 谈心 姓名」。"


class NothingAsked(Refusal):
    """No question is open."""

    code = "nothing_asked"
    text = "现在没有要你点「聊过」的。有话想跟团干部说,回复「找团干部」。"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who of a record was asked, and who was not, with the reason."""

    logged: Logged
    names: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One open question to a youth. The record's title is not told: it may name others."""

    record_id: int
    cadre: str
    kind_title: str
    day: date


def ask_newest(uow: Uow, cadre_id: int) -> Asked:
    """Ask the youths of a cadre's newest record whether it took place."""
    record = uow.session.scalar(
        questions.last_entered(cadre_id).where(Record.cadre_id == cadre_id).with_for_update()
    )
    if record is None:
        raise NobodyToAsk
    return _ask(uow, record)


def ask(uow: Uow, cadre_id: int, record_id: int) -> Asked:
    """Ask the youths of an own record whether it took place."""
    record = record_edits.own(uow, cadre_id, record_id, lock=True)
    if record.cadre_id != cadre_id or record.undone_at is not None:
        raise NobodyToAsk
    return _ask(uow, record)


def _ask(uow: Uow, record: Record) -> Asked:
    """Hold the youths, count how often each was asked this week, decide, and leave the questions.

    Whoever asks one of them meanwhile about something else waits.
    """
    people = uow.session.scalars(
        select(Person)
        .join(RecordYouth, RecordYouth.youth_id == Person.id)
        .where(RecordYouth.record_id == record.id)
        .order_by(Person.id)
        .with_for_update(of=Person, **CALMLY)
    ).all()
    if not people:
        raise NobodyToAsk
    ids = [person.id for person in people]
    links = {link.youth_id: link for link in uow.session.scalars(_of(record, ids))}
    there = doors.of(uow, ids)
    often = _lately(uow, there.values())
    living = set(uow.session.scalars(_living(record, ids)))
    names, left_out = [], []
    cadre = uow.session.get_one(Person, record.entered_by).name
    for person in people:
        door = there.get(person.id)
        gone = person.left_at is not None or person.id not in living
        times = often[door.mark] if door else 0
        why = _why_not(links[person.id], door, times, gone=gone)
        if door is not None and not why and not _leave(uow, record, cadre, person.id, door):
            why = BEFORE
        if why:
            left_out.append((person.name, why))
            continue
        links[person.id].asked_at = uow.now
        names.append(person.name)
    uow.session.flush()
    audit.note(uow, "asked", "record", record.id, youths=len(names))
    return Asked(record_rows.told(uow, record), tuple(names), tuple(left_out))


def _why_not(link: RecordYouth, door: Door | None, often: int, *, gone: bool) -> str:
    """Say why a youth is not asked; nothing if they are. Nothing else is told of them."""
    if link.asked_at is not None:
        return BEFORE
    if door is None or gone or Kind.MET in door.muted:
        return UNREACHED
    return f"一周里已经被问过 {MOST} 次" if often >= MOST else ""


def _of(record: Record, ids: Collection[int]) -> Select[RecordYouth]:
    return select(RecordYouth).where(
        RecordYouth.record_id == record.id, RecordYouth.youth_id.in_(ids)
    )


def _living(record: Record, ids: Collection[int]) -> Select[int]:
    return select(Contact.youth_id).where(
        Contact.cadre_id == record.cadre_id, Contact.youth_id.in_(ids), Contact.ended_at.is_(None)
    )


def _lately(uow: Uow, there: Collection[Door]) -> Counter[str]:
    """Count how often each youth was asked in the last seven days, by whomever.

    By the notices: who is taken off a record, and put on another, was asked all the same.
    """
    rows = uow.session.execute(
        select(InboxItem.openid, InboxItem.mini_openid, func.count())
        .where(
            or_(
                InboxItem.openid.in_([door.openid for door in there if door.openid]),
                InboxItem.mini_openid.in_([d.mini_openid for d in there if d.mini_openid]),
            ),
            InboxItem.key.startswith(_KEY),
            InboxItem.at > uow.now - A_WEEK,
        )
        .group_by(InboxItem.openid, InboxItem.mini_openid)
    )
    return Counter({openid or f"mini:{mini}": int(count) for openid, mini, count in rows})


def _leave(uow: Uow, record: Record, cadre: str, youth_id: int, door: Door) -> bool:
    """Leave a question, unless the youth was asked about this record before; say whether so."""
    day, kind = local_day(record.happened_at), KINDS[record.kind].title
    text = (
        f"{cadre}记了一笔:{say_day(day, uow.today)}和你「{kind}」。有这回事吗?\n"
        f"{tap(YES)} {tap(NO)} {tap(ENOUGH)}"
    )
    return inbox.leave_at(
        uow,
        door,
        key=f"{_KEY}{record.id}:{youth_id}",
        text=text,
        because=reasons.met(record.id, youth_id),
        expires_at=uow.now + OPEN,
    )


def open_for(uow: Uow, youth_id: int) -> list[Question]:
    """Return the questions that a youth has not answered, the oldest first."""
    return _questions(
        uow,
        RecordYouth.youth_id == youth_id,
        RecordYouth.asked_at > uow.now - OPEN,
        RecordYouth.confirmed_at.is_(None),
        RecordYouth.denied_at.is_(None),
    )


def answered(uow: Uow, youth_id: int, *, yes: bool) -> list[Question]:
    """Return what a youth said yes (or no) to in the last day, the latest last."""
    said = RecordYouth.confirmed_at if yes else RecordYouth.denied_at
    return _questions(uow, RecordYouth.youth_id == youth_id, said > uow.now - _CHANGE)


def _questions(uow: Uow, *conditions: ColumnElement[bool]) -> list[Question]:
    rows = uow.session.execute(
        select(Record, Person.name)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .join(Person, Person.id == Record.cadre_id)
        .where(Record.undone_at.is_(None), *conditions)
        .order_by(RecordYouth.asked_at, Record.id)
    )
    return [
        Question(row.id, name, KINDS[row.kind].title, local_day(row.happened_at))
        for row, name in rows
    ]


def answer(uow: Uow, youth_id: int, record_id: int, *, yes: bool) -> Question:
    """Keep what a youth says; saying it otherwise within a day is fine."""
    link = uow.session.get(
        RecordYouth, (record_id, youth_id), with_for_update=True, populate_existing=True
    )
    if link is None or link.asked_at is None:
        raise NothingAsked
    found = _questions(uow, RecordYouth.youth_id == youth_id, RecordYouth.record_id == record_id)
    last = link.confirmed_at or link.denied_at
    late = last < uow.now - _CHANGE if last else link.asked_at < uow.now - OPEN
    if not found or late:
        raise NothingAsked
    if not (link.confirmed_at if yes else link.denied_at):
        link.confirmed_at, link.denied_at = (uow.now, None) if yes else (None, uow.now)
    uow.session.flush()
    return found[0]


def mute(uow: Uow, openid: str, muted: Collection[str], *, off: bool) -> None:
    """Ask a youth no more, or again."""
    kinds = set(muted) | {Kind.MET} if off else set(muted) - {Kind.MET}
    identity.mute(uow, openid, tuple(sorted(kinds)))


def lately(uow: Uow, cadre_id: int) -> Answers:
    """Return how many were asked about a cadre's records of late, and what they said, together."""
    row = uow.session.execute(
        select(
            func.count(RecordYouth.asked_at),
            func.count(RecordYouth.confirmed_at),
            func.count(RecordYouth.denied_at),
        )
        .join(Record, Record.id == RecordYouth.record_id)
        .where(
            Record.cadre_id == cadre_id,
            Record.undone_at.is_(None),
            Record.happened_at > uow.now - _LATELY,
        )
    ).one()
    return Answers(*row)
