"""Who is short in the whole nation, and how many are bound: a few statements, not a visit to each.

The domain judges each plain case once; the database counts, and hands back those below the number.
Whoever is no plain case (several posts around a window, a personal target) and whatever is more
than counting (half-days) is judged one by one, as everywhere else.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from domain.binding import Subject, bind
from domain.evidence import NOTHING
from domain.periods import Window
from domain.programme import Programme
from domain.quotas import Standing, evaluate
from domain.rules import Measure, Rule
from domain.sweeping import GRADES, Ask, Lack, Shape, Shortfall, ask, made_up, settle
from models import scope as scopes
from models import sweep as questions
from models.batch import Batch, width
from models.scope import Scope
from models.sweep import CASES, ODD
from services import evidence, subjects
from services.uow import Uow

FEW: Final = 20_000
"""So many cadres are looked for each, rather than everybody counted: a province's."""
_CHUNK: Final = 1000
_GAP: Final = 100
"""A statement takes as long as reading the records of some hundred days: so many may be in vain."""


@dataclass(slots=True)
class Swept:
    """How everybody stands whom a rule of a programme concerns."""

    programme: Programme
    rule: Rule
    window: Window
    begun: bool
    """Before that nothing is owed, though ``lacks`` says what is missing."""
    bound: int = 0
    exempt: int = 0
    lacks: list[tuple[Lack, list[int]]] = field(default_factory=list)
    """What those lack who are bound and have not met it, with their ids; in no order."""

    @property
    def lacking(self) -> int:
        """How many have not met it, of those bound."""
        return sum(len(ids) for _, ids in self.lacks)

    @property
    def met(self) -> int:
        """How many have met it, of those bound."""
        return self.bound - self.lacking

    @property
    def short(self) -> list[Shortfall]:
        """Those who have not met it, one by one."""
        return [
            Shortfall(i, target, counted, parts)
            for (target, counted, parts), ids in self.lacks
            for i in ids
        ]

    def missing_by_part(self, lack: Lack | Shortfall) -> dict[str, int]:
        """Return what is wanting by kind or field, where each is asked for."""
        parts = zip(self.rule.parts, lack.parts, strict=True)
        return {part: missing for part, missing in parts if missing}


def _every(_rule: Rule) -> bool:
    return True


def short(  # noqa: PLR0913 - choices, by name
    uow: Uow,
    on: date,
    subject: str = "cadre",
    *,
    rules: Callable[[Rule], bool] = _every,
    within: int | None = None,
    few: int = FEW,
) -> list[Swept]:
    """Return who is short of what on a day, by programme in use and rule, in the files' order.

    ``subject`` is ``cadre`` or ``organ``; ``rules`` says which rules are asked about, ``within``
    in which organisation and all below it. Of not more than ``few`` cadres each is looked for;
    of more, everybody is counted.
    """
    swept: list[Swept] = []
    for programme, scope in _programmes(uow, within):
        asked = (ask(r, subject, on, uow.means.calendar) for r in programme.rules if rules(r))
        asks = [one for one in asked if one]
        found = {
            one.rule.id: Swept(programme, one.rule, one.window, one.window.first_day <= on)
            for one in asks
        }
        sought = _few(uow, subject, scope, on, few) if asks else None
        for together in _batches(asks):
            _sweep(uow, Batch(subject, on, tuple(together), scope, sought), found)
        swept += found.values()
    return swept


def _few(uow: Uow, subject: str, scope: Scope, on: date, few: int) -> tuple[int, ...] | None:
    """Return the cadres meant, if they are few enough to look for each."""
    if scope.everybody or subject != "cadre":
        return None
    ids = tuple(uow.session.scalars(scope.cadres(on).limit(few + 1)))
    return ids if len(ids) <= few else None


def _programmes(uow: Uow, within: int | None) -> Iterator[tuple[Programme, Scope]]:
    """Yield the programmes in use, each with whom it is for."""
    means = uow.means
    names = uow.session.scalars(scopes.chosen())
    chosen = {name for name in names if name and name in means.programmes}
    others, known = sorted(chosen - {means.default_programme}), tuple(sorted(means.programmes))
    yield means.programme, Scope(others=tuple(others), within=within, known=known)
    for name in others:
        yield means.programmes[name], Scope(programme=name, within=within, known=known)


def _batches(asks: Iterable[Ask]) -> list[list[Ask]]:
    """Put together what one statement answers: case-loads, and windows that lie close."""
    standing = [one for one in asks if one.window.standing]
    batches = [standing] if standing else []
    met = [one for one in asks if one.rule.measure is Measure.EACH_YOUTH]
    done = [one for one in asks if one not in standing and one not in met]
    end: date | None = None
    for one in sorted([*done], key=lambda one: one.first):
        if end is None or (one.first - end).days > _GAP:
            batches.append([])
        batches[-1].append(one)
        end = max(end or one.last, one.last)
    return [*batches, *([one] for one in met)]


