"""通知: what an admin pushes to many: for whom, its life, and what it may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from domain.dictionaries import INDUSTRIES
from domain.errors import Refusal
from domain.permissions import TWO_PERSONS

TITLE: Final = 20
"""Characters of a title: a card of the platform shows no more."""
TEXT: Final = 500
REASON: Final = 100
MOST_ORGANISATIONS, MOST_TAGS, LONGEST_TAG = 100, 10, 20
AHEAD: Final = timedelta(days=90)
"""So far ahead a notice may be planned."""
LIFE: Final = timedelta(days=7)
"""So long after it was to go a notice is of use."""


class NoticeStatus(StrEnum):
    """草稿 → (待确认) → 已安排 → 正在写 → 正在发 → 发完了 · 已撤回."""

    DRAFT = "draft"
    WAITING = "waiting"
    """So many people that a second admin has to say yes."""
    PLANNED = "planned"
    WRITING = "writing"
    SENDING = "sending"
    """Each letter is written; not all have gone."""
    DONE = "done"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What may happen to a notice."""

    EDIT = "edit"
    PUSH = "push"
    ASK = "ask"
    """A second admin is asked."""
    AGREE = "agree"
    REFUSE = "refuse"
    BEGIN = "begin"
    """Its time has come."""
    WRITTEN = "written"
    FINISH = "finish"
    CANCEL = "cancel"


TITLES: Final[Mapping[NoticeStatus, str]] = MappingProxyType(
    {
        NoticeStatus.DRAFT: "草稿",
        NoticeStatus.WAITING: "等第二个人确认",
        NoticeStatus.PLANNED: "安排好了",
        NoticeStatus.WRITING: "正在写",
        NoticeStatus.SENDING: "正在发",
        NoticeStatus.DONE: "发完了",
        NoticeStatus.CANCELLED: "撤回了",
    }
)
MOVES: Final[Mapping[tuple[NoticeStatus, Step], NoticeStatus]] = MappingProxyType(
    {
        (NoticeStatus.DRAFT, Step.EDIT): NoticeStatus.DRAFT,
        (NoticeStatus.DRAFT, Step.PUSH): NoticeStatus.PLANNED,
        (NoticeStatus.DRAFT, Step.ASK): NoticeStatus.WAITING,
        (NoticeStatus.DRAFT, Step.CANCEL): NoticeStatus.CANCELLED,
        (NoticeStatus.WAITING, Step.AGREE): NoticeStatus.PLANNED,
        (NoticeStatus.WAITING, Step.REFUSE): NoticeStatus.DRAFT,
        (NoticeStatus.WAITING, Step.CANCEL): NoticeStatus.CANCELLED,
        (NoticeStatus.PLANNED, Step.BEGIN): NoticeStatus.WRITING,
        (NoticeStatus.PLANNED, Step.CANCEL): NoticeStatus.CANCELLED,
        # By the time it goes there are more people than one admin may decide about.
        (NoticeStatus.WRITING, Step.ASK): NoticeStatus.WAITING,
        (NoticeStatus.WRITING, Step.WRITTEN): NoticeStatus.SENDING,
        (NoticeStatus.WRITING, Step.CANCEL): NoticeStatus.CANCELLED,
        (NoticeStatus.SENDING, Step.FINISH): NoticeStatus.DONE,
        (NoticeStatus.SENDING, Step.CANCEL): NoticeStatus.CANCELLED,
    }
)
"""Every move there is; whatever is not here is refused."""
CANCELLABLE: Final = frozenset(status for status, step in MOVES if step is Step.CANCEL)


class NotNow(Refusal):
    """The notice has gone on meanwhile."""

    code = "notice_not_now"
    text = "这条通知现在是「{status}」,这一步做不了。刷新看看它走到哪了。"


class Unsaid(Refusal):
    """Something that it needs is missing, or too long."""

    code = "notice_unsaid"
    text = "{why}"


class NobodyMeant(Refusal):
    """Nobody is to be written to."""

    code = "notice_nobody"
    text = "这样选,一个能收到的人都没有。改一改范围再发。"


class TooEarly(Refusal):
    """The time has passed, or is too far ahead."""

    code = "notice_time"
    text = "这个时间{why}。选一个从现在起到 90 天内的时间。"


class SamePerson(Refusal):
    """Whoever wrote it cannot be the second person."""

    code = "notice_same_person"
    text = "超过 {most} 人的通知要另一位管理员确认,写的人自己不能点。请一位同事登录后台来点。"


