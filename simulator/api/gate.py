"""What an API call is, and the checks each one passes before its work begins."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator import kinds
from simulator.errors import WxError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request

    from simulator.callbacks import Callbacks
    from simulator.people import Person
    from simulator.world import World

JSON_TYPE = "application/json; encoding=utf-8"
SNS_TYPE = "text/plain"  # sns answers JSON under this name, and a client must cope


@dataclass(frozen=True)
class File:
    """A success that is no JSON."""

    content: bytes
    mimetype: str
    filename: str


@dataclass(frozen=True)
class Bare:
    """JSON under an HTTP status of its own, for what is not WeChat's."""

    status: int
    data: dict[str, Any]


Result = dict[str, Any] | File | Bare


@dataclass
class Call:
    world: World
    callbacks: Callbacks
    request: Request
    path: str
    raw: bytes
    body: dict[str, Any] = field(default_factory=dict)
    appid: str = ""

    def arg(self, name: str) -> str:
        return self.request.args.get(name, "")

    def text(self, name: str) -> str:
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def count(self) -> None:
        account = self.world.account
        self.world.quotas.count(account.kind_of(self.appid), self.appid, self.path)

    def credentials(self, appid: str, secret: str) -> None:
        """Check who calls by appid and secret, and from where."""
        account = self.world.account
        if not appid:
            raise WxError(41002)
        if not secret:
            raise WxError(41004)
        expected = account.secret_of(appid)
        if expected is None:
            raise WxError(40013)
        if secret != expected:
            raise WxError(40125)
        self.appid = appid

    def known_ip(self) -> None:
        allowed = self.world.account.ip_whitelist
        ip = self.request.remote_addr or ""
        if allowed is not None and ip not in allowed:
            raise WxError(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")

    def may(self, capability: str) -> None:
        if not kinds.may(self.world.account.kind_of(self.appid), capability):
            raise WxError(48001)

    def person(self, openid: str) -> Person:
        person = self.world.people.get(openid)
        if person is None:
            raise WxError(40003)
        return person


@dataclass(frozen=True)
class Endpoint:
    method: str
    work: Callable[[Call], Result]
    needs: str = "basic"
    access: bool = True
    json: bool = True


def enter(call: Call, endpoint: Endpoint) -> None:
    """Let a call in, or raise the error the platform answers with."""
    if call.request.method != endpoint.method:
        raise WxError(43001 if endpoint.method == "GET" else 43002)
    if endpoint.access:
        call.appid = call.world.tokens.check(call.arg("access_token")).appid
        call.may(endpoint.needs)
        call.count()
    if endpoint.method == "POST" and endpoint.json:
        call.body = _body(call.raw)


def _body(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        raise WxError(44002)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise WxError(47001) from error
    if not isinstance(body, dict):
        raise WxError(47001)
    return body


def done(**fields: object) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **fields}
