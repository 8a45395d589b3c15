"""What is done with an activity at the console: published, decided, drawn, called off, closed."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.seats import Place
from handlers.admin.console import Console, Desk, View, number, typed
from services import (
    activity_closing,
    activity_review,
    activity_undo,
    console_acting,
    console_activities,
    console_changes,
)

_ONE: Final = "/activities/<int:activity_id>"
_UNDOABLE: Final = ("published", "scrapped", "seats", "decided")


def add(console: Console, again: View) -> None:
    """Put the steps on the door; a refused one shows the activity's page ``again``."""
    _holding(console, again)
    _choosing(console, again)
    _ending(console, again)


def undo_of(activity_id: int, change: int) -> str:
    """Return where a step is taken back; empty where it cannot be."""
    if not change:
        return ""
    return url_for("admin.activity_undo_step", activity_id=activity_id, change_id=change)


def _acts(desk: Desk, activity_id: int) -> int:
    """Let somebody act for the organ of an activity of the own subtree; return as whom."""
    console_activities.reach(desk.uow, desk.who, activity_id)
    return console_acting.begin(desk.uow, desk.who, May.ACTIVITIES)


def _holding(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/publish", May.ACTIVITIES, again=again)
    def activity_publish(desk: Desk, activity_id: int) -> ResponseReturnValue:
        change = activity_undo.publish(desk.uow, _acts(desk, activity_id), activity_id)
        text, undo = "发布了,大家现在可以报名。", undo_of(activity_id, change)
        return desk.done(text, "admin.activity", undo=undo, activity_id=activity_id)

    @console.post(f"{_ONE}/seats", May.ACTIVITIES, again=again)
    def activity_seats(desk: Desk, activity_id: int) -> ResponseReturnValue:
        me, seats = _acts(desk, activity_id), number(typed("seats").strip())
        changed, change = activity_undo.resize(desk.uow, me, activity_id, seats)
        up = f",{changed.moved_up} 位候补的有名额了,这就告诉他们" if changed.moved_up else ""
        text, undo = f"名额改成 {seats} 个{up}。", undo_of(activity_id, change)
        return desk.done(text, "admin.activity", undo=undo, activity_id=activity_id)

    @console.post(f"{_ONE}/cancel", May.ACTIVITIES, again=again)
    def activity_cancel(desk: Desk, activity_id: int) -> ResponseReturnValue:
        me = _acts(desk, activity_id)
        told, change = activity_undo.cancel(desk.uow, me, activity_id, typed("reason"))
        text = f"取消了,{told} 位报了名的人会收到通知。" if told else "取消了。"
        undo = undo_of(activity_id, change)
        return desk.done(text, "admin.activity", undo=undo, activity_id=activity_id)

    @console.post(f"{_ONE}/changes/<int:change_id>/undo", May.ACTIVITIES, again=again)
    def activity_undo_step(desk: Desk, activity_id: int, change_id: int) -> ResponseReturnValue:
        """Take an own step back of which nobody has heard."""
        text, about = console_changes.undo(
            desk.uow, desk.who, change_id, May.ACTIVITIES, *_UNDOABLE
        )
        return desk.done(text, "admin.activity", activity_id=about or activity_id)


def _choosing(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/decide/<int:person_id>", May.ACTIVITIES, again=again)
    def activity_decide(desk: Desk, activity_id: int, person_id: int) -> ResponseReturnValue:
        """Take one who applied, or say why not."""
        me, yes = _acts(desk, activity_id), typed("yes") == "1"
        got = activity_undo.decide(desk.uow, me, activity_id, person_id, yes=yes, why=typed("why"))
        when = "一分钟后才告诉 TA。" if got.change else "这就告诉 TA。"
        text = f"没有通过,{when}"
        if yes:
            seated = got.place is Place.ENROLLED
            text = f"通过了,{when}" if seated else f"名额满了,先排进候补,{when}"
        undo = undo_of(activity_id, got.change)
        return desk.done(text, "admin.activity", undo=undo, activity_id=activity_id)

    @console.post(f"{_ONE}/draw", May.ACTIVITIES, again=again)
    def activity_draw(desk: Desk, activity_id: int) -> ResponseReturnValue:
        drawn = activity_review.draw(desk.uow, _acts(desk, activity_id), activity_id)
        text = f"抽好了:{len(drawn.chosen)} 人有名额,{len(drawn.waiting)} 人候补,都告诉了。"
        return desk.done(text, "admin.activity", activity_id=activity_id)


def _ending(console: Console, again: View) -> None:
    @console.post(f"{_ONE}/close", May.ACTIVITIES, again=again)
    def activity_close(desk: Desk, activity_id: int) -> ResponseReturnValue:
        closed = activity_closing.close(
            desk.uow,
            _acts(desk, activity_id),
            activity_id,
            happened=typed("happened") != "0",
            minutes=number(typed("minutes").strip()),
        )
        undo = url_for("admin.activity_reopen", activity_id=activity_id)
        return desk.done(
            closed.say(), "admin.activity", undo=undo, label="重新打开", activity_id=activity_id
        )

    @console.post(f"{_ONE}/reopen", May.ACTIVITIES, again=again)
    def activity_reopen(desk: Desk, activity_id: int) -> ResponseReturnValue:
        gone = activity_closing.reopen(desk.uow, _acts(desk, activity_id), activity_id)
        told = f"重新打开了,{gone} 条记录收回。" if gone else "重新打开了。"
        text = f"{told}改好再办结。"
        return desk.done(text, "admin.activity", activity_id=activity_id)
