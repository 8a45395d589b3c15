"""What the platform keeps for a while: media, QR codes, one-time codes, text messages."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.clock import iso

if TYPE_CHECKING:
    from collections.abc import Hashable

MEDIA_S = 3 * 24 * 3600
CODE_S = 300


@dataclass(frozen=True)
class Media:
    media_id: str
    kind: str
    content: bytes
    mimetype: str
    filename: str
    created: float

    def alive(self, now: float) -> bool:
        return now < self.created + MEDIA_S


@dataclass(frozen=True)
class QrCode:
    ticket: str
    scene: str
    url: str
    expires: float | None

    def alive(self, now: float) -> bool:
        return self.expires is None or now < self.expires

    def as_json(self, base: str) -> dict[str, Any]:
        return {
            "ticket": self.ticket,
            "scene": self.scene,
            "url": self.url,
            "image": f"{base}/cgi-bin/showqrcode?ticket={self.ticket}",
            "expires": iso(self.expires) if self.expires is not None else None,
        }


@dataclass(frozen=True)
class MiniCode:
    """A code of the mini-program: a page of it, and what it was made for."""

    number: str
    scene: str
    page: str
    env: str
    width: int
    at: float

    def url(self, base: str) -> str:
        return f"{base}/w/{self.number}"

    def as_json(self, base: str) -> dict[str, Any]:
        return {
            "id": self.number,
            "scene": self.scene,
            "page": self.page,
            "env": self.env,
            "url": self.url(base),
            "image": f"{base}/sim/mini/codes/{self.number}.png",
            "at": iso(self.at),
        }


@dataclass
class Code:
    """A one-time code of five minutes: for OAuth, a mini-program's login, a phone number."""

    value: str
    purpose: str
    openid: str
    born: float
    scope: str = ""
    snapshot: bool = False
    used: bool = False

    def expired(self, now: float) -> bool:
        return now > self.born + CODE_S


@dataclass
class Grant:
    """An OAuth access_token for one person, or the refresh_token behind it."""

    openid: str
    scope: str
    expires: float


@dataclass(frozen=True)
class Sms:
    number: int
    at: float
    phone: str
    text: str
    key: str | None
    openid: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": f"sms-{self.number}",
            "at": iso(self.at),
            "phone": self.phone,
            "openid": self.openid,
            "text": self.text,
            "key": self.key,
        }


class Ledger:
    """What really reached people, and what was asked twice under one key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[dict[str, Any]] = []
        self._once: dict[Hashable, tuple[float, Any]] = {}

    def add(self, at: float, kind: str, **fields: object) -> None:
        names = ("openid", "phone", "msgid", "client_msg_id", "template_id", "text", "data")
        message = {name: fields.get(name) for name in (*names, "bubble_id")}
        with self._lock:
            number = len(self._messages) + 1
            self._messages.append({"id": number, "at": iso(at), "kind": kind, **message})

    def read(self, openid: str | None, kind: str | None, after: int) -> list[dict[str, Any]]:
        with self._lock:
            return [
                message
                for message in self._messages[after:]
                if openid in (None, message["openid"]) and kind in (None, message["kind"])
            ]

    def once(self, key: Hashable, now: float, seconds: float, value: object) -> Any:  # noqa: ANN401 - as given
        """Keep a value under a key; within the time the first one is returned instead."""
        with self._lock:
            first = self._once.get(key)
            if first is not None and now - first[0] < seconds:
                return first[1]
            self._once[key] = (now, value)
            return None
