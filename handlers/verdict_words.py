"""What is said of a record at once: what it counts for, and where it does not, why not."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.periods import Window
from domain.standing_words import say_excuse, say_figure, say_lack
from domain.wording import say_day
from domain.workdays import HALF_TITLES
from services.records import Logged
from services.verdicts import Verdict

_LINES: Final = 4
"""A phone shows a dozen lines; the rest is summed up."""
_LEFT_OUT: Final = 2
_WINDOWS: Final = 2


def say_late(verdicts: Sequence[Verdict], today: date) -> str:
    """Say in which period a record counts that came after its end; nothing if it came in time."""
    windows = sorted((v.standing.window for v in verdicts if v.late), key=lambda w: w.end)
    titles = list(dict.fromkeys(_short(window, today) for window in windows))[-_WINDOWS:]
    return f"(补记,算在{_apart('、'.join(titles))})" if titles else ""


def say_verdicts(logged: Logged, today: date) -> list[str]:
    """Say, in four lines at most, what a record counts for and why it does not elsewhere.

    That another season's campaign does not count it is only said where nothing else does.
    """
    counted = [v for v in logged.verdicts if v.why_not is None]
    left_out = [v for v in logged.verdicts if v.why_not is not None]
    if counted:
        left_out = [v for v in left_out if v.standing.window.holds(logged.day)]
    if not counted and not left_out:
        return [f"眼下没有哪一项任务要数「{logged.kind_title}」,进度不变。"]
    # What is still owed comes first.
    counted.sort(key=lambda v: not v.standing.owed)
    shown = [_why(v, logged.day, today) for v in left_out[:_LEFT_OUT]]
    room = _LINES - len(shown)
    over = len(counted) > room or len(left_out) > _LEFT_OUT
    lines = [_count(v, today) for v in counted[: room - over]] + shown
    if over:
        lines.append(_rest(counted[room - 1 :], left_out[_LEFT_OUT:]))
    return lines


def _rest(counted: Sequence[Verdict], left_out: Sequence[Verdict]) -> str:
    said = []
    if counted:
        said.append(f"还算进另外 {len(counted)} 项")
    if left_out:
        said.append(f"另有 {len(left_out)} 项不计入")
    return f"{','.join(said)};回复「进度」看全部。"


def _count(v: Verdict, today: date) -> str:
    s = v.standing
    title = "" if s.window.standing else _short(s.window, today)
    head = f"「{s.rule.title}」{title} {say_figure(s)}"
    if v.half_days:
        days = "、".join(f"{say_day(h.day, today)}{HALF_TITLES[h.half]}" for h in v.half_days)
        head += f"(这次算{_apart(days)})"
    if s.exempt_reason:
        return f"{head},{say_excuse(s.exempt_reason)}。"
    return f"{head},完成了。" if s.met else f"{head},{say_lack(s)}。"


def _why(v: Verdict, day: date, today: date) -> str:
    """Say why a record does not count in a rule, and what would."""
    rule, window = v.rule, v.standing.window
    if not window.holds(day):
        return f"「{rule.title}」只算{_apart(_short(window, today))}的,这次不计入。"
    why = v.why_not or ""
    least = rule.counts.min_minutes
    if least is not None and "分钟" in why:
        few = "没写时长" if "没写" in why else f"不到 {least} 分钟"
        return f"「{rule.title}」{few},留着但不计入。满 {least} 分钟就算;写漏了,先「撤销」再记。"
    return f"「{rule.title}」{why},这次不计入。"


def _short(window: Window, today: date) -> str:
    """Return a window's title; this year goes without saying."""
    return window.title.removeprefix(f"{today.year} 年").strip() or "今年"


def _apart(text: str) -> str:
    """Keep a number apart from the word before it."""
    return f" {text}" if text[:1].isdigit() else text
