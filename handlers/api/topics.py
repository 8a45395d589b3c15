"""讨论与文化产品: what was shared with me, what I shared, starting one, ending it, from above."""

from typing import Final

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.topics import Chosen, Draft, Sort
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role, Upload
from handlers.api.shapes import Page
from handlers.api.topic_shapes import (
    NewTopic,
    PicturedWork,
    TopicAudience,
    TopicLine,
    TopicReason,
    TopicsAsked,
    TopicShape,
    TopicStarted,
    TopicTab,
)
from services import photos, topic_audience, topic_pages, topics
from services.photos import Owner
from services.topic_pages import Listed, Seen
from services.topics import Started

api = Api(
    "讨论与分享",
    "团干部发起的讨论(talk)和分享的文化产品(work)。小伙伴之间只看得到姓氏。",
    {"no_such_topic": 404, "no_such_answer": 404},
)
_ONE: Final = "/topics/{topic_id}"


@api.get("/topics", Role.PERSON, title="话题")
def topics_list(call: Call, asked: TopicsAsked) -> Page[TopicLine]:
    uow, most, before = call.uow, asked.limit + 1, last_seen(asked)
    if asked.tab is TopicTab.MINE:
        rows = topic_pages.started_by(uow, call.cadre, limit=most, before=before)
    elif asked.tab is TopicTab.BELOW:
        rows = topic_pages.below(uow, call.cadre, call.organ, limit=most, before=before)
    else:
        rows = topic_pages.shared_with(uow, call.person, limit=most, before=before)
    return cut(rows, asked, _id, TopicLine.model_validate)


def _id(one: Listed) -> int:
    return one.id


@api.get("/topics/audience", Role.CADRE, title="可以分享给谁")
def topics_audience(call: Call) -> TopicAudience:
    return TopicAudience.model_validate(topic_audience.audience(call.uow, call.cadre))


@api.post("/topics", Role.CADRE, title="发起讨论、分享", status=201)
def topic_start(call: Call, body: NewTopic) -> TopicStarted:
    draft = Draft(Sort(body.sort), body.title, body.text, body.link, _chosen(body))
    return _started(call, topics.start(call.uow, call.cadre, draft))


# With words or a link it is started first, and the picture put there: `topic_photo`.
@api.post(
    "/topics/picture",
    Role.CADRE,
    title="分享一张图,没有别的",
    status=201,
    upload=photos.TAKEN,
    limit=photos.LARGEST,
    often=20,
)
def topic_start_picture(call: Call, query: PicturedWork, upload: Upload) -> TopicStarted:
    draft = Draft(Sort.WORK, query.title, "", "", _chosen(query))
    return _started(call, topics.start(call.uow, call.cadre, draft, photo=upload.content))


def _chosen(given: NewTopic | PicturedWork) -> Chosen:
    return Chosen(
        tuple(code for code in given.industries if code in INDUSTRIES),
        tuple(code for code in given.occupations if code in OCCUPATIONS),
        tuple(given.tags),
        everybody=given.everybody,
    )


def _started(call: Call, started: Started) -> TopicStarted:
    return TopicStarted(topic=_seen(call, started.id), said=f"发出去了。{started.told.say()}。")


@api.get(_ONE, Role.PERSON, title="看一个")
def topic_one(call: Call, topic_id: int) -> TopicShape:
    return _seen(call, topic_id)


@api.post(f"{_ONE}/opened", Role.PERSON, title="打开过了")
def topic_opened(call: Call, topic_id: int) -> None:
    topics.opened(call.uow, topic_id, call.person, as_cadre=call.who.is_cadre)


@api.post(
    f"{_ONE}/photos",
    Role.CADRE,
    title="放一张图片",
    upload=photos.TAKEN,
    limit=photos.LARGEST,
    often=20,
)
def topic_photo(call: Call, topic_id: int, upload: Upload) -> TopicShape:
    topics.mine(call.uow, topic_id, call.cadre)
    photos.keep(call.uow, Owner.TOPIC, topic_id, call.cadre, upload.content)
    return _seen(call, topic_id)


@api.post(f"{_ONE}/close", Role.CADRE, title="结束讨论,还可以看")
def topic_close(call: Call, topic_id: int) -> TopicShape:
    topics.close(call.uow, topic_id, call.cadre)
    return _seen(call, topic_id)


@api.post(f"{_ONE}/reopen", Role.CADRE, title="接着聊")
def topic_reopen(call: Call, topic_id: int) -> TopicShape:
    topics.reopen(call.uow, topic_id, call.cadre)
    return _seen(call, topic_id)


@api.post(f"{_ONE}/withdraw", Role.CADRE, title="撤下自己发起的")
def topic_withdraw(call: Call, topic_id: int) -> None:
    topics.withdraw(call.uow, topic_id, call.cadre)


@api.get(f"{_ONE}/above", Role.LEADER, title="负责人看本级和下级的一个")
def topic_above(call: Call, topic_id: int) -> TopicShape:
    return _shape(topic_pages.seen_from_above(call.uow, topic_id, call.cadre, call.organ))


@api.post(f"{_ONE}/take-down", Role.LEADER, title="负责人撤下,说明为什么")
def topic_take_down(call: Call, topic_id: int, body: TopicReason) -> None:
    topics.take_down(call.uow, topic_id, call.cadre, call.organ, body.reason)


def _seen(call: Call, topic_id: int) -> TopicShape:
    call.uow.session.flush()
    as_cadre = call.who.is_cadre
    return _shape(topic_pages.seen(call.uow, topic_id, call.person, limit=1, as_cadre=as_cadre))


def _shape(seen: Seen) -> TopicShape:
    return TopicShape.model_validate(seen)
