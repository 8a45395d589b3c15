"""A push of the platform: what happened, and how it is put on the wire in each mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from simulator import crypto, wire
from simulator.post import HEADERS, Request

if TYPE_CHECKING:
    from simulator.account import Account
    from simulator.chance import Chance


@dataclass(frozen=True)
class Push:
    """One thing to tell the app; `shown` says whether the person sees the answer or the failure."""

    fields: dict[str, Any]
    openid: str | None = None
    shown: bool = True

    @property
    def kind(self) -> str:
        return str(self.fields.get("MsgType", ""))

    @property
    def event(self) -> str:
        return str(self.fields.get("Event", ""))

    @property
    def note(self) -> str:
        return f"event:{self.event}" if self.event else self.kind

    @property
    def msg_id(self) -> str:
        return str(self.fields.get("MsgId", self.fields.get("MsgID", "")))


@dataclass(frozen=True)
class Wired:
    """A push as it goes over the wire, the same for each retry."""

    request: Request
    plain: str
    query: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.request.method,
            "url": self.request.url,
            "headers": self.request.headers,
            "body": self.request.body.decode("utf-8", "replace"),
            "plain": self.plain,
        }


def address(url: str, query: dict[str, str]) -> str:
    parts = urlsplit(url)
    joined = "&".join(part for part in (parts.query, urlencode(query)) if part)
    return urlunsplit(parts._replace(query=joined))


def signature(account: Account, timestamp: str, nonce: str) -> dict[str, str]:
    return {
        "signature": crypto.sign(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def put(push: Push, account: Account, chance: Chance, timestamp: int) -> Wired:
    """Sign a push, and encrypt it where the mode asks for it."""
    stamp, nonce = str(timestamp), chance.digits(9)
    query = signature(account, stamp, nonce)
    if push.openid is not None:
        query["openid"] = push.openid
    write = wire.to_json if account.format == "json" else wire.to_xml
    plain = write(push.fields)
    body = plain
    if account.mode != "plain":
        encrypted = account.envelope().encrypt(plain, chance.raw(16))
        query["encrypt_type"] = "aes"
        query["msg_signature"] = crypto.sign(account.token, stamp, nonce, encrypted)
        visible = push.fields if account.mode == "compatible" else _to(push.fields)
        body = write({**visible, "Encrypt": encrypted})
    kind = "application/json" if account.format == "json" else "text/xml"
    headers = {**HEADERS, "Content-Type": kind}
    url = address(account.callback_url, query)
    return Wired(Request("POST", url, headers, body.encode()), plain, query)


def _to(fields: dict[str, Any]) -> dict[str, Any]:
    return {"ToUserName": fields["ToUserName"]} if "ToUserName" in fields else {}
