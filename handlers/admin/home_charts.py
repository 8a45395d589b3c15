"""The charts of 首页, as data for ECharts: each bar leads to the list behind it."""

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

from services.console_figures import ByRule, Figures
from services.console_records import Week, kind_title

_MOST_BARS: Final = 40
_ROW: Final = (200, 280, 360, 480)
"""Heights there are."""
_LONG: Final = 14
"""Characters of a name at an axis."""
_KINDS: Final = 5
"""Kinds that are told apart in a stack; there are no more colours one can tell apart."""
_FONT: Final = {"fontFamily": "system-ui, sans-serif"}
"""The drawing measures its words by this."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, where each bar leads, how tall."""

    options: dict[str, Any]
    links: list[str]
    height: int


def standing(one: ByRule, state: str, place: int) -> str:
    """Return the address of those who are short of a rule, have met it, or are exempt."""
    return _to(
        "admin.standing",
        rule=one.rule.id,
        programme=one.programme,
        subject=one.subject,
        state=state,
        period=request.args.get("period", ""),
        **{"in": place},
    )


def _to(endpoint: str, **args: object) -> str:
    kept = {key: value for key, value in args.items() if value}
    return url_for(endpoint, **kept)  # type: ignore[arg-type]  # Flask types no values


def by_rule(figures: Figures) -> Chart:
    """Draw the share of those who have met each rule."""
    shown = [one for one in figures.rules if one.figure.whole]
    names = [_short(one.rule.title) for one in shown]
    shares = [_percent(one.figure.share) for one in shown]
    links = [standing(one, "short", figures.whole.place.id) for one in shown]
    return _bars(names, shares, links)


def by_place(figures: Figures) -> Chart | None:
    """Draw the share of the rules that are met, by organisation; not of too many."""
    shown = [one for one in figures.places if one.rules.whole]
    if not 1 < len(shown) <= _MOST_BARS:
        return None
    period = request.args.get("period", "")
    links = [_to("admin.home", period=period, **{"in": one.place.id}) for one in shown]
    return _bars(
        [_short(one.place.name) for one in shown],
        [_percent(one.rules.share) for one in shown],
        links,
    )


def _bars(names: list[str], shares: list[float], links: list[str]) -> Chart:
    height = next((h for h in _ROW if h >= len(names) * 24 + 40), _ROW[-1])
    return Chart(
        {
            "textStyle": _FONT,
            "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
            "xAxis": {"type": "value", "max": 100, "axisLabel": {"formatter": "{value}%"}},
            "yAxis": {
                "type": "category",
                "inverse": True,
                "data": names,
                "axisTick": {"show": False},
                "axisLabel": {"interval": 0},
            },
            "tooltip": {"trigger": "item", "formatter": "{b}:{c}%"},
            "series": [
                {
                    "type": "bar",
                    "data": shares,
                    "barMaxWidth": 16,
                    "cursor": "pointer",
                    "label": {"show": True, "position": "right", "formatter": "{c}%"},
                }
            ],
        },
        links,
        height,
    )


def kinds(weeks: list[Week]) -> list[str]:
    """Return the kinds there are, the most frequent first."""
    sums: dict[str, int] = {}
    for week in weeks:
        for kind, number in week.kinds.items():
            sums[kind] = sums.get(kind, 0) + number
    return sorted(sums, key=lambda kind: (-sums[kind], kind))


def over_time(weeks: list[Week]) -> Chart:
    """Draw the records of each week, stacked by kind."""
    links = [
        _to(
            "admin.records",
            since=week.first_day.isoformat(),
            until=week.last_day.isoformat(),
            **{"in": request.args.get("in", "")},
        )
        for week in weeks
    ]
    return Chart(
        {
            "textStyle": _FONT,
            "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
            "legend": {"type": "scroll", "top": 0},
            "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
            "xAxis": {
                "type": "category",
                "data": [f"{week.first_day:%m-%d}" for week in weeks],
            },
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [
                {
                    "name": name,
                    "type": "bar",
                    "stack": "all",
                    "cursor": "pointer",
                    "data": data,
                }
                for name, data in _stacked(weeks)
            ],
        },
        links,
        280,
    )


def _stacked(weeks: list[Week]) -> list[tuple[str, list[int]]]:
    """Return the most frequent kinds with their numbers, and all others as one."""
    found = kinds(weeks)
    shown = found if len(found) <= _KINDS + 1 else found[:_KINDS]
    stack = [(kind_title(kind), [week.kinds.get(kind, 0) for week in weeks]) for kind in shown]
    if len(shown) < len(found):
        rest = [week.number - sum(week.kinds.get(kind, 0) for kind in shown) for week in weeks]
        stack.append(("其他", rest))
    return stack


def _percent(share: float | None) -> float:
    return round((share or 0) * 100, 1)


def _short(name: str) -> str:
    return name if len(name) <= _LONG else f"{name[: _LONG - 1]}…"
