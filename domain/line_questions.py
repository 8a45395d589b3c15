"""What is asked back when a typed line leaves something open: one question, numbered answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.kinds import Group, Kind
from domain.wording import say_ahead, say_day, say_minutes

_COUNT: Final = "零一两三四五六七八九十"
_DAY: Final = timedelta(days=1)
AS_TEXT: Final = "text"
AS_TITLE: Final = "title"
AS_PLAN: Final = "plan:"
"""What the choice of a day to come begins with: it is planned, and no record yet."""
DAY_MINUTES: Final = 24 * 60
"""No record is longer than a day."""
_NUMBER: Final = "回复数字就行。"
_KINDS_SHOWN: Final = 9
"""A phone shows a dozen lines; the other kinds are known by their names."""
_FEW: Final = 3
_USUAL: Final = frozenset({Group.CADRE_FIVE, Group.CONTACT})


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cadre's youths; ``hint`` tells two of one name apart.

    ``left``: wants no contact. The name is known, and written down nowhere.
    """

    id: int
    name: str
    hint: str = ""
    left: bool = False


class Ask(StrEnum):
    """What a question is about."""

    KIND = "kind"
    NAME = "name"
    DAY = "day"
    MINUTES = "minutes"
    YOUTHS = "youths"


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered answer: what is shown, and what it settles."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask back.

    ``key`` is what its answer is kept under (``kind``, ``day``, ``minutes``, ``more``,
    ``name:张三``); ``text`` is the whole of it in Chinese, with its numbered options.
    """

    ask: Ask
    key: str
    text: str
    options: tuple[Option, ...] = ()


def which_kind(said: Sequence[Kind], meant: Kind | None, kinds: Iterable[Kind]) -> Question:
    """Ask for the kind: among those said, or all of them with the likeliest in front."""
    if said:
        names = "和".join(kind.title for kind in said)
        head = f"这里写了{names},记成哪一类?" if len(said) <= _FEW else "这次是哪一类?"
        return _question(Ask.KIND, "kind", head, _kinds(said))
    usual = sorted((k for k in kinds if k != meant), key=lambda kind: kind.group not in _USUAL)
    head, first = (f"是{meant.title}吗?", [meant]) if meant else ("这次是哪一类?", [])
    options, others = _shown([*first, *usual])
    more = f"回复数字就行;别的类别直接写名字,如「{others[0].title}」。" if others else _NUMBER
    return _question(Ask.KIND, "kind", head, _kinds(options), more)


def _shown(kinds: Sequence[Kind]) -> tuple[Sequence[Kind], Sequence[Kind]]:
    return kinds[:_KINDS_SHOWN], kinds[_KINDS_SHOWN:]


def which_person(name: str, people: Sequence[Person]) -> Question:
    """Ask which of several people of one name is meant."""
    count = _COUNT[len(people)] if len(people) < len(_COUNT) else str(len(people))
    options = [Option(_told_apart(person, people), str(person.id)) for person in people]
    return _question(Ask.NAME, f"name:{name}", f"有{count}位{name},是哪一位?", options)


def who_is(name: str, near: Sequence[Person]) -> Question:
    """Ask what to do with a name that is not on the cadre's list."""
    options = [Option(f"是{_told_apart(person, near)}", str(person.id)) for person in near]
    options.append(Option(f"不在名单里,只记「{name}」这个名字", AS_TEXT))
    options.append(Option("这是活动内容,不是人名", AS_TITLE))
    return _question(Ask.NAME, f"name:{name}", f"你的小伙伴里没找到「{name}」。", options)


def with_whom(kind: Kind, gone: Sequence[str] = ()) -> Question:
    """Ask for the youths of a record that makes no sense without; ``gone`` want no contact."""
    text = f"「{kind.title}」是和谁?回复名字就行,几个人用空格隔开。"
    if gone:
        text = f"{say_gone(gone)}\n「{kind.title}」还和谁?没有别人,回复「取消」。"
    return Question(Ask.YOUTHS, "more", text)


def say_gone(names: Sequence[str]) -> str:
    """Say that these want no contact, and so were not named. [广] 四3."""
    return f"{'、'.join(names)}选择了不被联系,没有记 TA 的名字。"


def which_day(said: str, days: Sequence[date], today: date) -> Question:
    """Ask for the day: ``days`` empty says there is no such day, one that it is to come."""
    if not days:
        head = f"没有「{said}」这一天,这次是哪天?"
    elif len(days) == 1:
        head = f"{say_day(days[0], today)}还没到,这次是哪天?"
    else:
        head = "写了不止一个日子,这次是哪天?"
    past = [day for day in days if day <= today] or [today, today - _DAY]
    options = [Option(say_day(day, today), day.isoformat()) for day in past]
    if len(days) == 1:
        plan = f"{AS_PLAN}{days[0].isoformat()}"
        options.append(Option(f"还没做,先记成{say_ahead(days[0], today)}的计划", plan))
    return _question(Ask.DAY, "day", head, options, "也可以直接回复日期,如「9月3日」。")


def plan_day(said: str, days: Sequence[date], today: date) -> Question:
    """Ask for the day of a plan: none was said, there is no such day, it is over, or several."""
    if said:
        head = f"没有「{said}」这一天,打算哪天?"
    elif len(days) == 1:
        head = f"{say_day(days[0], today)}已经过了,打算哪天?"
    else:
        head = "写了不止一个日子,打算哪天?" if days else "打算哪天?"
    coming = [day for day in days if day >= today] or [today + n * _DAY for n in range(_FEW)]
    options = [Option(say_ahead(day, today), day.isoformat()) for day in coming]
    return _question(Ask.DAY, "day", head, options, "也可以直接回复日期,如「12月3日」。")


def how_long(minutes: int) -> Question:
    """Ask for a length of time that fits into a day."""
    text = f"{say_minutes(minutes)}超过一天了。这次一共多久?回复时长就行,如「2小时」。"
    return Question(Ask.MINUTES, "minutes", text)


def _question(
    ask: Ask, key: str, head: str, options: Iterable[Option], more: str = _NUMBER
) -> Question:
    options = tuple(options)
    lines = [f"{n} {option.label}" for n, option in enumerate(options, 1)]
    return Question(ask, key, "\n".join([head, *lines, more]), options)


def _kinds(kinds: Iterable[Kind]) -> list[Option]:
    return [Option(kind.title, kind.code) for kind in kinds]


def _told_apart(person: Person, people: Sequence[Person]) -> str:
    """Return a name with what tells it from its namesakes: the hint, or else the number."""
    alike = [p for p in people if (p.name, p.hint) == (person.name, person.hint)]
    hints = [person.hint] if person.hint else []
    if len(alike) > 1 or (not hints and sum(p.name == person.name for p in people) > 1):
        hints.append(f"编号 {person.id}")
    return f"{person.name}({','.join(hints)})" if hints else person.name
