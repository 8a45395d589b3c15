"""What waits for a person and leads the next reply."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from domain.delivery import Kind
from domain.periods import local_day
from domain.reminders import Item
from domain.wording import say_day
from models.base import written
from models.person import WechatUser
from models.post import WAITING, InboxItem
from services import reasons
from services.reminders_fresh import REMINDER, items_of
from services.uow import Uow

_AT_ONCE: Final = 2
"""More than two notices before an answer bury the answer."""
_MANY: Final = 500
"""Notices in one statement."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is put in an inbox; ``because`` is the reason, asked again before it is shown."""

    key: str
    openid: str = field(repr=False)
    text: str = field(repr=False)
    because: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


def leave(  # noqa: PLR0913 - a notice has this many sides, and each has its name
    uow: Uow,
    *,
    key: str,
    openid: str,
    text: str,
    because: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Put a notice in a person's inbox unless it is there; say whether it was new."""
    return leave_many(uow, [Notice(key, openid, text, because or {}, expires_at)]) == 1


def leave_many(uow: Uow, notices: Sequence[Notice]) -> int:
    """Put notices in inboxes unless they are there; return how many were new."""
    return sum(_leave(uow, notices[at : at + _MANY]) for at in range(0, len(notices), _MANY))


def _leave(uow: Uow, notices: Sequence[Notice]) -> int:
    rows = [
        {"key": one.key, "openid": one.openid, "text": one.text, "because": dict(one.because)}
        | {"at": uow.now, "expires_at": one.expires_at, "read_at": None}
        for one in notices
    ]
    new = frozenset(written(uow.session, InboxItem.key, rows))
    reminders = [n for n in notices if n.key in new and reasons.of(n.because) == REMINDER]
    if reminders:
        _supersede(uow, {n.openid: n for n in reminders})
    return len(new)


def leave_each(uow: Uow, texts: Mapping[str, str], *, key: str, because: Mapping[str, Any]) -> None:
    """Put a new notice in the inboxes of many: openid to text; ``key`` was never used before."""
    rows = [
        {"key": f"{key}:{openid}", "openid": openid, "text": text}
        | {"because": dict(because), "at": uow.now}
        for openid, text in texts.items()
    ]
    if rows:
        uow.session.execute(insert(InboxItem), rows)


def _supersede(uow: Uow, newest: Mapping[str, Notice]) -> None:
    """Take out of older reminders what a newer one speaks of, and take back those left empty."""
    about = {openid: {_about(i) for i in items_of(n.because)} for openid, n in newest.items()}
    older = select(InboxItem.id, InboxItem.openid, InboxItem.because).where(
        InboxItem.openid.in_(newest),
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
        _now(uow, item.text, {**item.because, "to": openid}, local_day(item.at), muted)
        if item.because
        else _now(uow, item.text, item.because, local_day(item.at), muted)
        for item in items
    )
    return [text for text in said if text]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that nobody has read yet, as it is true now."""

    id: int
    text: str
    at: datetime


def waiting(
    uow: Uow, openid: str, muted: Collection[str] = (), *, after: int = 0, limit: int = 20
) -> tuple[list[Waiting], int]:
    """Return what waits for somebody, the newest first, and the id to go on from; 0: that is all.

    Nothing is marked read. A notice that is over or muted by now is left out.
    """
    items = uow.session.execute(
        select(InboxItem.id, InboxItem.text, InboxItem.because, InboxItem.at)
        .where(*_unread(uow, openid), *([InboxItem.id < after] if after else []))
        .order_by(InboxItem.id.desc())
        .limit(limit + 1)
    ).all()
    found = []
    for item in items[:limit]:
        because = {**item.because, "to": openid} if item.because else item.because
        if text := _true(uow, item.text, because, muted):
            found.append(Waiting(item.id, text, item.at))
    return found, items[limit - 1].id if len(items) > limit else 0


def read(uow: Uow, openid: str, item_ids: Collection[int]) -> int:
    """Mark notices of somebody as read; return how many were not before."""
    done = uow.session.scalars(
        update(InboxItem)
        .where(InboxItem.id.in_(item_ids), *_unread(uow, openid))
        .values(read_at=uow.now)
        .returning(InboxItem.id)
    )
    return len(done.all())


def unread(uow: Uow, openid: str) -> int:
    """Count what waits for somebody, without asking whether each is still true."""
    question = select(func.count()).select_from(InboxItem).where(*_unread(uow, openid))
    return uow.session.scalar(question) or 0


def _unread(uow: Uow, openid: str) -> tuple[ColumnElement[bool], ...]:
    living = or_(InboxItem.expires_at.is_(None), InboxItem.expires_at > uow.now)
    return InboxItem.openid == openid, InboxItem.read_at.is_(None), living


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


def openid_of(uow: Uow, person_id: int) -> str | None:
    """Return the openid through which a person can be reached, if there is one."""
    question = select(WechatUser.openid).where(
        WechatUser.person_id == person_id, WechatUser.following
    )
    return uow.session.scalar(question)
