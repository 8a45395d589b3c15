"""How an explanation is printed: as text for people, as JSON for programs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.quotas import Standing
from domain.standing_words import say_state
from domain.wording import say_minutes
from handlers import explaining
from services.caseloads import Caseload
from services.explanations import Explanation, Line


def as_text(e: Explanation, on: date) -> Iterator[str]:
    """Yield the lines; days are written out in full, for whoever files them."""
    s = e.standing
    window = "" if s.window.standing else f"{s.window.title} "
    yield f"{s.rule.title}({s.rule.id}) · {e.programme.title}"
    yield f"{window}{s.count}/{s.target} {s.rule.measure.unit},{say_state(s, on)}"
    if said := explaining.say_adds(e):
        yield said
    yield from explaining.say_caseload(e)
    if e.counted:
        yield "算进去的:"
    for line in e.counted:
        more = f"\t算 {line.adds}" if line.adds > 1 else ""
        yield f"  {_said(line)}{more}"
    if said := explaining.say_unmet(e):
        yield said
    if e.left_out:
        yield "没算进去的:"
    for left in e.left_out:
        yield f"  {_said(left.line)}\t{left.why}"
    if said := explaining.say_others(e):
        yield said
    yield "依据:"
    for source in explaining.say_sources(e):
        yield f"  {source}"


def _said(line: Line) -> str:
    parts = [f"{line.at_home:%Y-%m-%d %H:%M}", f"记录 {line.id}", line.kind_title, line.title]
    parts += [say_minutes(line.minutes) if line.minutes else ""]
    parts += [f"{line.youths} 位小伙伴" if line.youths else ""]
    parts += ["过后补记" if line.late else "", line.correction and f"管理员:{line.correction}"]
    return " · ".join(part for part in parts if part)


def as_json(e: Explanation) -> dict[str, Any]:
    """Return everything under stable names; no names of people."""
    s = e.standing
    return {
        "title": s.rule.title,
        "programme": e.programme.id,
        **figures(s),
        "counted": [{**_line(line), "adds": line.adds} for line in e.counted],
        "left_out": [
            {**_line(left.line), "why": left.why, "undone": left.undone} for left in e.left_out
        ],
        "others": e.others,
        "caseload": _caseload(e.caseload),
        "unmet": list(e.unmet),
        "sources": [
            {
                "document": source.document.title,
                "number": source.document.number,
                "at": source.at,
                "clause": source.clause,
            }
            for source in e.sources
        ],
    }


def figures(s: Standing) -> dict[str, Any]:
    """Return a standing's window and numbers, alike wherever they are printed."""
    return {
        "rule": s.rule.id,
        "window": s.window.key,
        "first_day": None if s.window.standing else s.window.first_day.isoformat(),
        "last_day": None if s.window.standing else s.window.last_day.isoformat(),
        "due": None if s.window.standing else s.due.isoformat(),
        "days_left": s.days_left,
        "begun": s.begun,
        "target": s.target,
        "count": s.count,
        "unit": s.rule.measure.unit,
        "late": s.late,
        "by_part": dict(s.by_part),
        "missing": s.missing,
        "missing_by_part": dict(s.missing_by_part),
        "met": s.met,
        "bound": s.bound,
        "owed": s.owed,
        "exempt": s.exempt_reason,
        "override": s.override_reason,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "record": line.id,
        "at": line.at_home.isoformat(),
        "kind": line.kind,
        "title": line.title,
        "minutes": line.minutes,
        "youths": line.youths,
        "late": line.late,
        "correction": line.correction,
    }


def _caseload(known: Caseload | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "size": len(known.members),
        "by_field": dict(known.fields),
        "gone": [{"day": one.day.isoformat(), "why": one.why} for one in known.gone],
    }
