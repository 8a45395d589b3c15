"""The shapes of discussions and of what is shared."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.topics import Sort, TopicStatus
from handlers.api.shapes import Flag, Given, Line, Moment, Paging, Query, Text, Told


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


class PicturedWork(Query):
    """一张图的标题,和分享给谁。"""

    title: Line
    everybody: Flag = False
    """true:全部小伙伴;不然按下面的选。"""
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
