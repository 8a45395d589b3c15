"""Topics as they are looked at: lists, one with its answers, and what is new for its cadre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from domain import topics as rules
from domain.topics import SORTS, AnswerStatus, Chosen, Sort, TopicStatus
from models.person import Person, WechatUser
from models.scope import Scope
from models.topic import (
    Topic,
    TopicAnswer,
    TopicReader,
    TopicReport,
    in_touch,
    reading,
)
from models.topic import (
    shared_with as shared,
)
from services import photos, topics
from services.photos import Owner
from services.uow import Uow

LATELY: Final = timedelta(days=90)
"""How far back the list of the organs above goes."""
SHOWN: Final = 50
"""Answers on one page."""


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


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as this reader may see it."""

    id: int
    who: str
    text: str
    at: datetime
    mine: bool
    status: AnswerStatus
    reason: str
    reports: int
    """Only its cadre sees how many."""


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


def shared_with(uow: Uow, person_id: int, *, skip: int = 0, limit: int = 20) -> list[Listed]:
    """Return what was shared with a person, the newest first."""
    question = (
        shared(person_id)
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


def started_by(uow: Uow, cadre_id: int, *, skip: int = 0, limit: int = 20) -> list[Listed]:
    """Return what a cadre shared, the newest first."""
    mine = select(Topic).where(Topic.cadre_id == cadre_id, Topic.status != TopicStatus.REMOVED)
    return _overview(uow, mine.order_by(Topic.id.desc()).offset(skip).limit(limit))


def below(
    uow: Uow, leader_id: int, organ_id: int, *, skip: int = 0, limit: int = 20
) -> list[Listed]:
    """Return what other cadres of an organ and all below it shared lately, the newest first."""
    question = select(Topic).where(
        Topic.cadre_id.in_(Scope(within=organ_id).cadres(uow.today)),
        Topic.cadre_id != leader_id,
        Topic.status != TopicStatus.REMOVED,
        Topic.created_at > uow.now - LATELY,
    )
    return _overview(uow, question.order_by(Topic.id.desc()).offset(skip).limit(limit))


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
    return _overview(uow, select(Topic).where(Topic.id.in_(select(ids.c.id))))


def _new() -> Any:  # noqa: ANN401 - a condition
    since = func.coalesce(Topic.seen_at, Topic.created_at)
    return topics.LIVING & (TopicAnswer.at > since) & (TopicAnswer.person_id != Topic.cadre_id)


def _held() -> Any:  # noqa: ANN401 - a condition
    return TopicAnswer.status == AnswerStatus.HELD


def _overview(uow: Uow, question: Select[Topic]) -> list[Listed]:
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
    status, title = TopicStatus(topic.status), SORTS[Sort(topic.sort)]
    at = topic.created_at
    return Listed(topic.id, topic.title, title, by, at, status, answers, new, held, opened)


def _count(uow: Uow, ids: Sequence[int], condition: Any) -> Mapping[int, int]:  # noqa: ANN401 - a condition
    question = select(TopicAnswer.topic_id, func.count()).where(
        TopicAnswer.topic_id.in_(ids), condition
    )
    return dict(uow.session.execute(question.group_by(TopicAnswer.topic_id)).all())


def _names(uow: Uow, people: Sequence[int]) -> dict[int, str]:
    found = uow.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(people))))
    return dict(found.all())


def seen(uow: Uow, topic_id: int, person_id: int, *, before: int = 0) -> Seen:
    """Return a topic to its cadre or one of its readers; ``before`` asks for older answers."""
    return _page(uow, topics.readable(uow, topic_id, person_id), person_id, before)


def seen_from_above(
    uow: Uow, topic_id: int, leader_id: int, organ_id: int, *, before: int = 0
) -> Seen:
    """Return a topic to the leader of the cadre's organ or one above, as its readers see it."""
    return _page(uow, topics.below(uow, topic_id, leader_id, organ_id), leader_id, before)


def _page(uow: Uow, topic: Topic, person_id: int, before: int) -> Seen:
    mine = topic.cadre_id == person_id
    numbers = (func.count(), func.count(TopicReader.opened_at))
    living = reading().where(Topic.id == topic.id).with_only_columns(*numbers)
    readers, opened = uow.session.execute(living).one()
    answers = _answers(uow, topic, person_id, before)
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
        tuple(answers[:SHOWN][::-1]),
        len(answers) > SHOWN,
    )


def _answers(uow: Uow, topic: Topic, person_id: int, before: int) -> list[Said]:
    """Return the newest answers that a person may see, and one more if there is."""
    mine = topic.cadre_id == person_id
    reports = (
        select(func.count())
        .where(TopicReport.answer_id == TopicAnswer.id)
        .correlate(TopicAnswer)
        .scalar_subquery()
    )
    question = (
        select(TopicAnswer, Person, WechatUser.openid, in_touch(Person.id), reports)
        .join(Topic, Topic.id == TopicAnswer.topic_id)
        .join(Person, Person.id == TopicAnswer.person_id)
        .outerjoin(WechatUser, WechatUser.person_id == Person.id)
        .where(TopicAnswer.topic_id == topic.id, TopicAnswer.text != "")
        .order_by(TopicAnswer.id.desc())
        .limit(SHOWN + 1)
    )
    if not mine:
        own = TopicAnswer.person_id == person_id
        question = question.where(own | (TopicAnswer.status == AnswerStatus.SHOWN))
    if before:
        question = question.where(TopicAnswer.id < before)
    return [
        Said(
            row.id,
            _who(topic, person, person_id, here=openid is not None and near),
            row.text,
            row.at,
            row.person_id == person_id,
            AnswerStatus(row.status),
            row.reason,
            count if mine else 0,
        )
        for row, person, openid, near, count in uow.session.execute(question)
    ]


def _who(topic: Topic, writer: Person, reader_id: int, *, here: bool) -> str:
    """Say who wrote: youths see surnames, their cadre the names; who is no longer here has none."""
    if writer.id == reader_id:
        return "我"
    if writer.id == topic.cadre_id:
        return f"{writer.name}(发起人)"
    if writer.left_at is not None or not here:
        return rules.classmate("")
    return writer.name if topic.cadre_id == reader_id else rules.classmate(writer.name)
