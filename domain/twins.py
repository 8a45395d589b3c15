"""Who in a case-load may have been entered twice: same name, and nothing that tells them apart."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

_BETWEEN: Final = str.maketrans(dict.fromkeys(" \t\u3000·・.-'"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One youth of a case-load: what can tell two of one name apart."""

    id: int
    name: str
    hint: str
    has_phone: bool
    bound: bool


@dataclass(frozen=True, slots=True)
class Twins:
    """Two who may be one, and why it looks so."""

    one: Entry
    other: Entry
    why: str


def fold(name: str) -> str:
    """Return a name without what people type differently: width, case, spaces, dots."""
    return unicodedata.normalize("NFKC", name).translate(_BETWEEN).casefold()


def pairs(entries: Iterable[Entry]) -> list[Twins]:
    """Return who may be one person, the likeliest first.

    Two numbers are two people, and so are two who have logged in.
    """
    same: dict[str, list[Entry]] = {}
    for entry in entries:
        same.setdefault(fold(entry.name), []).append(entry)
    found = [
        (_strength(one, other), one, other)
        for entries_of_name in same.values()
        for one, other in combinations(entries_of_name, 2)
        if not (one.has_phone and other.has_phone) and not (one.bound and other.bound)
    ]
    found.sort(key=lambda twins: (-twins[0], twins[1].name, twins[1].id, twins[2].id))
    return [Twins(one, other, _why(one, other)) for _, one, other in found]


def _alike(one: Entry, other: Entry) -> bool:
    first, second = fold(one.hint), fold(other.hint)
    return bool(first and second) and (first in second or second in first)


def _strength(one: Entry, other: Entry) -> int:
    return 2 * _alike(one, other) + (one.has_phone != other.has_phone)


def _why(one: Entry, other: Entry) -> str:
    reasons = ["同名"]
    if _alike(one, other):
        reasons.append("备注相近")
    if one.has_phone != other.has_phone:
        reasons.append("一位有手机号、一位没有")
    return ",".join(reasons)
