"""The account's settings on the platform, changeable while it runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simulator.crypto import Envelope
from simulator.settings import (
    FORMATS,
    KINDS,
    MODES,
    Settings,
    UnsafeError,
    aes_key,
    callback,
    choice,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.settings import Json

CHANGEABLE = frozenset(
    {
        "kind",
        "mode",
        "format",
        "token",
        "aes_key",
        "callback_url",
        "name",
        "callback_timeout_s",
        "retry_gap_s",
        "reports",
        "report_delay_s",
        "ip_whitelist",
        "risky_words",
    }
)


def _lines(value: object) -> list[str]:
    if not isinstance(value, list):
        raise UnsafeError("this must be a list")
    return [str(item) for item in value]


SHAPES: dict[str, Callable[[Any], object]] = {
    "callback_timeout_s": float,
    "retry_gap_s": float,
    "report_delay_s": float,
    "reports": bool,
    "token": str,
    "name": str,
    "ip_whitelist": lambda value: None if value is None else _lines(value),
    "risky_words": _lines,
}


@dataclass
class Account:
    name: str
    username: str
    appid: str
    secret: str
    token: str
    aes_key: str
    mode: str
    format: str
    kind: str
    callback_url: str
    mini_appid: str
    mini_secret: str
    callback_timeout_s: float
    retry_gap_s: float
    reports: bool
    report_delay_s: float
    ip_whitelist: list[str] | None
    risky_words: list[str]

    @classmethod
    def of(cls, settings: Settings) -> Account:
        names = set(cls.__dataclass_fields__) & set(Settings.__dataclass_fields__)
        given: dict[str, Any] = {name: getattr(settings, name) for name in names}
        if given["retry_gap_s"] is None:
            given["retry_gap_s"] = settings.callback_timeout_s
        return cls(**given, ip_whitelist=None, risky_words=["违禁词"])

    def change(self, data: Json) -> None:
        """Change what may be changed, all of it or nothing."""
        unknown = set(data) - CHANGEABLE
        if unknown:
            raise UnsafeError(f"cannot change {', '.join(sorted(unknown))}")
        if "callback_url" in data:
            callback(str(data["callback_url"]))
        if "aes_key" in data:
            aes_key(str(data["aes_key"]))
        for name, allowed in (("mode", MODES), ("format", FORMATS), ("kind", tuple(KINDS))):
            if name in data:
                choice(name, data[name], allowed)
        changes = {name: SHAPES[name](value) for name, value in data.items() if name in SHAPES}
        for name, value in {**data, **changes}.items():
            setattr(self, name, value)

    def envelope(self) -> Envelope:
        return Envelope(self.aes_key, self.appid)

    def kind_of(self, appid: str) -> str:
        return "mini" if appid == self.mini_appid else self.kind

    def secret_of(self, appid: str) -> str | None:
        return {self.appid: self.secret, self.mini_appid: self.mini_secret}.get(appid)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
