"""活动: making one from a template or a copy, and changing it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.activity_templates import FOR_CADRES, FOR_ORGANS, next_on, next_saturday
from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from domain.kinds import Kind
from domain.periods import HOME
from domain.seats import ActivityStatus, Mode
from domain.signup_form import SORTS
from domain.wording import say_minutes
from handlers.h5 import activity_typed
from handlers.h5.activity_typed import Values, as_typed, draft_of, of_draft
from handlers.h5.activity_words import MODES, moment
from handlers.h5.desk import Pages, Visit
from handlers.h5.pages import typed
from services import activity_making as making
from services.activity_drafts import blank
from services.activity_making import Draft

BLANK: Final = "blank"
_PAST: Final = 3


class HostBusy(Refusal):
    """At that time the host runs or visits something else."""

    code = "host_busy"
    text = "{why}时间没错的话,再点一次「仍然{what}」。"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _templates(pages)
    _form(pages)
    _copy(pages)
    _edit(pages)


def _templates(pages: Pages) -> None:
    @pages.get("/activities/new")
    def activity_templates(visit: Visit) -> ResponseReturnValue:
        """List what an activity can be made from."""
        uow, who = visit.uow, visit.who
        past = [
            {"id": one.id, "title": one.title, "about": moment(one.starts_at, uow.now)}
            for one in making.hosted(uow, who.id)
            if one.status not in {ActivityStatus.DRAFT, ActivityStatus.CANCELLED}
            and one.starts_at <= uow.now
        ]
        groups: dict[str, list[dict[str, str]]] = {"自己办": [], "机关办": []}
        for one in making.templates():
            if one.organ and who.organ_id is None:
                continue
            groups["机关办" if one.organ else "自己办"].append(
                {"key": one.key, "title": one.title, "about": _about(one)}
            )
        return visit.page(
            "activities/templates",
            past=past[:_PAST],
            groups=[(title, group) for title, group in groups.items() if group],
        )


def _about(one: making.Template) -> str:
    return f"{one.kind_title} · {say_minutes(one.minutes)} · {one.seats} 人"


def _form(pages: Pages) -> None:
    @pages.get("/activities/new/<key>")
    def activity_form(visit: Visit, key: str) -> ResponseReturnValue:
        """Show a template's form, filled for next Saturday."""
        uow, who = visit.uow, visit.who
        day = next_saturday(uow.today)
        if key == BLANK:
            values = of_draft(blank(day))
        else:
            values = of_draft(making.from_template(uow, who.id, key, day))
        return _show(visit, "办一个活动", values, url_for("h5.activity_form", key=key))

    @pages.post("/activities/new/<key>", again=activity_form)
    def activity_create(visit: Visit, key: str) -> ResponseReturnValue:  # noqa: ARG001 - the form's path
        """Keep what was typed, published or as a draft."""
        return _made(visit, None)

    del activity_create


