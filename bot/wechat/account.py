"""The account itself: its menu, QR tickets, followers, templates, and the platform's addresses."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from bot.wechat.api import Api
from bot.wechat.errors import MediaGone, NotAble, WeChatAway, WeChatRefused, text_of
from bot.wechat.shapes import Shapes
from bot.wechat.transport import Answer
from domain.channels import Ability, AccountKind, may

_MEDIA: Final = "/cgi-bin/media/get"
_GONE: Final = frozenset({40004, 40007, 46001})
_LARGEST_PICTURE: Final = 10 * 1024 * 1024
_NO_MENU: Final = 46003
_LONGEST_TICKET: Final = timedelta(days=30)
_SHORTEST_TICKET: Final = timedelta(minutes=1)
_LONGEST_SCENE: Final = 64
_END: Final = 2**32
"""Seconds beyond this are no instant anybody followed at."""
_KEYS: Final = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")


@dataclass(frozen=True, slots=True)
class QrTicket:
    """A QR code that says its scene to us when scanned; who holds it may use it."""

    ticket: str = field(repr=False)
    url: str = field(repr=False)
    """What the picture holds."""
    image_url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """What the platform tells about somebody who writes to the account."""

    openid: str
    following: bool
    unionid: str = ""
    since: datetime | None = None
    came_by: str = ""
    scene: str = ""


@dataclass(frozen=True, slots=True)
class PrivateTemplate:
    """A template of the account, and the keys its text names."""

    id: str
    title: str
    content: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """What a day allows of one call."""

    limit: int
    used: int
    left: int


class Account:
    """The calls about the account; one that its kind has not raises ``NotAble``, unmade."""

    def __init__(
        self,
        api: Api,
        kind: AccountKind,
        appid: str,
        clock: Callable[[], datetime],
        *,
        pictures_url: str = "https://mp.weixin.qq.com",
    ) -> None:
        self._kind = kind
        self._appid = appid
        self._clock = clock
        self._pictures_url = pictures_url.rstrip("/")
        self._api = api
        self._wechat = Shapes(api)

    def publish_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Put this menu in the place of the one there is."""
        self._need(Ability.MENU)
        self._wechat.menu.create({"button": [dict(button) for button in buttons]})

    def menu(self) -> tuple[dict[str, Any], ...] | None:
        """Return the buttons of the menu there is, or None."""
        self._need(Ability.MENU)
        try:
            answer = self._wechat.menu.get()
        except WeChatRefused as no:
            if no.errcode == _NO_MENU:
                return None
            raise
        menu = answer.get("menu")
        return tuple(_records(menu if isinstance(menu, dict) else {}, "button"))

    def drop_menu(self) -> None:
        """Leave the account without a menu."""
        self._need(Ability.MENU)
        self._wechat.menu.delete()

    def ticket(self, scene: str, lasts: timedelta) -> QrTicket:
        """Make a temporary QR code for a scene of 1 to 64 characters."""
        self._need(Ability.QR)
        if not 0 < len(scene) <= _LONGEST_SCENE:
            raise ValueError("a scene has 1 to 64 characters")
        if not _SHORTEST_TICKET <= lasts <= _LONGEST_TICKET:
            raise ValueError("a ticket lasts between a minute and 30 days")
        asked = self._clock()
        answer = self._wechat.qrcode.create(
            {
                "expire_seconds": int(lasts.total_seconds()),
                "action_name": "QR_STR_SCENE",
                "action_info": {"scene": {"scene_str": scene}},
            }
        )
        ticket = text_of(answer, "ticket")
        seconds = answer.get("expire_seconds")
        granted = isinstance(seconds, int) and 0 < seconds < lasts.total_seconds()
        life = timedelta(seconds=seconds) if granted else lasts
        return QrTicket(ticket, text_of(answer, "url"), self.picture_of(ticket), asked + life)

    def picture_of(self, ticket: str) -> str:
        """Return the address of a ticket's picture."""
        return f"{self._pictures_url}/cgi-bin/showqrcode?ticket={quote(ticket, safe='')}"

    def picture(self, media_id: str) -> bytes:
        """Return a picture that somebody sent; raise ``MediaGone`` after three days."""
        try:
            return self._api.download(_MEDIA, {"media_id": media_id}, most=_LARGEST_PICTURE)
        except WeChatRefused as no:
            if no.errcode in _GONE:
                raise MediaGone(no.errcode) from None
            raise

    def follower(self, openid: str) -> Follower:
        """Ask who this is; of somebody who left, only that is known."""
        self._need(Ability.USER_INFO)
        return _follower(self._wechat.user.get(openid))

    def callback_addresses(self) -> tuple[str, ...]:
        """Return the addresses the platform's pushes come from."""
        ips = self._wechat.misc.get_wechat_ips()
        if not isinstance(ips, list):
            raise WeChatAway("garbage", maybe_sent=True)
        return tuple(str(ip) for ip in ips)

    def templates(self) -> tuple[PrivateTemplate, ...]:
        """Return the account's message templates."""
        self._need(Ability.TEMPLATE)
        answer = self._wechat.template.get_all_private_template()
        return tuple(_template(one) for one in _records(answer, "template_list"))

    def quota(self, path: str) -> Quota:
        """Return what today allows of the call at a path (``/cgi-bin/user/info``)."""
        answer = self._wechat.post("openapi/quota/get", data={"cgi_path": path})
        numbers = answer.get("quota")
        if not isinstance(numbers, dict):
            raise WeChatAway("garbage", maybe_sent=True)
        limit, used, left = (numbers.get(name) for name in ("daily_limit", "used", "remain"))
        if not (isinstance(limit, int) and isinstance(used, int) and isinstance(left, int)):
            raise WeChatAway("garbage", maybe_sent=True)
        return Quota(limit, used, left)

    def clear_quotas(self) -> None:
        """Have the day's counts start anew, one of ten times a month."""
        self._wechat.post("clear_quota", data={"appid": self._appid})

    def _need(self, ability: Ability) -> None:
        if not may(self._kind, ability):
            raise NotAble(self._kind, ability)


def _records(answer: Answer, name: str) -> list[dict[str, Any]]:
    listed = answer.get(name)
    if not isinstance(listed, list):
        raise WeChatAway("garbage", maybe_sent=True)
    return [one for one in listed if isinstance(one, dict)]


def _follower(answer: Answer) -> Follower:
    since = answer.get("subscribe_time", 0)
    known = isinstance(since, int) and 0 < since < _END
    return Follower(
        openid=text_of(answer, "openid"),
        following=answer.get("subscribe") == 1,
        unionid=str(answer.get("unionid", "")),
        since=datetime.fromtimestamp(since, UTC) if known else None,
        came_by=str(answer.get("subscribe_scene", "")),
        scene=str(answer.get("qr_scene_str", "")),
    )


def _template(one: Mapping[str, Any]) -> PrivateTemplate:
    content = str(one.get("content", ""))
    keys = tuple(dict.fromkeys(_KEYS.findall(content)))
    return PrivateTemplate(
        str(one.get("template_id", "")), str(one.get("title", "")), content, keys
    )
