"""Reading the short form in which a record or a plan is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from domain.errors import Refusal
from domain.kinds import KINDS, Kind
from domain.line_hours import WHOLE_DAY_MINUTES, DayPart, by_code
from domain.line_questions import DAY_MINUTES

OTHER: Final = "other"
KEPT: Final = "kept"
"""The hour stays as it was."""
NEAR: Final = {"0": 0, "-1": -1, "-2": -2, "+1": 1, "+2": 2}
"""Days as they are tapped, from today."""
ONLINE: Final = "online"
OFFLINE: Final = "offline"
_TITLE: Final = 60
_YEARS: Final = range(2000, 2100)


class KindMissing(Refusal):
    """Nothing says what it was."""

    code = "kind_missing"
    text = "先点一下是哪一类。"


class DayMissing(Refusal):
    """Another day was meant, and none was named."""

    code = "day_missing"
    text = "选了「别的日子」,再选一下是哪天。"


class TwoDays(Refusal):
    """A tapped day and a typed one."""

    code = "two_days"
    text = "日子写了两个。要用日历里的那天,把上面点成「别的日子」;不用,把日历里的清掉。"


class BadMinutes(Refusal):
    """No number of minutes, or more than a day has."""

    code = "bad_minutes"
    text = "「多久」填分钟数就行,比如 90,一天最多 1440。不清楚就空着。"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says; ``keeps_hour``: the hour at which it began stays as it was."""

    kind: Kind
    day: date
    at: time | None
    keeps_hour: bool
    minutes: int | None
    title: str
    offline: bool


def read(fields: Mapping[str, str], today: date) -> Filled:
    """Return what was filled in; a refusal says what is missing.

    A form opened before midnight, and sent after it, means the days that it showed.
    """
    kind = KINDS.get(fields.get("kind", ""))
    if kind is None:
        raise KindMissing
    said = fields.get("part", "")
    part = by_code(said)
    minutes = _minutes(fields.get("minutes", "").strip())
    if part is DayPart.WHOLE and minutes is None:
        minutes = WHOLE_DAY_MINUTES
    how = fields.get("how", "")
    return Filled(
        kind,
        _day(
            fields.get("day", ""),
            fields.get("date", "").strip(),
            shown_on(fields.get("today", ""), today),
        ),
        part.at if part else None,
        said == KEPT,
        minutes,
        " ".join(fields.get("title", "").split())[:_TITLE],
        how == OFFLINE if how in {OFFLINE, ONLINE} else kind.offline,
    )


def shown_on(said: str, today: date) -> date:
    """Return the day on which a form was shown: today, or yesterday."""
    yesterday = today - timedelta(days=1)
    return yesterday if said == yesterday.isoformat() else today


def _day(tapped: str, typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise DayMissing from None
    if day is not None and day.year not in _YEARS:
        raise DayMissing
    if tapped not in NEAR:
        if day is None:
            raise DayMissing
        return day
    near = today + timedelta(days=NEAR[tapped])
    if day is not None and day != near:
        raise TwoDays
    return near


def _minutes(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdecimal()) or not 0 < int(said[:6]) <= DAY_MINUTES:
        raise BadMinutes
    return int(said)
