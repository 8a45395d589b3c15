"""The words of an explanation, for the chat, the page and the command line."""

from collections.abc import Iterator
from datetime import date

from domain.dictionaries import FIELDS
from domain.quotas import Standing
from domain.rules import Measure
from domain.standing_words import say_figure, say_state
from domain.wording import say_date, say_day, say_minutes
from domain.workdays import HALF_TITLES, halves
from services.caseloads import Caseload
from services.explanations import Explanation, Line

NAMED = 8
"""So many names are read; more are a number."""


def headline(s: Standing, today: date) -> str:
    """Say the number, its window, and how it stands."""
    if not s.begun:
        return f"{s.rule.title}:还没开始,{s.window.title}要 {s.target} {s.rule.measure.unit}。"
    window = "" if s.window.standing else f"{s.window.title} "
    return f"{s.rule.title}:{window}{say_figure(s)},{say_state(s, today)}。"


def say_line(line: Line, s: Standing, today: date) -> str:
    """Say one record: 11 月 3 日 · 志愿服务 · 社区清洁 · 2 小时 · 3 位小伙伴(补记)."""
    when = say_day(line.day, today)
    if s.rule.measure is Measure.HALF_DAYS:
        took = [HALF_TITLES[half.half] for half in halves(line.at, line.minutes)]
        when += f" {'和'.join(took)}"
    said = [when, line.kind_title]
    if line.title:
        said.append(line.title)
    if line.minutes:
        said.append(say_minutes(line.minutes))
    if s.rule.measure is Measure.EACH_YOUTH:
        said.append(f"新见到 {line.adds} 位")
    elif line.youths:
        said.append(f"{line.youths} 位小伙伴")
    notes = [note for note in (line.correction and f"管理员补记:{line.correction}",) if note]
    if line.late:
        notes.append("过后补记")
    return " · ".join(said) + (f"({';'.join(notes)})" if notes else "")


def say_left_out(e: Explanation, today: date) -> list[tuple[str, str]]:
    """Return each reason for leaving records out, and the records, the rarest reason first."""
    by_why: dict[str, list[str]] = {}
    for left in e.left_out:
        title = f"「{left.line.title}」" if left.line.title else ""
        said = f"{say_day(left.line.day, today)} {left.line.kind_title}{title}"
        by_why.setdefault(left.why, []).append(said)
    return [
        (why, _latest(said)) for why, said in sorted(by_why.items(), key=lambda one: len(one[1]))
    ]


def _latest(said: list[str]) -> str:
    shown = "、".join(said[-NAMED:])
    return f"{shown}等 {len(said)} 条" if len(said) > NAMED else shown


def say_adds(e: Explanation) -> str:
    """Say how the records add up where it is not one for each."""
    s = e.standing
    match s.rule.measure:
        case Measure.EACH_YOUTH:
            members = len(e.caseload.members) if e.caseload else 0
            each = s.target // members if members else 1
            often = "见过" if each == 1 else f"每位见 {each} 次"
            return f"名单上的 {members} 位,每一位都要{often};没写名字的记录不知道见了谁。"
        case Measure.HALF_DAYS:
            return "按工作日的半天算,同一个半天只算一次。"
        case Measure.EACH_KIND:
            most = s.target // max(len(s.rule.parts), 1)
            return f"每一类都要 {most} 次,多的不抵别的类。"
        case _:
            return ""


def say_unmet(e: Explanation) -> str:
    """Name those of the case-load whom a rule about each of them still waits for."""
    if not e.unmet or e.caseload is None:
        return ""
    names = [name for name in (e.caseload.members[one] for one in e.unmet) if name]
    if not names:
        return f"还没见到的有 {len(e.unmet)} 位。"
    more = f"等 {len(names)} 位" if len(names) > NAMED else ""
    return f"还没见到:{'、'.join(names[:NAMED])}{more}。"


def say_caseload(e: Explanation) -> Iterator[str]:
    """Say who is in the case-load, by field, and who no longer counts."""
    known, s = e.caseload, e.standing
    if known is None or s.rule.measure is Measure.EACH_YOUTH:
        return
    yield f"名单上现在有 {len(known.members)} 位小伙伴。"
    if s.rule.measure is Measure.EACH_FIELD or any(known.fields.keys()):
        yield "按领域:" + ",".join(_fields(known, s))
    if known.gone:
        yield _gone(known)


def _fields(known: Caseload, s: Standing) -> Iterator[str]:
    codes = s.rule.fields or tuple(FIELDS)
    for code in codes:
        asked = f"/{s.target // len(codes)}" if s.rule.fields else ""
        yield f"{FIELDS[code]} {known.fields.get(code, 0)}{asked}"
    if unknown := sum(n for code, n in known.fields.items() if code not in codes):
        yield f"还没写领域的 {unknown}"


def _gone(known: Caseload) -> str:
    by_why: dict[str, list[str]] = {}
    for one in known.gone:
        by_why.setdefault(one.why, []).append(one.name)
    told = []
    for why, names in by_why.items():
        shown = [name for name in names if name][:NAMED]
        more = "等" if len(names) > len(shown) else ""
        told.append(f"{why} {len(names)} 位" + (f"({'、'.join(shown)}{more})" if shown else ""))
    return f"不再算在内:{','.join(told)};以前一起做过的照算。"


def say_others(e: Explanation) -> str:
    """Say how many records have nothing to do with the rule."""
    return f"另有 {e.others} 条别的类别的记录,跟这一条无关。" if e.others else ""


def say_sources(e: Explanation) -> list[str]:
    """Cite every source, the one that decides first, and a personal target before them."""
    own = e.standing.override_reason
    cited = [f"个人目标:{own}"] if own else []
    return cited + [str(source) for source in e.sources]


def say_since_when(s: Standing) -> str:
    """Say from which day to which it counts; a standing rule looks at the day itself."""
    if s.window.standing:
        return "按当天的名单算"
    first, last = s.window.first_day, s.due
    return f"{say_date(first, None)}到 {say_date(last, first.year)}发生的都算,哪天记的不要紧"
