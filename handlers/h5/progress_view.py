"""What the progress page shows: rules in groups, each with its reasons; nothing is decided here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.quotas import Standing
from domain.rules import Source
from domain.standing_words import say_figure, say_lack, say_since, say_until
from handlers import explaining
from services.explanations import Explanation

_SHOWN: Final = 200
"""Records that open under one rule; a phone holds no more at ease."""
_NEVER: Final = 10**6


@dataclass(frozen=True, slots=True)
class Reasons:
    """What opens under a rule."""

    since: str
    facts: tuple[str, ...]
    counted: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    """Each reason with the records that it keeps out."""
    sources: tuple[tuple[str, str], ...]
    """Each document with the place in it, and its words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One rule; ``bar`` is how much of how much, none where nothing is asked for."""

    title: str
    ours: bool
    figure: str
    bar: tuple[int, int] | None
    state: str
    until: str
    why: Reasons


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one sort, under a heading."""

    title: str
    rules: tuple[Item, ...]
    owed: bool = False
    """Whether it is what matters now."""


def groups(found: Iterable[tuple[bool, Explanation]], today: date) -> tuple[Group, ...]:
    """Return the rules in groups: owed first, the nearest end on top; ``bool`` is the organ's."""
    by_title: dict[str, list[tuple[bool, Explanation]]] = {}
    for ours, e in found:
        by_title.setdefault(_group(e.standing), []).append((ours, e))
    return tuple(
        Group(
            title,
            tuple(_item(ours, e, today) for ours, e in sorted(by_title[title], key=_left)),
            owed=title == OWED,
        )
        for title in (OWED, MET, EXCUSED, COMING)
        if title in by_title
    )


OWED: Final = "还要做的"
MET: Final = "已经完成"
EXCUSED: Final = "不作要求"
COMING: Final = "还没开始"


def _group(s: Standing) -> str:
    if not s.begun:
        return COMING
    if not s.bound:
        return EXCUSED
    return MET if s.met else OWED


def _left(one: tuple[bool, Explanation]) -> tuple[int, str]:
    """Order by how near the end is; what has not begun, by when it begins."""
    s = one[1].standing
    if not s.begun:
        return 0, s.window.first_day.isoformat()
    return _NEVER if s.days_left is None else s.days_left, ""


def _item(ours: bool, e: Explanation, today: date) -> Item:
    s = e.standing
    done = s.begun and s.bound and s.met  # the heading says so
    figure = say_figure(s) if s.begun else f"{s.target} {s.rule.measure.unit}"
    bar = (min(s.count, s.target), s.target) if s.begun and s.target and not done else None
    until = say_until(s, today) if s.owed else ""
    state = "" if done else _state(s, today)
    return Item(s.rule.title, ours, figure, bar, state, until, _reasons(e, today))


def _state(s: Standing, today: date) -> str:
    """Say how it stands in a few words."""
    if not s.begun:
        return say_since(s, today)
    return s.exempt_reason or say_lack(s)


def _reasons(e: Explanation, today: date) -> Reasons:
    s = e.standing
    return Reasons(
        explaining.say_since_when(s),
        tuple(_facts(e)),
        tuple(explaining.say_line(line, s, today) for line in e.counted[-_SHOWN:]),
        tuple(explaining.say_left_out(e, today)),
        tuple((_cited(source), source.clause) for source in e.sources),
    )


def _cited(source: Source) -> str:
    """Cite a source with all that helps to find it."""
    document = source.document
    number = f"({document.number})" if document.number else ""
    return f"《{document.title}》{number}{source.at}"


def _facts(e: Explanation) -> Iterator[str]:
    s = e.standing
    if s.override_reason:
        yield f"个人目标 {s.target}:{s.override_reason}"
    if said := explaining.say_adds(e):
        yield said
    if s.rule.measure.counts_records and s.begun and not e.counted:
        yield "还没有算得上的记录。"
    yield from explaining.say_caseload(e)
    if said := explaining.say_unmet(e):
        yield said
    if said := explaining.say_others(e):
        yield said
