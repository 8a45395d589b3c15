"""Writing letters in the same transaction as their cause."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select

from domain.channels import Ability, may
from domain.delivery import Channel, Kind, Lane, Status
from domain.line import AT_ONCE
from models.base import written
from models.person import Person
from models.post import Outbox
from services import inbox, mini_subscriptions
from services.inbox import Notice
from services.uow import Uow

_AT_ONCE: Final = 500
"""Letters in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter by template, before it is written: ``key`` says which, so it is written once.

    ``text`` says the same in full: where the account has no template messages, or the platform
    refuses, it waits in the person's inbox. ``because`` is asked again before it is sent.
    ``urgent``: where no message gets through, it is worth an SMS or a call. ``organ_id`` is on
    whose behalf it goes: organisations take turns in the line. ``mini_openid`` is for whoever has
    no ``openid``: they are only in the mini-program.
    """

    key: str
    kind: Kind
    lane: Lane
    openid: str | None = field(repr=False)
    person_id: int | None
    text: str = field(repr=False)
    template: str
    fields: Mapping[str, str] = field(repr=False)
    url: str = field(default="", repr=False)
    because: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    expires_at: datetime | None = None
    urgent: bool = False
    organ_id: int | None = None
    mini_openid: str | None = field(default=None, repr=False)


def put(uow: Uow, **sides: Any) -> bool:  # noqa: ANN401 - the sides of a ``Draft``
    """Write a letter unless its key was written before; say whether it was new."""
    return put_many(uow, [Draft(**sides)]) == 1


def put_many(uow: Uow, letters: Sequence[Draft]) -> int:
    """Write letters whose keys were never written; return how many were new."""
    return len(put_new(uow, letters))


def put_new(uow: Uow, letters: Sequence[Draft]) -> frozenset[str]:
    """Write letters whose keys were never written; return the keys of those that were new."""
    agreed = _agreed(uow, letters)
    ways = {one.key: _way(uow, one, agreed) for one in letters}
    waits = [one for one in letters if ways[one.key].status is Status.WAITING]
    new = _written(uow, [_row(uow, one, ways[one.key]) for one in letters])
    if new and waits:
        inbox.leave_many(
            uow,
            [
                Notice(one.key, one.openid, one.text, one.because, one.expires_at, one.mini_openid)
                for one in waits
                if one.key in new
            ],
        )
    return new


class _Way(NamedTuple):
    """By which channel a letter begins, and to whom in the mini-program if it is that one."""

    channel: Channel
    status: Status
    mini_openid: str | None


def _agreed(uow: Uow, letters: Sequence[Draft]) -> Mapping[tuple[int, str], str]:
    """Return who said yes in the mini-program, of those who have no card of the account."""
    pushed = may(uow.means.account, Ability.TEMPLATE)
    others = [one for one in letters if not (pushed and one.openid)]
    people = [one.person_id for one in others if one.person_id is not None]
    return mini_subscriptions.holders(uow, people, {one.template for one in others})


def _way(uow: Uow, one: Draft, agreed: Mapping[tuple[int, str], str]) -> _Way:
    first = Channel.TEMPLATE if one.openid else Channel.MINI
    if one.openid and may(uow.means.account, Ability.TEMPLATE):
        return _Way(first, Status.PENDING, None)
    if there := agreed.get((one.person_id or 0, one.template)):
        return _Way(Channel.MINI, Status.PENDING, there)
    # What is urgent has an SMS and a call left: the chain finds them.
    return _Way(first, Status.PENDING if one.urgent else Status.WAITING, one.mini_openid)


def _row(uow: Uow, one: Draft, way: _Way) -> dict[str, object]:
    row = {side: getattr(one, side) for side in Draft.__slots__}
    due = one.due_at or uow.now
    return (
        _usual(uow, one.lane, due)
        | row
        | {
            "channel": way.channel,
            "mini_openid": way.mini_openid,
            "fields": dict(one.fields),
            "because": dict(one.because),
            "status": way.status,
            "due_at": due,
        }
    )


def answer_late(uow: Uow, *, key: str, openid: str, text: str) -> None:
    """Send an answer that missed its five seconds: as a customer-service message, or it waits."""
    # A message's key may be longer than a letter's: its digest is as good.
    key = f"late:{hashlib.sha256(key.encode()).hexdigest()}"
    if may(uow.means.account, Ability.CUSTOMER_SERVICE):
        row = {"key": key, "kind": Kind.CHAT, "channel": Channel.CUSTOMER_SERVICE}
        _written(uow, [_usual(uow, Lane.CHAT, uow.now) | row | {"openid": openid, "text": text}])
    else:
        inbox.leave(uow, key=key, openid=openid, text=text)


def text_message(uow: Uow, *, key: str, phone: str, text: str, expires_at: datetime) -> None:
    """Write an SMS; number and text are sealed and wiped once it is done."""
    body = json.dumps({"to": phone, "text": text}, ensure_ascii=False)
    sealed = uow.means.vault.seal(body, f"outbox|sealed|{key}")
    row = {"key": key, "kind": Kind.CODE, "channel": Channel.SMS}
    secret = {"sealed": sealed, "expires_at": expires_at}
    _written(uow, [_usual(uow, Lane.CHAT, uow.now) | row | secret])


def _usual(uow: Uow, lane: Lane, due: datetime) -> dict[str, object]:
    """Return a row as most are: what somebody waits for has its turn at once."""
    return {
        "lane": lane,
        "turn": AT_ONCE if lane <= Lane.SEAT and due <= uow.now else None,
        "template": "",
        "fields": {},
        "text": "",
        "url": "",
        "because": {},
        "status": Status.PENDING,
        "written_at": uow.now,
        "due_at": due,
        "attempts": 0,
        "why": "",
    }


def _written(uow: Uow, rows: Sequence[dict[str, object]]) -> frozenset[str]:
    """Write rows whose keys were never written; return the keys of those that were new."""
    chunks = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
    return frozenset(key for some in chunks for key in written(uow.session, Outbox.key, some))


def newest(uow: Uow) -> int:
    """Return the number of the newest letter, 0 where there is none."""
    return uow.session.scalar(select(func.max(Outbox.id))) or 0


def written_since(uow: Uow, number: int) -> list[str]:
    """Return, in lines, the letters that this very unit of work has written after one."""
    rows = uow.session.execute(
        select(Outbox.key, Person.name, Outbox.text)
        .join(Person, Person.id == Outbox.person_id)
        .where(Outbox.id > number, Outbox.written_at == uow.now)
        .order_by(Outbox.id)
    )
    return [f"{name}:{text.splitlines()[0]}({key})" for key, name, text in rows]
