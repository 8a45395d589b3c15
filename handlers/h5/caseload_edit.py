"""我的小伙伴: adding one by hand, changing what is noted, tags of several at once, archiving."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.caseload import END_REASONS, Newcomer, read_tags, tidy_name
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.periods import local_day
from domain.wording import say_day
from handlers.h5.caseload import TABS, look, met, query, searched
from handlers.h5.desk import Pages, View, Visit, number, numbers
from handlers.h5.pages import typed
from services import (
    caseload_edit,
    caseload_ending,
    caseload_list,
    caseload_notes,
    caseload_tags,
    caseload_youth,
    contacts,
    former_contacts,
)
from services.caseload_edit import Unfit
from services.caseload_list import Row, Wanted
from services.caseload_tags import Batch

BATCH = 100
"""How many are listed to pick from at a time."""
_ROOM = 64 * 1024
"""A hundred ticks, and tags."""
_YOUTH = "/caseload/<int:youth>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _add(pages)
    _notes(pages)
    _archive(pages)
    _batch(pages)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "fields": [("", "都不是"), *FIELDS.items()],
        "industries": [("", "先不选"), *INDUSTRIES.items()],
        "occupations": [("", "先不选"), *OCCUPATIONS.items()],
    }


def _said() -> Newcomer:
    """Return a youth as the form describes them."""
    return Newcomer(
        tidy_name(typed("name")),
        typed("phone"),
        _day(typed("born")),
        typed("hint").strip(),
        typed("field"),
        typed("industry"),
        typed("occupation"),
        read_tags(typed("tags")),
        fourteen=typed("fourteen") == "1",
    )


def _day(said: str) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise Unfit(why="出生日期没看懂,写成 2008-05-01 这样。") from None


def _add(pages: Pages) -> None:
    @pages.get("/caseload/add")
    def caseload_add(visit: Visit) -> ResponseReturnValue:
        size = contacts.size(visit.uow, visit.who.id)
        return visit.page("caseload/add", size=size, **_choices())

    @pages.post("/caseload/add", again=caseload_add)
    def caseload_added(visit: Visit) -> ResponseReturnValue:
        added = caseload_edit.add(visit.uow, visit.who.id, _said())
        size = contacts.size(visit.uow, visit.who.id)
        text = f"加好了:{added.name}。现在联系着 {size} 位。"
        if added.others:
            text += f"{'、'.join(added.others)}也在联系 TA,可以商量着来。"
        undo = url_for("h5.change_undo", change=added.change_id)
        return visit.done(text, "h5.caseload", undo=undo)


def _notes(pages: Pages) -> None:
    @pages.get(f"{_YOUTH}/edit")
    def caseload_notes_page(visit: Visit, youth: int) -> ResponseReturnValue:
        seen = caseload_youth.seen(visit.uow, visit.who.id, youth)
        notes = caseload_notes.notes(visit.uow, visit.who.id, youth, seen.tags)
        return visit.page(
            "caseload/edit", youth=seen, was=notes.newcomer, own=notes.own, **_choices()
        )

    @pages.post(f"{_YOUTH}/edit", again=caseload_notes_page)
    def caseload_noted(visit: Visit, youth: int) -> ResponseReturnValue:
        name = caseload_notes.note(visit.uow, visit.who.id, youth, _said())
        return visit.done(f"{name}的信息改好了。", "h5.caseload_youth_page", youth=youth)


def _archive(pages: Pages) -> None:
    @pages.get(f"{_YOUTH}/archive")
    def caseload_archive(visit: Visit, youth: int) -> ResponseReturnValue:
        seen = caseload_youth.seen(visit.uow, visit.who.id, youth)
        size = contacts.size(visit.uow, visit.who.id)
        reasons = [(reason, reason) for reason in END_REASONS]
        return visit.page("caseload/archive", youth=seen, size=size, reasons=reasons)

    @pages.post(f"{_YOUTH}/archive", again=caseload_archive)
    def caseload_archived(visit: Visit, youth: int) -> ResponseReturnValue:
        name = caseload_youth.seen(visit.uow, visit.who.id, youth).name
        reason = typed("other").strip() or typed("reason")
        change = caseload_ending.archive(visit.uow, visit.who.id, youth, reason)
        size = contacts.size(visit.uow, visit.who.id)
        text = f"{name}归档了,以前的记录照算。现在联系着 {size} 位。"
        undo = url_for("h5.change_undo", change=change)
        return visit.done(text, "h5.caseload", undo=undo)

    @pages.get("/caseload/archived")
    def caseload_former(visit: Visit) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        found, more = former_contacts.former(visit.uow, visit.who.id, skip=skip)
        rows = [
            {
                "id": one.contact_id,
                "title": f"{one.name}({one.hint})" if one.hint else one.name,
                "about": " · ".join(
                    filter(None, [say_day(local_day(one.ended_on), visit.uow.today), one.reason])
                ),
            }
            for one in found
        ]
        later = url_for("h5.caseload_former", skip=skip + caseload_list.PAGE) if more else ""
        return visit.page("caseload/archived", rows=rows, more=later)

    def again(visit: Visit, contact: int) -> ResponseReturnValue:  # noqa: ARG001 - of the path
        return caseload_former(visit)

    @pages.post("/caseload/archived/<int:contact>/restore", again=again)
    def caseload_restored(visit: Visit, contact: int) -> ResponseReturnValue:
        person = caseload_ending.restore(visit.uow, visit.who.id, contact)
        size = contacts.size(visit.uow, visit.who.id)
        return visit.done(f"{person.name}回来了。现在联系着 {size} 位。", "h5.caseload")


def _pickable(visit: Visit, row: Row) -> dict[str, object]:
    about = [
        INDUSTRIES.get(row.industry, "还没选行业"),
        *(f"#{tag}" for tag in row.tags),
        met(row.last_met_at, visit),
    ]
    title = f"{row.name}({row.hint})" if row.hint else row.name
    return {"id": row.id, "title": title, "about": " · ".join(about)}


def _removed() -> tuple[str, ...]:
    """Return the tags that were ticked to go."""
    return tuple(tag.replace("\0", "") for tag in request.form.getlist("remove"))


def _batch(pages: Pages) -> None:
    page = _tags_page(pages)

    @pages.post("/caseload/tags", again=page, body=_ROOM)
    def caseload_tagged(visit: Visit) -> ResponseReturnValue:
        batch = Batch(
            typed("set_field"),
            typed("set_industry"),
            typed("set_occupation"),
            read_tags(typed("add")),
            _removed(),
        )
        everybody = searched() if typed("everybody") == "1" else None
        done = caseload_tags.change(
            visit.uow, visit.who.id, batch, youths=numbers("youth"), everybody=everybody
        )
        undo = url_for("h5.change_undo", change=done.change_id)
        return visit.done(f"改好了 {done.count} 位。", "h5.caseload", undo=undo)


def _tags_page(pages: Pages) -> View:
    @pages.get("/caseload/tags")
    def caseload_tags_page(visit: Visit) -> ResponseReturnValue:
        wanted = searched()
        skip = number(request.args.get("skip", ""))
        found = look(visit, wanted, skip, BATCH)
        tags = caseload_list.tags_of(visit.uow, visit.who.id)
        more = url_for("h5.caseload_tags_page", **query(wanted, skip=skip + BATCH))
        return visit.page(
            "caseload/tags",
            rows=[_pickable(visit, row) for row in found.rows],
            total=found.total,
            wanted=wanted,
            narrowed=wanted != Wanted(),
            taken=url_for("h5.caseload_tagged", **query(wanted, skip=skip)),
            picked=numbers("youth"),
            removed=_removed(),
            bands=list(TABS.items()),
            tags=[("", "不限"), *((tag, f"{tag}({n})") for tag, n in tags)],
            known=[(tag, tag) for tag, _ in tags],
            industries=[("", "不限"), *INDUSTRIES.items()],
            more=more if skip + BATCH < found.total else "",
            to={
                "fields": [("", "不改"), *FIELDS.items()],
                "industries": [("", "不改"), *INDUSTRIES.items()],
                "occupations": [("", "不改"), *OCCUPATIONS.items()],
            },
        )

    return caseload_tags_page
