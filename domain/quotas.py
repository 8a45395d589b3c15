"""How somebody stands against a rule: services bring the evidence, this decides.

The evidence is what was done in the windows around a day, and the case-load at its end; which
records a rule admits, which it leaves out and why, and what is owed, is decided here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.binding import Subject, bind
from domain.evidence import NOTHING, Deed, Evidence
from domain.periods import Window
from domain.programme import Programme
from domain.rules import Measure, Rule, Source
from domain.sifting import sift, unknown_year, why_not
from domain.workdays import UNKNOWN, Calendar, HalfDay, halves

_FEWEST_DAYS: Final = 2
"""A week with fewer working days binds nobody (domain.md section 2)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands against one rule in one window.

    ``target`` and ``count`` are totals; where each part is asked for (each kind, each field, each
    youth), ``count`` leaves out what goes beyond a part's own target, so that
    ``missing == target - count`` (never below 0). ``by_part`` holds all that counts, by kind or
    field; ``missing_by_part`` only what is wanting, and only where each part is asked for.
    ``late`` is how many of the records were entered after the window had ended. ``bound`` False:
    the numbers are still true, ``exempt_reason`` says in Chinese why nothing is owed. ``begun``
    False: the window is the next to come.
    """

    rule: Rule
    window: Window
    target: int
    count: int
    by_part: Mapping[str, int]
    missing_by_part: Mapping[str, int]
    exempt_reason: str | None
    days_left: int | None
    begun: bool = True
    late: int = 0
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
        """Whether something is still to be done: bound, begun and not met."""
        return self.bound and self.begun and not self.met

    @property
    def due(self) -> date:
        """The last day on which a record counts."""
        return self.rule.deadline(self.window)

    @property
    def source(self) -> Source:
        """The document and clause that decide."""
        return self.rule.sources[0]

    @property
    def clause(self) -> str:
        """The exact words of the notice."""
        return self.rule.clause


def evaluate(
    rule: Rule,
    subject: Subject,
    on: date,
    evidence: Evidence = NOTHING,
    calendar: Calendar = UNKNOWN,
) -> Standing | None:
    """Return how a subject stands against a rule on a day, or None where it does not concern it.

    ``evidence`` holds at least the records of ``rule.period.window_of(on)``, and the case-load at
    the end of the day where the rule looks at it.
    """
    binding = bind(rule, subject, on)
    if binding is None:
        return None
    window = binding.window
    counted = sift(rule, window, evidence.deeds, calendar, evidence.caseload).counted
    by_part = _by_part(rule, counted, evidence)
    target, count = _totals(rule, binding.target, counted, by_part, evidence)
    short = {part: binding.target - n for part, n in by_part.items() if n < binding.target}
    return Standing(
        rule=rule,
        window=window,
        target=target,
        count=count,
        by_part=by_part,
        missing_by_part=short if rule.parts else {},
        exempt_reason=binding.exempt or _off_work(rule, window, calendar),
        days_left=_days_left(rule, window, on),
        begun=window.first_day <= on,
        late=sum(deed.entered_at is not None and deed.entered_at >= window.end for deed in counted),
        override_reason=binding.override.reason if binding.override else None,
    )


def _by_part(rule: Rule, counted: Iterable[Deed], evidence: Evidence) -> Mapping[str, int]:
    found: Counter[str]
    if rule.measure is Measure.EACH_FIELD:
        found = Counter(evidence.caseload.values())
        return {field: found[field] for field in rule.fields}
    if not rule.measure.counts_records:
        return {}
    found = Counter(deed.kind for deed in counted)
    return {kind: found[kind] for kind in rule.counts.kinds or sorted(found)}


def _totals(
    rule: Rule,
    target: int,
    counted: tuple[Deed, ...],
    by_part: Mapping[str, int],
    evidence: Evidence,
) -> tuple[int, int]:
    """Return the total that is asked for, and how much of it there is."""
    match rule.measure:
        case Measure.DISTINCT_YOUTHS:
            return target, len(evidence.caseload)
        case Measure.EACH_FIELD | Measure.EACH_KIND:
            return target * len(rule.parts), sum(min(n, target) for n in by_part.values())
        case Measure.EACH_YOUTH:
            met = Counter(youth for deed in counted for youth in deed.youths)
            each = (min(met[youth], target) for youth in evidence.caseload)
            return target * len(evidence.caseload), sum(each)
        case Measure.RECORDS:
            return target, len(counted)
        case Measure.HALF_DAYS:
            return target, len(worked_halves(counted))


def worked_halves(deeds: Iterable[Deed]) -> frozenset[HalfDay]:
    """Return the half-days that some records take together."""
    return frozenset(half for deed in deeds for half in halves(deed.at, deed.minutes))


def _off_work(rule: Rule, window: Window, calendar: Calendar) -> str | None:
    """Say why a window of half-days binds nobody, if it does not."""
    if rule.measure is not Measure.HALF_DAYS:
        return None
    if unknown := unknown_year(window, calendar):
        return unknown
    working = calendar.working_days(window.first_day, window.last_day) or ()
    return "本周工作日不足两天" if len(working) < _FEWEST_DAYS else None


def _days_left(rule: Rule, window: Window, on: date) -> int | None:
    return None if window.standing else max((rule.deadline(window) - on).days, 0)


def evaluate_all(
    programme: Programme,
    subject: Subject,
    on: date,
    evidence: Evidence = NOTHING,
    calendar: Calendar = UNKNOWN,
) -> tuple[Standing, ...]:
    """Return every rule of a programme that concerns a subject, in file order."""
    standings = (evaluate(rule, subject, on, evidence, calendar) for rule in programme.rules)
    return tuple(standing for standing in standings if standing)


def misfit(rule: Rule, deed: Deed, calendar: Calendar = UNKNOWN) -> str | None:
    """Return, in Chinese, why a record does not count in a rule; None where it does."""
    return why_not(rule, rule.period.window_of(deed.day), deed, calendar)


def fits(rule: Rule, deed: Deed, calendar: Calendar = UNKNOWN) -> bool:
    """Say whether a record counts in a rule, whoever made it."""
    return misfit(rule, deed, calendar) is None


def filled(
    programme: Programme, subject: Subject, deed: Deed, calendar: Calendar = UNKNOWN
) -> tuple[Rule, ...]:
    """Return the rules that a record counts in for its maker, bound or exempt, in file order."""
    return tuple(
        rule
        for rule in programme.rules
        if fits(rule, deed, calendar) and bind(rule, subject, deed.day) is not None
    )
