"""What waits for a person and leads the next reply."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from domain.delivery import Kind
from domain.periods import local_day
from domain.reminders import Item
from domain.wording import say_day
from models.base import write_once
from models.person import WechatUser
from models.post import WAITING, InboxItem
from services import reasons
from services.reminders_fresh import REMINDER, items_of
from services.uow import Uow

_AT_ONCE = 2
"""More than two notices before an answer bury the answer."""


def leave(  # noqa: PLR0913 - a notice has this many sides, and each has its name
    uow: Uow,
    *,
    key: str,
    openid: str,
    text: str,
    because: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Put a notice in a person's inbox unless it is there; say whether it was new.

    ``because`` is the reason, asked again before it is shown.
    """
    new = write_once(
        uow.session,
        InboxItem,
        key=key,
        openid=openid,
        text=text,
        because=dict(because or {}),
        at=uow.now,
        expires_at=expires_at,
        read_at=None,
    )
    if new is not None and reasons.of(because) == REMINDER:
        _supersede(uow, openid, int(new), because or {})
    return new is not None


def leave_each(uow: Uow, texts: Mapping[str, str], *, key: str, because: Mapping[str, Any]) -> None:
    """Put a new notice in the inboxes of many: openid to text; ``key`` was never used before."""
    rows = [
        {"key": f"{key}:{openid}", "openid": openid, "text": text}
        | {"because": dict(because), "at": uow.now}
        for openid, text in texts.items()
    ]
    if rows:
        uow.session.execute(insert(InboxItem), rows)


def _supersede(uow: Uow, openid: str, new: int, because: Mapping[str, Any]) -> None:
    """Take out of older reminders what a newer one speaks of, and take back those left empty."""
    about = {_about(item) for item in items_of(because)}
    older = (InboxItem.openid == openid, InboxItem.read_at.is_(None), InboxItem.id != new)
    waiting = uow.session.execute(select(InboxItem.id, InboxItem.because).where(*older)).all()
    for number, reason in waiting:
        if reasons.of(reason) != REMINDER:
            continue
        parts = zip(reason["parts"], items_of(reason), strict=True)
        left = [part for part, item in parts if _about(item) not in about]
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


def _now(
    uow: Uow, text: str, because: Mapping[str, Any], day: date, muted: Collection[str]
) -> str | None:
    """Return a notice as it is true now; one that nobody wants or that is over says nothing."""
    if reasons.of(because) in muted:
        return None
    words = reasons.fresh(uow, because, text, {}, muted)
    if words is None:
        return None
    if day == uow.today or words.text != text:
        return words.text
    return f"〔{say_day(day, uow.today)}的消息〕{text}"


def openid_of(uow: Uow, person_id: int) -> str | None:
    """Return the openid through which a person can be reached, if there is one."""
    question = select(WechatUser.openid).where(
        WechatUser.person_id == person_id, WechatUser.following
    )
    return uow.session.scalar(question)
