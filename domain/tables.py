"""Reading a TOML table key by key, and gathering every fault instead of stopping at the first."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final, TypeVar

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class _Required:
    """The default of a key that must be there."""


REQUIRED: Final = _Required()

_TYPES: Final = {str: "文字", int: "整数", bool: "true 或 false", date: "日期", list: "列表"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where, under which key, and why (in Chinese)."""

    file: str
    key: str
    why: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.file} · {self.key}:{self.why}" if self.key else f"{self.file}:{self.why}"


@dataclass(slots=True)
class Faults:
    """The faults of one file so far."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, key: str, why: str) -> None:
        """Note one."""
        self.found.append(Fault(self.file, key, why))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``;是不是想写 target?`` where a known word is near, or an empty text."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f";是不是想写 {near[0]}?" if near else ""


class Table:
    """A TOML table being read.

    Every method takes one key and returns its value; a missing or wrong one is noted and a
    harmless value of the right type is returned, so that reading goes on. ``close`` notes the
    keys that nobody asked for.
    """

    def __init__(self, data: Mapping[str, Any], path: str, faults: Faults) -> None:
        self._data, self._path, self.faults = data, path, faults
        self._asked: set[str] = set()

    def fault(self, key: str, why: str) -> None:
        """Note a fault at a key of this table."""
        self.faults.add(self._at(key), why)

    def has(self, key: str) -> bool:
        """Say whether a key that may stand here does."""
        self._asked.add(key)
        return key in self._data

    def holds_table(self, key: str) -> bool:
        """Say whether a key that may stand here holds a table."""
        return self.has(key) and isinstance(self._data[key], Mapping)

    def text(self, key: str, default: str | _Required = REQUIRED) -> str:
        """Read a text that is not blank."""
        value = self._typed(key, str, default, "")
        if self.has(key) and isinstance(self._data[key], str) and not value.strip():
            self.fault(key, "不能是空的")
        return value

    def integer(self, key: str, default: int | _Required = REQUIRED, least: int = 0) -> int:
        """Read a whole number of at least ``least``."""
        value = self._typed(key, int, default, least)
        if value < least:
            self.fault(key, f"是 {value},至少要 {least}")
        return value

    def flag(self, key: str, default: bool | _Required = REQUIRED) -> bool:
        """Read true or false."""
        return self._typed(key, bool, default, False)

    def day(self, key: str) -> date | None:
        """Read an optional date, without a time."""
        value = self._typed(key, date, date.min, date.min) if self.has(key) else None
        if isinstance(value, datetime):
            self.fault(key, "应是日期,不带时间")
            return value.date()
        return value

    def clock(self, key: str, default: time) -> time:
        """Read a time of day written as ``"21:00"``."""
        text = self._typed(key, str, f"{default:%H:%M}", f"{default:%H:%M}")
        try:
            return time.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self.fault(key, f"「{text}」不是时刻,请写成 21:00 这样")
            return default

    def choice(self, key: str, words: type[E], default: E | _Required = REQUIRED) -> E:
        """Read one word of an enumeration."""
        fallback: E = next(iter(words)) if isinstance(default, _Required) else default
        given = default if isinstance(default, _Required) else str(default)
        text = self._typed(key, str, given, str(fallback))
        return self.one_of(key, text, words, fallback)

    def choices(self, key: str, words: type[E], default: Iterable[E] = ()) -> tuple[E, ...]:
        """Read a list of such words, none of them twice."""
        fallback = tuple(default)
        if not self.has(key):
            return fallback
        first = next(iter(words))
        return tuple(self.one_of(key, text, words, first) for text in self.texts(key))

    def one_of(self, key: str, text: str, words: type[E], fallback: E) -> E:
        """Turn a text into a word of an enumeration, or note a fault at ``key``."""
        try:
            return words(text)
        except ValueError:
            known = "、".join(words)
            self.fault(key, f"没有「{text}」这个值,可以写 {known}{did_you_mean(text, words)}")
            return fallback

    def texts(self, key: str) -> tuple[str, ...]:
        """Read an optional list of texts, none of them twice."""
        return self._list(key, str)

    def integers(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Read an optional list of whole numbers, none of them twice or below 0."""
        if not self.has(key):
            return default
        values = self._list(key, int)
        for value in values:
            if value < 0:
                self.fault(key, f"{value} 小于 0")
        return values

    def table(self, key: str) -> "Table":
        """Read a table; a missing one reads as empty."""
        self._asked.add(key)
        value = self._data.get(key, {})
        if not isinstance(value, Mapping):
            self.fault(key, "应是一张表")
            value = {}
        return Table(value, self._at(key), self.faults)

    def either(self, key: str, word: str) -> "Table":
        """Read ``key = "x"`` as if it were ``key = { word = "x" }``, or such a table itself."""
        self._asked.add(key)
        value = self._data.get(key, {})
        if not isinstance(value, str | Mapping):
            self.fault(key, "应是文字或一张表")
            value = {}
        return Table({word: value} if isinstance(value, str) else value, self._at(key), self.faults)

    def know(self, *keys: str) -> None:
        """Count keys as asked for, so that they may stand here and be suggested."""
        self._asked.update(keys)

    def tables(self, key: str) -> list["Table"]:
        """Read a list of at least one table."""
        self._asked.add(key)
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.fault(key, "应是一列表格")
            return []
        if not value:
            self.fault(key, "至少要有一项")
        return [
            Table(v, f"{self._at(key)}[{n}]{_label(v)}", self.faults)
            for n, v in enumerate(value, 1)
        ]

    def named(self, key: str) -> dict[str, "Table"]:
        """Read a table of tables, by name."""
        group = self.table(key)
        names = list(group._data)  # noqa: SLF001 - its own kind
        return {name: group.table(name) for name in names}

    def close(self) -> None:
        """Note every key that was not asked for."""
        for key in self._data:
            if key not in self._asked:
                self.fault(key, f"没有这个键{did_you_mean(key, self._asked)}")

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _typed(self, key: str, kind: type[T], default: T | _Required, harmless: T) -> T:
        self._asked.add(key)
        if key not in self._data:
            if isinstance(default, _Required):
                self.fault(key, "缺少这一项")
                return harmless
            return default
        value = self._data[key]
        if not _is(value, kind):
            self.fault(key, f"应是{_TYPES[kind]},写的是 {value!r}")
            return harmless
        return value  # type: ignore[no-any-return]  # _is has looked

    def _list(self, key: str, kind: type[T]) -> tuple[T, ...]:
        self._asked.add(key)
        values = self._data.get(key, [])
        if not isinstance(values, list) or not all(_is(v, kind) for v in values):
            self.fault(key, f"应是{_TYPES[kind]}的列表,写的是 {values!r}")
            return ()
        for n, value in enumerate(values):
            if value in values[:n]:
                self.fault(key, f"「{value}」写了两次")
        return tuple(dict.fromkeys(values))


def _is(value: object, kind: type) -> bool:
    """Say whether a value is of a type; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _label(data: Mapping[str, Any]) -> str:
    return f"({data['id']})" if isinstance(data.get("id"), str) else ""
