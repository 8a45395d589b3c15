"""What waits for a person and leads the next reply."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, false, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from domain.delivery import Kind
from domain.periods import local_day
from domain.reminders import Item
from domain.wording import say_day
from models.base import written
from models.post import WAITING, InboxItem
from services import reasons
from services.doors import Door
from services.reminders_fresh import REMINDER, items_of
from services.uow import Uow

_AT_ONCE: Final = 2
"""More than two notices before an answer bury the answer."""
_MANY: Final = 500
"""Notices in one statement."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is put in an inbox; ``because`` is the reason, asked again before it is shown.

    ``openid`` is none of whoever has no chat: it is read in the mini-program, by ``mini_openid``.
    """

    key: str
    openid: str | None = field(repr=False)
    text: str = field(repr=False)
    because: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None
    mini_openid: str | None = field(default=None, repr=False)


def leave(  # noqa: PLR0913 - a notice has this many sides, and each has its name
    uow: Uow,
    *,
    key: str,
    openid: str | None,
    text: str,
    because: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
    mini_openid: str | None = None,
) -> bool:
    """Put a notice in a person's inbox unless it is there; say whether it was new."""
    one = Notice(key, openid, text, because or {}, expires_at, mini_openid)
    return leave_many(uow, [one]) == 1


def leave_at(  # noqa: PLR0913 - likewise
    uow: Uow,
    door: Door,
    *,
    key: str,
    text: str,
    because: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Put a notice where somebody is reached unless it is there; say whether it was new."""
    one = Notice(key, door.openid, text, because or {}, expires_at, door.mini_openid)
    return leave_many(uow, [one]) == 1


def leave_many(uow: Uow, notices: Sequence[Notice]) -> int:
    """Put notices in inboxes unless they are there; return how many were new."""
    return sum(_leave(uow, notices[at : at + _MANY]) for at in range(0, len(notices), _MANY))


def _leave(uow: Uow, notices: Sequence[Notice]) -> int:
    rows = [
        {"key": one.key, "text": one.text, "because": dict(one.because), "at": uow.now}
        | _whose(one.openid, one.mini_openid)
        | {"expires_at": one.expires_at, "read_at": None}
        for one in notices
    ]
    new = frozenset(written(uow.session, InboxItem.key, rows))
    reminders = [n for n in notices if n.key in new and reasons.of(n.because) == REMINDER]
    if reminders:
        _supersede(uow, InboxItem.openid, {n.openid: n for n in reminders if n.openid})
        there = {n.mini_openid: n for n in reminders if n.mini_openid and not n.openid}
        _supersede(uow, InboxItem.mini_openid, there)
    return len(new)


def _whose(openid: str | None, mini_openid: str | None) -> dict[str, str | None]:
    """Return whose a notice is: of one of both openids, never of both."""
    return {"openid": openid or "", "mini_openid": None if openid else mini_openid}


def leave_each(
    uow: Uow, texts: Sequence[tuple[Door, str]], *, key: str, because: Mapping[str, Any]
) -> None:
    """Put a new notice in the inboxes of many; ``key`` was never used before."""
    rows = [
        {"key": f"{key}:{door.mark}", "text": text, "because": dict(because), "at": uow.now}
        | _whose(door.openid, door.mini_openid)
        for door, text in texts
    ]
    if rows:
        uow.session.execute(insert(InboxItem), rows)


def _supersede(uow: Uow, whose: InstrumentedAttribute[Any], newest: Mapping[str, Notice]) -> None:
    """Take out of older reminders what a newer one speaks of, and take back those left empty."""
    if not newest:
        return
    about = {openid: {_about(i) for i in items_of(n.because)} for openid, n in newest.items()}
    older = select(InboxItem.id, whose, InboxItem.because).where(
        whose.in_(newest),
        InboxItem.read_at.is_(None),
        InboxItem.key.not_in([one.key for one in newest.values()]),
    )
    for number, openid, reason in uow.session.execute(older).all():
        if reasons.of(reason) != REMINDER:
            continue
        parts = zip(reason["parts"], items_of(reason), strict=True)
        left = [part for part, item in parts if _about(item) not in about[openid]]
        if len(left) < len(reason["parts"]) or not left:
            rest = {"because": {**reason, "parts": left}} if left else {"read_at": uow.now}
            uow.session.execute(update(InboxItem).where(InboxItem.id == number).values(rest))


def _about(item: Item) -> tuple[str, int, str, str]:
    """Return what an item speaks of, at whatever stage; of digests of an organ the last counts."""
    window = "" if item.kind is Kind.DIGEST else item.window
    return item.subject, item.id, item.rule, window


def lead(uow: Uow, openid: str, muted: Collection[str] = ()) -> list[str]:
    """Return what to say before the next reply, and mark it read.

    What was written on another day says so: a text may speak of 明天, or of days left.
    """
    asked = {"reader": openid, "now": uow.now, "most": _AT_ONCE}
    items = uow.session.execute(WAITING, asked).all()
    if items:
        uow.session.execute(
            update(InboxItem)
            .where(InboxItem.id.in_([item.id for item in items]))
            .values(read_at=uow.now)
        )
    said = (
        _now(uow, item.text, reasons.to(item.because, openid), local_day(item.at), muted)
        for item in items
    )
    return [text for text in said if text]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that nobody has read yet, as it is true now."""

    id: int
    text: str
    at: datetime
    because: Mapping[str, Any]


class Box(NamedTuple):
    """What one person reads: what waits in their chat, and what waits in the mini-program."""

    openid: str
    """Empty where they have none."""
    mini_openid: str = ""


def waiting(
    uow: Uow, whose: Box, muted: Collection[str] = (), *, after: int = 0, limit: int = 20
) -> tuple[list[Waiting], int]:
    """Return what waits for somebody, the newest first, and the id to go on from; 0: that is all.

    Nothing is marked read. A notice that is over or muted by now is left out.
    """
    items = uow.session.execute(
        select(
            InboxItem.id,
            InboxItem.text,
            InboxItem.because,
            InboxItem.at,
            InboxItem.openid,
            InboxItem.mini_openid,
        )
        .where(*_unread(uow, whose), *([InboxItem.id < after] if after else []))
        .order_by(InboxItem.id.desc())
        .limit(limit + 1)
    ).all()
    found = []
    for item in items[:limit]:
        because = reasons.to(item.because, item.openid, item.mini_openid)
        if text := _true(uow, item.text, because, muted):
            found.append(Waiting(item.id, text, item.at, item.because))
    return found, items[limit - 1].id if len(items) > limit else 0


def read(uow: Uow, whose: Box, item_ids: Collection[int]) -> int:
    """Mark notices of somebody as read; return how many were not before."""
    done = uow.session.scalars(
        update(InboxItem)
        .where(InboxItem.id.in_(item_ids), *_unread(uow, whose))
        .values(read_at=uow.now)
        .returning(InboxItem.id)
    )
    return len(done.all())


def unread(uow: Uow, whose: Box) -> int:
    """Count what waits for somebody, without asking whether each is still true."""
    question = select(func.count()).select_from(InboxItem).where(*_unread(uow, whose))
    return uow.session.scalar(question) or 0


def _unread(uow: Uow, whose: Box) -> tuple[ColumnElement[bool], ...]:
    living = or_(InboxItem.expires_at.is_(None), InboxItem.expires_at > uow.now)
    # An empty openid is nobody's: the notices of all who have no chat stand under it.
    mine = [
        column == openid
        for column, openid in (
            (InboxItem.openid, whose.openid),
            (InboxItem.mini_openid, whose.mini_openid),
        )
        if openid
    ]
    return or_(false(), *mine), InboxItem.read_at.is_(None), living


def _true(uow: Uow, text: str, because: Mapping[str, Any], muted: Collection[str]) -> str | None:
    if reasons.of(because) in muted:
        return None
    words = reasons.fresh(uow, because, text, {}, muted)
    return None if words is None else words.text


def _now(
    uow: Uow, text: str, because: Mapping[str, Any], day: date, muted: Collection[str]
) -> str | None:
    """Return a notice as it is true now; one that nobody wants or that is over says nothing."""
    said = _true(uow, text, because, muted)
    if said is None:
        return None
    if day == uow.today or said != text:
        return said
    return f"〔{say_day(day, uow.today)}的消息〕{text}"
