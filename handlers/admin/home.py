"""首页: what needs a person today, then how things stand."""

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import LEVELS
from domain.permissions import May
from domain.wording import say_date
from handlers.admin import home_charts
from handlers.admin.console import PAGE, Console, Desk, number
from services import console_figures, console_records, console_today, switches
from services.console_today import Waits

_WORDS: Final = {
    "urgent": ("紧急的诉求", "有人可能正处在危险里,先看这些", "tickets?tab=urgent"),
    "overdue": ("诉求超时了", "过了约定的时间还没有下一步", "tickets?tab=overdue"),
    "escalated": ("诉求转到本级", "下级超时,转上来了", "tickets?tab=escalated"),
    "unassigned": ("诉求没有人接", "还没有指定谁来办", "tickets?tab=unassigned"),
    "screening": ("内容待看", "放行前先看一眼", "content"),
    "wishes": ("微心愿待审核", "通过了才有人认领", "wishes?state=pending"),
    "notices": ("通知等你确认", "人数多的通知要第二个人点头", "notices?status=waiting"),
    "problems": ("问题清单等答复", "下级交上来的,答复会告诉提过的人", "problems"),
    "checks": ("抽查正在进行", "还有人没回答", "checks"),
    "calls": ("要打的电话", "消息送不到,事情又等不了", "reminders/calls"),
    "letters": ("没发出去的消息", "被拦下或不知道送到没有,要人定", "reminders/letters?state=open"),
    "logins": ("一次性密码还没用", "这些团干部还没登录过,补发或者当面交", "cadres?state=new"),
    "leaders": ("单位没有负责人", "提醒和转办没有人接", "vacant"),
}
_RED: Final = frozenset({"urgent", "overdue", "duty"})
"""These need a person today."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of 今天要办的."""

    title: str
    about: str
    number: str
    href: str
    red: bool


def add(console: Console) -> None:
    """Put the pages on the door."""
    _vacant(console)

    @console.get("/", May.SEE)
    def home(desk: Desk) -> ResponseReturnValue:
        uow, place = desk.uow, desk.place
        window = console_figures.period(uow.today, desk.asked("period"))
        figures = console_figures.of(uow, place, window, viewer=desk.who)
        weeks = console_records.weekly(uow, place.id)
        return desk.page(
            "home",
            todos=[_todo(one, place.id) for one in console_today.waits(uow, desk.who, place.id)],
            figures=figures,
            window=window,
            periods=[(one.key, one.title) for one in console_figures.periods(uow.today)],
            weeks=weeks,
            standing_of=home_charts.standing,
            here=here,
            by_rule=home_charts.by_rule(figures),
            by_place=home_charts.by_place(figures),
            over_time=home_charts.over_time(weeks),
            on=switches.of(uow, place.id),
        )


def _vacant(console: Console) -> None:
    @console.get("/vacant", May.SEE)
    def vacant(desk: Desk) -> ResponseReturnValue:
        """List the organs that nobody answers for."""
        after = number(desk.asked("after"))
        rows = console_today.vacant(desk.uow, desk.place.id, after=after, most=PAGE + 1)
        return desk.page(
            "vacant",
            rows=rows[:PAGE],
            levels=LEVELS,
            more=desk.filtered(after=rows[PAGE - 1][0]) if len(rows) > PAGE else "",
            first=desk.filtered() if after else "",
        )


def at(place: int, period: str = "") -> dict[str, Any]:
    """Return the part of an address that says which organisation, and which quarter."""
    return {"in": place, "period": period} if period else {"in": place}


def here(endpoint: str, **args: object) -> str:
    """Return the address of a page about the same organisation and quarter."""
    kept = {name: request.args[name] for name in ("in", "period") if request.args.get(name)}
    return url_for(endpoint, **kept, **args)  # type: ignore[arg-type]  # Flask types no values


def _todo(one: Waits, place: int) -> Todo:
    there = f"in={place}"
    if one.what == "duty":
        return Todo("值班没有人", "出了急事没有人会被叫到", "", _to("duty", there), red=True)
    if one.what == "materials":
        by = f"{say_date(one.by)}前交" if one.by else ""
        href = _to("materials", there)
        return Todo("本级的季度材料还没交", by, "", href, red=False)
    if one.what == "handed":
        about = f"{one.of} 个要交的单位里,{one.count} 个交了"
        href = _to("materials", there)
        return Todo("下级交来的季度材料", about, f"{one.count}/{one.of}", href, red=False)
    title, about, path = _WORDS[one.what]
    return Todo(title, about, one.number if one.told else "", _to(path, there), one.what in _RED)


def _to(path: str, there: str) -> str:
    """Return the address of a page by its path in the column at the side."""
    return f"{url_for('admin.home')}{path}{'&' if '?' in path else '?'}{there}"
