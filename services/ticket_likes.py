"""What is much like a new ticket: one's own that are open, and public answers to others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select

from domain.tickets import OPEN, Sort
from domain.tickets import number as number_of
from models.ticket import Ticket, VoiceWord
from services import segmenting
from services.uow import Uow

_OWN: Final = 10
_PUBLIC: Final = 20
"""So many public answers that share most words are looked at closely."""
_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Like:
    """Something much like what was just asked: one's own open ticket, or a public answer."""

    id: int
    number: str
    text: str = field(repr=False)
    answer: str = field(repr=False)
    mine: bool


def likes(uow: Uow, person_id: int, text: str, but: int = 0) -> tuple[Like, ...]:
    """Return what is most like a text, one's own first; ``but`` is the new ticket itself."""
    own = uow.session.scalars(
        select(Ticket)
        .where(Ticket.asker_id == person_id, Ticket.status.in_(OPEN), Ticket.id != but)
        .order_by(Ticket.id.desc())
        .limit(_OWN)
    ).all()
    found = _closest(text, {t.id: t.text for t in own})
    rows = {t.id: t for t in own}
    mine = [
        Like(t.id, number_of(Sort(t.sort), t.id), t.text, "", mine=True)
        for t in (rows[one] for one in found)
    ]
    return (*mine, *_public(uow, text))


def _public(uow: Uow, text: str) -> list[Like]:
    said = set(segmenting.words(text))
    if not said:
        return []
    nearest = (
        select(VoiceWord.ticket_id)
        .where(VoiceWord.word.in_(said))
        .group_by(VoiceWord.ticket_id)
        .order_by(func.count().desc(), VoiceWord.ticket_id.desc())
        .limit(_PUBLIC)
    )
    rows = {
        t.id: t
        for t in uow.session.scalars(
            select(Ticket).where(Ticket.id.in_(nearest), Ticket.public_at.is_not(None))
        )
    }
    return [
        Like(t.id, number_of(Sort(t.sort), t.id), t.public_question, t.public_answer, mine=False)
        for t in (rows[n] for n in _closest(text, {n: t.public_question for n, t in rows.items()}))
    ]


def _closest(text: str, others: Mapping[int, str]) -> list[int]:
    return [key for key, _ in segmenting.alike(text, others)[:_SHOWN]] if others else []
