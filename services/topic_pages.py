"""Topics as they are looked at: lists, one with its answers, and what is new for its cadre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from domain import topics as rules
from domain.topics import SORTS, AnswerStatus, Chosen, Sort, TopicStatus
from models.person import Person
from models.scope import Scope
from models.topic import (
    Topic,
    TopicAnswer,
    TopicReader,
    reading,
)
from models.topic import (
    shared_with as shared,
)
from services import photos, topic_said, topics
from services.photos import Owner
from services.topic_said import Said
from services.uow import Uow

LATELY: Final = timedelta(days=90)
"""How far back the list of the organs above goes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A topic in a list."""

    id: int
    title: str
    sort_title: str
    by: str
    at: datetime
    status: TopicStatus
    answers: int = 0
    new: int = 0
    """Answers since its cadre last looked."""
    held: int = 0
    opened: bool = False
    sort: Sort = Sort.TALK


@dataclass(frozen=True, slots=True)
class Seen:
    """A topic with everything on its page."""

    id: int
    title: str
    sort_title: str
    text: str
    link: str
    host: str
    by: str
    at: datetime
    status: TopicStatus
    reason: str
    """Why the organ above took it down: its cadre sees it."""
    mine: bool
    chosen: str
    readers: int
    opened: int
    photos: tuple[int, ...]
    answers: tuple[Said, ...]
    more: bool
    """Whether older answers are left out."""
    sort: Sort = Sort.TALK


def shared_with(
    uow: Uow, person_id: int, *, skip: int = 0, limit: int = 20, before: int = 0
) -> list[Listed]:
    """Return what was shared with a person, the newest first; ``before``: older than this one."""
    question = (
        shared(person_id)
        .where(*_older(before))
        .add_columns(TopicReader.opened_at)
        .order_by(Topic.id.desc())
        .offset(skip)
        .limit(limit)
    )
    rows = uow.session.execute(question).all()
    shown = TopicAnswer.status == AnswerStatus.SHOWN
    answers = _count(uow, [topic.id for topic, _ in rows], shown)
    names = _names(uow, [topic.cadre_id for topic, _ in rows])
    return [
        _listed(topic, names[topic.cadre_id], answers.get(topic.id, 0), opened=at is not None)
        for topic, at in rows
    ]


def _older(before: int) -> list[ColumnElement[bool]]:
    return [Topic.id < before] if before else []


def started_by(
    uow: Uow, cadre_id: int, *, skip: int = 0, limit: int = 20, before: int = 0
) -> list[Listed]:
    """Return what a cadre shared, the newest first."""
    mine = select(Topic).where(
        Topic.cadre_id == cadre_id, Topic.status != TopicStatus.REMOVED, *_older(before)
    )
    return overview(uow, mine.order_by(Topic.id.desc()).offset(skip).limit(limit))


def below(  # noqa: PLR0913 - who looks where, and which part of the list
    uow: Uow, leader_id: int, organ_id: int, *, skip: int = 0, limit: int = 20, before: int = 0
) -> list[Listed]:
    """Return what other cadres of an organ and all below it shared lately, the newest first."""
    question = select(Topic).where(
        Topic.cadre_id.in_(Scope(within=organ_id).cadres(uow.today)),
        Topic.cadre_id != leader_id,
        Topic.status != TopicStatus.REMOVED,
        Topic.created_at > uow.now - LATELY,
        *_older(before),
    )
    return overview(uow, question.order_by(Topic.id.desc()).offset(skip).limit(limit))


def fresh(uow: Uow, cadre_id: int) -> list[Listed]:
    """Return the topics of a cadre in which something waits: new answers, or such as are held."""
    question = (
        select(Topic)
        .join(TopicAnswer, TopicAnswer.topic_id == Topic.id)
        .where(Topic.cadre_id == cadre_id, Topic.status != TopicStatus.REMOVED, _new() | _held())
        .distinct()
        .order_by(Topic.id.desc())
        .limit(5)
    )
    # A column of JSON cannot be compared, so only the numbers are made distinct.
    ids = question.with_only_columns(Topic.id).subquery()
    return overview(uow, select(Topic).where(Topic.id.in_(select(ids.c.id))))


def _new() -> Any:  # noqa: ANN401 - a condition
    since = func.coalesce(Topic.seen_at, Topic.created_at)
    return topics.LIVING & (TopicAnswer.at > since) & (TopicAnswer.person_id != Topic.cadre_id)


def _held() -> Any:  # noqa: ANN401 - a condition
    return TopicAnswer.status == AnswerStatus.HELD


def overview(uow: Uow, question: Select[Topic]) -> list[Listed]:
    """Return the topics that are asked for, each with the counts of what was said."""
    rows = uow.session.scalars(question).all()
    ids = [topic.id for topic in rows]
    if not ids:
        return []
    counts = (
        select(
            Topic.id,
            func.count().filter(topics.LIVING),
            func.count().filter(_new()),
            func.count().filter(_held()),
        )
        .join(TopicAnswer, TopicAnswer.topic_id == Topic.id)
        .where(Topic.id.in_(ids))
        .group_by(Topic.id)
    )
    found = {i: tuple(numbers) for i, *numbers in uow.session.execute(counts)}
    names = _names(uow, [topic.cadre_id for topic in rows])
    return [
        _listed(topic, names[topic.cadre_id], *found.get(topic.id, (0, 0, 0))) for topic in rows
    ]


def _listed(  # noqa: PLR0913 - the counts of a topic, in their order
    topic: Topic, by: str, answers: int, new: int = 0, held: int = 0, *, opened: bool = False
) -> Listed:
    status, sort = TopicStatus(topic.status), Sort(topic.sort)
    title, at = SORTS[sort], topic.created_at
    return Listed(topic.id, topic.title, title, by, at, status, answers, new, held, opened, sort)


def _count(uow: Uow, ids: Sequence[int], condition: Any) -> Mapping[int, int]:  # noqa: ANN401 - a condition
    question = select(TopicAnswer.topic_id, func.count()).where(
        TopicAnswer.topic_id.in_(ids), condition
    )
    return dict(uow.session.execute(question.group_by(TopicAnswer.topic_id)).all())


def _names(uow: Uow, people: Sequence[int]) -> dict[int, str]:
    found = uow.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(people))))
    return dict(found.all())


def seen(  # noqa: PLR0913 - who looks at what, how they came in, and which answers
    uow: Uow,
    topic_id: int,
    person_id: int,
    *,
    before: int = 0,
    limit: int = topic_said.SHOWN,
    as_cadre: bool | None = None,
) -> Seen:
    """Return a topic to its cadre or one of its readers; ``before`` asks for older answers.

    ``as_cadre``: see ``topics.readable``.
    """
    topic = topics.readable(uow, topic_id, person_id, as_cadre=as_cadre)
    return _page(uow, topic, person_id, before, limit)


def seen_from_above(  # noqa: PLR0913 - likewise
    uow: Uow,
    topic_id: int,
    leader_id: int,
    organ_id: int,
    *,
    before: int = 0,
    limit: int = topic_said.SHOWN,
    whole: bool = False,
) -> Seen:
    """Return a topic to the leader of the cadre's organ or one above, as its readers see it.

    ``whole``: see ``topic_said.answers``.
    """
    topic = topics.below(uow, topic_id, leader_id, organ_id)
    return _page(uow, topic, leader_id, before, limit, whole=whole)


def _page(  # noqa: PLR0913 - likewise
    uow: Uow, topic: Topic, person_id: int, before: int, limit: int, *, whole: bool = False
) -> Seen:
    mine = topic.cadre_id == person_id
    numbers = (func.count(), func.count(TopicReader.opened_at))
    living = reading().where(Topic.id == topic.id).with_only_columns(*numbers)
    readers, opened = uow.session.execute(living).one()
    answers = topic_said.answers(uow, topic, person_id, before, limit, whole=whole)
    return Seen(
        topic.id,
        topic.title,
        SORTS[Sort(topic.sort)],
        topic.text,
        topic.link,
        rules.host(topic.link) if topic.link else "",
        uow.session.get_one(Person, topic.cadre_id).name,
        topic.created_at,
        TopicStatus(topic.status),
        topic.reason if mine else "",
        mine,
        Chosen.read(topic.chosen).say(),
        readers,
        opened,
        tuple(photos.of(uow, Owner.TOPIC, topic.id)),
        tuple(answers[:limit][::-1]),
        len(answers) > limit,
        Sort(topic.sort),
    )
