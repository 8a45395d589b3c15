"""The short form of a record or a plan: kind, youths, day; everything else may stay empty."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain import record_form
from domain.errors import Refusal
from domain.kinds import FOR_ORGANS, KINDS, Group, in_group
from domain.line_hours import DayPart
from domain.periods import HOME
from domain.record_form import KEPT, NEAR, OTHER, Filled
from handlers.h5.desk import Pages, Visit, number, numbers
from handlers.h5.pages import typed
from handlers.h5.photos import uploaded
from handlers.record_words import say_record
from services import photos, record_edits, record_list, records
from services.record_list import Choosable, Opened
from services.records import Did, Logged, NotYet

BODY: Final = 9 * 1024 * 1024
"""Bytes of a form with photos, which nobody asks for."""
PHOTOS: Final = 3
_FIELDS: Final = ("kind", "day", "date", "today", "part", "minutes", "title", "how")
_FOLDED: Final = {
    Group.EDUCATION: "教育实践",
    Group.GRASSROOTS: "基层支部、调研",
    Group.NIGHT_VISIT: "访谈夜(满 60 分钟才算)",
}
_ORGAN: Final = {
    Group.ORGAN_FIVE: "机关五个一",
    Group.ORGAN_CAMPAIGN: "机关专项活动",
    Group.ORGAN_PAPER: "机关材料",
}
_PAST: Final = (("0", "今天"), ("-1", "昨天"), ("-2", "前天"), (OTHER, "别的日子"))
_COMING: Final = (("0", "今天"), ("+1", "明天"), ("+2", "后天"), (OTHER, "别的日子"))


def filled(visit: Visit) -> Filled:
    """Return what was filled in."""
    return record_form.read({name: typed(name) for name in _FIELDS}, visit.uow.today)


def did(visit: Visit, said: Filled) -> Did:
    """Say what was done; who came to an organ's activity is only named in its title."""
    title = said.title
    if said.kind in FOR_ORGANS:
        title = record_list.titled_with(visit.uow, visit.who.id, title, numbers("youth"))
    return Did(said.kind.code, said.day, title, said.minutes, said.offline, said.at)


def choices(
    visit: Visit, opened: Opened | None = None, *, ahead: bool = False
) -> dict[str, object]:
    """Return what the form offers, with what was typed or stands there already chosen."""
    kind = visit.typed("kind", opened.logged.kind if opened else request.args.get("kind", ""))
    organ = opened.logged.organ_id is not None if opened else None
    asked = [n for n in map(number, request.args.getlist("youth")) if n]
    chosen = numbers("youth") if visit.wrong else list(opened.youth_ids) if opened else asked
    usual, folded = _kinds(organ, leads=visit.who.organ_id is not None)
    wrong = visit.wrong == str(NotYet())
    day, on = _days(visit, opened)
    return {
        "kind": kind,
        "kind_title": KINDS[kind].title if kind in KINDS else "",
        "usual": usual,
        "folded": folded,
        "unfolded": {title for title, kinds in folded if kind in dict(kinds)},
        "youths": [] if organ else _youths(visit, opened, chosen),
        "chosen": chosen,
        "organ": organ,
        "days": _COMING if ahead else _PAST,
        "today": visit.uow.today.isoformat(),
        "day": day,
        "date": on,
        "parts": _parts(opened),
        "part": visit.typed("part", KEPT if opened else ""),
        "minutes": visit.typed("minutes", str(opened.logged.minutes or "") if opened else ""),
        "title": visit.typed("title", opened.logged.title if opened else ""),
        "how": visit.typed("how", _how(opened)),
        "plan_instead": wrong and not opened,
        "ahead": ahead,
        "form_id": "-".join(["record", kind, *map(str, asked)]),
    }


def _kinds(organ: bool | None, *, leads: bool) -> tuple[list[object], list[tuple[str, list]]]:  # type: ignore[type-arg]
    """Return the kinds that are there at once, and those that are folded away, by their lists."""
    own = [("五个一", _chips(Group.CADRE_FIVE)), ("联系", _chips(Group.CONTACT))]
    organs = [(title, _chips(group)) for group, title in _ORGAN.items()]
    if organ:
        return [*organs], []
    folded = [(title, _chips(group)) for group, title in _FOLDED.items()]
    return [*own], [*folded, *(organs if leads and organ is None else [])]


def _chips(group: Group) -> list[tuple[str, str]]:
    return [(kind.code, kind.title) for kind in in_group(group)]


def _youths(
    visit: Visit, opened: Opened | None, chosen: Collection[int]
) -> list[dict[str, object]]:
    """Return whom to tick: the chosen first, then who was not met for longest."""
    people = record_list.choosable(visit.uow, visit.who.id)
    rows: list[dict[str, object]] = [
        {"id": one.id, "title": one.name, "about": _about(one, visit.uow.today)} for one in people
    ]
    if opened:
        former = ({"id": n, "title": name, "about": "已不在名单里"} for n, name in opened.former)
        rows = [*former, *rows]
    return sorted(rows, key=lambda row: row["id"] not in chosen)


