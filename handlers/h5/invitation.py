"""邀请: the code that a cadre shows to a youth, or the words to send where there is no code."""

from datetime import datetime

import segno
from flask import Blueprint
from markupsafe import Markup

from domain.periods import HOME
from domain.wording import say_date
from handlers.h5.pages import GONE, Page, Say, Sign, page, say
from services import invitations
from services.invitations import InvitationStale, Invited
from services.links import LinkStale
from services.ports import QrTickets
from services.uow import OpenUow

STALE = Say("这个邀请不能用了", "它已经用过、换过或过期了。回到微信对话里再邀请一次,就有新的。")


def add(
    door: Blueprint, open_uow: OpenUow, qr: QrTickets | None, away: tuple[type[Exception], ...]
) -> None:
    """Put the page on the door."""

    @door.get("/invite/<string(maxlength=64):token>")
    def invitation(token: str) -> Page:
        try:
            with open_uow(read_only=True) as uow:
                invited, now = invitations.shown(uow, token), uow.now
        except (LinkStale, InvitationStale):
            return say(STALE, GONE)
        if invited.accepted:
            return say(_accepted(invited))
        code = _code(qr, invited, now, away)
        return page("invitation", invited=invited, code=code, until=_until(invited.expires_at))


def _accepted(invited: Invited) -> Say:
    title = f"{invited.youth} 已经登录好了"
    return Say(title, "以后可以在对话里记录你们的联系了。", Sign.SUCCESS)


def _code(
    qr: QrTickets | None, invited: Invited, now: datetime, away: tuple[type[Exception], ...]
) -> Markup | None:
    if qr is None:
        return None
    seconds = int((invited.expires_at - now).total_seconds())
    try:
        held = qr.ticket(invited.scene, seconds).url
    except away:
        return None
    drawing = segno.make(held, error="m", micro=False)
    return Markup(drawing.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S704 - our own drawing


def _until(moment: datetime) -> str:
    there = moment.astimezone(HOME)
    return f"{say_date(there.date())} {there:%H:%M}"
