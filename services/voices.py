"""青年之声 as everybody reads it: the latest answers, and those that are found by words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, and_, func, or_, select

from domain.errors import Refusal
from domain.periods import local_day
from models.organisation import Organisation
from models.ticket import Ticket, VoiceWord
from services import segmenting
from services.uow import Uow

PAGE: Final = 20
_ASKED: Final = 12
"""Words of one search: a whole story finds everything and nothing."""


class NoSuchVoice(Refusal):
    """Not public, or not any more."""

    code = "no_such_voice"
    text = "这一条没有公开,或者已经撤下了。看看别的,回复「青年之声」。"


@dataclass(frozen=True, slots=True)
class Voice:
    """A question and an answer that everybody may read: nothing in it says who asked."""

    id: int
    question: str
    answer: str
    organ: str
    day: date


def search(uow: Uow, words: str, *, skip: int = 0, limit: int = PAGE) -> list[Voice]:
    """Return the public answers that have most of these words, the newest first among equals."""
    asked = list(dict.fromkeys(segmenting.words(words)))[:_ASKED]
    hits = (
        select(
            VoiceWord.ticket_id,
            func.count().label("words"),
            func.sum(VoiceWord.times).label("times"),
        )
        .where(VoiceWord.word.in_(asked))
        .group_by(VoiceWord.ticket_id)
        .subquery()
    )
    question = (
        _public()
        .join(hits, hits.c.ticket_id == Ticket.id)
        .order_by(hits.c.words.desc(), hits.c.times.desc(), Ticket.id.desc())
    )
    return _read(uow, question, skip, limit) if asked else []


def latest(uow: Uow, *, skip: int = 0, limit: int = PAGE, before: int = 0) -> list[Voice]:
    """Return what was made public last; ``before``: what was so before this one."""
    question = _public().order_by(Ticket.public_at.desc(), Ticket.id.desc())
    if before:
        last = uow.session.get(Ticket, before)
        if last is None or last.public_at is None:
            return []
        same = and_(Ticket.public_at == last.public_at, Ticket.id < before)
        question = question.where(or_(Ticket.public_at < last.public_at, same))
    return _read(uow, question, skip, limit)


def voice(uow: Uow, voice_id: int) -> Voice:
    """Return one public answer."""
    found = _read(uow, _public().where(Ticket.id == voice_id), 0, 1)
    if not found:
        raise NoSuchVoice
    return found[0]


def _public() -> Select[Ticket, str]:
    return (
        select(Ticket, Organisation.name)
        .join(Organisation, Organisation.id == Ticket.organ_id)
        .where(Ticket.public_at.is_not(None))
    )


def _read(uow: Uow, question: Select[Ticket, str], skip: int, limit: int) -> list[Voice]:
    return [
        Voice(row.id, row.public_question, row.public_answer, organ, local_day(row.public_at))
        for row, organ in uow.session.execute(question.offset(skip).limit(limit))
        if row.public_at is not None
    ]
