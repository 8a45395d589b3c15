"""The mini-program at the platform, as the API asks for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Final

import redis

from bot.settings import Mini
from bot.wechat.api import Api
from bot.wechat.errors import Untrusted, WeChatRefused
from bot.wechat.fields import Template
from bot.wechat.login import MiniProgram
from bot.wechat.mini_messenger import MiniMessenger
from bot.wechat.tokens import Credentials, Tokens
from bot.wechat.transport import Http
from services.mini_login import CodeRefused
from services.ports import MiniVisitor

_LARGEST: Final = 512 * 1024
"""Bytes of a picture of 430 pixels, with much to spare."""
_CODES: Final = frozenset({40003, 40029, 40163, 42003, 40226})
"""The code is not good, used, too old or another's, or its person is blocked as high-risk."""


@dataclass(frozen=True, slots=True)
class MiniDoors:
    """Exchanges codes, and has pictures of codes made."""

    program: MiniProgram
    api: Api

    def visitor(self, code: str) -> MiniVisitor:
        """Exchange the code of ``wx.login``; raises ``CodeRefused``."""
        with _vouched():
            user = self.program.user(code)
        return MiniVisitor(user.mini_openid, user.unionid)

    def phone(self, code: str, openid: str) -> str:
        """Exchange the phone button's code for E.164; raises ``CodeRefused``."""
        with _vouched():
            return self.program.phone(code, openid).number

    def picture(self, scene: str, page: str) -> bytes:
        """Have a code drawn (小程序码) that opens a page with a scene of at most 32 characters."""
        asked = {"scene": scene, "page": page, "check_path": False}
        return self.api.download("/wxa/getwxacodeunlimit", body=asked, most=_LARGEST)


def open_mini(
    http: Http, mini: Mini | None, clock: Callable[[], datetime], cache: redis.Redis | None
) -> MiniDoors | None:
    """Return the mini-program, which has a token of its own; nothing is asked yet."""
    if mini is None:
        return None
    credentials = Credentials(mini.appid, mini.secret.get_secret_value())
    tokens = Tokens(http, credentials, clock, cache=cache, chance=SystemRandom())
    api = Api(http, tokens)
    return MiniDoors(MiniProgram(http, api, credentials, clock), api)


def mini_messenger(
    doors: MiniDoors | None, mini: Mini | None, clock: Callable[[], datetime]
) -> MiniMessenger | None:
    """Return what sends notices with the mini-program's own token, where there is one."""
    if doors is None or mini is None:
        return None
    templates = {name: Template(one.id, one.fields) for name, one in mini.subscriptions.items()}
    return MiniMessenger(doors.api, templates, clock)


@contextmanager
def _vouched() -> Iterator[None]:
    """Tell a code that is not good from a platform that is away."""
    try:
        yield
    except Untrusted as no:
        raise CodeRefused from no
    except WeChatRefused as no:
        if no.errcode in _CODES:
            raise CodeRefused from no
        raise
