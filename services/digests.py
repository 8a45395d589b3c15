"""What an organ's leader should know once a week, in one message: figures, not a list to shame.

Only what falls due soon is counted; names are told of those alone whom no message reaches, for
somebody has to speak to them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from domain.binding import bind
from domain.periods import local_day
from domain.reminders import stage_of
from domain.rules import Rule
from domain.wording import say_date
from models import reminder as questions
from services import subjects, sweeps
from services.reminders_due import chunks
from services.reminders_words import Report
from services.subjects import Bound
from services.uow import Uow

_RULES: Final = 4
"""How many rules are spelt out; a phone shows some twelve lines."""
_NAMES: Final = 5
_SOON: Final = 21
"""Days before its end from which on a rule is spoken of, however long its ladder is."""
_MANY: Final = 5000
"""Cadres whose posts are read at a time."""


class Line(NamedTuple):
    """One rule of one programme, in the window that falls due."""

    subject: str
    programme: str
    rule: str
    title: str
    due: date


class _Rule(NamedTuple):
    """A rule that falls due, and who falls short of it."""

    rule: Rule
    line: Line
    short: set[int]


@dataclass(slots=True)
class Figures:
    """What is counted under one organ."""

    bound: Counter[Line] = field(default_factory=Counter)
    short: Counter[Line] = field(default_factory=Counter)
    unreached: int = 0
    """How many fall short and get no message."""
    named: list[str] = field(default_factory=list)
    """Those of them for whom no nearer organ answers."""
    strange: list[str] = field(default_factory=list)
    """Organisations whose programme has no file."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.short.total() and not self.strange


def due(
    uow: Uow, leaders: Mapping[int, Collection[int]], within: int | None = None
) -> Mapping[int, Report]:
    """Return, by organ, what its leader should hear this week; none where there is nothing.

    ``within``: of one organisation and those below it, whose ``leaders`` these are.
    """
    names: dict[int, str] = {}
    for some in chunks(leaders):
        names.update({row.id: row.name for row in uow.session.execute(questions.organs(some))})
    over = _over(uow, list(names))
    figures: dict[int, Figures] = defaultdict(Figures)
    _name(uow, over, figures, _count(uow, over, figures, within), within)
    return {
        organ: Report(organ, tuple(_lines(names[organ], of, uow.today)), _few(of))
        for organ, of in sorted(figures.items())
        if not of.empty
    }


def last(uow: Uow, person_id: int) -> tuple[date, tuple[Report, ...]] | None:
    """Return the newest digest that a person was written, and of which day; none if never."""
    for because, at in uow.session.execute(questions.reported(person_id)):
        if because.get("reports"):
            reports = tuple(Report(o, tuple(lines), few) for o, lines, few in because["reports"])
            return local_day(at), reports
    return None