def _about(one: Choosable, today: date) -> str:
    if one.met is None:
        met = "还没联系过"
    else:
        days = (today - one.met).days
        met = f"{days} 天没联系" if days > 1 else "昨天联系过" if days else "今天联系过"
    return f"{one.hint} · {met}" if one.hint else met


def _days(visit: Visit, opened: Opened | None) -> tuple[str, str]:
    """Return the tapped day and the one of the calendar; a tap of before midnight is a date now."""
    today = visit.uow.today
    day = visit.typed("day", _tapped(visit, opened))
    shown = record_form.shown_on(visit.typed("today"), today)
    if shown != today and day in NEAR:
        return OTHER, (shown + timedelta(days=NEAR[day])).isoformat()
    return day, visit.typed("date", _date(visit, opened))


def _tapped(visit: Visit, opened: Opened | None) -> str:
    if opened is None:
        return request.args.get("day", "0")
    back = (visit.uow.today - opened.logged.day).days
    return {0: "0", 1: "-1", 2: "-2"}.get(back, OTHER)


def _date(visit: Visit, opened: Opened | None) -> str:
    if opened is None or visit.uow.today - opened.logged.day <= timedelta(days=2):
        return ""
    return opened.logged.day.isoformat()


def _parts(opened: Opened | None) -> list[tuple[str, str]]:
    parts = [(part.value, part.word) for part in DayPart]
    if opened is None:
        return [("", "不用说"), *parts]
    return [(KEPT, f"不变({opened.logged.at.astimezone(HOME):%H:%M})"), *parts]


def _how(opened: Opened | None) -> str:
    if opened is None or opened.offline == KINDS[opened.logged.kind].offline:
        return ""
    return record_form.OFFLINE if opened.offline else record_form.ONLINE


def add(pages: Pages) -> None:
    """Put the form on the door."""

    @pages.get("/records/new")
    def record_new(visit: Visit) -> ResponseReturnValue:
        return visit.page("records/form", **choices(visit), opened=None)

    @pages.post("/records/new", again=record_new, body=BODY)
    def record_write(visit: Visit) -> ResponseReturnValue:
        logged = _written(visit, filled(visit))
        text = f"记好了:{say_record(logged, visit.uow.today)}。{_photos(visit, logged.id)}"
        undo = url_for("h5.record_undo", record_id=logged.id)
        return visit.done(text, "h5.record", undo=undo, record_id=logged.id)

    @pages.get("/records/<int:record_id>/edit")
    def record_edit(visit: Visit, record_id: int) -> ResponseReturnValue:
        opened = record_list.opened(visit.uow, visit.who.id, record_id)
        if opened.locked:
            return visit.page("desk/no", text=opened.locked)
        meanwhile = visit.wrong == str(record_edits.ChangedMeanwhile())
        # Whoever was told of the other step may go over it; nobody else may.
        version = opened.version if meanwhile else visit.typed("version", opened.version)
        stands = say_record(opened.logged, visit.uow.today) if meanwhile else ""
        data = choices(visit, opened)
        return visit.page("records/form", **data, opened=opened, version=version, stands=stands)

    @pages.post("/records/<int:record_id>/edit", again=record_edit)
    def record_change(visit: Visit, record_id: int) -> ResponseReturnValue:
        said = filled(visit)
        new = did(visit, said)
        if said.keeps_hour:
            before = record_list.opened(visit.uow, visit.who.id, record_id).logged.at
            new = replace(new, at=before.astimezone(HOME).time())
        logged = record_edits.edit(
            visit.uow, visit.who.id, record_id, new, numbers("youth"), version=typed("version")
        )
        text = f"改好了:{say_record(logged, visit.uow.today)}。"
        return visit.done(text, "h5.record", record_id=record_id)


def _written(visit: Visit, said: Filled) -> Logged:
    new, ids = did(visit, said), numbers("youth")
    if said.kind in FOR_ORGANS:
        return records.log_organ(visit.uow, visit.who.id, visit.organ, new)
    record_edits.somebody(new, ids)
    return records.log(visit.uow, visit.who.id, new, ids)


def _photos(visit: Visit, record_id: int) -> str:
    """Keep what photos came along; one that cannot be kept takes nothing else with it."""
    try:
        with visit.uow.attempt():
            add_photos(visit, record_id)
    except Refusal as no:
        return f"照片没有加上:{no}"
    return ""


def add_photos(visit: Visit, record_id: int) -> int:
    """Add the photos of a form to a record; say how many."""
    pictures = uploaded()
    if len(pictures) > PHOTOS:
        raise photos.TooManyPhotos(most=PHOTOS)
    for picture in pictures:
        photos.keep(visit.uow, photos.Owner.RECORD, record_id, visit.who.id, picture)
    return len(pictures)
