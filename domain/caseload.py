"""The case-load: whom a cadre may write down, how they came, and how long since they met."""

import dataclasses
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.periods import local_day, midnight

LEAST_AGE: Final = 14
"""团章: who is under 14 cannot join the League, and the law asks their parents for each datum."""
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hand": "手动添加",
        "code": "扫码加入",
        "event": "活动上加入",
        "sheet": "表格导入",
        "handover": "交接过来",
        "merge": "合并而来",
    }
)
END_REASONS: Final = ("毕业离校", "工作调动", "搬走了", "联系不上", "不再需要")
"""What is offered; any words will do."""
MISTAKEN: Final = "加错了"
"""The end of a contact that should never have begun."""
BY_YOUTH: Final = "不想被联系了"
"""The end that the youth chose: it bars every way back but the youth's own yes."""
MOST_TAGS: Final = 10
LONGEST_NAME, LONGEST_HINT, LONGEST_TAG, LONGEST_REASON = 30, 60, 20, 40
_SHORTEST_NAME: Final = 2
_OLDEST: Final = 100
_DAY: Final = timedelta(days=1)
_BETWEEN: Final = str.maketrans(dict.fromkeys(",，、;；/|\n\t　", " "))


class Band(StrEnum):
    """How long ago the cadre and the youth last met."""

    RECENT = "recent"
    MONTH = "month"
    LONG = "long"
    NEVER = "never"


BANDS: Final[Mapping[Band, str]] = MappingProxyType(
    {
        Band.RECENT: "30 天内",
        Band.MONTH: "30–60 天",
        Band.LONG: "60 天以上",
        Band.NEVER: "还没联系过",
    }
)
STRANGERS: Final = "unbound"
"""Those who have not logged in: across the bands."""
_RECENT, _MONTH = 30, 60


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A youth as a cadre writes them down; ``phone`` as typed, codes of the dictionaries."""

    name: str
    phone: str = dataclasses.field(default="", repr=False)
    born: date | None = None
    hint: str = ""
    field: str = ""
    industry: str = ""
    occupation: str = ""
    tags: tuple[str, ...] = ()
    source: str = "hand"
    fourteen: bool = False
    """The cadre says that they are 14 already."""


def band_of(last_met_at: datetime | None, today: date) -> Band:
    """Say how long ago somebody was met."""
    if last_met_at is None:
        return Band.NEVER
    days = (today - local_day(last_met_at)).days
    if days <= _RECENT:
        return Band.RECENT
    return Band.MONTH if days <= _MONTH else Band.LONG


def span(band: Band, today: date) -> tuple[datetime | None, datetime | None]:
    """Return from when and before when somebody of a band was met; neither: at any time."""
    recent, month = midnight(today - _RECENT * _DAY), midnight(today - _MONTH * _DAY)
    match band:
        case Band.RECENT:
            return recent, None
        case Band.MONTH:
            return month, recent
        case Band.LONG:
            return None, month
        case Band.NEVER:
            return None, None


def too_young(born: date, today: date) -> bool:
    """Say whether somebody is under 14: one is 14 from the day after the birthday."""
    # The Supreme People's Court counts 周岁 from the day after the birthday.
    return (born.year + LEAST_AGE, born.month, born.day) >= (today.year, today.month, today.day)


def fault(who: Newcomer, today: date) -> str | None:
    """Say what is wrong with what was written, all but the phone; nothing: it may be kept."""
    return name_fault(who.name) or _age_fault(who, today) or notes_fault(who)


def notes_fault(who: Newcomer) -> str | None:
    """Say what is wrong with what a cadre notes about somebody: all but name, age and phone."""
    return _words_fault(who) or tags_fault(who.tags)


def tidy_name(said: str) -> str:
    """Return a name as it is kept: no spaces around it, nor within one in Chinese letters."""
    name = " ".join(unicodedata.normalize("NFKC", said).split())
    return name.replace(" ", "") if any("一" <= c <= "鿿" for c in name) else name


def name_fault(name: str) -> str | None:
    """Say what is wrong with a name."""
    if not name.strip():
        return "姓名没有写。"
    if not _SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return f"姓名要 {_SHORTEST_NAME} 到 {LONGEST_NAME} 个字。"
    if not all(unicodedata.category(c)[0] == "L" or c in "·・.' -'" for c in name):
        return "姓名里只能有文字,不要数字和符号。"
    return None


def _age_fault(who: Newcomer, today: date) -> str | None:
    if who.born is None:
        return None if who.fourteen else "要先确认 TA 已满 14 周岁,或者写上出生日期。"
    if who.born > today or today.year - who.born.year > _OLDEST:
        return "出生日期不对,看看年份。"
    if too_young(who.born, today):
        return UNDER_AGE
    return None


UNDER_AGE: Final = (
    "TA 还没满 14 周岁。团员要满 14 周岁,再小的孩子的信息要由父母同意才能收,所以这里不登记。"
    "等 TA 满 14 周岁再加;现在有事,可以找 TA 的家长或辅导员。"
)


def _words_fault(who: Newcomer) -> str | None:
    if len(who.hint) > LONGEST_HINT:
        return f"备注最多 {LONGEST_HINT} 个字。"
    for words, code, known in (
        ("领域", who.field, FIELDS),
        ("行业", who.industry, INDUSTRIES),
        ("职业", who.occupation, OCCUPATIONS),
    ):
        if code and code not in known:
            return f"{words}要从表里选:{'、'.join(known.values())}。"
    return None if who.source in SOURCES else "不知道 TA 是怎么来的。"


def tags_fault(tags: tuple[str, ...]) -> str | None:
    """Say what is wrong with some free tags."""
    if len(tags) > MOST_TAGS:
        return f"标签一次最多 {MOST_TAGS} 个。"
    if long := next((tag for tag in tags if len(tag) > LONGEST_TAG), None):
        return f"标签「{long[:LONGEST_TAG]}…」太长了,最多 {LONGEST_TAG} 个字。"
    return None


def read_tags(said: str) -> tuple[str, ...]:
    """Return the free tags in a line, each once, in the order they were typed."""
    words = (word.lstrip("#").rstrip("#") for word in said.translate(_BETWEEN).split())
    return tuple(dict.fromkeys(word for word in words if word))


def say_consent(*, bound: bool, consented: bool, agreed: bool) -> str:
    """Say what a youth has said yes to."""
    if agreed:
        return "同意由你联系" if bound else "同意由你联系,现在没登录"
    if not consented:
        return "登录了,还没同意" if bound else "还没登录"
    return "登录并同意" if bound else "同意过,现在没登录"
