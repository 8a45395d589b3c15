"""The law the rows were counted under, as plain data: programmes in force and the calendar.

No table holds them, and without them nobody could count the tables again. They go out for whoever
recounts; on the way in they are checked for being whole and then left alone, because a house
counts by its own files.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.transfer.manifest import LAW, private
from domain.periods import MonthDay, Period
from domain.programme import Programme
from domain.rules import Rule, Who
from domain.workdays import Calendar

PROGRAMMES, CALENDAR = LAW


@dataclass(frozen=True, slots=True)
class Law:
    """Which programmes there are, the one followed where none is named, the working days."""

    programmes: Mapping[str, Programme]
    default: str
    calendar: Calendar

    def write(self, directory: Path) -> dict[str, str]:
        """Write both files and return their hashes by name."""
        told = {PROGRAMMES: self._programmes(), CALENDAR: self._calendar()}
        return {name: _write(directory / name, data) for name, data in told.items()}

    def _programmes(self) -> dict[str, Any]:
        return {
            "default": self.default,
            "programmes": {
                name: {
                    "title": programme.title,
                    "rules": [_rule(rule) for rule in programme.rules],
                }
                for name, programme in sorted(self.programmes.items())
            },
        }

    def _calendar(self) -> dict[str, Any]:
        return {
            "covered": sorted(self.calendar.covered),
            "off": _days(self.calendar.off),
            "on": _days(self.calendar.on),
        }


def check(directory: Path, hashes: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the two files of a folder."""
    for name in LAW:
        try:
            content = (directory / name).read_bytes()
        except OSError:
            yield f"{name}: 打不开"
            continue
        if hashlib.sha256(content).hexdigest() != hashes[name]:
            yield f"{name}: 和清单里的 sha256 对不上,内容被改过或没传完"
        elif not _SHAPES[name](content):
            yield f"{name}: 缺少该有的内容"


def _write(path: Path, data: dict[str, Any]) -> str:
    content = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    private(path).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "measure": rule.measure.value,
        "period": _period(rule.period),
        "subjects": [_who(who) for who in rule.subjects],
        "kinds": list(rule.counts.kinds),
        "fields": list(rule.fields),
        "min_minutes": rule.counts.min_minutes,
        "offline": rule.counts.offline,
        "by_day": rule.by_day,
        "sources": [
            {"document": source.document.name, "at": source.at, "clause": source.clause}
            for source in rule.sources
        ],
    }


def _who(who: Who) -> dict[str, Any]:
    return {
        "roles": sorted(who.roles),
        "levels": sorted(who.levels),
        "target": who.target,
        "encouraged": who.encouraged,
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "kind": period.kind.value,
        "anchor": period.anchor,
        "from": _month_day(period.since),
        "to": _month_day(period.until),
    }


def _month_day(day: MonthDay | None) -> str | None:
    return day and f"{day.month:02}-{day.day:02}"


def _days(days: frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _shape(*keys: str) -> Callable[[bytes], bool]:
    """Return a check that a file is a JSON object with these keys, and no others."""

    def sound(content: bytes) -> bool:
        try:
            data = json.loads(content)
        except (ValueError, RecursionError):
            return False
        return isinstance(data, dict) and data.keys() == set(keys)

    return sound


_SHAPES: Final[Mapping[str, Callable[[bytes], bool]]] = {
    PROGRAMMES: _shape("default", "programmes"),
    CALENDAR: _shape("covered", "off", "on"),
}
