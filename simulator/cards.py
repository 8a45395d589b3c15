"""Message templates: what each typed field accepts, and the card a person sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from simulator.errors import WxError

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = re.compile(r"\{\{(\w+)\.DATA\}\}")
TYPED = re.compile(
    r"(thing|short_thing|number|letter|symbol|character_string|time|date|amount|phone_number"
    r"|car_number|name|phrase|enum|const)\d+"
)
COLON = re.compile("[\\s:\uff1a]+$")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HAN = re.compile(r"[\u3400-\u9fff]")
DAY = re.compile(r"(\d{4})(?:年|-|/)(\d{1,2})(?:月|-|/)(\d{1,2})日?")
HOUR = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
OLD_VALUE = 20  # characters an old template still shows of a value
DROPPED = ("first", "remark")  # no longer shown since 2023-05


def _moment(text: str, *, need_day: bool, need_hour: bool) -> bool:
    day = DAY.match(text)
    rest = text[day.end() :].strip() if day else text.strip()
    hour = HOUR.fullmatch(rest) if rest else None
    if (rest and not hour) or (need_day and not day) or (need_hour and not hour):
        return False
    try:
        if day:
            date(int(day[1]), int(day[2]), int(day[3]))
        if hour:
            time(int(hour[1]), int(hour[2]), int(hour[3] or 0))
    except ValueError:
        return False
    return bool(day or hour)


def _span(text: str, *, need_day: bool, need_hour: bool) -> bool:
    ends = text.split("~")
    return len(ends) in (1, 2) and all(
        _moment(end.strip(), need_day=need_day, need_hour=need_hour) for end in ends
    )


def _time(text: str) -> bool:
    return _span(text, need_day=False, need_hour=True)


def _date(text: str) -> bool:
    return _span(text, need_day=True, need_hour=False)


def _name(text: str) -> bool:
    if HAN.search(text):
        return re.fullmatch(r"[\u3400-\u9fffA-Za-z·]{1,10}", text) is not None
    return re.fullmatch(r"[A-Za-z .'·-]{1,20}", text) is not None


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


FIELDS: dict[str, Callable[[str], bool]] = {
    "thing": _matches(r".{1,20}"),
    "short_thing": _matches(r".{1,20}"),
    "number": _matches(r"(?=.{1,33}$)\d{1,32}(\.\d+)?"),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(r"[^\w\s]{1,5}"),
    "character_string": _matches(r"[\x20-\x7e]{1,32}"),
    "time": _time,
    "date": _date,
    "amount": _matches(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": _matches(r"[\d+() -]{1,17}"),
    "car_number": _matches(r"[\u3400-\u9fffA-Za-z0-9][A-Za-z0-9]{1,6}[\u3400-\u9fffA-Za-z0-9]?"),
    "name": _name,
    "phrase": _matches(r"[\u3400-\u9fff]{1,5}"),
    "enum": _matches(r".{1,20}"),
    "const": _matches(r".{0,20}"),
}


@dataclass
class Template:
    template_id: str
    title: str
    content: str
    example: str = ""
    enums: dict[str, list[str]] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        return KEY.findall(self.content)

    def labels(self) -> dict[str, str]:
        """Find the words before each field, as the card shows them."""
        found = {}
        for line in self.content.splitlines():
            for match in KEY.finditer(line):
                found[match[1]] = COLON.sub("", line[: match.start()])
        return found

    def card(self, data: object) -> list[dict[str, str]]:
        """Check the values and lay them out as the person sees them."""
        values = data if isinstance(data, dict) else {}
        labels = self.labels()
        fields = []
        for key in self.keys:
            if key in DROPPED:
                continue
            given = values.get(key)
            value = str(given.get("value", "")) if isinstance(given, dict) else ""
            fields.append({"key": key, "label": labels[key], "value": self._accept(key, value)})
        return fields

    def _accept(self, key: str, value: str) -> str:
        typed = TYPED.fullmatch(key)
        if typed is None:
            return value.partition("\n")[0][:OLD_VALUE]
        kind = typed[1]
        if not value and kind != "const":
            raise WxError(47003, f"argument invalid! data.{key}.value is empty")
        allowed = self.enums.get(key)
        if (
            CONTROL.search(value)
            or not FIELDS[kind](value)
            or (allowed is not None and value and value not in allowed)
        ):
            raise WxError(47003, f"argument invalid! data.{key}.value invalid")
        return value

    def as_json(self) -> dict[str, Any]:
        return {
            "template_id": self.template_id,
            "title": self.title,
            "content": self.content,
            "example": self.example,
            "keys": self.keys,
        }
