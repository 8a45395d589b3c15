"""How many customer-service messages may go to somebody, and until when: the platform counts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, update

from domain.chain import Spoke, Window, opened
from models.base import table
from models.person import WechatUser
from services.uow import Uow

_EXACT: Final = timedelta(seconds=20)
"""How exactly the end is kept: not a write for every message."""

_user = table(WechatUser)
_SPEND: Final = (
    update(_user)
    .where(
        _user.c.openid == bindparam("whose"),
        _user.c.window_left > 0,
        _user.c.window_until > bindparam("now"),
    )
    .values(window_left=_user.c.window_left - 1)
    .returning(_user.c.openid)
)


def renewed(window: Window, how: Spoke, now: datetime) -> Window | None:
    """Return the window after somebody did something, or none where it is not worth a write."""
    new = opened(window, how, now)
    if new.left == window.left and window.until is not None and new.until is not None:
        return new if new.until - window.until > _EXACT else None
    return new


def spend(uow: Uow, openid: str) -> bool:
    """Take one of the messages left for somebody; say whether there was one."""
    return uow.session.execute(_SPEND, {"whose": openid, "now": uow.now}).first() is not None


def shut(uow: Uow, openid: str) -> None:
    """Note that the platform takes no more messages for somebody until they speak again."""
    uow.session.execute(update(WechatUser).where(WechatUser.openid == openid).values(window_left=0))
