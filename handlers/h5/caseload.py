"""我的小伙伴: the list, one youth, and what can be done there with one tap."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.caseload import BANDS, STRANGERS
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.periods import local_day
from domain.wording import say_day
from handlers.h5.desk import Pages, Visit, number
from handlers.h5.pages import typed
from services import (
    caseload_ending,
    caseload_list,
    caseload_youth,
    changes,
    invitations,
    phones,
    taps,
)
from services.caseload_list import PAGE, Listing, Row, Wanted

TABS = {"": "全部", **{str(band): words for band, words in BANDS.items()}, STRANGERS: "还没登录"}
_YOUTH = "/caseload/<int:youth>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _list(pages)
    _youth(pages)
    _taps(pages)
    _steps_back(pages)


def _list(pages: Pages) -> None:
    @pages.get("/caseload")
    def caseload(visit: Visit) -> ResponseReturnValue:
        wanted = searched()
        skip = number(request.args.get("skip", ""))
        found = look(visit, wanted, skip)
        tags = caseload_list.tags_of(visit.uow, visit.who.id)
        return visit.page(
            "caseload/list",
            found=found,
            rows=[_line(row, visit) for row in found.rows],
            wanted=wanted,
            narrowed=wanted != Wanted(),
            tabs=[
                (_to(wanted, band=band), f"{words} {found.bands[band]}", band == wanted.band)
                for band, words in TABS.items()
            ],
            tags=[("", "不限"), *((tag, f"{tag}({n})") for tag, n in tags)],
            industries=[("", "不限"), *INDUSTRIES.items()],
            more=_to(wanted, skip=skip + PAGE) if skip + PAGE < found.total else "",
            earlier=_to(wanted, skip=max(skip - PAGE, 0)) if skip else "",
        )


def look(visit: Visit, wanted: Wanted, skip: int, limit: int = PAGE) -> Listing:
    """Return those of the visitor's case-load whom they look for."""
    return caseload_list.page(
        visit.uow,
        visit.who.id,
        words=wanted.words,
        tag=wanted.tag,
        industry=wanted.industry,
        band=wanted.band,
        skip=skip,
        limit=limit,
    )


def searched() -> Wanted:
    """Return what the query looks for; what no list knows finds nobody, or is left out."""

    def asked(name: str) -> str:
        return request.args.get(name, "").replace("\0", "").strip()[:20]

    band = asked("band")
    return Wanted(asked("words"), asked("tag"), asked("industry"), band if band in TABS else "")


def query(wanted: Wanted, **other: object) -> dict[str, Any]:
    """Return what a link to the same search carries, and ``other`` instead of what it says."""
    return {name: value for name, value in {**asdict(wanted), **other}.items() if value}


def _to(wanted: Wanted, **other: object) -> str:
    return url_for("h5.caseload", **query(wanted, **other))


def _line(row: Row, visit: Visit) -> dict[str, object]:
    about = [met(row.last_met_at, visit)]
    if row.industry:
        about.append(INDUSTRIES.get(row.industry, ""))
    about += [f"#{tag}" for tag in row.tags]
    about.append(row.consent)
    if row.others:
        about.append(f"另有 {row.others} 位团干部也在联系")
    title = f"{row.name}({row.hint})" if row.hint else row.name
    return {"id": row.id, "title": title, "about": " · ".join(about), "value": row.phone}


def met(moment: datetime | None, visit: Visit) -> str:
    """Say when somebody was last met."""
    if moment is None:
        return "还没联系过"
    return f"{say_day(local_day(moment), visit.uow.today)}联系过"


def show_youth(visit: Visit, youth: int, phone: str = "") -> ResponseReturnValue:
    """Show the page of one youth, with the whole number if it was asked for."""
    seen = caseload_youth.seen(visit.uow, visit.who.id, youth)
    tags = (
        FIELDS.get(seen.field, ""),
        INDUSTRIES.get(seen.industry, ""),
        OCCUPATIONS.get(seen.occupation, ""),
        *(f"#{tag}" for tag in seen.tags),
    )
    return visit.page(
        "caseload/youth",
        youth=seen,
        phone=phones.national(phone) if phone else "",
        last=met(seen.last_met_at, visit),
        since=say_day(local_day(seen.since), visit.uow.today),
        tags=[words for words in tags if words],
        met=[
            {
                "path": url_for("h5.record", record_id=one.id),
                "title": one.kind_title + (f" · {one.title}" if one.title else ""),
                "day": say_day(local_day(one.at), visit.uow.today),
            }
            for one in seen.met
        ],
    )


def _youth(pages: Pages) -> None:
    @pages.get(_YOUTH)
    def caseload_youth_page(visit: Visit, youth: int) -> ResponseReturnValue:
        return show_youth(visit, youth)

    @pages.post(f"{_YOUTH}/phone", again=show_youth)
    def caseload_phone(visit: Visit, youth: int) -> ResponseReturnValue:
        phone = caseload_ending.number_of(visit.uow, visit.who.id, youth)
        return show_youth(visit, youth, phone)


def _taps(pages: Pages) -> None:
    @pages.post(f"{_YOUTH}/talked", again=show_youth)
    def caseload_talked(visit: Visit, youth: int) -> ResponseReturnValue:
        who = taps.Visitor(visit.who.id, visit.who.name)
        record = taps.talked(visit.uow, who, youth, typed("kind"))
        logged = taps.written(visit.uow, who, record)
        text, undo = "今天已经记过了,不用再记。", ""
        if logged is not None:
            text = f"记好了:今天 · {logged.kind_title},和{'、'.join(logged.youths)}。"
            undo = url_for("h5.caseload_talk_undo", youth=youth, record=record)
        return visit.done(text, "h5.caseload_youth_page", undo=undo, youth=youth)

    @pages.post(f"{_YOUTH}/talks/<int:record>/undo")
    def caseload_talk_undo(visit: Visit, youth: int, record: int) -> ResponseReturnValue:
        taps.take_back(visit.uow, taps.Visitor(visit.who.id, visit.who.name), record)
        return visit.done("撤销了,这一次不算。", "h5.caseload_youth_page", youth=youth)

    @pages.post(f"{_YOUTH}/invite", again=show_youth)
    def caseload_invite(visit: Visit, youth: int) -> ResponseReturnValue:
        page = invitations.invite(visit.uow, visit.who.id, visit.who.openid, youth)
        return redirect(urlsplit(page).path, 303)

    @pages.post(f"{_YOUTH}/primary", again=show_youth)
    def caseload_primary(visit: Visit, youth: int) -> ResponseReturnValue:
        name = caseload_ending.take_the_lead(visit.uow, visit.who.id, youth)
        text = f"你现在是{name}的主要联系人。"
        return visit.done(text, "h5.caseload_youth_page", youth=youth)


def _steps_back(pages: Pages) -> None:
    @pages.get("/changes")
    def changes_page(visit: Visit) -> ResponseReturnValue:
        today = visit.uow.today
        made = [
            {"id": one.id, "title": one.title, "day": say_day(local_day(one.at), today)}
            for one in changes.lately(visit.uow)
        ]
        return visit.page("caseload/changes", made=made)

    @pages.post("/changes/<int:change>/undo")
    def change_undo(visit: Visit, change: int) -> ResponseReturnValue:
        return visit.done(changes.undo(visit.uow, change), "h5.caseload")
