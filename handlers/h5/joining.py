"""加我: the code by which youths join a case-load; 谁在联系我: their own say in it."""

from datetime import datetime
from typing import Final

from flask.typing import ResponseReturnValue

from domain.periods import HOME
from domain.wording import say_date
from handlers.asking import Then
from handlers.h5.desk import Pages, Role, Visit
from handlers.h5.qr_drawing import Drawings
from services import contacts, join_codes, leaving
from services.join_codes import Code
from services.ports import QrTickets

_LONGEST: Final = 30 * 24 * 3600
"""Seconds for which the platform makes a code at most."""


def add(pages: Pages, qr: QrTickets | None, away: tuple[type[Exception], ...]) -> None:
    """Put the pages on the door."""
    drawings = Drawings(qr, away)
    _own(pages, drawings)
    _event(pages, drawings)
    _me(pages)


def _shown(visit: Visit, drawings: Drawings, code: Code | None, name: str, **more: object) -> Then:
    """Show a code once the transaction is over: drawing it asks the platform."""
    now = visit.uow.now

    def show() -> ResponseReturnValue:
        if code is None:
            return visit.page(name, code=None, **more)
        left = int((code.expires_at - now).total_seconds())
        drawing = drawings.fresh(code.scene, min(left, _LONGEST))
        until = _until(code.expires_at)
        return visit.page(name, code=code, drawing=drawing, until=until, **more)

    return Then(show)


def _own(pages: Pages, drawings: Drawings) -> None:
    @pages.get("/caseload/code")
    def join_code(visit: Visit) -> Then:
        """Show the cadre's own code."""
        code = join_codes.own(visit.uow, visit.who.id)
        return _shown(visit, drawings, code, "joining/code")

    @pages.post("/caseload/code/new")
    def join_code_new(visit: Visit) -> ResponseReturnValue:
        """Make a new code; the one before it ends."""
        before = join_codes.own(visit.uow, visit.who.id)
        join_codes.renew(visit.uow, visit.who.id)
        said = "换好了,原来的码不能用了。" if before else "做好了,给小伙伴扫一扫。"
        return visit.done(said, "h5.join_code")

    @pages.post("/caseload/code/stop")
    def join_code_stop(visit: Visit) -> ResponseReturnValue:
        """End the code."""
        join_codes.stop(visit.uow, visit.who.id)
        return visit.done("停用了,扫过的人不受影响。", "h5.join_code")


def _event(pages: Pages, drawings: Drawings) -> None:
    @pages.get("/activities/<int:activity_id>/join-code")
    def join_event(visit: Visit, activity_id: int) -> Then:
        """Show the code for those who come to an event."""
        title, code = join_codes.of_event(visit.uow, visit.who.id, activity_id)
        return _shown(visit, drawings, code, "joining/event", event=title, activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/join-code/new")
    def join_event_new(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Make a code for an event; the one before it ends."""
        join_codes.renew(visit.uow, visit.who.id, activity_id)
        return visit.done("做好了,请到场的人扫一扫。", "h5.join_event", activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/join-code/stop")
    def join_event_stop(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """End an event's code."""
        join_codes.stop(visit.uow, visit.who.id, activity_id)
        return visit.done("停用了,扫过的人不受影响。", "h5.join_event", activity_id=activity_id)


def _me(pages: Pages) -> None:
    @pages.get("/me", Role.PERSON)
    def me(visit: Visit, **_: object) -> ResponseReturnValue:
        """Show who keeps in touch with the visitor, and how to leave."""
        return visit.page("joining/me", mine=leaving.mine(visit.uow, visit.who.id))

    @pages.post("/me/leave/<int:cadre_id>", Role.PERSON, again=me)
    def me_leave_one(visit: Visit, cadre_id: int) -> ResponseReturnValue:
        """Leave one cadre."""
        name = leaving.leave(visit.uow, visit.who.id, cadre_id)
        return visit.done(
            f"好,{name}不再联系你了,对 TA 没有影响。", "h5.me", undo=f"/h5/me/back/{cadre_id}"
        )

    @pages.post("/me/back/<int:cadre_id>", Role.PERSON, again=me)
    def me_back(visit: Visit, cadre_id: int) -> ResponseReturnValue:
        """Take leaving one cadre back."""
        name = leaving.back(visit.uow, visit.who.id, cadre_id)
        return visit.done(f"好,还是由{name}联系你。", "h5.me")

    @pages.post("/me/leave", Role.PERSON, again=me)
    def me_leave(visit: Visit) -> ResponseReturnValue:
        """Leave everybody."""
        if visit.who.is_cadre:  # a cadre's own contacts are left one by one
            return visit.done("你是团干部,不想要哪位联系,点那一位后面的按钮。", "h5.me")
        contacts.leave(visit.uow, visit.who.id)
        return visit.done(
            "好,从现在起不会有人通过这里联系你,对谁都没有影响。", "h5.me", undo="/h5/me/return"
        )

    @pages.post("/me/return", Role.PERSON, again=me)
    def me_return(visit: Visit) -> ResponseReturnValue:
        """Come back, as only the youth can."""
        contacts.come_back(visit.uow, visit.who.id)
        return visit.done("欢迎回来。", "h5.me")


def _until(moment: datetime) -> str:
    there = moment.astimezone(HOME)
    return f"{say_date(there.date())} {there:%H:%M}"
