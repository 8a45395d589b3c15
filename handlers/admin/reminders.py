"""提醒: what would be sent on a day and to whom not, and on which days what is written goes."""

import re
from typing import Any, Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.letter_words import KINDS
from domain.permissions import May
from domain.written import as_day
from handlers.admin.console import PAGE, Console, Desk, number
from services import console_halts, console_scope, console_sending, reminders_preview
from services.console_sending import ENDS, End, SendingDay
from services.reminders import Fate
from services.reminders_days import outlook
from services.reminders_preview import FEW, FURTHEST

__all__ = ["add", "pieces"]

FATES: Final = {
    Fate.GOES: "发模板消息",
    Fate.WAITS: "等本人说话时先看到",
    Fate.HELD: "这周提醒过了,或不到周一",
    Fate.MUTED: "本人停了这类提醒",
    Fate.UNREACHED: "没登录或没关注,要当面说",
}
COLOURS: Final = {Fate.GOES: "green", Fate.WAITS: "blue", Fate.UNREACHED: "yellow"}
_TAP: Final = re.compile(r"<a href=[^>]*>(.*?)</a>")
_COLOURS: Final = {
    End.DELIVERED: "#2fb344",
    End.SENT: "#206bc4",
    End.WAITING: "#7a8699",
    End.FAILED: "#e8590c",
    End.UNCERTAIN: "#f59f00",
    End.COMING: "#adb5bd",
}


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/reminders", May.SEE)(reminders)
    console.get("/reminders/plan", May.SEE)(reminders_plan)


def reminders(desk: Desk) -> ResponseReturnValue:
    """Show whom a day's reminders would go to, and to whom not and why."""
    place = desk.place.id
    day = reminders_preview.day_within(desk.uow, as_day(desk.asked("day")))
    data: dict[str, Any] = {
        "day": day,
        "last": desk.uow.today + FURTHEST,
        "fates": FATES,
        "colours": COLOURS,
        "units": console_scope.children(desk.uow, place),
        "most": FEW,
    }
    if reminders_preview.too_many(desk.uow, place):
        return desk.page("reminders/preview", preview=None, **data)
    fate = Fate(desk.asked("fate")) if desk.asked("fate") in set(Fate) else None
    after = number(desk.asked("after"))
    found = reminders_preview.preview(desk.uow, place, day, fate=fate, after=after, most=PAGE)
    return desk.page(
        "reminders/preview",
        preview=found,
        fate=fate,
        rows=[(one, [KINDS[kind] for kind in _kinds(one.items)]) for one in found.rows],
        pieces=pieces,
        more=desk.filtered(after=found.more) if found.more else "",
        first=desk.filtered() if after else "",
        **data,
    )


def _kinds(items: Any) -> list[str]:  # noqa: ANN401 - of several sorts
    return list(dict.fromkeys(item.kind for item in items))


def pieces(text: str) -> list[tuple[bool, str]]:
    """Return a text as the chat shows it, in pieces: whether one can tap it, and its words."""
    cut = _TAP.split(text)
    return [(bool(n % 2), words) for n, words in enumerate(cut) if words]


def reminders_plan(desk: Desk) -> ResponseReturnValue:
    """Show on which days what is written goes, what the day still takes, what became of it."""
    uow = desk.uow
    days = console_sending.days(uow, desk.place.id)
    return desk.page(
        "reminders/plan",
        plan=outlook(uow),
        resting=console_halts.resting(uow, desk.who),
        used=console_sending.used(uow),
        days=days,
        ends=ENDS,
        heads=[(words, "c-num") for words in ENDS.values()],
        chart=_chart(desk, days),
    )


def _chart(desk: Desk, days: list[SendingDay]) -> tuple[dict[str, Any], list[str]]:
    """Draw what became of the letters of each day."""
    listed = days[::-1]
    shown = [end for end in _COLOURS if any(one.ends.get(end) for one in days)]
    options = {
        "textStyle": {"fontFamily": "system-ui, sans-serif"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"type": "scroll", "top": 0},
        "color": [_COLOURS[end] for end in shown],
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{one.day:%m-%d}" for one in listed]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": ENDS[end],
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 28,
                "data": [one.ends.get(end, 0) for one in listed],
            }
            for end in shown
        ],
    }
    here: dict[str, Any] = {"in": desk.place.id}
    links = [url_for("admin.letters", day=one.day.isoformat(), **here) for one in listed]
    return options, links
