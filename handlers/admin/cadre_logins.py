"""团干部: entering one, one-time passwords on paper, unbinding a WeChat account, handing over."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin import cadre_pages
from handlers.admin.cadre_pages import TYPES
from handlers.admin.console import Console, Desk, number, typed
from services import (
    cadre_entering,
    cadre_logins,
    cadre_seen,
    console_handovers,
    organisation_choices,
)

_ONE: Final = "/cadres/<int:cadre_id>"
_FOUND: Final = 20


def add(console: Console) -> None:
    """Put the pages on the door."""
    _entering(console)
    _logins(console)
    _handing_over(console)


def _entering(console: Console) -> None:
    @console.get("/cadres/new", May.CADRES)
    def cadre_new(desk: Desk) -> ResponseReturnValue:
        words = desk.asked("q")[:40]
        place = number(desk.typed("place")) or desk.place.id
        units = organisation_choices.places(
            desk.uow, desk.who.organisation_id, words, place, most=_FOUND
        )
        kept = {name: desk.typed(name) for name in ("name", "phone", "type", "post")}
        return desk.page(
            "cadre_new", units=units, words=words, place_id=place, types=TYPES, kept=kept
        )

    @console.post("/cadres/new", May.CADRES, again=cadre_new)
    def cadre_enter(desk: Desk) -> ResponseReturnValue:
        cadre_id, login = cadre_entering.enter(
            desk.uow,
            desk.who,
            organisation_id=number(typed("place")),
            name=typed("name"),
            phone=typed("phone"),
            kind=typed("type"),
            post=typed("post"),
        )
        if login is None:
            return desk.done("登记好了,TA 用原来的用户名和密码。", "admin.cadre", cadre_id=cadre_id)
        back = url_for("admin.cadre", cadre_id=cadre_id)
        return desk.page("cadre_strips", logins=[login], back=back, sheet_id=0)


def _logins(console: Console) -> None:
    @console.post(f"{_ONE}/login", May.CADRES, again=cadre_pages.one)
    def cadre_login(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        login = cadre_logins.renew(desk.uow, desk.who, cadre_id)
        back = url_for("admin.cadre", cadre_id=cadre_id)
        return desk.page("cadre_strips", logins=[login], back=back, sheet_id=0)

    @console.post(f"{_ONE}/unbind", May.CADRES, again=cadre_pages.one)
    def cadre_unbind(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        name = cadre_logins.unbind(desk.uow, desk.who, cadre_id)
        words = f"{name}原来的微信解除了。在新的微信里关注公众号,回复「团干部登录」就行。"
        return desk.done(words, "admin.cadre", cadre_id=cadre_id)

    @console.post(f"{_ONE}/forgive", May.CADRES, again=cadre_pages.one)
    def cadre_forgive(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        name = cadre_logins.forgive(desk.uow, desk.who, cadre_id)
        return desk.done(f"{name}现在可以再试密码了。", "admin.cadre", cadre_id=cadre_id)


def _handing_over(console: Console) -> None:
    @console.get(f"{_ONE}/handover", May.CADRES)
    def cadre_handover(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        words, to = desk.asked("q")[:30], number(typed("to") or desk.asked("to"))
        seen = cadre_seen.seen(desk.uow, desk.who, cadre_id)
        outlook = console_handovers.outlook(desk.uow, desk.who, cadre_id, to) if to else None
        return desk.page(
            "cadre_handover",
            cadre=seen,
            words=words,
            to=to,
            outlook=outlook,
            receivers=console_handovers.receivers(desk.uow, desk.who, cadre_id, words),
        )

    @console.post(f"{_ONE}/handover", May.CADRES, again=cadre_handover)
    def cadre_handed_over(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        done = console_handovers.hand_over(desk.uow, desk.who, cadre_id, number(typed("to")))
        words = f"交接好了:{done.moved + done.theirs} 位现在由{done.receiver}联系。"
        if done.tickets:
            words += f"在办的 {done.tickets} 件诉求也交过去了。"
        if done.barred:
            words += f"{len(done.barred)} 位没有动,他们说过不要{done.receiver}联系。"
        return cadre_pages.done(desk, words, done.change_id, cadre_id)
