"""讨论 and 文化产品: what may be shared, who is told, and which answers wait for a look."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from domain.periods import local_day
from domain.surnames import surname

WEEK: Final = timedelta(days=7)
TOLD_A_WEEK: Final = 2
"""From all cadres together; the rest waits on the page."""
ANSWERS_A_DAY: Final = 10
REPORTS: Final = 2
"""So many different readers hold an answer until the cadre decides."""
TITLE, TEXT, ANSWER, REASON, LINK = 60, 2000, 500, 200, 500
_HOST: Final = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]+\.?")
_PORTS: Final = frozenset({None, 80, 443})


class Sort(StrEnum):
    """What is shared: something to talk about, or something to read, watch or hear."""

    TALK = "talk"
    WORK = "work"


SORTS: Final[Mapping[Sort, str]] = {Sort.TALK: "讨论", Sort.WORK: "文化产品"}


class TopicStatus(StrEnum):
    """The life of a topic; a closed one is still read, one taken down is not."""

    OPEN = "open"
    CLOSED = "closed"
    REMOVED = "removed"


class AnswerStatus(StrEnum):
    """Whether an answer is shown, waits for the cadre, or is gone."""

    SHOWN = "shown"
    HELD = "held"
    REMOVED = "removed"


class NoTitle(Refusal):
    """A topic has a title, and some words, a link or a picture."""

    code = "topic_empty"
    text = "{what}"


class BadLink(Refusal):
    """Only pages of the web are shared."""

    code = "topic_bad_link"
    text = "链接要以 http:// 或 https:// 开头,从浏览器里整条复制过来就行,最长 500 个字符。"


class NobodyChosen(Refusal):
    """Somebody is to read it."""

    code = "topic_nobody"
    text = "选一下分享给谁:全部小伙伴,或者勾几个有人的标签。"


class EmptyAnswer(Refusal):
    """An answer has words, and not too many."""

    code = "answer_empty"
    text = "写一句话,最多 {most} 个字。"


class EnoughToday(Refusal):
    """One person said much today."""

    code = "answers_enough"
    text = "今天说了 {most} 条了,歇一歇,明天接着聊。急事直接找你的团干部。"


class ReasonWanted(Refusal):
    """What is taken from others is taken with a reason."""

    code = "topic_reason"
    text = "写一句为什么,对方会看到,最多 {most} 个字。"


@dataclass(frozen=True, slots=True)
class Chosen:
    """With whom something is shared: everybody, or who has any of these tags."""

    industries: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    everybody: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Chosen":
        """Return what was kept."""
        return cls(
            tuple(kept.get("industries", ())),
            tuple(kept.get("occupations", ())),
            tuple(kept.get("tags", ())),
            bool(kept.get("everybody")),
        )

    def kept(self) -> dict[str, Any]:
        """Return it for keeping."""
        return {
            "industries": list(self.industries),
            "occupations": list(self.occupations),
            "tags": list(self.tags),
            "everybody": self.everybody,
        }

    def takes(self, industry: str, occupation: str, tags: Iterable[str]) -> bool:
        """Say whether a youth with these tags is meant."""
        return (
            self.everybody
            or industry in self.industries
            or occupation in self.occupations
            or not set(self.tags).isdisjoint(tags)
        )

    @property
    def nobody(self) -> bool:
        """Whether nothing at all was chosen."""
        return not (self.everybody or self.industries or self.occupations or self.tags)

    def say(self) -> str:
        """Return it in words."""
        if self.everybody:
            return "全部小伙伴"
        words = [INDUSTRIES.get(code, code) for code in self.industries]
        words += [OCCUPATIONS.get(code, code) for code in self.occupations]
        return "、".join([*words, *self.tags])


@dataclass(frozen=True, slots=True)
class Draft:
    """What a cadre wants to share."""

    sort: Sort
    title: str
    text: str = ""
    link: str = ""
    chosen: Chosen = Chosen(everybody=True)


def check(draft: Draft, *, pictured: bool = False) -> Draft:
    """Return a topic as it is kept, or refuse it."""
    title, text = " ".join(draft.title.split()), draft.text.strip()
    link = check_link(draft.link)
    if not title:
        raise NoTitle(what="写个标题,一句话说清聊什么、看什么。")
    if len(title) > TITLE or len(text) > TEXT:
        raise NoTitle(what=f"标题最多 {TITLE} 个字,正文最多 {TEXT} 个字,删短一点再发。")
    if draft.sort is Sort.WORK and not (text or link or pictured):
        raise NoTitle(what="分享点什么:写几句话、贴一个链接,或者放一张图。")
    if draft.chosen.nobody:
        raise NobodyChosen
    return Draft(draft.sort, title, text, link, draft.chosen)


def check_link(typed: str) -> str:
    """Return an address of the web as it was typed, nothing if none was, or refuse it."""
    link = typed.strip()
    if not link:
        return ""
    if len(link) > LINK or any(c.isspace() or not c.isprintable() or c in "\"'<>\\" for c in link):
        raise BadLink
    if not host(link):
        raise BadLink
    return link


def host(link: str) -> str:
    """Return the host that a link leads to, as it is shown; empty if it is no page of the web.

    A name before an @ could pass for the host, and letters like ours for ours: the one is
    refused, the other shown as it goes over the wire.
    """
    try:
        parts = urlsplit(link)
        port, name = parts.port, (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    known = parts.scheme.lower() in {"http", "https"} and "@" not in parts.netloc
    if not known or not _HOST.fullmatch(name.lower()) or port not in _PORTS:
        return ""
    return name


def check_answer(text: str) -> str:
    """Return an answer as it is kept, or refuse it."""
    said = text.strip()
    if not said or len(said) > ANSWER:
        raise EmptyAnswer(most=ANSWER)
    return said


def check_reason(text: str) -> str:
    """Return a reason as it is kept, or refuse to go on without one."""
    said = " ".join(text.split())
    if not said or len(said) > REASON:
        raise ReasonWanted(most=REASON)
    return said


_ADDRESS: Final = re.compile(
    r"https?:|\w://|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|vip|shop|club|site|me|io|app)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?<!\d)(?:\d[\s\-·.—_]*){7,}")


def questionable(text: str) -> str:
    """Say what in an answer somebody should look at before it is shown; empty if nothing."""
    plain = unicodedata.normalize("NFKC", text)
    if _ADDRESS.search(plain):
        return "里面有链接"
    return "里面有号码" if _NUMBER.search(plain) else ""


def may_tell(told: Iterable[datetime], now: datetime) -> bool:
    """Say whether a youth may be told of one more, given when they were told before."""
    lately = [at for at in told if at > now - WEEK]
    return len(lately) < TOLD_A_WEEK and local_day(now) not in map(local_day, lately)


def classmate(name: str) -> str:
    """Return how youths see each other: by surname only."""
    return f"{surname(name)}同学" if name else "一位小伙伴"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of telling people, for the cadre to see."""

    told: int = 0
    week: int = 0
    """Had been told enough lately."""
    muted: int = 0
    away: int = 0
    """Not logged in, or never said yes."""
    mini: int = 0
    """Of those told: have only the mini-program, and read it among its notices."""

    def say(self) -> str:
        """Return it in words."""
        parts = [
            f"通知了 {self.told} 位" if self.told else "",
            f"其中 {self.mini} 位没有关注公众号,在小程序的「消息」里看得到" if self.mini else "",
            f"{self.week} 位这几天已经收过别的分享,只在页面上看得到" if self.week else "",
            f"{self.muted} 位不收这类消息,在页面上看得到" if self.muted else "",
            f"{self.away} 位还没登录,看不到" if self.away else "",
        ]
        return ",".join(part for part in parts if part) or "还没有人能看到"
