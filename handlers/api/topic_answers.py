"""What is said in a discussion: reading it, saying something, reporting, what its cadre decides."""

from typing import Final

from pydantic import Field

from domain.topics import AnswerStatus
from handlers.api.cursors import last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Moment, Page, Paging, Text, Told
from services import safety, topic_answers, topic_pages
from services.topic_pages import Seen

api = Api(
    "讨论的回复",
    "有链接、号码或者要看一眼的,先等一等;小伙伴之间只看得到姓氏。",
    {"no_such_topic": 404, "no_such_answer": 404},
)
_ALL: Final = "/topics/{topic_id}/answers"
_ONE: Final = "/topic-answers/{answer_id}"


class TopicAnswer(Told):
    """一条回复。"""

    id: int
    who: str = Field(description="我、某同学,或者名字(只有发起人看得到)")
    text: str
    at: Moment
    mine: bool
    status: AnswerStatus = Field(description="shown 看得到,held 等人看一眼,removed 收起来了")
    reason: str = Field(description="为什么等着或者收起来了")
    reports: int = Field(description="几位觉得不合适;只给发起人")


class NewTopicAnswer(Given):
    """说一句。"""

    text: Text = Field(description="最多 500 字")


class TopicSaid(Told):
    """说好了。"""

    answer: TopicAnswer
    said: str


class TopicReported(Told):
    """收到了,不会告诉对方是你。"""

    held: bool = Field(description="已经先收起来,等团干部看过再说")


class TopicHide(Given):
    """为什么收起来,写的人会看到。"""

    reason: Line


@api.get(_ALL, Role.PERSON, title="大家说的,新的在前")
def topic_answers_list(call: Call, topic_id: int, paging: Paging) -> Page[TopicAnswer]:
    seen = topic_pages.seen(
        call.uow,
        topic_id,
        call.person,
        before=last_seen(paging),
        limit=paging.limit,
        as_cadre=call.who.is_cadre,
    )
    return _page(seen)


@api.get(f"{_ALL}/above", Role.LEADER, title="负责人看本级和下级的回复")
def topic_answers_above(call: Call, topic_id: int, paging: Paging) -> Page[TopicAnswer]:
    seen = topic_pages.seen_from_above(
        call.uow, topic_id, call.cadre, call.organ, before=last_seen(paging), limit=paging.limit
    )
    return _page(seen)


@api.post(_ALL, Role.PERSON, title="说一句", status=201)
def topic_answer(call: Call, topic_id: int, body: NewTopicAnswer) -> TopicSaid:
    said = topic_answers.answer(
        call.uow,
        topic_id,
        call.person,
        body.text,
        as_cadre=call.who.is_cadre,
        mini_openid=call.who.openid,
    )
    text = "说好了。"
    if said.held:
        text = f"收到了。{said.held},先请{said.by}看一眼再放出来。"
    if said.held == safety.ASKING:
        text = f"收到了。{said.held},没问题马上放出来。"
    return TopicSaid(answer=_answer(call, topic_id, said.id), said=text)


@api.delete(_ONE, Role.PERSON, title="收回自己说的")
def topic_answer_remove(call: Call, answer_id: int) -> None:
    topic_answers.take_back(call.uow, answer_id, call.person)


@api.post(f"{_ONE}/report", Role.PERSON, title="这条不合适")
def topic_answer_report(call: Call, answer_id: int) -> TopicReported:
    _, held = topic_answers.report(call.uow, answer_id, call.person)
    return TopicReported(held=held)


@api.post(f"{_ONE}/hide", Role.CADRE, title="发起人收起一条,说明为什么")
def topic_answer_hide(call: Call, answer_id: int, body: TopicHide) -> TopicAnswer:
    topic = topic_answers.hide(call.uow, answer_id, call.cadre, body.reason)
    return _answer(call, topic, answer_id)


@api.post(f"{_ONE}/show", Role.CADRE, title="发起人放出来")
def topic_answer_show(call: Call, answer_id: int) -> TopicAnswer:
    topic = topic_answers.show(call.uow, answer_id, call.cadre)
    return _answer(call, topic, answer_id)


def _answer(call: Call, topic_id: int, answer_id: int) -> TopicAnswer:
    """Return an answer as the caller sees it."""
    call.uow.session.flush()
    seen = topic_pages.seen(
        call.uow,
        topic_id,
        call.person,
        before=answer_id + 1,
        limit=1,
        as_cadre=call.who.is_cadre,
    )
    found = next((said for said in seen.answers if said.id == answer_id), None)
    if found is None:
        raise topic_answers.NoSuchAnswer
    return TopicAnswer.model_validate(found)


def _page(seen: Seen) -> Page[TopicAnswer]:
    rows = [TopicAnswer.model_validate(said) for said in reversed(seen.answers)]
    return Page(items=rows, next=str(rows[-1].id) if seen.more and rows else None)
