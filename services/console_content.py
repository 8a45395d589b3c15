"""内容 below an organisation, for an admin: topics, public answers, and appeals about ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, tuple_

from domain.periods import local_day
from domain.topics import SORTS, Sort, TopicStatus
from models.organisation import Below, Organisation, below
from models.person import Person
from models.photo import Photo
from models.ticket import Ticket
from models.topic import Topic
from services import rating_appeals, topic_answers, topic_pages, topics, voice_undo
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.photos import Owner
from services.rating_appeals import Appeal
from services.topic_pages import Listed, Seen
from services.uow import Uow
from services.voices import NoSuchVoice, Voice

APPEALS: Final = 50
"""So many are decided from one page; the next ones come up then."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the list, with the unit of whoever started it."""

    topic: Listed
    unit: str


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A public answer in the list."""

    voice: Voice
    public_at: datetime


def topics_of(  # noqa: PLR0913 - who looks where, and which part of the list
    uow: Uow, who: Official, place: int, *, sort: str = "", after: int = 0, most: int
) -> Sequence[TopicRow]:
    """Return what cadres of a subtree shared, the latest first; the own is left to oneself."""
    question = (
        select(Topic)
        .join(Person, Person.id == Topic.cadre_id)
        .join(Below, Below.descendant_id == Person.organisation_id)
        .where(
            Below.ancestor_id == place,
            Topic.cadre_id != who.id,
            Topic.status != TopicStatus.REMOVED,
        )
        .order_by(Topic.id.desc())
        .limit(most)
    )
    if sort in set(Sort):
        question = question.where(Topic.sort == sort)
    if after:
        question = question.where(Topic.id < after)
    rows = sorted(topic_pages.overview(uow, question), key=lambda row: -row.id)
    units = _units(uow, [row.id for row in rows])
    return [TopicRow(row, units.get(row.id, "")) for row in rows]


def sorts() -> list[tuple[str, str]]:
    """Return the sorts of topics, and their words."""
    return [(str(sort), title) for sort, title in SORTS.items()]


def _units(uow: Uow, ids: Sequence[int]) -> dict[int, str]:
    question = (
        select(Topic.id, Organisation.name)
        .join(Person, Person.id == Topic.cadre_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Topic.id.in_(ids))
    )
    return dict(uow.session.execute(question).all())


def topic(uow: Uow, who: Official, topic_id: int, *, before: int = 0) -> Seen:
    """Return a topic of the subtree with all that was said; raises ``OutOfReach``."""
    organ = who.organisation_id
    try:
        return topic_pages.seen_from_above(uow, topic_id, who.id, organ, before=before, whole=True)
    except topics.NoSuchTopic:
        raise OutOfReach from None


def photo(uow: Uow, who: Official, topic_id: int, photo_id: int) -> tuple[str, bytes]:
    """Return the kind and content of a picture of a topic; raises ``OutOfReach``."""
    try:
        topics.below(uow, topic_id, who.id, who.organisation_id)
    except topics.NoSuchTopic:
        raise OutOfReach from None
    found = uow.session.scalar(
        select(Photo).where(
            Photo.id == photo_id, Photo.owner == Owner.TOPIC, Photo.owner_id == topic_id
        )
    )
    if found is None:
        raise OutOfReach
    return found.mime, found.content


def take_down(uow: Uow, who: Official, topic_id: int, reason: str) -> str:
    """Take a topic of the subtree down, for a reason that its cadre reads; return its title."""
    try:
        return topics.take_down(uow, topic_id, who.id, who.organisation_id, reason)
    except topics.NoSuchTopic:
        raise OutOfReach from None


def hide(uow: Uow, who: Official, answer_id: int, reason: str) -> int:
    """Hide an answer, for a reason that its writer reads; return the topic."""
    try:
        return topic_answers.hide(uow, answer_id, who.id, reason, organ_id=who.organisation_id)
    except topics.NoSuchTopic:
        raise OutOfReach from None


def show(uow: Uow, who: Official, answer_id: int) -> int:
    """Show an answer that is held or was hidden; return the topic."""
    try:
        return topic_answers.show(uow, answer_id, who.id, organ_id=who.organisation_id)
    except topics.NoSuchTopic:
        raise OutOfReach from None


def voices(uow: Uow, place: int, *, after: int = 0, most: int) -> Sequence[VoiceRow]:
    """Return the public answers of a subtree's organs, the latest first."""
    question = (
        select(Ticket, Organisation.name)
        .join(Organisation, Organisation.id == Ticket.organ_id)
        .where(Ticket.public_at.is_not(None), Ticket.organ_id.in_(below(place)))
        .order_by(Ticket.public_at.desc(), Ticket.id.desc())
        .limit(most)
    )
    if after:
        last = uow.session.scalar(select(Ticket.public_at).where(Ticket.id == after))
        if last is None:
            return []
        question = question.where(tuple_(Ticket.public_at, Ticket.id) < (last, after))
    return [
        VoiceRow(
            Voice(row.id, row.public_question, row.public_answer, organ, local_day(row.public_at)),
            row.public_at,
        )
        for row, organ in uow.session.execute(question)
        if row.public_at is not None
    ]


def unpublish(uow: Uow, who: Official, ticket_id: int) -> int:
    """Take a public answer of the subtree away from the public; return the change.

    Raises ``OutOfReach``.
    """
    mine = select(Ticket.id).where(
        Ticket.id == ticket_id,
        Ticket.public_at.is_not(None),
        Ticket.organ_id.in_(below(who.organisation_id)),
    )
    if uow.session.scalar(mine) is None:
        raise OutOfReach
    try:
        return voice_undo.withdraw(uow, ticket_id, who.id, who.organisation_id)
    except NoSuchVoice:
        raise OutOfReach from None


def appeals(uow: Uow, who: Official, place: int) -> list[Appeal]:
    """Return the ratings about which the organs of a subtree are to decide; never of oneself."""
    return rating_appeals.waiting(uow, place, who.id, under=True, most=APPEALS)


def decide(uow: Uow, who: Official, mark: str, *, keep: bool, why: str) -> str:
    """Keep a rating, or take it out of every figure; return the cadre's name."""
    organ = who.organisation_id
    return rating_appeals.decide(uow, organ, who.id, mark, keep=keep, why=why, under=True)