def _copy(pages: Pages) -> None:
    @pages.get("/activities/<int:activity_id>/copy")
    def activity_copy(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show the form of one held before, filled for the coming weekend."""
        uow, who = visit.uow, visit.who
        before = making.run_by(uow, who.id, activity_id).starts_at.astimezone(HOME)
        day = next_on(uow.today, before.weekday())
        values = of_draft(making.copy_of(uow, who.id, activity_id, day))
        action = url_for("h5.activity_copy", activity_id=activity_id)
        return _show(visit, "再办一次", values, action)

    @pages.post("/activities/<int:activity_id>/copy", again=activity_copy)
    def activity_copied(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Keep the copy, published or as a draft."""
        making.run_by(visit.uow, visit.who.id, activity_id)
        return _made(visit, activity_id)

    del activity_copied


def _made(visit: Visit, copied_from: int | None) -> ResponseReturnValue:
    uow, who = visit.uow, visit.who
    draft = _allowed(visit, draft_of(as_typed(), uow.now))
    if "draft" in request.args:
        number = making.create(uow, who.id, draft, copied_from=copied_from)
        return visit.done("存好了,发布以前只有你看得到。", "h5.activity_run", activity_id=number)
    busy = making.host_clash(uow, who.id, draft)
    if busy and not typed("sure"):
        raise HostBusy(why=busy, what="发布")
    number = making.create(uow, who.id, draft, copied_from=copied_from)
    making.publish(uow, who.id, number)
    text = (
        f"发布了:「{draft.title}」{moment(draft.starts_at, uow.now)}。海报发到群里,报名就开始了。"
    )
    return visit.done(text, "h5.activity_run", activity_id=number)


def _allowed(visit: Visit, draft: Draft) -> Draft:
    """Let nobody but who answers for an organ hold what only an organ holds."""
    if draft.organ:
        visit.organ  # noqa: B018 - it refuses whoever leads none
    return draft


def _edit(pages: Pages) -> None:
    @pages.get("/activities/<int:activity_id>/edit")
    def activity_edit(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show the form of an activity as it stands."""
        uow, who = visit.uow, visit.who
        running = making.run_by(uow, who.id, activity_id)
        told = running.status != ActivityStatus.DRAFT and running.taken + running.waiting
        return _show(
            visit,
            "改活动",
            of_draft(running.draft),
            url_for("h5.activity_edit", activity_id=activity_id),
            label="保存",
            back=url_for("h5.activity_run", activity_id=activity_id),
            note="改了时间或地点,已经报名的人会收到通知。" if told else "",
            mode=running.mode if running.status != ActivityStatus.DRAFT else None,
            but=activity_id,
        )

    @pages.post("/activities/<int:activity_id>/edit", again=activity_edit)
    def activity_change(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Keep what was changed."""
        uow, who = visit.uow, visit.who
        draft = _allowed(visit, draft_of(as_typed(), uow.now))
        before = making.run_by(uow, who.id, activity_id)
        if (before.starts_at, before.ends_at) != (draft.starts_at, draft.ends_at):
            _keep_free(visit, draft, activity_id)
        moved = making.change(uow, who.id, activity_id, draft).moved_up
        up = f"{moved} 位候补的有名额了。" if moved else ""
        return visit.done(f"改好了。{up}", "h5.activity_run", activity_id=activity_id)

    del activity_change


def _keep_free(visit: Visit, draft: Draft, activity_id: int) -> None:
    """Ask about something else that the host holds at the new time."""
    busy = making.host_clash(visit.uow, visit.who.id, draft, activity_id)
    if busy and not typed("sure"):
        raise HostBusy(why=busy, what="保存")


def _show(  # noqa: PLR0913 - what differs between the three forms, by name
    visit: Visit,
    heading: str,
    values: Values,
    action: str,
    *,
    label: str = "发布",
    back: str = "",
    note: str = "",
    mode: Mode | None = None,
    but: int = 0,
) -> ResponseReturnValue:
    uow = visit.uow
    if visit.wrong and request.form:
        values = as_typed()
    said = activity_typed.said_of(values, uow.now)
    making_new = label == "发布"
    return visit.page(
        "activities/form",
        heading=heading,
        f={**values, **said},
        action=action,
        label=label,
        back=back or url_for("h5.activity_templates"),
        note=note,
        lead="",
        now=f"{uow.now.astimezone(HOME):%Y-%m-%dT%H:%M}",
        draft_action=f"{action}?draft=1" if making_new else "",
        clash=_clash(visit, values, but) if visit.wrong else "",
        sure_label=f"时间撞了,仍然{label}",
        opened=_opened(values) if visit.wrong else {},
        fixed=mode is not None,
        modes=[(one.value, words) for one, words in MODES.items() if mode in {None, one}],
        **_choices(visit),
    )


def _choices(visit: Visit) -> Mapping[str, Any]:
    kinds: list[tuple[str, list[tuple[str, str]]]] = [("自己办", _pairs(FOR_CADRES))]
    if visit.who.organ_id is not None:
        kinds.append(("机关办", _pairs(FOR_ORGANS)))
    return {
        "kinds": kinds,
        "sorts": list(SORTS.items()),
        "industries": list(INDUSTRIES.items()),
        "occupations": list(OCCUPATIONS.items()),
    }


def _pairs(kinds: tuple[Kind, ...]) -> list[tuple[str, str]]:
    return [(kind.code, kind.title) for kind in kinds]


def _clash(visit: Visit, values: Values, but: int) -> str:
    try:
        return making.host_clash(visit.uow, visit.who.id, draft_of(values, visit.uow.now), but)
    except Refusal:
        return ""


def _opened(values: Values) -> Mapping[str, bool]:
    """Say which folded parts to open where something was refused: those with something in them."""
    return {
        "sign": True,
        "about": bool(values["about"]),
        "audience": any(
            values[name]
            for name in ("industries", "occupations", "tags", "least_age", "most_age", "mine_only")
        ),
        "form": any(row.text for row in values["questions"]),
    }
