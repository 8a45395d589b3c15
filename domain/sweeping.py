"""Judging everybody at once: each plain case that a rule can meet is judged once, for all in it.

Whoever holds one post around a window, and has no personal target, is one of few cases: the grade
(role and level) by the shape (how post and leave lie to the window). The domain judges one made-up
subject of each case; counting how many people are which case is left to the database. All others
are judged one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from domain.binding import Leave, Span, Subject, bind
from domain.dictionaries import LEADING, CadreType, Level
from domain.periods import Window, midnight
from domain.quotas import evaluate
from domain.rules import Measure, Role, Rule
from domain.workdays import Calendar

_DAY: Final = timedelta(days=1)


class Shape(IntEnum):
    """How the one post of somebody, and their leaves, lie to a window."""

    THROUGH = 0
    AWAY = 1
    """Held through the window, with a leave in it."""
    BROKEN = 2
    """Begun or ended inside."""
    OUTSIDE = 3


class Grade(NamedTuple):
    """As what somebody is measured, and where."""

    role: Role
    level: Level


GRADES: Final[Mapping[str, tuple[Grade, ...]]] = {
    "cadre": tuple(Grade(Role(type_), level) for type_ in CadreType for level in Level),
    "organ": tuple(Grade(Role.ORGAN, level) for level in Level if level in LEADING),
}
"""The grades of each sort of subject; a database names one by its place here."""


class Verdict(NamedTuple):
    """What a rule asks in one case: the target of each part, and whether it binds."""

    target: int
    bound: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule on a day, as far as counting goes."""

    rule: Rule
    window: Window
    first: date
    last: date
    """The days through which a post is held to be bound: for a standing rule, the day itself."""
    day: date
    """The day on which a personal target has to be in force."""
    verdicts: Mapping[tuple[int, Shape], Verdict]
    """By place of the grade; cases that the rule does not concern are not in it."""

    @property
    def start(self) -> datetime:
        """The first moment at which a record counts."""
        return self.window.start

    @property
    def until(self) -> datetime:
        """The first moment from which on no record counts."""
        return midnight(self.rule.deadline(self.window) + _DAY)

    @property
    def targets(self) -> Mapping[int, int]:
        """The target of each part, by grade, for those whom the rule binds."""
        return {
            grade: verdict.target
            for (grade, shape), verdict in self.verdicts.items()
            if shape is Shape.THROUGH and verdict.bound
        }

    @property
    def countable(self) -> bool:
        """Whether counting records settles it: half-days of working days are not only counted."""
        return self.rule.measure is not Measure.HALF_DAYS


def ask(rule: Rule, subject: str, on: date, calendar: Calendar) -> Ask | None:
    """Return what has to be counted for a rule; None where it concerns nobody of this sort."""
    window = rule.period.window_of(on)
    first, last = (on, on) if window.standing else (window.first_day, window.last_day)
    day = min(max(on, window.first_day), window.last_day)
    verdicts = {}
    for place, grade in enumerate(GRADES[subject]):
        for shape in (Shape.THROUGH, Shape.AWAY, Shape.BROKEN):
            verdict = _judge(rule, made_up(grade, shape, first, last), on, calendar)
            if verdict:
                verdicts[place, shape] = verdict
    return Ask(rule, window, first, last, day, verdicts) if verdicts else None


def made_up(grade: Grade, shape: Shape, first: date, last: date) -> Subject:
    """Return somebody who stands for all of a case, in a window from first to last day."""
    begun = first + _DAY if shape is Shape.BROKEN else first
    span = Span(grade.role, grade.level, begun)
    leaves = (Leave(first, last),) if shape is Shape.AWAY else ()
    return Subject((span,), leaves)


def _judge(rule: Rule, subject: Subject, on: date, calendar: Calendar) -> Verdict | None:
    binding = bind(rule, subject, on)
    standing = evaluate(rule, subject, on, calendar=calendar)
    if binding is None or standing is None:
        return None
    return Verdict(binding.target, standing.bound)


class Lack(NamedTuple):
    """What somebody bound lacks in a rule; the numbers are those of their standing."""

    target: int
    counted: int
    parts: tuple[int, ...] = ()
    """What is missing of each of ``rule.parts``, in their order."""

    @property
    def missing(self) -> int:
        """How many are wanting in all."""
        return self.target - self.counted


class Shortfall(NamedTuple):
    """One subject's lack, by its own name."""

    id: int
    target: int
    counted: int
    parts: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        """How many are wanting in all."""
        return self.target - self.counted


def settle(ask: Ask, target: int, numbers: tuple[int, ...]) -> Lack | None:
    """Return what numbers lack against a target, or None if nothing.

    They are as the rule counts: one for each part where each counts; (size of the case-load, met)
    for ``each_youth``; else one.
    """
    match ask.rule.measure:
        case Measure.EACH_KIND | Measure.EACH_FIELD:
            parts = tuple(max(target - number, 0) for number in numbers)
            whole, count = target * len(parts), target * len(parts) - sum(parts)
        case Measure.EACH_YOUTH:
            (size, count), parts = numbers, ()
            whole = target * size
        case _:
            (count,), parts, whole = numbers, (), target
    return Lack(whole, count, parts) if count < whole else None
