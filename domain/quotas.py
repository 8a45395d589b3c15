"""How somebody stands against a rule: services count, this decides.

The service asks ``rule.period.window_of(on)`` for the window, counts the records in it grouped by
kind, length and place, and hands the groups to ``tally``; what a rule admits is decided here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.binding import Subject, bind
from domain.periods import Window
from domain.programme import Programme
from domain.rules import Measure, Rule, Source


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted for one subject, rule and window.

    ``by_kind``: records that ``rule.counts`` admits, by kind, whoever is bound; ``distinct``:
    different youths (without those who opted out or were archived), for ``distinct_youths``.
    """

    by_kind: Mapping[str, int] = field(default_factory=dict)
    distinct: int = 0


class Grouped(NamedTuple):
    """A group of records of one subject in one window, as the service counted it."""

    kind: str
    minutes: int | None
    offline: bool
    number: int


def tally(rule: Rule, groups: Iterable[Grouped], distinct: int = 0) -> Tally:
    """Return what a rule counts of some groups of records of its window."""
    by_kind: Counter[str] = Counter()
    for group in groups:
        if _wanting(rule, group.kind, group.minutes, offline=group.offline) is None:
            by_kind[group.kind] += group.number
    return Tally(by_kind, distinct)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands against one rule in one window.

    ``target`` and ``count`` are totals; where each kind is asked for, ``count`` leaves out what
    goes beyond a kind's own target, so that ``missing == target - count`` (never below 0).
    ``by_kind`` holds all records, for every kind of the rule; ``missing_by_kind`` only kinds that
    are wanting, and only where each is asked for. ``bound`` False: the numbers are still true,
    ``exempt_reason`` says in Chinese why nothing is owed.
    """

    rule: Rule
    window: Window
    target: int
    count: int
    by_kind: Mapping[str, int]
    missing_by_kind: Mapping[str, int]
    exempt_reason: str | None
    days_left: int | None
    override_reason: str | None = None

    @property
    def missing(self) -> int:
        """How many are wanting in all."""
        return max(self.target - self.count, 0)

    @property
    def met(self) -> bool:
        """Whether the target is reached, bound or not."""
        return self.count >= self.target

    @property
    def bound(self) -> bool:
        """Whether the window binds."""
        return self.exempt_reason is None

    @property
    def owed(self) -> bool:
        """Whether something is still to be done: bound and not met."""
        return self.bound and not self.met

    @property
    def source(self) -> Source:
        """The document and clause that decide."""
        return self.rule.sources[0]

    @property
    def clause(self) -> str:
        """The exact words of the notice."""
        return self.rule.clause


def evaluate(rule: Rule, subject: Subject, on: date, tally: Tally | None = None) -> Standing | None:
    """Return how a subject stands against a rule on a day, or None where it does not concern it.

    ``tally`` is what was counted in ``rule.period.window_of(on)``; None is nothing.
    """
    binding = bind(rule, subject, on)
    if binding is None:
        return None
    tally = tally or Tally()
    by_kind = {kind: tally.by_kind.get(kind, 0) for kind in rule.counts.kinds}
    missing: dict[str, int] = {}
    if rule.measure is Measure.EACH_KIND:
        missing = {k: binding.target - n for k, n in by_kind.items() if n < binding.target}
    target = rule.whole(binding.target)
    return Standing(
        rule=rule,
        window=binding.window,
        target=target,
        count=_count(rule, target, tally, by_kind, missing),
        by_kind=by_kind,
        missing_by_kind=missing,
        exempt_reason=binding.exempt,
        days_left=binding.window.days_left(on),
        override_reason=binding.override.reason if binding.override else None,
    )


def _count(
    rule: Rule,
    target: int,
    tally: Tally,
    by_kind: Mapping[str, int],
    missing: Mapping[str, int],
) -> int:
    match rule.measure:
        case Measure.DISTINCT_YOUTHS:
            return tally.distinct
        case Measure.RECORDS:
            return sum(by_kind.values())
        case Measure.EACH_KIND:
            return target - sum(missing.values())


def evaluate_all(
    programme: Programme, subject: Subject, on: date, tallies: Mapping[str, Tally]
) -> tuple[Standing, ...]:
    """Return every rule of a programme that concerns a subject; ``tallies`` by rule id."""
    standings = (evaluate(r, subject, on, tallies.get(r.id)) for r in programme.rules)
    return tuple(standing for standing in standings if standing)


@dataclass(frozen=True, slots=True)
class Deed:
    """A record as far as rules look at it: ``day`` it happened, ``minutes`` None if not said."""

    kind: str
    day: date
    minutes: int | None = None
    offline: bool = True


def misfit(rule: Rule, deed: Deed) -> str | None:
    """Return, in Chinese, why a record does not count in a rule; None where it does."""
    why = _wanting(rule, deed.kind, deed.minutes, offline=deed.offline)
    if why is None and not rule.period.window_of(deed.day).holds(deed.day):
        return "不在这项活动的时间里"
    return why


def _wanting(rule: Rule, kind: str, minutes: int | None, *, offline: bool) -> str | None:
    counts = rule.counts
    if not counts.kinds:
        return "这一条看联系名单,不看单次记录"
    if kind not in counts.kinds:
        return "不是这一条要的类别"
    if counts.offline not in (None, offline):
        return "这一条只算线下" if counts.offline else "这一条只算线上"
    least = counts.min_minutes
    if least is None or (minutes is not None and minutes >= least):
        return None
    return f"没写时长;满 {least} 分钟才计入" if minutes is None else f"不到 {least} 分钟,不计入"


def fits(rule: Rule, deed: Deed) -> bool:
    """Say whether a record counts in a rule, whoever made it."""
    return misfit(rule, deed) is None


def filled(programme: Programme, subject: Subject, deed: Deed) -> tuple[Rule, ...]:
    """Return the rules that a record counts in for its maker, bound or exempt, in file order."""
    return tuple(
        rule
        for rule in programme.rules
        if fits(rule, deed) and bind(rule, subject, deed.day) is not None
    )
