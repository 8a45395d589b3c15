"""Days and lengths of time as people type them: 昨天, 上周五, 9月3日, 3号, 两个半小时, 90分钟."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.line_hours import AFTER_A_DAY

_DAY: Final = timedelta(days=1)
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_CN: Final = "零一二两三四五六七八九十百"
_NUMBER: Final = rf"(?:(?<![\d.])\d{{1,6}}(?:\.\d{{1,3}})?|[{_CN}]{{1,5}})"
_MINUTES: Final = r"(?:分钟|min(?:ute)?s?(?![a-z]))"
_HOURS: Final = r"(?:小时|钟头|h(?:ours?|rs?)?(?![a-z]))"
_LENGTH: Final = re.compile(
    rf"(?P<hours>{_NUMBER}|半)\s*个?(?P<half>半)?{_HOURS}(?P<tail>半)?"
    rf"(?:零?(?P<more>{_NUMBER})(?:{_MINUTES}|分))?"
    rf"|(?P<minutes>{_NUMBER})\s*(?:{_MINUTES}|分$)"
    rf"|(?P<quarters>{_NUMBER})刻钟"
)
_HOUR: Final = 60
_QUARTER: Final = 15

_SMALL: Final = r"(?:(?<!\d)\d{1,2}|[一二三四五六七八九十]{1,3})"
_NEAR: Final = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
    "今晨": 0,
    "明天": -1,
    "明日": -1,
    "大后天": -3,
    "后天": -2,
}
_DATE: Final = re.compile(
    "(?:"
    r"(?<!\d)(?P<year>\d{4})\s*[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?!\d)[日号]?"
    r"|(?<!\d)(?P<y8>20\d\d)(?P<m8>[01]\d)(?P<d8>[0-3]\d)(?!\d)"
    rf"|(?P<m>{_SMALL})月(?P<d>{_SMALL})(?!\d)[日号]?"
    r"|(?<![\d/])(?P<ms>1[0-2]|0?[1-9])/(?P<ds>3[01]|[12]\d|0?[1-9])(?![\d/])"
    rf"|(?P<only>{_SMALL})[号日](?![楼院线门厅馆店井桥路床房车机文游])"
    rf"|(?P<near>{'|'.join(_NEAR)})"
    r"|(?<!每)(?<!每个)(?P<week>上上|上|这|本|下)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    f"){AFTER_A_DAY}"
)
_WEEKS: Final = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_WEEKDAYS: Final = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time found at ``[start, end)`` of a text."""

    start: int
    end: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A day found at ``[start, end)`` of a text; ``day`` None: there is no such day."""

    start: int
    end: int
    said: str
    day: date | None


def lengths(text: str, *, every: bool = False) -> Iterator[Length]:
    """Yield each length of time in a text (half-width digits, lower case), in minutes.

    ``every`` yields also those that begin inside another: 张三两小时 holds 三两小时 and 两小时.
    """
    for match in _matches(_LENGTH, text, every=every):
        if match["hours"]:
            hours = 0.5 if match["hours"] == "半" else number(match["hours"])
            hours += 0.5 * bool(match["half"] or match["tail"])
            minutes = hours * _HOUR + (number(match["more"]) if match["more"] else 0)
        elif match["minutes"]:
            minutes = number(match["minutes"])
        else:
            minutes = number(match["quarters"]) * _QUARTER
        yield Length(match.start(), match.end(), round(minutes))


def mentions(
    text: str, today: date, *, every: bool = False, ahead: bool = False
) -> Iterator[Mention]:
    """Yield each day in a text (half-width digits), as seen from ``today``.

    ``every`` yields also those that begin inside another. ``ahead``: what is spoken of is to come,
    so 周三, 3号 and 9月3日 are the next such day.

    A month and day without a year, and 周三 without a week, mean the nearest that makes sense for
    something that has happened; 3号 is the latest such day that is not to come.
    """
    for match in _matches(_DATE, text, every=every):
        try:
            day = _coming(match, today) if ahead else _resolve(match, today)
        except (ValueError, OverflowError):
            day = None
        yield Mention(match.start(), match.end(), match[0], day)


def number(text: str) -> float:
    """Return what a number says, in digits or in Chinese below a thousand (``二十五`` is 25)."""
    if text[0] not in _CN:
        return float(text)
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
    return float(total + digit)


def _matches(pattern: re.Pattern[str], text: str, *, every: bool) -> Iterator[re.Match[str]]:
    if not every:
        return pattern.finditer(text)
    tried = (pattern.match(text, at) for at in range(len(text)))
    return (match for match in tried if match)


def _resolve(match: re.Match[str], today: date) -> date | None:
    if match["near"]:
        return today - _NEAR[match["near"]] * _DAY
    if match["weekday"]:
        return _weekday(match["week"], _WEEKDAYS[match["weekday"]], today)
    if match["only"]:
        return _latest(int(number(match["only"])), today)
    year, day = match["year"] or match["y8"], match["day"] or match["d8"]
    month = match["month"] or match["m8"]
    if year:
        return date(int(year), int(month), int(day))
    month, day = match["m"] or match["ms"], match["d"] or match["ds"]
    return _nearest(int(number(month)), int(number(day)), today)


def _coming(match: re.Match[str], today: date) -> date | None:
    """Return the day that is meant of something to come: the next, where several could be."""
    if match["weekday"] and match["week"] is None:
        return today + (_WEEKDAYS[match["weekday"]] - today.weekday()) % 7 * _DAY
    if match["only"]:
        day, first = int(number(match["only"])), today.replace(day=1)
        while (found := _date(first.year, first.month, day)) is None or found < today:
            first = (first + 31 * _DAY).replace(day=1)
            if first.year > today.year + 1:
                return None
        return found
    if match["m"] or match["ms"]:
        month, day = int(number(match["m"] or match["ms"])), int(number(match["d"] or match["ds"]))
        days = (_date(year, month, day) for year in (today.year, today.year + 1))
        return next((found for found in days if found is not None and found >= today), None)
    return _resolve(match, today)


def _weekday(week: str | None, weekday: int, today: date) -> date:
    if week is None:
        return today - (today.weekday() - weekday) % 7 * _DAY
    monday = today - today.weekday() * _DAY
    return monday + (_WEEKS[week] * 7 + weekday) * _DAY


def _latest(day: int, today: date) -> date:
    if day <= today.day:
        return today.replace(day=day)
    return (today.replace(day=1) - _DAY).replace(day=day)


def _nearest(month: int, day: int, today: date) -> date | None:
    years = (today.year, today.year - 1)
    days = [d for d in (_date(year, month, day) for year in years) if d is not None]
    return min(days, key=lambda d: abs(d - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