def _sweep(uow: Uow, batch: Batch, found: dict[str, Swept]) -> None:
    questions.unhurried(uow.session, batch)
    rows = uow.session.execute(questions.short(batch)).all()
    questions.hurried(uow.session)
    _count(batch, (row for row in rows if row[1] == CASES), found)
    people = [(_ids(row[0]), row) for row in rows if row[1] >= 0]
    at = 2
    for one in batch.asks:
        wide, swept = width(one), found[one.rule.id]
        for ids, row in people:
            if row[at] is not None:
                numbers = tuple(row[at : at + wide])
                _collect(uow, batch, one, Alike(ids, row[1], numbers), swept)
        at += wide
    odd = [i for row in rows if row[1] == ODD for i in _ids(row[0])]
    for ids in _chunks(odd):
        _judge_each(uow, batch, ids, found)


def _ids(joined: str | None) -> list[int]:
    return [int(one) for one in joined.split(",")] if joined else []


def _count(batch: Batch, rows: Iterable[Sequence[Any]], found: dict[str, Swept]) -> None:
    """Count who is bound and who is exempt, by the verdict on each case."""
    cases: Counter[tuple[int, int, int]] = Counter()
    for number, _, grade, *shapes in rows:
        for window, shape in enumerate(shapes[: len(batch.windows)]):
            cases[window, grade, shape] += int(number)
    for one in batch.asks:
        window, swept = batch.windows.index((one.first, one.last)), found[one.rule.id]
        for (grade, shape), verdict in one.verdicts.items():
            if verdict.bound:
                swept.bound += cases[window, grade, shape]
            else:
                swept.exempt += cases[window, grade, shape]


class Alike(NamedTuple):
    """People of one grade with the same numbers in a rule."""

    ids: list[int]
    grade: int
    numbers: tuple[int, ...]


def _collect(uow: Uow, batch: Batch, one: Ask, those: Alike, swept: Swept) -> None:
    """Add people who fall short, or may do so, in a rule that binds them."""
    if not one.countable and any(those.numbers):
        _judge_alike(uow, batch, one, those, swept)
        return
    lack = settle(one, one.targets[those.grade], those.numbers)
    if lack is not None:
        swept.lacks.append((lack, those.ids))


def _judge_alike(uow: Uow, batch: Batch, one: Ask, those: Alike, swept: Swept) -> None:
    """Judge people whose records have to be looked at, not only counted."""
    grade = GRADES[batch.subject][those.grade]
    alike = made_up(grade, Shape.THROUGH, one.first, one.last)
    for ids in _chunks(those.ids):
        gathered = evidence.gather(uow, batch.subject, ids, batch.on, [one.rule])
        for i in ids:
            mine = gathered.get(i, NOTHING)
            standing = evaluate(one.rule, alike, batch.on, mine, uow.means.calendar)
            if standing and not standing.met:
                swept.lacks.append((_lack(standing), [i]))


def _judge_each(uow: Uow, batch: Batch, ids: list[int], found: dict[str, Swept]) -> None:
    """Judge people who are no plain case, each by their own history."""
    bound: dict[str, list[tuple[int, Subject]]] = defaultdict(list)
    people = subjects.cadres(uow, ids, batch.on)
    for one in batch.asks:
        for person in people:
            binding = bind(one.rule, person.subject, batch.on)
            if binding and binding.exempt:
                found[one.rule.id].exempt += 1
            elif binding:
                bound[one.rule.id].append((person.id, person.subject))
    rules = [one.rule for one in batch.asks if one.rule.id in bound]
    asked = sorted({i for those in bound.values() for i, _ in those})
    gathered = evidence.gather(uow, batch.subject, asked, batch.on, rules) if asked else {}
    for rule in rules:
        for i, subject in bound[rule.id]:
            mine = gathered.get(i, NOTHING)
            standing = evaluate(rule, subject, batch.on, mine, uow.means.calendar)
            if standing:
                _add(found[rule.id], i, standing)


def _add(swept: Swept, subject_id: int, standing: Standing) -> None:
    swept.bound += standing.bound
    swept.exempt += not standing.bound
    if standing.bound and not standing.met:
        swept.lacks.append((_lack(standing), [subject_id]))


def _lack(standing: Standing) -> Lack:
    parts = tuple(standing.missing_by_part.get(part, 0) for part in standing.rule.parts)
    return Lack(standing.target, standing.count, parts)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))