class NamedByTheFirst(Refusal):
    """Whoever wrote it made the second person an admin: one person would have agreed twice."""

    code = "notice_named_by_first"
    text = (
        "写通知的人任命了你做管理员,这一条要另一位来确认。"
        "请本单位别的管理员来点,没有的话请上级单位的管理员来点。"
    )


def move(status: NoticeStatus, step: Step) -> NoticeStatus:
    """Return the next status, or refuse in words."""
    if (after := MOVES.get((status, step))) is None:
        raise NotNow(status=TITLES[status])
    return after


def needs_second(people: int) -> bool:
    """Say whether so many people take the yes of a second admin."""
    return people > TWO_PERSONS


class Hat(StrEnum):
    """As what somebody is written to."""

    YOUTH = "youth"
    """In the case-load of a cadre, today."""
    CADRE = "cadre"
    """Holding a post today."""
    ADMIN = "admin"
    """At the console."""


HATS: Final[Mapping[Hat, str]] = MappingProxyType(
    {Hat.YOUTH: "小伙伴", Hat.CADRE: "团干部", Hat.ADMIN: "管理员"}
)


class Took(StrEnum):
    """What somebody has to do with the activity that a notice is about."""

    ANY = ""
    IN = "in"
    OUT = "out"


TOOK: Final[Mapping[Took, str]] = MappingProxyType(
    {Took.ANY: "不管报没报名", Took.OUT: "还没报名的", Took.IN: "报了名的(含候补)"}
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a notice is for: people of some organisations and all below them, by what they are.

    ``tags`` and ``industries`` are those that their cadre noted, one of each list is enough; they
    are asked of youths alone. ``took`` is about the notice's own activity.
    """

    organisations: tuple[int, ...] = ()
    hats: tuple[Hat, ...] = (Hat.YOUTH,)
    tags: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    took: Took = Took.ANY

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a row keeps."""
        return cls(
            tuple(kept.get("organisations", ())),
            tuple(Hat(one) for one in kept.get("hats", ())),
            tuple(kept.get("tags", ())),
            tuple(kept.get("industries", ())),
            Took(kept.get("took", "")),
        )

    def kept(self) -> dict[str, Any]:
        """Return what a row keeps of it."""
        return {
            "organisations": list(self.organisations),
            "hats": [str(one) for one in self.hats],
            "tags": list(self.tags),
            "industries": list(self.industries),
            "took": str(self.took),
        }


_BAD_TAG: Final = "标签每个不超过 {most} 个字,用逗号隔开,最多 {many} 个。"


def check(audience: Audience, *, about_activity: bool) -> None:
    """Refuse an audience that means nobody, or not what it seems to."""
    if not audience.organisations or len(audience.organisations) > MOST_ORGANISATIONS:
        raise Unsaid(why=f"选 1 到 {MOST_ORGANISATIONS} 个组织。")
    if not audience.hats:
        raise Unsaid(why="选一下发给谁:小伙伴、团干部还是管理员。")
    if (audience.tags or audience.industries) and audience.hats != (Hat.YOUTH,):
        raise Unsaid(why="标签和行业是小伙伴的。选了它们,就只勾「小伙伴」。")
    if len(audience.tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in audience.tags):
        raise Unsaid(why=_BAD_TAG.format(most=LONGEST_TAG, many=MOST_TAGS))
    if not set(audience.industries) <= INDUSTRIES.keys():
        raise Unsaid(why="这个行业不在单子上,重新选一下。")
    if audience.took is not Took.ANY and not about_activity:
        raise Unsaid(why="按报名挑人,要先选是哪个活动。")


def check_words(title: str, text: str) -> None:
    """Refuse words that are missing or too long."""
    if not title or len(title) > TITLE:
        raise Unsaid(why=f"写一个标题,不超过 {TITLE} 个字:卡片上只放得下这么多。")
    if not text or len(text) > TEXT:
        raise Unsaid(why=f"写一下内容,不超过 {TEXT} 个字。")


def check_time(at: datetime, now: datetime) -> None:
    """Refuse a time that has passed or is too far ahead."""
    if at <= now:
        raise TooEarly(why="已经过了")
    if at > now + AHEAD:
        raise TooEarly(why="太远了")


def in_short(text: str) -> str:
    """Return what a card says of a text: its first line, as far as there is room."""
    line = text.strip().splitlines()[0].strip() if text.strip() else ""
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"


class Missed(StrEnum):
    """Why somebody of the audience is written no letter."""

    LEFT = "left"
    MUTED = "muted"
    NO_CHAT = "no_chat"


MISSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        Missed.LEFT: "说过不想被联系",
        Missed.MUTED: "关掉了这类消息",
        Missed.NO_CHAT: "还没在微信里登录",
    }
)
