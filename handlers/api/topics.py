"""讨论与文化产品: what was shared with me, what I shared, starting one, ending it, from above."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.topics import Chosen, Draft, Sort, TopicStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role, Upload
from handlers.api.shapes import Given, Line, Moment, Page, Paging, Text, Told
from services import photos, topic_audience, topic_pages, topics
from services.photos import Owner
from services.topic_pages import Listed, Seen

api = Api(
    "讨论与分享",
    "团干部发起的讨论(talk)和分享的文化产品(work)。小伙伴之间只看得到姓氏。",
    {"no_such_topic": 404, "no_such_answer": 404},
)
_ONE: Final = "/topics/{topic_id}"
_KINDS: Final = ("image/jpeg", "image/png", "image/webp")


class TopicSort(StrEnum):
    """Something to talk about, or something to read, watch or hear."""

    TALK = Sort.TALK.value
    WORK = Sort.WORK.value


class TopicTab(StrEnum):
    """Which list."""

    SHARED = "shared"
    MINE = "mine"
    BELOW = "below"


class TopicsAsked(Paging):
    """看哪一栏。"""

    tab: TopicTab = Field(
        default=TopicTab.SHARED,
        description="shared 分享给我的,mine 我发起的(团干部),below 本级和下级的(负责人)",
    )


class TopicLine(Told):
    """列表里的一个。"""

    id: int
    title: str
    sort: TopicSort
    sort_title: str
    by: str = Field(description="谁发起的")
    at: Moment
    status: TopicStatus
    answers: int
    new: int = Field(description="发起人上次看过以后的回复")
    held: int = Field(description="等发起人看一眼的回复")
    opened: bool = Field(description="分享给我的,我打开过没有")


class TopicShape(Told):
    """一个讨论或分享。"""

    id: int
    title: str
    sort: TopicSort
    sort_title: str
    text: str
    link: str
    host: str = Field(description="链接通向哪里,显示在旁边")
    by: str
    at: Moment
    status: TopicStatus
    reason: str = Field(description="上级为什么撤下;只给发起人")
    mine: bool
    chosen: str = Field(description="分享给谁,中文说法")
    readers: int
    opened: int = Field(description="几位打开过")
    photos: list[int] = Field(description="图片的编号,用 /photos/{id} 取")


Code = Annotated[str, StringConstraints(max_length=20)]


class NewTopic(Given):
    """发起讨论,或者分享点什么。"""

    sort: TopicSort = TopicSort.TALK
    title: Line
    text: Text = ""
    link: Annotated[str, StringConstraints(max_length=500)] = Field(
        default="", description="http:// 或 https:// 开头"
    )
    everybody: bool = Field(default=False, description="全部小伙伴;不然按下面的选")
    industries: list[Code] = Field(default_factory=list, max_length=len(INDUSTRIES))
    occupations: list[Code] = Field(default_factory=list, max_length=len(OCCUPATIONS))
    tags: list[Line] = Field(default_factory=list, max_length=50)


class TopicStarted(Told):
    """发出去了。"""

    topic: TopicShape
    said: str = Field(description="通知了几位、几位看不到,中文说法")


class TopicChoice(Told):
    """可以选的一种人,和有几位。"""

    code: str
    title: str
    people: int


class TopicAudience(Told):
    """可以分享给谁。"""

    size: int = Field(description="我联系的小伙伴")
    here: int = Field(description="其中登录了、看得到的")
    industries: list[TopicChoice]
    occupations: list[TopicChoice]
    tags: list[TopicChoice]


class TopicReason(Given):
    """为什么,对方会看到。"""

    reason: Line


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
    chosen = Chosen(
        tuple(code for code in body.industries if code in INDUSTRIES),
        tuple(code for code in body.occupations if code in OCCUPATIONS),
        tuple(body.tags),
        everybody=body.everybody,
    )
    draft = Draft(Sort(body.sort), body.title, body.text, body.link, chosen)
    started = topics.start(call.uow, call.cadre, draft)
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
    upload=_KINDS,
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
