"""Conversations that take more than one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from models.base import table
from models.dialogue import Dialogue
from services.uow import Uow

PATIENCE: Final = timedelta(minutes=30)
"""How long a question stays open."""


_dialogue = table(Dialogue)
_OPEN: Final = select(_dialogue.c.name, _dialogue.c.step, _dialogue.c.data).where(
    _dialogue.c.openid == bindparam("speaker"), _dialogue.c.expires_at > bindparam("now")
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: its name, the step it is at, and what was said so far."""

    name: str
    step: str
    data: Mapping[str, Any]


def standing(uow: Uow, openid: str) -> Standing | None:
    """Return the open question of a person, if it is still fresh."""
    row = uow.session.execute(_OPEN, {"speaker": openid, "now": uow.now}).one_or_none()
    return Standing(row.name, row.step, row.data) if row else None


def ask(uow: Uow, openid: str, name: str, step: str, /, **data: object) -> None:
    """Open a question, in place of whatever was open."""
    uow.session.merge(
        Dialogue(openid=openid, name=name, step=step, data=data, expires_at=uow.now + PATIENCE)
    )


def close(uow: Uow, openid: str) -> None:
    """Close the open question."""
    uow.session.execute(delete(Dialogue).where(Dialogue.openid == openid))
