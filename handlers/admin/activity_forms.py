"""活动: making an organ's from a template, and changing one that is not over."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from domain.activity_templates import FOR_ORGANS, Template, next_saturday
from domain.errors import Refusal
from domain.periods import HOME
from domain.permissions import May
from domain.seats import ActivityStatus
from handlers.admin.activity_steps import undo_of
from handlers.admin.console import Console, Desk, number, typed
from services import activity_making, console_acting, console_activities
from services import console_activity as activity_seen
from services import console_activity_making as making
from services.activity_making import Draft
from services.console_activity_making import HostBusy

_MOMENT: Final = "%Y-%m-%dT%H:%M"
_ONE: Final = "/activities/<int:activity_id>"


class Unread(Refusal):
    """A time or a number that cannot be read."""

    code = "activity_unread"
    text = "{what}没填好:{how}。"


def add(console: Console) -> None:
    """Put the pages on the door."""
    _new(console)
    _edit(console)


def _new(console: Console) -> None:
    @console.get("/activities/new", May.ACTIVITIES)
    def activity_templates(desk: Desk) -> ResponseReturnValue:
        """List what an organ's activity can be made from."""
        organ = making.is_organ(desk.place)
        return desk.page("activity_templates", templates=making.templates() if organ else [])

    @console.get("/activities/new/<key>", May.ACTIVITIES)
    def activity_new(desk: Desk, key: str) -> ResponseReturnValue:
        template = making.template(key)
        if template is None:
            abort(404)
        return _form(desk, _begun(desk, template), key=key)

    @console.post("/activities/new/<key>", May.ACTIVITIES, again=activity_new)
    def activity_create(desk: Desk, key: str) -> ResponseReturnValue:
        template = making.template(key)
        if template is None:
            abort(404)
        draft = _typed(desk, _begun(desk, template))
        publish = "draft" not in request.form
        made, change = making.create(
            desk.uow,
            desk.who,
            desk.place,
            number(typed("host")),
            draft,
            publish=publish,
            sure=typed("sure") == "1",
        )
        text = "发布了,大家现在可以报名。" if publish else "草稿存好了,看一遍没问题再发布。"
        back = undo_of(made, change)
        return desk.done(text, "admin.activity", undo=back, activity_id=made)


def _edit(console: Console) -> None:
    @console.get(f"{_ONE}/edit", May.ACTIVITIES)
    def activity_edit(desk: Desk, activity_id: int) -> ResponseReturnValue:
        return _form(desk, _standing(desk, activity_id), activity_id=activity_id)

    @console.post(f"{_ONE}/edit", May.ACTIVITIES, again=activity_edit)
    def activity_change(desk: Desk, activity_id: int) -> ResponseReturnValue:
        draft = _typed(desk, _standing(desk, activity_id))
        changed = making.change(desk.uow, desk.who, activity_id, draft, sure=typed("sure") == "1")
        up = f"{changed.moved_up} 位候补的有名额了。" if changed.moved_up else ""
        told = f"告诉了 {changed.told} 位报名的人。" if changed.told else ""
        return desk.done(f"改好了。{up}{told}", "admin.activity", activity_id=activity_id)


def _begun(desk: Desk, template: Template) -> Draft:
    """Return what a template gives for the coming Saturday."""
    starts = datetime.combine(next_saturday(desk.uow.today), time(template.hour), HOME)
    deadline = starts - template.lead
    return Draft(
        template.title,
        template.kind,
        template.place,
        starts,
        starts + timedelta(minutes=template.minutes),
        deadline if deadline > desk.uow.now + timedelta(hours=1) else starts,
        template.seats,
        template.about,
        template.mode,
        organ=True,
    )


def _standing(desk: Desk, activity_id: int) -> Draft:
    """Return an activity of the own subtree as it is written."""
    console_activities.reach(desk.uow, desk.who, activity_id)
    me = console_acting.begin(desk.uow, desk.who, May.ACTIVITIES)
    return activity_making.run_by(desk.uow, me, activity_id).draft


def _typed(desk: Desk, before: Draft) -> Draft:
    """Return a draft with what was typed; what the form does not ask for stays."""
    return replace(
        before,
        title=desk.typed("title", before.title),
        kind=desk.typed("kind", before.kind),
        place=desk.typed("place", before.place),
        starts_at=_moment("starts", "开始时间", before.starts_at),
        ends_at=_moment("ends", "结束时间", before.ends_at),
        deadline=_moment("deadline", "报名截止", before.deadline),
        seats=number(desk.typed("seats", str(before.seats)).strip()),
        mode=desk.typed("mode", before.mode),
        about=desk.typed("about", before.about),
    )


def _moment(name: str, what: str, before: datetime) -> datetime:
    said = typed(name).strip()
    if name not in request.form or said == _local(before):
        return before
    try:
        return datetime.strptime(said[:16], _MOMENT).replace(tzinfo=HOME)
    except ValueError:
        raise Unread(what=what, how="写成 2026-12-05 14:00 这样") from None


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(HOME):{_MOMENT}}"


def _form(desk: Desk, draft: Draft, *, key: str = "", activity_id: int = 0) -> ResponseReturnValue:
    values = {
        "title": draft.title,
        "kind": draft.kind,
        "place": draft.place,
        "starts": _local(draft.starts_at),
        "ends": _local(draft.ends_at),
        "deadline": _local(draft.deadline),
        "seats": draft.seats,
        "mode": draft.mode,
        "about": draft.about,
    }
    running = None
    if activity_id:
        running = activity_making.run_by(desk.uow, desk.who.id, activity_id)
    return desk.page(
        "activity_form",
        key=key,
        f={name: desk.typed(name, str(value)) for name, value in values.items()},
        running=running,
        drafted=running is None or running.status == ActivityStatus.DRAFT,
        hosts=making.hosts(desk.uow, desk.place.id) if key else [],
        kinds=[(kind.code, kind.title) for kind in FOR_ORGANS],
        modes=list(activity_seen.MODES.items()),
        busy=desk.wrong.endswith(str(HostBusy.text).rsplit("}", 1)[-1]),
    )
