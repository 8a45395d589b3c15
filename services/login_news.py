"""What somebody hears in WeChat when another has done something about their login: at once.

Whoever takes an account over by the rights of an admin cannot do it in silence.
"""

from datetime import timedelta
from typing import Final

from domain.permissions import ROLES, AdminRole
from domain.wording import tap
from services import letters
from services.console_sessions import Official
from services.doors import Door
from services.uow import Uow

_LIFE: Final = timedelta(days=3)
_NOTE: Final = "不是你要的,马上找管理员"
_ASK: Final = "不是你要的?马上告诉上级管理员。"


def renewed(uow: Uow, who: Official, person_id: int) -> None:
    """Tell somebody that they were given a one-time password."""
    text = (
        f"{who.organisation}的管理员{who.name}给你发了一次性密码。原来的密码不能用了,"
        f"登录着的网页和小程序也退出了。\n{_ASK}"
    )
    _tell(uow, person_id, "renewed", "你的密码换成一次性的了", text)


def unbound(uow: Uow, who: Official, person_id: int, openid: str) -> None:
    """Tell the WeChat account that somebody was taken off: it is the one they may still have."""
    text = (
        f"{who.organisation}的管理员{who.name}把你从这个微信上解除了。还要用,"
        f"回复「{tap('团干部登录')}」,用密码再登录一次。\n{_ASK}"
    )
    key = _key(uow, "unbound", person_id)
    letters.of_login(uow, key, "这个微信解除绑定了", _NOTE, text, life=_LIFE, openid=openid)


def named(uow: Uow, person_id: int, place: str, role: AdminRole) -> None:
    """Tell somebody that they are an admin now."""
    text = (
        f"你现在是{place}的{ROLES[role]},可以在电脑上登录网页后台。用户名和一次性密码由请你来做的人"
        "当面给你;原来有密码的,原来的不能用了。\n没有人和你说过这件事?马上告诉上级管理员。"
    )
    _tell(uow, person_id, "named", "请你做网页后台的管理员", text)


def dismissed(uow: Uow, who: Official, person_id: int, role: AdminRole) -> None:
    """Tell somebody that they are no admin any more."""
    text = (
        f"{who.organisation}的管理员{who.name}免去了你的{ROLES[role]},网页后台退出了。"
        "别的都照旧。有疑问,问问 TA 或者上级管理员。"
    )
    _tell(uow, person_id, "dismissed", "不再是网页后台的管理员", text)


def _tell(uow: Uow, person_id: int, what: str, title: str, text: str) -> None:
    door: Door | None = letters.reached(uow, [person_id]).get(person_id)
    if door is not None:
        letters.of_login(
            uow,
            _key(uow, what, person_id),
            title,
            _NOTE,
            text,
            life=_LIFE,
            openid=door.openid,
            mini_openid=door.mini_openid,
            person_id=person_id,
            organ_id=door.organ_id,
        )


def _key(uow: Uow, what: str, person_id: int) -> str:
    return f"login-{what}:{person_id}:{uow.now:%Y%m%d%H%M%S%f}"
