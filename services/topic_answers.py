"""What is said in a discussion: answering, taking back, reporting, and the cadre's decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from domain import topics as rules
from domain.errors import Refusal
from domain.periods import midnight
from domain.topics import AnswerStatus, TopicStatus
from domain.wording import tap, untapped
from models.base import write_once
from models.person import CALMLY, Person
from models.topic import Topic, TopicAnswer, TopicReport, shared_with
from services import areas, audit, doors, inbox, reasons, safety, topics
from services.topics import NoSuchTopic, TopicClosed
from services.uow import Uow

ANSWER: Final = "topic_answer"
"""What the answers are called where texts are screened."""


class NoSuchAnswer(Refusal):
    """It is not there any more, or not this person's to decide about."""

    code = "no_such_answer"
    text = "这条已经不在了。"


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said; ``held``: why it waits for the cadre, empty if it is shown."""

    id: int
    topic_id: int
    title: str
    by: str
    """The cadre who started the topic."""
    held: str


def answer(  # noqa: PLR0913 - where, who, what, and how they came in
    uow: Uow,
    topic_id: int,
    person_id: int,
    text: str,
    *,
    as_cadre: bool | None = None,
    mini_openid: str = "",
) -> Answered:
    """Say something in a topic that one may read; what has a link or a number waits.

    ``as_cadre``: see ``topics.readable``; ``mini_openid``: see ``safety.screen``.
    """
    said = rules.check_answer(text)
    uow.session.execute(
        select(Person.id).where(Person.id == person_id).with_for_update(**CALMLY)
    ).all()
    topic = topics.readable(uow, topic_id, person_id, as_cadre=as_cadre)
    if topic.status != TopicStatus.OPEN:
        raise TopicClosed(title=topic.title)
    mine = topic.cadre_id == person_id
    by = uow.session.get_one(Person, topic.cadre_id).name
    if not mine and _today(uow, person_id) >= rules.ANSWERS_A_DAY:
        raise rules.EnoughToday(most=rules.ANSWERS_A_DAY)
    row = TopicAnswer(
        topic_id=topic_id,
        person_id=person_id,
        text=said,
        status=AnswerStatus.SHOWN,
        reason="",
        at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    held = "" if mine else _screened(uow, topic, row, mini_openid)
    topics.opened(uow, topic_id, person_id, as_cadre=as_cadre)
    if not mine:
        _tell_cadre(uow, topic, held=bool(held))
    audit.note(uow, "answered", "topic", topic_id, held=bool(held))
    return Answered(row.id, topic_id, topic.title, by, held)


def _screened(uow: Uow, topic: Topic, row: TopicAnswer, mini_openid: str) -> str:
    """Hold what somebody should look at first; say why. The topic's cadre is asked before all."""
    cadre = uow.session.get_one(Person, topic.cadre_id)
    organ = areas.area_of(uow, cadre.organisation_id)
    verdict = safety.screen(
        uow, ANSWER, row.id, organ, row.text, mini_openid=mini_openid, nearby=True
    )
    if verdict.held:
        row.status, row.reason = AnswerStatus.HELD, verdict.why
    return verdict.why


@safety.thing(ANSWER, "话题回复")
class _Answers:
    """What the leader's page knows of an answer; its topic's cadre decides about it as well."""

    def text(self, uow: Uow, thing_id: int) -> str:
        return self.texts(uow, [thing_id]).get(thing_id, "")

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        found = select(TopicAnswer.id, TopicAnswer.text).where(TopicAnswer.id.in_(ids))
        return dict(uow.session.execute(found).all())

    def author(self, uow: Uow, thing_id: int) -> int:
        row = uow.session.get(TopicAnswer, thing_id)
        return row.person_id if row is not None and row.text else 0

    def kept(self, uow: Uow, thing_id: int) -> None:
        row = uow.session.get(TopicAnswer, thing_id, with_for_update=True)
        if row is not None and row.text:
            row.status, row.reason = AnswerStatus.SHOWN, ""

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        row = uow.session.get(TopicAnswer, thing_id, with_for_update=True)
        if row is not None and row.text:
            row.status, row.reason = AnswerStatus.REMOVED, reason


def _today(uow: Uow, person_id: int) -> int:
    """Count what somebody said today, also what is gone since."""
    today = midnight(uow.today)
    question = select(func.count()).where(
        TopicAnswer.person_id == person_id,
        TopicAnswer.at >= today,
        TopicAnswer.at < today + timedelta(days=1),
    )
    return uow.session.scalars(question).one()


def _tell_cadre(uow: Uow, topic: Topic, *, held: bool) -> None:
    """Tell the cadre once a day a topic that there are answers, or that one waits for them."""
    door = doors.one(uow, topic.cadre_id)
    if door is None:
        return
    what = "有一条回复要你看一眼再放出来" if held else "有新的回复"
    inbox.leave_at(
        uow,
        door,
        key=f"topic-{'held' if held else 'answers'}:{topic.id}:{uow.today:%Y%m%d}",
        text=f"「{untapped(topic.title)}」{what}。{tap('话题', '去看看')}",
        because=reasons.topic(topic.id),
    )


