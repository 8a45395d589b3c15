"""Writing letters in the same transaction as their cause."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import func, select

from domain.channels import Ability, may
from domain.delivery import Channel, Kind, Status
from models.base import write_once
from models.person import Person
from models.post import Outbox
from services import inbox
from services.uow import Uow


class Lane(IntEnum):
    """Who goes first when not all can go."""

    CHAT = 0
    SEAT = 1
    NOTICE = 2
    REMINDER = 3


def put(  # noqa: PLR0913 - a letter has this many sides, and each has its name
    uow: Uow,
    *,
    key: str,
    kind: Kind,
    lane: Lane,
    openid: str,
    person_id: int | None,
    text: str,
    template: str,
    fields: Mapping[str, str],
    url: str = "",
    because: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Write a template letter unless its key was written before; say whether it was new.

    ``text`` says the same in full: where the account has no template messages, or the platform
    refuses, it waits in the person's inbox. ``because`` is asked again before it is sent.
    """
    pushed = may(uow.means.account, Ability.TEMPLATE)
    new = _write(
        uow,
        key,
        kind=kind,
        lane=lane,
        channel=Channel.TEMPLATE,
        person_id=person_id,
        openid=openid,
        template=template,
        fields=dict(fields),
        text=text,
        url=url,
        because=dict(because or {}),
        status=Status.PENDING if pushed else Status.WAITING,
        due_at=due_at or uow.now,
        expires_at=expires_at,
    )
    if new and not pushed:
        inbox.leave(uow, key=key, openid=openid, text=text, because=because, expires_at=expires_at)
    return new


def answer_late(uow: Uow, *, key: str, openid: str, text: str) -> None:
    """Send an answer that missed its five seconds: as a customer-service message, or it waits."""
    # A message's key may be longer than a letter's: its digest is as good.
    key = f"late:{hashlib.sha256(key.encode()).hexdigest()}"
    if may(uow.means.account, Ability.CUSTOMER_SERVICE):
        _write(
            uow,
            key,
            kind=Kind.CHAT,
            lane=Lane.CHAT,
            channel=Channel.CUSTOMER_SERVICE,
            openid=openid,
            text=text,
        )
    else:
        inbox.leave(uow, key=key, openid=openid, text=text)


def text_message(uow: Uow, *, key: str, phone: str, text: str, expires_at: datetime) -> None:
    """Write an SMS; number and text are sealed and wiped once it is done."""
    body = json.dumps({"to": phone, "text": text}, ensure_ascii=False)
    _write(
        uow,
        key,
        kind=Kind.CODE,
        lane=Lane.CHAT,
        channel=Channel.SMS,
        sealed=uow.means.vault.seal(body, f"outbox|sealed|{key}"),
        expires_at=expires_at,
    )


def _write(uow: Uow, key: str, **values: object) -> bool:
    """Write a row unless its key was written before; say whether it was new."""
    usual: dict[str, object] = {
        "template": "",
        "fields": {},
        "text": "",
        "url": "",
        "because": {},
        "status": Status.PENDING,
        "due_at": uow.now,
        "attempts": 0,
        "why": "",
    }
    row = usual | values
    return write_once(uow.session, Outbox, key=key, written_at=uow.now, **row) is not None


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
