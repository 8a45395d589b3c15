"""Why a number is what it is: the records behind it, what was left out and why, the clause."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from domain.errors import Refusal
from domain.evidence import Deed
from domain.kinds import KINDS
from domain.periods import HOME, Window
from domain.programme import Programme
from domain.quotas import Standing
from domain.rules import Measure, Rule, Source
from domain.sifting import sift
from domain.workdays import halves
from models import explanation as questions
from models.record import Record
from services import caseloads, quotas
from services.caseloads import Caseload
from services.quotas import Stand
from services.uow import Uow

UNDONE: Final = "撤销了"
ENOUGH: Final = "这一类已经够了,多的不再加"
MET_BEFORE: Final = "这几位这一期已经见过了"


class NoSuchRule(Refusal):
    """The programme has no such rule."""

    code = "no_such_rule"
    text = "「{title}」里没有 {rule} 这一条。有的是:{rules}。"


class NotConcerned(Refusal):
    """The rule is somebody else's."""

    code = "rule_not_concerned"
    text = "{rule} 这一条管不到这里。管得到的是:{rules}。"


class NoSuchSubject(Refusal):
    """There is no such cadre or organ, or it never held a post."""

    code = "no_such_subject"
    text = "没有编号 {id} 的{whose},或者还没有任职信息。"


@dataclass(frozen=True, slots=True)
class Line:
    """One record as far as an explanation tells of it."""

    id: int
    at: datetime
    kind: str
    title: str
    minutes: int | None
    youths: int
    """How many youths it names."""
    late: bool
    """Whether it was entered only after its window had ended."""
    correction: str
    """Why an admin added it or took it back; mostly nothing."""
    adds: int = 0
    """By how much it raises the number."""

    @property
    def at_home(self) -> datetime:
        """When it began, on the wall clock of Asia/Shanghai."""
        return self.at.astimezone(HOME)

    @property
    def day(self) -> date:
        """The day it happened."""
        return self.at_home.date()

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name; a kind of long ago keeps its code."""
        return KINDS[self.kind].title if self.kind in KINDS else self.kind


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that does not count, and why; ``undone`` if it was taken back."""

    line: Line
    why: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One subject, one rule, one day: the number and everything behind it.

    The living records of the window are in ``counted``, in ``left_out``, or among ``others``,
    the number of those whose kind has nothing to do with the rule. What ``counted`` adds up to is
    the number of the standing.
    """

    standing: Standing
    programme: Programme
    counted: tuple[Line, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    others: int = 0
    caseload: Caseload | None = None
    """Where the rule looks at it: who is in it, and who no longer is."""
    unmet: tuple[int, ...] = ()
    """Of a rule about every youth: those still to be met, by name."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Documents and clauses, the one that decides first."""
        return self.standing.rule.sources


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record as the rules see it, and as people do."""

    deed: Deed
    record: Record

    def line(self, window: Window, adds: int = 0) -> Line:
        row = self.record
        late = row.entered_at >= window.end
        youths = len(self.deed.youths)
        said = (row.kind, row.title, row.minutes, youths, late, row.correction)
        return Line(row.id, row.happened_at, *said, adds)


def explain(uow: Uow, subject: str, subject_id: int, rule_id: str, on: date) -> Explanation:
    """Explain one number; a rule that is not there, or not theirs, is refused with what there is.

    Names are told only to the cadre whose case-load it is (``uow.actor``).
    """
    stand = _stand(uow, subject, subject_id, on)
    standing = next((s for s in stand.standings if s.rule.id == rule_id), None)
    if standing is None:
        rules = "、".join(s.rule.id for s in stand.standings) or "还没有"
        if any(rule.id == rule_id for rule in stand.programme.rules):
            raise NotConcerned(rule=rule_id, rules=rules)
        raise NoSuchRule(title=stand.programme.title, rule=rule_id, rules=rules)
    return _all(uow, replace(stand, standings=(standing,)), on)[0]


def explain_all(uow: Uow, stand: Stand, on: date) -> list[Explanation]:
    """Explain every number of one subject, with a few questions for all of them."""
    return _all(uow, stand, on) if stand.standings else []


def _stand(uow: Uow, subject: str, subject_id: int, on: date) -> Stand:
    ask = quotas.of_cadres if subject == "cadre" else quotas.of_organs
    found = ask(uow, on, [subject_id])
    if not found:
        raise NoSuchSubject(id=subject_id, whose="团干部" if subject == "cadre" else "机关")
    return found[0]


def _all(uow: Uow, stand: Stand, on: date) -> list[Explanation]:
    windows = [s.window for s in stand.standings if s.rule.measure.counts_records]
    seen = _records(uow, stand, windows)
    people = None
    if any(s.rule.measure.looks_at_caseload for s in stand.standings):
        people = caseloads.of(uow, stand.id if stand.subject == "cadre" else None, on)
    return [_one(uow, stand, s, seen, people) for s in stand.standings]


def _records(uow: Uow, stand: Stand, windows: list[Window]) -> list[_Seen]:
    """Read the subject's records of all the windows together."""
    if not windows:
        return []
    start, end = min(w.start for w in windows), max(w.end for w in windows)
    youths: dict[int, set[int]] = defaultdict(set)
    where = (stand.subject, stand.id, start, end)
    for record, youth in uow.session.execute(questions.named(*where)):
        youths[record].add(youth)
    return [
        _Seen(
            Deed(
                kind=row.kind,
                at=row.happened_at,
                minutes=row.minutes,
                offline=row.offline,
                entered_at=row.entered_at,
                youths=frozenset(youths[row.id]),
                id=row.id,
            ),
            row,
        )
        for row in uow.session.scalars(questions.happened(*where))
    ]