def take_back(uow: Uow, answer_id: int, person_id: int) -> int:
    """Wipe something that one said; return the topic."""
    row = uow.session.get(TopicAnswer, answer_id, with_for_update=True)
    if row is None or row.person_id != person_id or not row.text:
        raise NoSuchAnswer
    row.status, row.text, row.reason = AnswerStatus.REMOVED, "", ""
    safety.decided(uow, ANSWER, answer_id, kept=False)
    audit.note(uow, "took_back", "topic_answer", answer_id)
    return row.topic_id


def report(uow: Uow, answer_id: int, person_id: int) -> tuple[int, bool]:
    """Say that an answer should not stand there: the second reader who does holds it.

    Returns the topic, and whether it is held now. Once the cadre has let it stand, it stands.
    """
    row = uow.session.get(TopicAnswer, answer_id, with_for_update=True)
    if row is None or row.person_id == person_id or row.status == AnswerStatus.REMOVED:
        raise NoSuchAnswer
    topic = topics.readable(uow, row.topic_id, person_id)
    if topic.cadre_id in {person_id, row.person_id}:
        raise NoSuchAnswer
    new = write_once(uow.session, TopicReport, answer_id=answer_id, person_id=person_id, at=uow.now)
    count = select(func.count()).where(TopicReport.answer_id == answer_id)
    enough = uow.session.scalars(count).one() == rules.REPORTS
    if new is not None and enough and row.status == AnswerStatus.SHOWN:
        row.status, row.reason = AnswerStatus.HELD, "有小伙伴觉得不合适"
        _tell_cadre(uow, topic, held=True)
    audit.note(uow, "reported", "topic_answer", answer_id)
    return row.topic_id, row.status == AnswerStatus.HELD


def show(uow: Uow, answer_id: int, cadre_id: int, *, organ_id: int | None = None) -> int:
    """Let an answer stand, or show again what was hidden; return the topic.

    ``organ_id``: decided from above, for the topics of an organ and of those below it.
    """
    row = _decided(uow, answer_id, cadre_id, organ_id)
    row.status, row.reason = AnswerStatus.SHOWN, ""
    safety.decided(uow, ANSWER, answer_id, kept=True, by=cadre_id)
    audit.note(uow, "shown", "topic_answer", answer_id)
    return row.topic_id


def hide(
    uow: Uow, answer_id: int, cadre_id: int, reason: str, *, organ_id: int | None = None
) -> int:
    """Hide an answer with a reason, which its writer is told kindly; return the topic.

    ``organ_id``: see ``show``.
    """
    reason = rules.check_reason(reason)
    row = _decided(uow, answer_id, cadre_id, organ_id)
    if row.status == AnswerStatus.REMOVED:
        raise NoSuchAnswer
    row.status, row.reason = AnswerStatus.REMOVED, reason
    safety.decided(uow, ANSWER, answer_id, kept=False, by=cadre_id)
    read = shared_with(row.person_id).where(Topic.id == row.topic_id)
    topic, door = uow.session.scalar(read), doors.one(uow, row.person_id)
    if topic is not None and door is not None:
        name = uow.session.get_one(Person, cadre_id).name
        inbox.leave_at(
            uow,
            door,
            key=f"answer-hidden:{answer_id}:{uow.now:%Y%m%d%H%M%S%f}",
            text=f"你在「{untapped(topic.title)}」里说的一句,{name}先收起来了:{untapped(reason)}\n"
            f"没有别的影响,换个说法随时可以再说:{tap('话题')}",
            because=reasons.hidden(answer_id),
        )
    audit.note(uow, "hidden", "topic_answer", answer_id)
    return row.topic_id


def _decided(uow: Uow, answer_id: int, cadre_id: int, organ_id: int | None) -> TopicAnswer:
    """Return an answer to decide about, in an own topic or from above, locked."""
    if organ_id is None:
        return _of_mine(uow, answer_id, cadre_id)
    row = uow.session.get(TopicAnswer, answer_id, with_for_update=True)
    if row is None or not row.text:
        raise NoSuchAnswer
    topics.below(uow, row.topic_id, cadre_id, organ_id)
    return row


def _of_mine(uow: Uow, answer_id: int, cadre_id: int) -> TopicAnswer:
    """Return an answer in a topic of this cadre, locked, unless its writer took it back."""
    row = uow.session.get(TopicAnswer, answer_id, with_for_update=True)
    if row is None or not row.text:
        raise NoSuchAnswer
    topic = uow.session.get(Topic, row.topic_id)
    if topic is None or topic.cadre_id != cadre_id:
        raise NoSuchTopic
    return row
