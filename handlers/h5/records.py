"""记录: what I wrote down, newest first, and everything about one."""

from datetime import date
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.kinds import KINDS, Group
from domain.wording import say_minutes
from handlers.h5 import record_form, record_plans
from handlers.h5.desk import Pages, Visit, number
from handlers.record_steps import say_moment, say_step
from handlers.record_words import say_asked, say_record
from handlers.verdict_words import say_verdicts
from services import confirmations, photos, record_edits, record_list
from services.record_list import Answers, Opened, Row

_GROUPS: Final = {
    Group.CADRE_FIVE: "五个一",
    Group.CONTACT: "联系",
    Group.EDUCATION: "教育实践",
    Group.GRASSROOTS: "基层",
    Group.NIGHT_VISIT: "访谈夜",
}
_ORGAN_GROUPS: Final = {
    Group.ORGAN_FIVE: "机关五个一",
    Group.ORGAN_CAMPAIGN: "专项活动",
    Group.ORGAN_PAPER: "材料",
}
_QUICK: Final = ("heart_to_heart", "visit", "phone", "message", "volunteering")
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)
_ENOUGH: Final = 5
"""Under so many asked, a figure would point at somebody."""


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    record_form.add(pages)
    record_plans.add(pages)
    _list(pages)
    _one(pages)


def _list(pages: Pages) -> None:
    @pages.get("/records")
    def records(visit: Visit) -> ResponseReturnValue:
        organ = visit.who.organ_id if request.args.get("whose") == "organ" else None
        group, month = _asked_group(), _asked_month()
        skip = number(request.args.get("skip", ""))
        listing = record_list.page(
            visit.uow, visit.who.id, organ_id=organ, group=group, month=month, skip=skip
        )
        whose = "organ" if organ else ""
        return visit.page(
            "records/list",
            rows=[_row(row, visit.uow.today) for row in listing.rows],
            quick=[(code, KINDS[code].title) for code in _QUICK],
            whose=_whose(visit, whose),
            groups=_group_tabs(whose, group, month),
            months=_month_tabs(visit, listing.months, whose, group, month),
            filtered=bool(group or month or skip),
            more=_to(whose, group, month, skip + record_list.PAGE) if listing.more else "",
            lately=_lately(confirmations.lately(visit.uow, visit.who.id)),
        )


def _one(pages: Pages) -> None:
    @pages.get("/records/<int:record_id>")
    def record(visit: Visit, record_id: int) -> ResponseReturnValue:
        opened = record_list.opened(visit.uow, visit.who.id, record_id)
        return visit.page("records/one", **_everything(visit, opened))

    @pages.post("/records/<int:record_id>/undo")
    def record_undo(visit: Visit, record_id: int) -> ResponseReturnValue:
        logged = record_edits.undo(visit.uow, visit.who.id, record_id)
        redo = url_for("h5.record_redo", record_id=record_id)
        text = f"撤销了:{say_record(logged, visit.uow.today)}。"
        return visit.done(text, "h5.record", undo=redo, label="恢复", record_id=record_id)

    @pages.post("/records/<int:record_id>/redo")
    def record_redo(visit: Visit, record_id: int) -> ResponseReturnValue:
        logged = record_edits.redo(visit.uow, visit.who.id, record_id)
        undo = url_for("h5.record_undo", record_id=record_id)
        text = f"恢复了:{say_record(logged, visit.uow.today)}。"
        return visit.done(text, "h5.record", undo=undo, record_id=record_id)

    @pages.post("/records/<int:record_id>/ask", again=record)
    def record_ask(visit: Visit, record_id: int) -> ResponseReturnValue:
        asked = confirmations.ask(visit.uow, visit.who.id, record_id)
        return visit.done(say_asked(asked.names, asked.left_out), "h5.record", record_id=record_id)

    @pages.post("/records/<int:record_id>/photos", again=record, body=record_form.BODY)
    def record_photos(visit: Visit, record_id: int) -> ResponseReturnValue:
        record_edits.own(visit.uow, visit.who.id, record_id)
        added = record_form.add_photos(visit, record_id)
        text = (
            f"加好了 {added} 张照片。" if added else "没有选照片。不加也没关系,照片从来不是必需的。"
        )
        return visit.done(text, "h5.record", record_id=record_id)


