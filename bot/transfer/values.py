"""How a column's values are written in JSON, and read back with every doubt named."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
)

from models.base import Instant

_Ways: TypeAlias = tuple[Callable[[Any], object], Callable[[Any], object]]

# PostgreSQL keeps no NUL, and half of a surrogate pair is no character.
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_32: Final = 2**31
_64: Final = 2**63


class BadValue(ValueError):  # noqa: N818 - it is the value that is bad
    """A value that its column cannot take; says in Chinese why, and never shows the value."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One column's way into JSON and out of it."""

    name: str
    nullable: bool
    _write: Callable[[Any], object]
    _read: Callable[[Any], object]

    def write(self, value: object) -> object:
        """Return what JSON holds for a value."""
        return None if value is None else self._write(value)

    def read(self, value: object) -> object:
        """Return the value that JSON holds, or raise ``BadValue``."""
        if value is None:
            if not self.nullable:
                raise BadValue("不能为空")
            return None
        return self._read(value)


def codecs(table: Table) -> tuple[Codec, ...]:
    """Return the codecs of a table's columns, in order."""
    return tuple(
        Codec(column.name, bool(column.nullable), *_ways(column)) for column in table.columns
    )


def _ways(column: Column[Any]) -> _Ways:
    kind = column.type
    if isinstance(kind, LargeBinary):
        return _write_bytes, partial(_read_bytes, length=kind.length)
    if isinstance(kind, Integer):
        return int, partial(_read_integer, limit=_64 if isinstance(kind, BigInteger) else _32)
    if isinstance(kind, String):
        return str, partial(_read_text, length=kind.length)
    return next(ways for known, ways in _PLAIN.items() if isinstance(kind, known))


def _write_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(_text(value))
    except ValueError as no:
        raise BadValue("不是 RFC 3339 时间") from no
    if instant.tzinfo is None:
        raise BadValue("时间没有时区")
    try:
        return instant.astimezone(UTC)
    except OverflowError as no:
        raise BadValue("时间太远") from no


def _read_date(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as no:
        raise BadValue("不是日期(年-月-日)") from no


def _read_time(value: object) -> time:
    try:
        moment = time.fromisoformat(_text(value))
    except ValueError as no:
        raise BadValue("不是时刻(时:分)") from no
    if moment.tzinfo is not None:
        raise BadValue("时刻不带时区")
    return moment


def _write_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _read_bytes(value: object, length: int | None) -> bytes:
    try:
        content = base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError) as no:
        raise BadValue("不是 base64") from no
    if length is not None and len(content) > length:
        raise BadValue(f"最多 {length} 字节,这里有 {len(content)}")
    return content


def _read_bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadValue("要 true 或 false")
    return value


def _read_integer(value: object, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue("要整数")
    if not -limit <= value < limit:
        raise BadValue("数字太大")
    return value


def _read_text(value: object, length: int | None) -> str:
    text = _text(value)
    if length is not None and len(text) > length:
        raise BadValue(f"最多 {length} 个字,这里有 {len(text)}")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadValue("要文字")
    if _UNSTORABLE.search(value):
        raise BadValue("有不能保存的字符")
    return value


def _read_json(value: object) -> object:
    if not isinstance(value, dict | list):
        raise BadValue("要 JSON 对象或数组")
    pending: list[object] = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            pending += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            pending += part
        elif isinstance(part, str):
            _text(part)
    return value


_PLAIN: Final[Mapping[type, _Ways]] = {
    Instant: (_write_instant, _read_instant),
    Date: (date.isoformat, _read_date),
    Time: (time.isoformat, _read_time),
    Boolean: (bool, _read_bool),
    JSON: (lambda value: value, _read_json),
}
"""Types without a limit of their own: how they are written and read."""
