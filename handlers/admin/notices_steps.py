"""发通知: now or at a time, the second person's yes or no, and taking back what has not gone."""

from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.notices import TooEarly
from domain.periods import HOME
from domain.permissions import May
from handlers.admin.console import Console, Desk, View, typed
from handlers.admin.looks import minute
from services import notices
from services.notices import Pushed


def add(console: Console, show: View) -> None:
    """Put the steps on the door; ``show`` is the page to which a refusal leads back."""
    _pushing(console, show)
    _second(console, show)

    @console.post("/notices/<int:notice_id>/cancel", May.NOTICES, again=show)
    def notice_cancel(desk: Desk, notice_id: int) -> ResponseReturnValue:
        notices.cancel(desk.uow, desk.who, notice_id)
        text = "撤回了。还没发的不会再发;已经发出的有多少,看下面。"
        return desk.done(text, "admin.notice_show", notice_id=notice_id)


def _pushing(console: Console, show: View) -> None:
    @console.post("/notices/<int:notice_id>/push", May.NOTICES, again=show)
    def notice_push(desk: Desk, notice_id: int) -> ResponseReturnValue:
        at = _moment() if typed("when") == "later" else None
        pushed = notices.push(desk.uow, desk.who, notice_id, at)
        if pushed.waits:
            text = f"要发给 {pushed.people:,} 人,等另一位管理员确认。我已经告诉他们了。"
            return desk.done(text, "admin.notice_show", notice_id=notice_id)
        undo = url_for("admin.notice_cancel", notice_id=notice_id)
        return desk.done(
            _said(desk, pushed), "admin.notice_show", undo=undo, label="撤回", notice_id=notice_id
        )


def _said(desk: Desk, pushed: Pushed) -> str:
    if pushed.at <= desk.uow.now:
        return f"「{pushed.title}」开始发了,{pushed.people:,} 人。"
    return f"「{pushed.title}」安排好了:{minute(pushed.at)} 开始发,{pushed.people:,} 人。"


def _moment() -> datetime:
    try:
        return datetime.fromisoformat(f"{typed('day')}T{typed('clock')}").replace(tzinfo=HOME)
    except ValueError:
        raise TooEarly(why="没有填全") from None


def _second(console: Console, show: View) -> None:
    @console.post("/notices/<int:notice_id>/agree", May.NOTICES, again=show)
    def notice_agree(desk: Desk, notice_id: int) -> ResponseReturnValue:
        pushed = notices.agree(desk.uow, desk.who, notice_id)
        undo = url_for("admin.notice_cancel", notice_id=notice_id)
        return desk.done(
            _said(desk, pushed), "admin.notice_show", undo=undo, label="撤回", notice_id=notice_id
        )

    @console.post("/notices/<int:notice_id>/refuse", May.NOTICES, again=show)
    def notice_refuse(desk: Desk, notice_id: int) -> ResponseReturnValue:
        notices.refuse(desk.uow, desk.who, notice_id, typed("why"))
        text = "退回去了,写的人会看到原因。"
        return desk.done(text, "admin.notice_show", notice_id=notice_id)
