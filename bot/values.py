"""What a value in the configuration must look like, and what to say where it does not."""

import base64
import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import redis
from pydantic import AfterValidator, SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.rules import names
from bot.words import words
from domain.safety import WordFaults

EMBEDDED: Final = "embedded"
"""The address of a Redis that lives in this process."""
COUNTERS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where web workers leave their counters for each other."""
_EXAMPLE_AES_KEY: Final = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""Stands in config.example.toml for everybody to read."""


def _http(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment:
        raise ValueError("要写成 http:// 或 https:// 开头的地址")
    if (parts.hostname or "").endswith(".example.org"):
        raise ValueError("还是示例里的地址,换成自己的")
    return value.rstrip("/")


def _folder(value: str) -> str:
    if value and not Path(value).is_dir():
        raise ValueError("没有这个文件夹")
    return value


def _words(value: str) -> str:
    try:
        words(value)
    except OSError:
        raise ValueError("读不了这个文件") from None
    except WordFaults as no:
        raise ValueError(";".join(no.faults)) from None
    return value


def programme(value: str, folder: str) -> str:
    """Refuse a programme that is neither among the shipped ones nor in the folder."""
    if value not in (known := names(folder)):
        raise ValueError(f"没有规则文件 {value}(有:{'、'.join(known)})")
    return value


def _ascii(value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError("还没填(只能有字母、数字和符号,不带空格)")
    return value


def _secret(value: SecretStr) -> SecretStr:
    _ascii(value.get_secret_value())
    return value


def _token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value()
    if token and not re.fullmatch(r"[!-~]{16,}", token):
        raise ValueError("至少 16 位字母、数字和符号,不带空格;不用就留空")
    return value


def _appid(value: str) -> str:
    if not value.removeprefix("wx").strip("0"):
        raise ValueError("还是示例里的,换成公众平台「基本配置」里的 AppID")
    return _ascii(value)


def _key(value: SecretStr) -> SecretStr:
    try:
        raw = base64.b64decode(value.get_secret_value(), validate=True)
    except ValueError as no:
        raise ValueError("不是 base64(生成:tuan100 db key)") from no
    if len(raw) != 32:  # noqa: PLR2004 - AES-256
        raise ValueError(f"要 32 字节,现在是 {len(raw)}(生成:tuan100 db key)")
    if len(set(raw)) == 1:
        raise ValueError("还是示例里的,谁都知道(生成自己的:tuan100 db key)")
    return value


def _aes_key(value: SecretStr) -> SecretStr:
    key = value.get_secret_value()
    if key and not re.fullmatch(r"[A-Za-z0-9]{43}", key):
        raise ValueError("EncodingAESKey 是 43 位字母和数字")
    if key == _EXAMPLE_AES_KEY:
        raise ValueError("还是示例里的,谁都知道(在公众平台「随机生成」一个)")
    return value


def _database(value: str) -> str:
    try:
        address = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("不是数据库地址") from None
    if address.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("要以 sqlite:/// 或 postgresql+psycopg:// 开头")
    if not address.database or address.database == ":memory:":
        raise ValueError("没写是哪个数据库(文件或库名)")
    return value


def _redis(value: str) -> str:
    if value != EMBEDDED:
        try:
            redis.ConnectionPool.from_url(value)
        except ValueError:
            raise ValueError(f"要写成 {EMBEDDED}、redis://、rediss:// 或 unix:// 的地址") from None
    return value


Address = Annotated[str, AfterValidator(_http)]
Ascii = Annotated[str, AfterValidator(_ascii)]
AppId = Annotated[str, AfterValidator(_appid)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Token = Annotated[SecretStr, AfterValidator(_token)]
Key = Annotated[SecretStr, AfterValidator(_key)]
AesKey = Annotated[SecretStr, AfterValidator(_aes_key)]
Words = Annotated[str, AfterValidator(_words)]
Folder = Annotated[str, AfterValidator(_folder)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
