"""What a record counts for, rule by rule, said at once: where it does not count, why not."""

from dataclasses import dataclass
from typing import Final

from domain.evidence import NOTHING, Deed, Evidence
from domain.quotas import Standing, evaluate, misfit, worked_halves
from domain.rules import Measure, Rule
from domain.sifting import sift
from domain.wording import say_date
from domain.workdays import HalfDay, halves
from models.record import Record
from services import evidence, subjects
from services.uow import Uow

_WEEKEND: Final = 5
_TWICE: Final = "这半天已经算过一次"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule that looks for such records, and what it says to this one."""

    standing: Standing
    """How its maker now stands there, in the window in which it happened."""
    why_not: str | None
    """Why it does not count, in Chinese; None where it does."""
    half_days: tuple[HalfDay, ...] = ()
    """The half-days that it adds, where those are counted."""
    late: bool = False
    """It counts in a window that was over when it was written down."""

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.standing.rule


def of(uow: Uow, record: Record, youth_ids: frozenset[int]) -> tuple[Verdict, ...]:
    """Return what each rule that looks for such a record says to it, in the programme's order.

    Rules that look for other kinds say nothing, and those that ask for youths only if it names one
    of the case-load.
    """
    deed = Deed(
        record.kind,
        record.happened_at,
        record.minutes,
        record.offline,
        record.entered_at,
        youth_ids,
        record.id,
    )
    if record.cadre_id is not None:
        subject, ids = "cadre", [record.cadre_id]
        bound = subjects.cadres(uow, ids, deed.day)
    else:
        subject, ids = "organ", [record.organ_id or 0]
        bound = subjects.organs(uow, ids)
    found = []
    for one in bound:
        rules = [rule for rule in one.programme.rules if _asks_for(rule, deed)]
        mine = evidence.gather(uow, subject, ids, deed.day, rules).get(one.id, NOTHING)
        for rule in rules:
            standing = evaluate(rule, one.subject, deed.day, mine, uow.means.calendar)
            if standing is not None and _concerned(rule, deed, mine):
                found.append(_verdict(uow, standing, deed, mine))
    return tuple(found)


def _asks_for(rule: Rule, deed: Deed) -> bool:
    named = not rule.counts.kinds or deed.kind in rule.counts.kinds
    return rule.measure.counts_records and named


def _concerned(rule: Rule, deed: Deed, mine: Evidence) -> bool:
    return rule.measure is not Measure.EACH_YOUTH or not deed.youths.isdisjoint(mine.caseload)


def _verdict(uow: Uow, standing: Standing, deed: Deed, mine: Evidence) -> Verdict:
    rule, window = standing.rule, standing.window
    why = misfit(rule, deed, uow.means.calendar)
    if why is not None:
        return Verdict(standing, _plainer(uow, rule, deed) or why)
    new: tuple[HalfDay, ...] = ()
    if rule.measure is Measure.HALF_DAYS:
        others = [other for other in mine.deeds if other.id != deed.id]
        taken = worked_halves(sift(rule, window, others, uow.means.calendar).counted)
        new = tuple(half for half in halves(deed.at, deed.minutes) if half not in taken)
        if not new:
            return Verdict(standing, _TWICE)
    return Verdict(standing, None, new, late=(deed.entered_at or uow.now) >= window.end)


def _plainer(uow: Uow, rule: Rule, deed: Deed) -> str | None:
    """Say what a day that is no working day is instead."""
    if (
        rule.measure is not Measure.HALF_DAYS
        or uow.means.calendar.is_working(deed.day) is not False
    ):
        return None
    what = "周末" if deed.day.weekday() >= _WEEKEND else "节假日"
    return f"{say_date(deed.day)}是{what},不是工作日"
