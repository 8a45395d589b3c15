"""Writing letters in the same transaction as their cause."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from domain.channels import Ability, may
from domain.delivery import Channel, Kind, Lane, Status
from domain.line import AT_ONCE
from models.base import written
from models.person import Person
from models.post import Outbox
from services import inbox
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
    whose behalf it goes: organisations take turns in the line.
    """

    key: str
    kind: Kind
    lane: Lane
    openid: str = field(repr=False)
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


def put(uow: Uow, **sides: Any) -> bool:  # noqa: ANN401 - the sides of a ``Draft``
    """Write a letter unless its key was written before; say whether it was new."""
    return put_many(uow, [Draft(**sides)]) == 1


def put_many(uow: Uow, letters: Sequence[Draft]) -> int:
    """Write letters whose keys were never written; return how many were new."""
    return len(put_new(uow, letters))


def put_new(uow: Uow, letters: Sequence[Draft]) -> frozenset[str]:
    """Write letters whose keys were never written; return the keys of those that were new."""
    pushed = may(uow.means.account, Ability.TEMPLATE)
    # What is urgent has an SMS and a call left: the chain finds them.
    waits = [one for one in letters if not (pushed or one.urgent)]
    quiet = {one.key for one in waits}
    new = _written(
        uow,
        [_row(uow, one, Status.WAITING if one.key in quiet else Status.PENDING) for one in letters],
    )
    if new and waits:
        inbox.leave_many(
            uow,
            [
                Notice(one.key, one.openid, one.text, one.because, one.expires_at)
                for one in waits
                if one.key in new
            ],
        )
    return new


def _row(uow: Uow, one: Draft, status: Status) -> dict[str, object]:
    row = {side: getattr(one, side) for side in Draft.__slots__}
    due = one.due_at or uow.now
    return (
        _usual(uow, one.lane, due)
        | row
        | {
            "channel": Channel.TEMPLATE,
            "fields": dict(one.fields),
            "because": dict(one.because),
            "status": status,
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