def _one(
    uow: Uow, stand: Stand, standing: Standing, seen: list[_Seen], people: Caseload | None
) -> Explanation:
    rule, window = standing.rule, standing.window
    mine = people if rule.measure.looks_at_caseload else None
    if not rule.measure.counts_records:
        return Explanation(standing, stand.programme, caseload=mine)
    inside = [one for one in seen if window.contains(one.deed.at)]
    living = [one for one in inside if one.record.undone_at is None]
    asked = [one for one in living if _asked(rule, one.deed)]
    by_id = {one.deed.id: one for one in asked}
    deeds = (one.deed for one in asked)
    sifted = sift(rule, window, deeds, uow.means.calendar, mine.members if mine else None)
    counted, surplus = [], []
    members = frozenset(mine.members) if mine else frozenset()
    for deed, adds, why in _adding(standing, sifted.counted, members):
        line = by_id[deed.id].line(window, adds)
        if adds:
            counted.append(line)
        else:
            surplus.append(LeftOut(line, why))
    out = [LeftOut(by_id[deed.id].line(window), why) for deed, why in sifted.left_out]
    back = [
        LeftOut(one.line(window), _taken_back(one.record), undone=True)
        for one in inside
        if one.record.undone_at is not None and _asked(rule, one.deed)
    ]
    met = Counter(youth for deed in sifted.counted for youth in deed.youths)
    each = standing.target // len(members) if members else 0
    return Explanation(
        standing,
        stand.programme,
        tuple(counted),
        tuple(sorted([*out, *surplus, *back], key=lambda left: (left.line.at, left.line.id))),
        len(living) - len(asked),
        mine,
        tuple(youth for youth in mine.members if met[youth] < each) if mine else (),
    )


def _asked(rule: Rule, deed: Deed) -> bool:
    """Say whether a record is of a kind that the rule looks at."""
    return not rule.counts.kinds or deed.kind in rule.counts.kinds


def _taken_back(record: Record) -> str:
    return f"管理员更正:{record.correction}" if record.correction else UNDONE


def _adding(
    standing: Standing, deeds: Iterable[Deed], members: frozenset[int]
) -> Iterator[tuple[Deed, int, str]]:
    """Yield each fitting record, by how much it raises the number, and why if it does not."""
    had: Counter[object] = Counter()
    for deed in deeds:
        things, most, why = _things(standing, deed, members)
        yield deed, sum(had[thing] < most for thing in things), why
        had.update(things)


def _things(
    standing: Standing, deed: Deed, members: frozenset[int]
) -> tuple[Collection[object], int, str]:
    """Return what a record brings, how often each is counted, and why it may add nothing."""
    match standing.rule.measure:
        case Measure.EACH_KIND:
            return [deed.kind], standing.target // len(standing.rule.parts), ENOUGH
        case Measure.HALF_DAYS:
            return halves(deed.at, deed.minutes), 1, ""
        case Measure.EACH_YOUTH:
            met = deed.youths & members
            most = standing.target // len(members) if members else 0
            return met, most, MET_BEFORE
        case _:
            return [deed.id], 1, ""
