"""Template values cut and cleaned to the platform's typed limits, so that none is refused (47003).

A category template's keys name their types: ``thing1``, ``time2``, ``phrase3``. What can be made
to fit is made to fit; what cannot is a ``Misfit``, found before any call is made.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

_HAN: Final = "㐀-鿿"
_ENDS: Final = 2


@dataclass(frozen=True, slots=True)
class Template:
    """One of our templates on the platform: its id, and our field names by its keys."""

    id: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Misfit(Exception):  # noqa: N818 - it names the value
    """A value the platform would refuse; the message names the key, never the value."""


def fitted(template: Template, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the ``data`` of a template message; raise ``Misfit`` for what cannot be sent."""
    if missing := sorted(set(template.fields) - set(values)):
        raise Misfit(f"no value for {', '.join(missing)}")
    return {key: {"value": fit(key, values[ours])} for ours, key in template.fields.items()}


def fit(key: str, value: str) -> str:
    """Return the value as the key's type takes it; raise ``Misfit`` where nothing would be left."""
    kind = re.sub(r"\d+$", "", key)
    result = _FITTERS.get(kind, _thing)(_clean(value))
    if not result:
        raise Misfit(f"{key} cannot take this value")
    return result


def _clean(value: str) -> str:
    """Drop control characters, and put one space for each run of white space."""
    spaced = re.sub(r"\s+", " ", value)
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs"}).strip()


_CONST: Final = 20


def _thing(value: str) -> str:
    return _cut(value, 20) or "无"


def _cut(value: str, most: int) -> str:
    """Cut at a character, with a sign that there was more; counted as the phone counts (UTF-16)."""
    if _length(value) <= most:
        return value
    kept, used = "", 1
    for character in value:
        used += _length(character)
        if used > most:
            break
        kept += character
    return f"{kept}…"


def _length(value: str) -> int:
    return len(value) + sum(character > "\uffff" for character in value)


def _kept(pattern: str, most: int) -> Callable[[str], str]:
    """Keep only the characters allowed, at most so many."""
    allowed = re.compile(pattern)

    def only(value: str) -> str:
        return "".join(allowed.findall(unicodedata.normalize("NFKC", value)))[:most]

    return only


def _matching(pattern: str, most: int) -> Callable[[str], str]:
    """Take the value whole, or not at all: half a number is a wrong number."""
    shape = re.compile(pattern)

    def whole(value: str) -> str:
        plain = unicodedata.normalize("NFKC", value)
        return plain if len(plain) <= most and shape.fullmatch(plain) else ""

    return whole


def _name(value: str) -> str:
    """Ten characters where a 汉字 is among them, else twenty letters."""
    if re.search(f"[{_HAN}]", value):
        return "".join(re.findall(f"[{_HAN}A-Za-z·]", value))[:10]
    return "".join(re.findall(r"[A-Za-z .'·-]", value))[:20].strip()


def _time(value: str) -> str:
    """Write instants with their hour; a whole day is the span from its first to its last minute."""
    points = _points(value)
    if len(points) == 1 and points[0].day and not points[0].hour:
        day = points[0].day
        points = [_Point(day, "00:00"), _Point(day, "23:59")]
    return "~".join(map(str, points)) if all(point.hour for point in points) else ""


def _date(value: str) -> str:
    points = _points(value)
    return "~".join(map(str, points)) if points and points[0].day else ""


@dataclass(frozen=True, slots=True)
class _Point:
    day: str
    hour: str

    def __str__(self) -> str:
        return f"{self.day} {self.hour}".strip()


_POINT: Final = re.compile(
    r"(?:(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?)?[T ]*(?:(\d{1,2}):(\d{2})(?::\d{2})?)?"
)


def _points(value: str) -> list[_Point]:
    """Read one instant or the two ends of a span; nothing where it is neither."""
    ends = [_point(end.strip()) for end in unicodedata.normalize("NFKC", value).split("~")]
    return [end for end in ends if end] if len(ends) <= _ENDS and all(ends) else []


def _point(end: str) -> _Point | None:
    found = _POINT.fullmatch(end)
    if not found or not end:
        return None
    year, month, day, hour, minute = found.groups()
    try:
        there = date(int(year), int(month), int(day)) if year else None
        then = time(int(hour), int(minute)) if hour else None
    except ValueError:
        return None
    return _Point(
        f"{there.year}年{there.month}月{there.day}日" if there else "",
        f"{then:%H:%M}" if then else "",
    )


_FITTERS: Final[dict[str, Callable[[str], str]]] = {
    "thing": _thing,
    "keyword": _thing,
    "number": _matching(r"\d+(\.\d+)?", 32),
    "letter": _kept(r"[A-Za-z]", 32),
    "symbol": _kept(r"[!-/:-@\[-^`{-~]", 5),
    "character_string": _kept(r"[!-~]", 32),
    "time": _time,
    "date": _date,
    "amount": _matching(r"[¥$€£]?\d{1,10}(\.\d{1,2})?元?", 15),
    "phone_number": _matching(r"[0-9+() -]+", 17),
    "car_number": _matching(rf"[{_HAN}A-Za-z0-9][A-Za-z0-9]{{3,6}}[{_HAN}A-Za-z0-9]", 8),
    "name": _name,
    "phrase": _kept(f"[{_HAN}]", 5),
    "const": lambda value: value if _length(value) <= _CONST else "",
}
"""By type: the platform's table of value limits."""
