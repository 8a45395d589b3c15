"""What the simulator is started with, and the guards that keep it harmless."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

KINDS = {
    "personal": "个人订阅号",
    "subscription": "认证公众号(订阅号)",
    "service-unverified": "未认证服务号",
    "service": "认证服务号",
    "test": "测试号",
}
MODES = ("plain", "compatible", "safe")
FORMATS = ("xml", "json")
AES_KEY_CHARACTERS = 43
AES_KEY_BYTES = 32


class UnsafeError(ValueError):
    """Something that might touch the real world, or cannot work."""


@dataclass(frozen=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 0
    callback_url: str = "http://127.0.0.1:8000/wechat"
    token: str = "fake-token"  # noqa: S105 - made up
    aes_key: str = "FAKE" * 10 + "FAE"
    appid: str = "wxfake0123456789ab"
    secret: str = "fake-secret-of-the-account"  # noqa: S105 - made up
    mini_appid: str = "wxfakemini01234567"
    mini_secret: str = "fake-secret-of-the-mini-program"  # noqa: S105 - made up
    username: str = "gh_fake12345678"
    name: str = "1+100 小助手"
    mode: str = "safe"
    format: str = "xml"
    kind: str = "service"
    sms_secret: str = "fake-sms-secret"  # noqa: S105 - made up
    seed: int = 1
    start: str | None = None
    callback_timeout_s: float = 5.0
    retry_gap_s: float | None = None
    reports: bool = True
    report_delay_s: float = 0.5
    journal_limit: int = 20_000
    people: tuple[Json, ...] | None = None
    templates: tuple[Json, ...] | None = None
    miniprogram: str | None = None
    mini_domain: str = "https://mini.example.com"

    def __post_init__(self) -> None:
        loopback(self.host)
        callback(self.callback_url)
        for name in ("appid", "mini_appid"):
            if not str(getattr(self, name)).startswith("wxfake"):
                raise UnsafeError(f"{name} must start with wxfake: this is a simulator")
        for name in ("secret", "mini_secret"):
            if "fake" not in str(getattr(self, name)):
                raise UnsafeError(f"{name} must contain 'fake': give no real secret to a simulator")
        if not self.username.startswith("gh_fake"):
            raise UnsafeError("username must start with gh_fake")
        aes_key(self.aes_key)
        choice("mode", self.mode, MODES)
        choice("format", self.format, FORMATS)
        choice("kind", self.kind, tuple(KINDS))


def choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UnsafeError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def aes_key(value: str) -> None:
    try:
        key = base64.b64decode(value + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnsafeError("aes_key must be 43 characters of base64") from error
    if len(value) != AES_KEY_CHARACTERS or len(key) != AES_KEY_BYTES:
        raise UnsafeError("aes_key must be 43 characters of base64")


def loopback(host: str) -> None:
    if host == "localhost":
        return
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise UnsafeError(f"{host} is no loopback address") from error
    if not address.is_loopback:
        raise UnsafeError(f"{host} is no loopback address: the simulator stays on this machine")


def callback(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise UnsafeError("callback_url must be http://127.0.0.1:PORT/PATH")
    loopback(parts.hostname)
