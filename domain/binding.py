"""Whom a window binds (domain.md section 2, "Semantics to get right").

A window binds whoever held type and post on its first day, and through it without joining,
changing type, leaving or recorded leave; the others are exempt, with the reason in words, and
bound at the next window. All that is recorded counts, also what lies later in the window, so the
answer depends on the window and not on the day of asking. A move to another organisation without
a gap, as the same type and under the same rule, breaks nothing. A standing rule has no first day:
it binds whoever is in post, and not on leave, on the day of asking. Whom a rule only encourages
it never binds.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from domain.dictionaries import Level
from domain.periods import Window
from domain.rules import ROLE_TITLES, Role, Rule, Who
from domain.wording import say_date

ENCOURAGED: Final = "提倡参加,不作要求"

_DAY: Final = timedelta(days=1)


class _Dated(Protocol):
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """An appointment, or an organ's existence: ``first_day`` to ``last_day``, both inside.

    ``last_day`` None: until further notice. A change of type is two spans, one ending the day
    before the other begins.
    """

    role: Role
    level: Level
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """A recorded leave, both days inside; ``last_day`` None while it lasts."""

    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A personal target for one rule, as the programme file would say it. [淮] 五2."""

    rule: str
    target: int
    reason: str
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything about a cadre or an organ that decides what binds it; spans in any order."""

    spans: tuple[Span, ...]
    leaves: tuple[Leave, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """What a rule asks of a subject in a window: ``target`` as in the file, or as overridden.

    ``exempt`` is the Chinese reason for which the window does not bind, None where it does.
    """

    window: Window
    target: int
    exempt: str | None = None
    override: Override | None = None


def bind(rule: Rule, subject: Subject, on: date) -> Binding | None:
    """Return what a rule asks in its window around ``on``; None where it does not concern them."""
    window = rule.period.window_of(on)
    if window.standing:
        spans, exempt = _standing(rule, subject, on)
    else:
        spans, exempt = _windowed(rule, subject, window)
    if not spans:
        return None
    override = _override(rule, subject, min(max(on, window.first_day), window.last_day))
    target = override.target if override else max(_meant(rule, span).target for span in spans)
    return Binding(window, target, exempt, override)


def _standing(rule: Rule, subject: Subject, on: date) -> tuple[list[Span], str | None]:
    spans = [s for s in _concerned(rule, subject) if _holds(s, on)]
    owing = [s for s in spans if not _meant(rule, s).encouraged]
    if any(_holds(leave, on) for leave in subject.leaves):
        return spans, "休假登记中"
    return (owing, None) if owing else (spans, ENCOURAGED)


def _windowed(rule: Rule, subject: Subject, window: Window) -> tuple[list[Span], str | None]:
    """Return the spans that set the target, and the reason against binding."""
    spans = [s for s in _concerned(rule, subject) if _overlaps(s, window)]
    owing = [s for s in spans if not _meant(rule, s).encouraged]
    for pool, exempt in ((owing, None), ([s for s in spans if s not in owing], ENCOURAGED)):
        if at_first := _through(pool, window):
            away = any(_overlaps(leave, window) for leave in subject.leaves)
            return at_first, "本窗口内休假登记" if away else exempt
    at_first = [s for s in spans if _holds(s, window.first_day)]
    if at_first:
        return at_first, _why_ended(subject, at_first[-1], spans, window)
    first = min((s.first_day for s in spans), default=window.first_day)
    begun = [s for s in spans if s.first_day == first]
    return begun, _why_begun(subject, begun[0], window) if begun else None


def _through(spans: list[Span], window: Window) -> list[Span]:
    """Return the spans held on the first day as a role that fills the window; none if none does."""
    for role in Role:
        own = [s for s in spans if s.role is role]
        if _covers(own, window):
            return [s for s in own if _holds(s, window.first_day)]
    return []


def _why_begun(subject: Subject, span: Span, window: Window) -> str:
    eve = span.first_day - _DAY
    for other in _in_order(subject):
        if other.last_day is None or other.first_day >= span.first_day:
            continue
        if eve <= other.last_day < window.last_day:
            return _changed(other, span)
    word = "成立" if span.role is Role.ORGAN else "上任"
    return f"{say_date(span.first_day)}{word},下一个窗口起算"


def _why_ended(subject: Subject, span: Span, spans: list[Span], window: Window) -> str:
    chain = _last_of_chain([s for s in spans if s.role is span.role], span)
    last = chain or window.last_day  # a chain that never ends would have covered the window
    for other in _in_order(subject):
        if (
            other != span
            and span.first_day < other.first_day <= last + _DAY
            and _holds(other, last + _DAY)
        ):
            return _changed(span, other)
    word = "撤销" if span.role is Role.ORGAN else "离任"
    return f"{say_date(last, window.first_day.year)}{word}"


def _changed(before: Span, after: Span) -> str:
    if before.role is after.role:
        return "窗口内级别调整" if before.role is Role.ORGAN else "窗口内岗位调动"
    return f"窗口内由{ROLE_TITLES[before.role]}转{ROLE_TITLES[after.role]}"


def _concerned(rule: Rule, subject: Subject) -> list[Span]:
    return [s for s in _in_order(subject) if rule.target_for(s.role, s.level) is not None]


def _in_order(subject: Subject) -> list[Span]:
    """Return the spans in an order that does not depend on how they were handed over."""
    return sorted(subject.spans, key=lambda s: (s.first_day, s.last_day or date.max, s.role))


def _meant(rule: Rule, span: Span) -> Who:
    """Return the entry of a rule by which a span that it concerns is measured."""
    who = rule.who(span.role, span.level)
    if who is None:
        msg = f"{rule.id} does not concern {span}"
        raise ValueError(msg)
    return who


def _override(rule: Rule, subject: Subject, on: date) -> Override | None:
    """Return the latest override in force on a day."""
    live = [o for o in subject.overrides if o.rule == rule.id and _holds(o, on)]
    return max(live, key=lambda o: o.first_day, default=None)


def _holds(span: _Dated, day: date) -> bool:
    return span.first_day <= day and (span.last_day is None or day <= span.last_day)


def _overlaps(span: _Dated, window: Window) -> bool:
    ended = span.last_day is not None and span.last_day < window.first_day
    return span.first_day <= window.last_day and not ended


def _covers(spans: list[Span], window: Window) -> bool:
    """Say whether spans of one role fill the window without a gap."""
    starting = [s for s in spans if _holds(s, window.first_day)]
    if not starting:
        return False
    last = _last_of_chain(spans, starting[0])
    return last is None or last >= window.last_day


def _last_of_chain(spans: list[Span], span: Span) -> date | None:
    """Return the last day reached from a span through those that follow without a gap."""
    last = span.last_day
    for other in sorted(spans, key=lambda s: s.first_day):
        if last is None:
            return None
        if other.first_day <= last + _DAY and (other.last_day is None or other.last_day > last):
            last = other.last_day
    return last