def _everything(visit: Visit, opened: Opened) -> dict[str, object]:
    logged, today = opened.logged, visit.uow.today
    pictures = photos.of(visit.uow, photos.Owner.RECORD, logged.id)
    answers = opened.row.answers
    said = [
        ("哪天", say_moment(logged.at, today)),
        ("和谁", "、".join(logged.youths)),
        ("做了什么", logged.title),
        ("多久", say_minutes(logged.minutes) if logged.minutes else ""),
        ("方式", "" if logged.organ_id else "当面" if opened.offline else "线上"),
        ("写下", say_moment(opened.entered_at, today)),
        ("更正原因", logged.correction),
    ]
    return {
        "logged": logged,
        "said": [(title, words) for title, words in said if words],
        "tags": _tags(opened.row),
        "verdicts": [] if logged.undone else say_verdicts(logged, today),
        "locked": opened.locked,
        "activity": opened.activity_id,
        "answers": _say_answers(answers, len(logged.youths)),
        "may_ask": not logged.undone and answers.asked < len(logged.youths),
        "photos": pictures,
        "own_photos": photos.added_by(visit.uow, visit.who.id, pictures),
        "steps": [
            (say_moment(step.at, today), step.by, say_step(step, today)) for step in opened.steps
        ],
    }


def _say_answers(answers: Answers, youths: int) -> str:
    if not youths:
        return ""
    if not answers.asked:
        return "还没问过。点不点都照样算数。"
    return f"{answers.confirmed}/{answers.asked} 点了「聊过」。点不点都照样算数。"


def _lately(answers: Answers) -> str:
    """Say how it stands with 聊过 altogether.

    Of 没聊过 nothing: whoever compares a figure before and after knows whose it was.
    """
    if answers.asked < _ENOUGH:
        return ""
    return f"近 90 天请小伙伴确认 {answers.asked} 次,{answers.confirmed} 次点了「聊过」。"


def _row(row: Row, today: date) -> dict[str, object]:
    logged = row.logged
    parts = [say_moment(logged.at, today)]
    if logged.minutes:
        parts.append(say_minutes(logged.minutes))
    if logged.youths:
        parts.append(f"和{'、'.join(logged.youths[:3])}{_and_more(len(logged.youths))}")
    title = f"{logged.kind_title} · {logged.title}" if logged.title else logged.kind_title
    return {"id": logged.id, "title": title, "about": " · ".join(parts), "tags": _tags(row)}


def _and_more(count: int) -> str:
    return f"等 {count} 人" if count > 3 else ""  # noqa: PLR2004 - as many as are named


def _tags(row: Row) -> list[tuple[str, str]]:
    """Return the states of a record, each with its colour."""
    logged, answers = row.logged, row.answers
    tags = [("已撤销", "warn")] if logged.undone else []
    if row.late:
        tags.append(("补记", ""))
    if row.activity:
        tags.append((f"来自活动「{row.activity}」", ""))
    if logged.correction:
        tags.append(("管理员更正", ""))
    if answers.asked:
        tags.append((f"聊过 {answers.confirmed}/{answers.asked}", "now"))
    return tags


def _asked_group() -> Group | None:
    said = request.args.get("group", "")
    return Group(said) if said in list(Group) else None


def _asked_month() -> date | None:
    try:
        month = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return None
    return month if _FIRST <= month < _LAST else None


def _to(whose: str, group: Group | None, month: date | None, skip: int = 0) -> str:
    """Return the address of a list."""
    said = {
        "whose": whose,
        "group": group.value if group else "",
        "month": f"{month:%Y-%m}" if month else "",
        "skip": str(skip) if skip else "",
    }
    return url_for("h5.records", **{key: value for key, value in said.items() if value})  # type: ignore[arg-type]  # Flask types no values


def _whose(visit: Visit, whose: str) -> list[tuple[str, str, bool]]:
    if visit.who.organ_id is None:
        return []
    return [
        (_to("", None, None), "我的", not whose),
        (_to("organ", None, None), "机关", bool(whose)),
    ]


def _group_tabs(whose: str, group: Group | None, month: date | None) -> list[tuple[str, str, bool]]:
    groups = _ORGAN_GROUPS if whose else _GROUPS
    every = (_to(whose, None, month), "全部", group is None)
    return [
        every,
        *((_to(whose, one, month), title, one is group) for one, title in groups.items()),
    ]


def _month_tabs(
    visit: Visit, months: tuple[date, ...], whose: str, group: Group | None, month: date | None
) -> list[tuple[str, str, bool]]:
    if len(months) < 2:  # noqa: PLR2004 - one month is no choice
        return []
    this = visit.uow.today.year
    found = [
        (
            _to(whose, group, one),
            f"{one.month} 月" if one.year == this else f"{one.year} 年 {one.month} 月",
            month is not None and (one.year, one.month) == (month.year, month.month),
        )
        for one in months
    ]
    return [(_to(whose, group, None), "不限", month is None), *found]