def _over(uow: Uow, organs: list[int]) -> Mapping[int, list[int]]:
    """Return, by organisation, the organs over it that somebody answers for, the nearest first."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for some in chunks(organs):
        for organ, below, depth in uow.session.execute(questions.supervised(some)):
            found[below].append((depth, organ))
    return {below: [organ for _, organ in sorted(organs)] for below, organs in found.items()}


def _count(
    uow: Uow, over: Mapping[int, list[int]], figures: Mapping[int, Figures], within: int | None
) -> Mapping[int, int]:
    """Count who is bound and short under each organ; return where the cadres are who are short."""
    cadres: dict[int, int] = {}
    for line, number, place, owed in _due_soon(uow, within):
        if owed and line.subject == "cadre":
            cadres[number] = place
        for organ in over.get(place, ()):
            if line.subject == "cadre" or organ != number:
                figures[organ].bound[line] += 1
                figures[organ].short[line] += owed
    return cadres


def _due_soon(uow: Uow, within: int | None) -> Iterator[tuple[Line, int, int, bool]]:
    """Yield (what, id, organisation, whether it is owed) of all that is bound and falls due.

    Who falls short is swept; who is bound at all is a matter of posts, and needs no record.
    """
    in_post = [cadre for cadre, _ in uow.session.execute(questions.in_post(uow.today, within))]
    cadres = _staged(uow, "cadre", within)
    for some in chunks(in_post, _MANY) if cadres else ():
        yield from _bound(uow, cadres, subjects.cadres(uow, some, uow.today))
    if organs := _staged(uow, "organ", within):
        yield from _bound(uow, organs, subjects.organs(uow, _organs(uow, within)))


def _organs(uow: Uow, within: int | None) -> list[int] | None:
    return None if within is None else list(uow.session.scalars(questions.leading(within)))


def _staged(uow: Uow, subject: str, within: int | None) -> Mapping[str, list[_Rule]]:
    """Return, by programme, the rules that have come to a stage, and who falls short of them."""

    def staged(rule: Rule) -> bool:
        window = rule.period.window_of(uow.today)
        near = (rule.deadline(window) - uow.today).days <= _SOON
        return near and stage_of(rule, window, uow.today) is not None

    found: dict[str, list[_Rule]] = defaultdict(list)
    for one in sweeps.short(uow, uow.today, subject, rules=staged, within=within):
        if one.bound:
            due = one.rule.deadline(one.window)
            line = Line(subject, one.programme.id, one.rule.id, one.rule.title, due)
            found[one.programme.id].append(_Rule(one.rule, line, {s.id for s in one.short}))
    return found


def _bound(
    uow: Uow, rules: Mapping[str, list[_Rule]], people: list[Bound]
) -> Iterator[tuple[Line, int, int, bool]]:
    for one in people:
        for rule, line, short in rules.get(one.programme.id, ()):
            binding = bind(rule, one.subject, uow.today)
            if binding is not None and binding.exempt is None:
                yield line, one.id, one.organisation_id, one.id in short


def _name(
    uow: Uow,
    over: Mapping[int, list[int]],
    figures: Mapping[int, Figures],
    short: Mapping[int, int],
    within: int | None,
) -> None:
    """Add whom no message reaches, and which programmes have no file."""
    for cadre, name in uow.session.execute(questions.unreached(uow.today, within)):
        organs = over.get(short[cadre], ()) if cadre in short else ()
        for organ in organs:
            figures[organ].unreached += 1
        if organs:
            figures[organs[0]].named.append(name)
    known = sorted(uow.means.programmes)
    for place, name, programme in uow.session.execute(questions.unknown_programmes(known)):
        for organ in over.get(place, ())[:1]:
            figures[organ].strange.append(f"{name}选的方案「{programme}」")


def _lines(name: str, of: Figures, today: date) -> Iterator[str]:
    yield f"〔{name}〕本周简报:"
    yield from _unreached(of)
    lines = sorted((line for line in of.bound if of.short[line]), key=lambda line: line.due)
    for line in lines[:_RULES]:
        whole, short = of.bound[line], of.short[line]
        unit, one = ("人", "人") if line.subject == "cadre" else ("个单位", "个")
        ends = say_date(line.due, today.year)
        done = f"{whole} {unit}里 {whole - short} {one}完成,{short} {one}还差"
        yield f"· {line.title}({ends}前):{done}"
    if len(lines) > _RULES:
        yield f"· 还有 {len(lines) - _RULES} 项快到期"
    for strange in of.strange[:2]:
        yield f"{strange}没有规则文件,先按默认方案算,请管理员核对。"


def _unreached(of: Figures) -> Iterator[str]:
    if not of.unreached:
        return
    if not of.named:
        yield f"下级还有 {of.unreached} 人收不到微信提醒,已告诉各自的单位。"
        return
    more = f" 等 {len(of.named)} 人" if len(of.named) > _NAMES else ""
    names = "、".join(of.named[:_NAMES])
    yield f"{names}{more}收不到微信提醒,见面时说一声,也请他们来回复「团干部登录」。"


def _few(of: Figures) -> str:
    """Say it in the 20 characters of a template's field."""
    short = max((n for line, n in of.short.items() if line.subject == "cadre"), default=0)
    if short:
        said = f"{short} 人还没完成"
        return f"{said},{of.unreached} 人收不到" if of.unreached else said
    return "下级单位有没完成的" if of.short.total() else "有方案要核对"
