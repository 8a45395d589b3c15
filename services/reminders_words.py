"""What a reminder says: what is missing, until when, and the two easiest ways to fill it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.delivery import Kind
from domain.kinds import KINDS
from domain.periods import HOME, PeriodKind, Window, local_day
from domain.quotas import Standing
from domain.reminders import Item, kind_of, week_of
from domain.rules import Measure
from domain.standing_words import many_ways, say_missing
from domain.wording import say_date, say_day, tap
from services.ways import Outing, Unmet, Ways, wanted

_LINES: Final = 4
"""How many gaps are spelt out; a phone shows some twelve lines."""
_WAYS: Final = 2
_BESIDE: Final = 3
"""Lines of a digest that stands below something else."""
_WISH: Final = 18
"""Characters of a wish."""
_THING: Final = 20
"""Characters that a template's field shows."""
_NUMBERS: Final = "①②"
_WEEKDAYS: Final = "一二三四五六日"
FEWER: Final = "太多了?回复「少提醒」。"
_THESE: Final = {
    PeriodKind.WEEK: "本周",
    PeriodKind.MONTH: "本月",
    PeriodKind.TWO_MONTHS: "这两个月",
    PeriodKind.QUARTER: "本季度",
    PeriodKind.HALF: "这半年",
    PeriodKind.YEAR: "今年",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to speak of, and how it stands now."""

    item: Item
    standing: Standing

    @property
    def organ(self) -> bool:
        """Whether it is the organ's, not the reader's own."""
        return self.item.subject == "organ"


@dataclass(frozen=True, slots=True)
class Report:
    """What a digest says of an organ, in lines, and in a few words for a template."""

    organ_id: int
    lines: tuple[str, ...]
    short: str


@dataclass(frozen=True, slots=True)
class Words:
    """A message in full, and cut into the fields of a template."""

    text: str
    fields: dict[str, str] = field(default_factory=dict)


def compose(
    name: str, gaps: Sequence[Gap], ways: Ways, reports: Sequence[Report], today: date
) -> Words:
    """Say it all in one message: the gaps first, then what an organ's leader should know."""
    lines: list[str] = []
    if gaps:
        lines += [_opening(name, gaps, today), *_missing(gaps, today), *_ways(ways, today)]
        lines.append(_closing(gaps))
    for report in reports:
        first, *rest = report.lines
        if lines:
            more = ["· 其余的回复「简报」看"] if len(rest) > _BESIDE else []
            lines += ["", first, *rest[:_BESIDE], *more]
        else:
            lines += [f"{name},{first}", *rest]
    lines.append(FEWER)
    return Words("\n".join(lines), _fields(gaps, ways, reports, today))


def _nearest(gaps: Sequence[Gap]) -> date:
    return min(gap.standing.due for gap in gaps)


def _opening(name: str, gaps: Sequence[Gap], today: date) -> str:
    due = _nearest(gaps)
    day, left = say_date(due, today.year), (due - today).days
    return f"{name},离 {day}还有 {left} 天。" if left else f"{name},今天({day})是最后一天。"


def _missing(gaps: Sequence[Gap], today: date) -> Iterator[str]:
    """Yield a line for each gap, the nearest end first; what ends later says when."""
    nearest = _nearest(gaps)
    ordered = sorted(gaps, key=lambda gap: (gap.standing.due, gap.organ))
    for gap in ordered[:_LINES]:
        s = gap.standing
        until = "" if s.due == nearest else f"({say_date(s.due, today.year)}前)"
        whose = "本单位" if gap.organ else ""
        yield f"{whose}{say_gap(s)}{until}。"
    if len(ordered) > _LINES:
        yield f"另外还有 {len(ordered) - _LINES} 项,回复「进度」看。"


def say_gap(s: Standing) -> str:
    """Say what a standing lacks: 本季度「五个一」还差 2 次,任何一类都可以."""
    lacking = say_missing(s)
    if kind_of(s.rule) is Kind.MATERIALS:
        return f"{say_window(s.window)}「{plain_title(s)}」还没有记下"
    if s.rule.measure is Measure.EACH_YOUTH:
        return f"{say_window(s.window)}「{plain_title(s)}」还有 {lacking}没记到"
    any_kind = ",任何一类都可以" if many_ways(s.rule) else ""
    mark = " " if lacking[0].isdigit() else ":"
    return f"{say_window(s.window)}「{plain_title(s)}」还差{mark}{lacking}{any_kind}"


def say_window(window: Window) -> str:
    """Say which window it is, as one says it while it lasts."""
    return _THESE.get(window.period.kind, "")


def plain_title(s: Standing) -> str:
    """Return a rule's title without whom it is for: the reader knows who they are."""
    return s.rule.title.split("(", 1)[0]


def _ways(ways: Ways, today: date) -> Iterator[str]:
    """Yield the easiest ways, each of another sort as far as there are."""
    said = list(_sorted_ways(ways, today))[:_WAYS]
    if not said:
        return
    yield "省心的办法:" if len(said) == 1 else "两个省心的办法:"
    for number, way in zip(_NUMBERS, said, strict=False):
        yield f"{number} {way}"


def _sorted_ways(ways: Ways, today: date) -> Iterator[str]:
    if ways.outings:
        yield _outing(ways.outings[0], today)
    if ways.unmet:
        yield _unmet(ways.unmet)
    if ways.wishes:
        wish = ways.wishes[0]
        text = wish.text if len(wish.text) <= _WISH else f"{wish.text[: _WISH - 1]}…"
        claim = tap(f"认领心愿{wish.id}", "我来认领")
        yield f"有人许愿「{text}」,帮忙实现就算办一件实事。{claim}"
    for outing in ways.outings[1:]:
        yield _outing(outing, today)


def _outing(outing: Outing, today: date) -> str:
    when = say_start(outing, today)
    times = f"算 {len(outing.fills)} 项" if len(outing.fills) > 1 else "就算 1 次"
    if outing.organ:
        return f"「{outing.title}」{when},办完记一笔{times}。"
    return f"{when}「{outing.title}」,去了{times}。{tap(f'报名活动{outing.id}', '报名')}"


def say_start(outing: Outing, today: date) -> str:
    """Say when an activity begins: 11 月 29 日 周六 14:00."""
    local = outing.starts_at.astimezone(HOME)
    day = local_day(outing.starts_at)
    return f"{say_day(day, today)} 周{_WEEKDAYS[day.weekday()]} {local:%H:%M}"


def _unmet(unmet: Sequence[Unmet]) -> str:
    two = unmet[:2]
    names = "、".join(youth.name for youth in two)
    known = [youth.days for youth in two if youth.days is not None]
    met = len(known) == len(two)
    long = f" {min(known) // 10 * 10} 多天没联系了" if met else "还没怎么联系"
    done = tap(f"记谈心{two[0].name}", f"和{two[0].name}聊过了,记一笔")
    return f"{names}{long},约一次谈心也算。{done}"


def _closing(gaps: Sequence[Gap]) -> str:
    """Say how to write down what is done already."""
    own = next((gap for gap in gaps if not gap.organ), None)
    kinds = [kind for gap in gaps for kind in KINDS if kind in wanted(gap.standing)]
    if own is not None and "heart_to_heart" in wanted(own.standing):
        return "做过还没记的,回复「记 谈心 姓名」就行;明细回复「进度」。"
    title = KINDS[kinds[0]].title if kinds else "志愿服务"
    name = "" if kind_of(gaps[0].standing.rule) is Kind.MATERIALS else " 名称"
    return f"做过还没记的,回复「记 {title}{name}」就行;明细回复「进度」。"


def _fields(
    gaps: Sequence[Gap], ways: Ways, reports: Sequence[Report], today: date
) -> dict[str, str]:
    if not gaps:
        return {
            "item": "单位一周简报",
            "missing": reports[0].short[:_THING] if reports else "",
            "deadline": f"{week_of(today).last_day:%Y-%m-%d} 23:59",
            "hint": "点开或回复「简报」看明细",
        }
    nearest = _nearest(gaps)
    titles = "、".join(dict.fromkeys(f"「{plain_title(gap.standing)}」" for gap in gaps))
    window = say_window(gaps[0].standing.window) if len(gaps) == 1 else ""
    return {
        "item": _thing([f"{window}{titles}", titles], f"{len(gaps)} 项还没完成"),
        "missing": _short(gaps, (nearest - today).days),
        "deadline": f"{nearest:%Y-%m-%d} 23:59",
        "hint": _hint(gaps, ways),
    }


def _thing(said: Sequence[str], otherwise: str = "") -> str:
    """Return the first of some sentences that a field shows whole."""
    fitting = [one for one in said if len(one) <= _THING]
    return fitting[0] if fitting else otherwise or said[-1][:_THING]


def _short(gaps: Sequence[Gap], left: int) -> str:
    """Say in 20 characters what is missing: by kind where it fits."""
    until = f"还有 {left} 天" if left else "今天截止"
    if len(gaps) > 1:
        return f"还差 {len(gaps)} 项,{until}"
    if kind_of(gaps[0].standing.rule) is Kind.MATERIALS:
        return f"还没有记下,{until}"
    lacking = say_missing(gaps[0].standing)
    mark = " " if lacking[0].isdigit() else ""
    return _thing([f"还差{mark}{lacking},{until}", f"还差{mark}{lacking}"], f"还差几类,{until}")


def _hint(gaps: Sequence[Gap], ways: Ways) -> str:
    usual = "点开看看,一点就能补上"
    if all(kind_of(gap.standing.rule) is Kind.MATERIALS for gap in gaps):
        return "做好了点开记一笔"
    if ways.outings and ways.outings[0].organ:
        return _thing([f"「{ways.outings[0].title}」办完,点开记一笔"], usual)
    if ways.outings:
        return _thing([f"去「{ways.outings[0].title}」也算,点开报名"], usual)
    if ways.unmet:
        return _thing([f"约{ways.unmet[0].name}聊一次也算,点开看"], usual)
    return "认领一个微心愿也算,点开看" if ways.wishes else usual
