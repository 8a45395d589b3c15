"""Who is it? The codes a browser or a mini-program brings, exchanged for what the platform knows.

A code works once and for five minutes. Of what comes back only the identity leaves this module:
the session key and the person's own tokens are dropped here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from bot.wechat.api import Api
from bot.wechat.errors import NotAble, Untrusted, WeChatAway, accepted, text_of
from bot.wechat.tokens import Credentials
from bot.wechat.transport import Answer, Http
from domain.channels import Ability, AccountKind, may

_STATE: Final = re.compile(r"[A-Za-z0-9]{1,128}")
_FRESH: Final = timedelta(minutes=5)
_SKEW: Final = timedelta(minutes=1)
"""How far ahead of ours the platform's clock may be."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who opened a page inside WeChat; the openid is the official account's."""

    openid: str
    unionid: str = ""


@dataclass(frozen=True, slots=True)
class MiniUser:
    """Somebody in the mini-program; the openid is the mini-program's, another than a Visitor's."""

    mini_openid: str
    unionid: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number the platform has checked, in E.164."""

    number: str = field(repr=False)


class WebLogin:
    """Web login inside WeChat (OAuth), for accounts that have it."""

    def __init__(
        self,
        http: Http,
        credentials: Credentials,
        kind: AccountKind,
        *,
        open_url: str = "https://open.weixin.qq.com",
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._kind = kind
        self._open_url = open_url.rstrip("/")

    def address(self, redirect_uri: str, state: str, *, scope: str = "snsapi_base") -> str:
        """Return where to send the browser; it comes back with ``code`` and ``state``."""
        self._need()
        if not _STATE.fullmatch(state):
            raise ValueError("a state is 1 to 128 letters and digits")
        query = urlencode(
            {
                "appid": self._credentials.appid,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": scope,
                "state": state,
            }
        )
        return f"{self._open_url}/connect/oauth2/authorize?{query}#wechat_redirect"

    def visitor(self, code: str) -> Visitor:
        """Exchange a code; refuse the made-up person of a snapshot page."""
        self._need()
        answer = _exchange(
            self._http,
            "/sns/oauth2/access_token",
            self._credentials,
            {"code": code, "grant_type": "authorization_code"},
        )
        if answer.get("is_snapshotuser") in {1, "1"}:
            raise Untrusted("a snapshot page shows a made-up person: let them open the full page.")
        return Visitor(text_of(answer, "openid"), _optional(answer, "unionid"))

    def _need(self) -> None:
        if not may(self._kind, Ability.OAUTH):
            raise NotAble(self._kind, Ability.OAUTH)


class MiniProgram:
    """The mini-program's logins; ``api`` holds the mini-program's own token."""

    def __init__(
        self, http: Http, api: Api, credentials: Credentials, clock: Callable[[], datetime]
    ) -> None:
        self._http = http
        self._api = api
        self._credentials = credentials
        self._clock = clock

    def user(self, js_code: str) -> MiniUser:
        """Exchange the code of ``wx.login``; the session key stays on this line of the wire."""
        answer = _exchange(
            self._http,
            "/sns/jscode2session",
            self._credentials,
            {"js_code": js_code, "grant_type": "authorization_code"},
        )
        return MiniUser(text_of(answer, "openid"), _optional(answer, "unionid"))

    def phone(self, code: str, mini_openid: str) -> Phone:
        """Exchange the code of the phone button, which must belong to this very person."""
        body = {"code": code, "openid": mini_openid}
        answer = self._api.call("/wxa/business/getuserphonenumber", body=body)
        info = answer.get("phone_info")
        if not isinstance(info, dict):
            raise WeChatAway("garbage", maybe_sent=True)
        self._check(info.get("watermark"))
        pure, country = str(info.get("purePhoneNumber", "")), str(info.get("countryCode", ""))
        number = f"+{country}{pure}"
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
            raise WeChatAway("garbage", maybe_sent=True)
        return Phone(number)

    def _check(self, watermark: object) -> None:
        """Refuse a number that was vouched for to somebody else, or long ago."""
        mark = watermark if isinstance(watermark, dict) else {}
        if mark.get("appid") != self._credentials.appid:
            raise Untrusted("the phone number was issued to another AppID.")
        issued = mark.get("timestamp")
        age = self._clock().timestamp() - issued if isinstance(issued, int) else float("inf")
        if not -_SKEW.total_seconds() <= age <= _FRESH.total_seconds():
            raise Untrusted("the phone number was not issued just now: let them press again.")


def _exchange(http: Http, path: str, credentials: Credentials, query: Mapping[str, str]) -> Answer:
    who = {"appid": credentials.appid, "secret": credentials.secret}
    return accepted(http.ask(path, query={**who, **query}))


def _optional(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""
