"""What requests were answered: one that is sent again takes its step once and hears the same."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, update

from domain.errors import Refusal
from models.base import write_once
from models.mini import ApiAnswer
from services.uow import Uow

KEPT: Final = timedelta(days=1)
"""So long a repeat hears what the first was answered."""


class KeyUsed(Refusal):
    """The same key came with another request."""

    code = "idempotency_key_used"
    text = "这个 Idempotency-Key 已经用在另一个请求上了。每一次操作换一个新的再发。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said."""

    status: int
    body: bytes = field(repr=False)


def claimed(uow: Uow, openid: str, key: str, asked: bytes) -> Answer | None:
    """Take a key for what is asked, or return what it was answered before.

    Of two at once, the second waits until the first has ended its transaction. Raises ``KeyUsed``.
    """
    row, mark = _id(openid, key), hashlib.sha256(asked).digest()
    for _ in range(2):
        if _take(uow, row, openid, mark):
            return None
        found = uow.session.get(ApiAnswer, row, populate_existing=True)
        if found is None or found.at < uow.now - KEPT:
            uow.session.execute(delete(ApiAnswer).where(ApiAnswer.id == row))
            continue
        if found.asked != mark:
            raise KeyUsed
        return Answer(found.status, uow.means.vault.open(found.body, _place(row)).encode())
    return None


def keep(uow: Uow, openid: str, key: str, answer: Answer) -> None:
    """Keep the answer, sealed, beside what it tells of, in the same transaction."""
    row = _id(openid, key)
    sealed = uow.means.vault.seal(answer.body.decode(), _place(row))
    uow.session.execute(
        update(ApiAnswer).where(ApiAnswer.id == row).values(status=answer.status, body=sealed)
    )


def _place(row: bytes) -> str:
    return f"api_answer|body|{row.hex()}"


def _take(uow: Uow, row: bytes, openid: str, mark: bytes) -> bool:
    new = {"id": row, "openid": openid, "asked": mark, "status": 0, "body": b"", "at": uow.now}
    return write_once(uow.session, ApiAnswer, **new) is not None


def _id(openid: str, key: str) -> bytes:
    return hashlib.sha256(f"{openid}|{key}".encode()).digest()
