"""The switches of a programme: what it turns on beyond its rules, and who answers for that."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final

from domain.tables import Table


@dataclass(frozen=True, slots=True)
class Switches:
    """What is on; off unless a programme says otherwise, but for the complaints."""

    points: bool = False
    person_ranking: bool = False
    login_figures: bool = False
    required_photos: bool = False
    digest_only: bool = False
    required_check_in: bool = False
    online_time: bool = False
    system_assessment: bool = False
    repeated_forms: bool = False
    required_login: bool = False
    complaints: bool = True


TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "points": "积分",
        "person_ranking": "个人排名",
        "login_figures": "登录使用率统计",
        "required_photos": "必须上传照片",
        "digest_only": "只发汇总提醒",
        "required_check_in": "打卡签到",
        "online_time": "在线时长统计",
        "system_assessment": "系统数据作为日常考核主要依据",
        "repeated_forms": "重复填报",
        "required_login": "强制定期登录",
        "complaints": "投诉建议功能",
    }
)
"""Every switch by its name, in the words of the people who decide on it."""

NAMES: Final = tuple(field.name for field in fields(Switches))


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decided on a switch in a programme file, and why."""

    by: str
    reason: str


def read_switches(table: Table) -> tuple[Switches, Mapping[str, Signed]]:
    """Read ``[switches]``: each ``true``, ``false`` or ``{ on = …, by = "…", reason = "…" }``."""
    usual, values, signed = Switches(), {}, {}
    for name in NAMES:
        values[name] = getattr(usual, name)
        if not table.holds_table(name):
            values[name] = table.flag(name, values[name])
            continue
        inner = table.table(name)
        values[name] = inner.flag("on")
        signed[name] = Signed(inner.text("by"), inner.text("reason"))
        inner.close()
    table.close()
    return Switches(**values), MappingProxyType(signed)
