"""What was said in a topic, as one reader may see it, and by what name each writer goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from domain import topics as rules
from domain.topics import AnswerStatus
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.topic import Topic, TopicAnswer, TopicReport, in_touch
from services.uow import Uow

SHOWN: Final = 50
"""Answers on one page."""


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


_REPORTS: Final = (
    select(func.count())
    .where(TopicReport.answer_id == TopicAnswer.id)
    .correlate(TopicAnswer)
    .scalar_subquery()
)


def answers(  # noqa: PLR0913 - who looks at which part of what, and as what
    uow: Uow, topic: Topic, person_id: int, before: int, limit: int, *, whole: bool = False
) -> list[Said]:
    """Return the newest answers that a person may see, and one more if there is.

    ``whole``: with those that are held or hidden, to whoever decides about them from above.
    """
    mine = topic.cadre_id == person_id
    question = (
        select(
            TopicAnswer,
            Person,
            func.coalesce(WechatUser.openid, MiniUser.openid),
            in_touch(Person.id),
            _REPORTS,
        )
        .join(Topic, Topic.id == TopicAnswer.topic_id)
        .join(Person, Person.id == TopicAnswer.person_id)
        .outerjoin(WechatUser, WechatUser.person_id == Person.id)
        .outerjoin(MiniUser, MiniUser.person_id == Person.id)
        .where(TopicAnswer.topic_id == topic.id, TopicAnswer.text != "")
        .order_by(TopicAnswer.id.desc())
        .limit(limit + 1)
    )
    if not mine and not whole:
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
            count if mine or whole else 0,
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
