"""The law as a table: which switch meets which clause of 国办函〔2026〕12号.

The items of 「不得出现」 are cited by their numbers, (一) to (四). The numbers of the articles are
not verified, and so are not given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.rules import Document
from domain.switches import NAMES, TITLES, Switches

LAW: Final = Document(
    key="apps",
    title="政务移动互联网应用程序规范化管理办法",
    number="国办函〔2026〕12号",
    issuer="国务院办公厅",
    day=date(2026, 1, 25),
)
"""In force since its day."""

OUTSIDE: Final = (
    "这份文件“不包括政务公众账号和工作群组”;公众号里的用法由主办单位自己决定,这里只作提示。"
)
"""What the operator has to know before reading the list."""

CLEAR: Final = "没有开着的开关碰到这份文件"


@dataclass(frozen=True, slots=True)
class Clause:
    """One item of the law: where it stands and its words."""

    at: str
    text: str

    def __str__(self) -> str:
        """Cite it, in Chinese."""
        return f"{LAW.name}{self.at}:“{self.text}”"


_FORMS: Final = Clause("「不得出现」(一)", "随意或重复要求基层填表报数交材料")
_COMPULSORY: Final = Clause(
    "「不得出现」(二)",
    "除安保、应急等特殊场景规定外,政务应用程序设置打卡签到、积分排名、统计在线时长等强制性功能",
)
_FORCED_USE: Final = Clause(
    "「不得出现」(三)",
    "强制推广下载使用政务应用程序,考核通报用户安装使用率,强制要求定期登录",
)
_ALIENATED: Final = Clause(
    "「不得出现」(四)",
    "把政务应用程序异化为工作考核日常化、督查检查线上化的主要载体,"
    "将点赞量、网络投票数、转发量、学习时长等作为考评依据,"
    "非必要情况下强制要求下级和基层单位通过政务应用程序上传工作照片、视频和轨迹等",
)
_COMPLAINTS: Final = Clause("对投诉建议的要求", "应在政务应用程序中提供投诉建议功能")
"""Followed there by 跟踪反馈和回访评价."""

CLAUSES: Final[Mapping[str, tuple[bool, Clause]]] = MappingProxyType(
    {
        "repeated_forms": (True, _FORMS),
        "points": (True, _COMPULSORY),
        "person_ranking": (True, _COMPULSORY),
        "required_check_in": (True, _COMPULSORY),
        "online_time": (True, _COMPULSORY),
        "login_figures": (True, _FORCED_USE),
        "required_login": (True, _FORCED_USE),
        "system_assessment": (True, _ALIENATED),
        "required_photos": (True, _ALIENATED),
        "complaints": (False, _COMPLAINTS),
    }
)
"""By switch: the position in which it meets a clause, and the clause; not all of them do."""


@dataclass(frozen=True, slots=True)
class Met:
    """A switch that stands so that it meets a clause."""

    switch: str
    is_on: bool
    clause: Clause

    @property
    def title(self) -> str:
        """The switch in Chinese."""
        return TITLES[self.switch]

    @property
    def state(self) -> str:
        """How it stands, in Chinese."""
        return "开着" if self.is_on else "关着"

    @property
    def cure(self) -> bool:
        """The position that would clear it."""
        return not self.is_on


def meets(switch: str, is_on: bool) -> Met | None:
    """Return the clause that a switch meets in a position, if it meets any."""
    position, clause = CLAUSES.get(switch, (None, None))
    return Met(switch, is_on, clause) if clause and position is is_on else None


def met_by(switches: Switches) -> tuple[Met, ...]:
    """Return every switch that meets a clause, in the order of the clauses."""
    found = (meets(name, getattr(switches, name)) for name in CLAUSES)
    return tuple(met for met in found if met)


def newly_met(before: Switches, after: Switches) -> tuple[Met, ...]:
    """Return what meets a clause afterwards and did not before."""
    old = {met.switch for met in met_by(before)}
    return tuple(met for met in met_by(after) if met.switch not in old)


def unknown_switch(name: str) -> str | None:
    """Return, for a name that is no switch, which ones there are; None for a switch."""
    return None if name in NAMES else "、".join(NAMES)
