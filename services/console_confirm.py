"""The word from WeChat that lets a browser in: the digits on its screen, said by the person."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from domain.errors import Refusal
from domain.wording import tap
from models.admin import ConsoleSession, waiting
from services import audit, console_login, letters
from services.console_sessions import LIFE
from services.uow import Uow

_TOLD: Final = timedelta(days=1)


class NotWaiting(Refusal):
    """No browser of this person waits for these digits."""

    code = "not_waiting"
    text = "没有网页在等这几位数字,或者过了 10 分钟。在电脑上重新登录一次,按屏幕上的新数字回复。"


class WeakHere(Refusal):
    """This WeChat account was bound by a number alone, and a cadre's console asks for more."""

    code = "weak_here"
    text = (
        "这个微信是用手机号登录的,不能替团干部确认。先回复「团干部登录」,用用户名和密码登录一次。"
    )


def confirm(uow: Uow, openid: str, person_id: int, code: str) -> str:
    """Let the browser in whose digits a person says; return which browser it is.

    Wrong digits end all that wait: four digits are not to be guessed one by one. So do digits
    that two browsers show: the other may be that of whoever has the password.
    """
    waits = uow.session.scalars(
        waiting(person_id, uow.now).order_by(ConsoleSession.id.desc()).with_for_update()
    ).all()
    if not waits:
        raise NotWaiting
    if console_login.confirmer(uow, person_id) != openid:
        raise WeakHere
    same = [one for one in waits if one.code and hmac.compare_digest(one.code, code)]
    if len(same) != 1:
        _turn_away(uow, waits)
        return ""
    chosen = same[0]
    chosen.code, chosen.confirmed_at, chosen.used_at = "", uow.now, uow.now
    chosen.expires_at = uow.now + LIFE
    audit.note(uow, "console_entered", "console_session", chosen.id, agent=chosen.agent)
    _tell(uow, openid, person_id, chosen)
    return chosen.agent


def refuse(uow: Uow, person_id: int) -> int:
    """Turn away whatever waits; return how many browsers it was."""
    waits = uow.session.scalars(waiting(person_id, uow.now).with_for_update()).all()
    if waits:
        _turn_away(uow, waits)
    return len(waits)


def _turn_away(uow: Uow, waits: Sequence[ConsoleSession]) -> None:
    for one in waits:
        one.ended_at = uow.now
    audit.note(uow, "console_refused", "person", waits[0].person_id)


def _tell(uow: Uow, openid: str, person_id: int, session: ConsoleSession) -> None:
    """Tell the person that a browser is in, and how to put it out."""
    text = (
        f"网页后台登录好了({session.agent})。半天后自动退出。\n"
        f"不是你?回复「{tap('退出网页')}」,那边马上退出。"
    )
    letters.of_login(
        uow,
        f"console-in:{session.id}",
        "网页后台登录了",
        "不是你,就回复「退出网页」",
        text,
        life=_TOLD,
        openid=openid,
        person_id=person_id,
    )
