"""What stands in the form of an activity: read from a draft, typed, made a draft again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from flask import request

from domain import audience as audiences
from domain.activity_templates import FOR_ORGANS
from domain.audience import Audience
from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from domain.periods import HOME
from domain.seats import Mode
from domain.signup_form import SORTS, Form, Question, Sort
from handlers.h5.activity_words import MODES, day, moment
from handlers.h5.pages import typed
from services.activity_making import Draft

ROWS: Final = 5
"""How many questions the form has room for."""
_SHOWN: Final = 3
"""How many empty ones stand there without a script."""
_LINES: Final = (
    *("title", "kind", "day", "from", "to", "place", "seats", "mode", "deadline"),
    *("offer_hours", "about", "least_age", "most_age", "tags", "nights"),
)
_DAWN: Final = "06:00"
"""An end up to then, before the hour of the start, is the next morning's; a later one a slip."""
_LONGEST: Final = 14
"""Nights: what the form carries along of an activity of several days."""
_DAY: Final = timedelta(days=1)

Values = dict[str, Any]
"""The form's fields by name; ``questions`` are rows."""


class Unfilled(Refusal):
    """Something that an activity needs is missing, or cannot be read."""

    code = "activity_form_unfilled"
    text = "{why}"


@dataclass(slots=True)
class Row:
    """One question as it is typed: ``options`` a line each, ``when`` the number of a row."""

    key: str = ""
    text: str = ""
    sort: str = "text"
    options: str = ""
    required: bool = False
    when: str = ""
    only: str = ""
    """The answer there after which it is asked."""
    shown: bool = False


def of_draft(draft: Draft) -> Values:
    """Return the form as a draft fills it."""
    starts, ends = draft.starts_at.astimezone(HOME), draft.ends_at.astimezone(HOME)
    who = draft.audience
    return {
        "title": draft.title,
        "kind": draft.kind,
        "day": f"{starts:%Y-%m-%d}",
        "from": f"{starts:%H:%M}",
        "to": f"{ends:%H:%M}",
        "nights": _nights(starts, ends),
        "place": draft.place,
        "seats": str(draft.seats),
        "mode": draft.mode,
        "deadline": f"{draft.deadline.astimezone(HOME):%Y-%m-%dT%H:%M}",
        "offer_hours": _number(draft.offer_hours),
        "about": draft.about,
        "least_age": _number(who.least_age),
        "most_age": _number(who.most_age),
        "tags": " ".join(who.tags),
        "industries": who.industries,
        "occupations": who.occupations,
        "mine_only": who.mine_only,
        "questions": _shown(_rows(draft.form)),
    }


def _nights(starts: datetime, ends: datetime) -> str:
    """Return how many nights later it ends, unless the two hours say it themselves."""
    nights = (ends.date() - starts.date()).days
    known = nights == 1 and f"{ends:%H:%M}" <= min(_DAWN, f"{starts:%H:%M}")
    return str(nights) if nights and not known else ""


def as_typed() -> Values:
    """Return the form as it was sent."""
    values: Values = {name: typed(name).strip() for name in _LINES}
    for name in ("industries", "occupations"):
        values[name] = tuple(request.form.getlist(name))
    values["mine_only"] = bool(typed("mine_only"))
    values["questions"] = _shown([_row(n) for n in range(1, ROWS + 1)])
    return values


def _row(n: int) -> Row:
    said = {
        name: typed(f"q-{name}-{n}").strip()
        for name in ("key", "text", "sort", "options", "required", "when", "is")
    }
    return Row(
        said["key"],
        said["text"],
        said["sort"] or "text",
        said["options"],
        bool(said["required"]),
        said["when"],
        said["is"],
    )


def _rows(form: Form) -> list[Row]:
    numbers = {q.key: str(n) for n, q in enumerate(form.questions, 1)}
    return [
        Row(
            q.key,
            q.text,
            q.sort,
            "\n".join(q.options),
            q.required,
            numbers[q.when[0]] if q.when else "",
            q.when[1] if q.when else "",
        )
        for q in form.questions
    ]


def _shown(rows: list[Row]) -> list[Row]:
    rows = rows + [Row() for _ in range(ROWS - len(rows))]
    last = max((n for n, row in enumerate(rows, 1) if row.text), default=0)
    for n, row in enumerate(rows, 1):
        row.shown = n <= max(last, _SHOWN)
    return rows


def draft_of(values: Values, now: datetime) -> Draft:
    """Return the draft that a form makes; what cannot be read is refused in words."""
    on, start, end = values["day"], values["from"], values["to"]
    if not (on and start and end):
        raise Unfilled(why="哪天、几点到几点,三样填齐。")
    starts_at, ends_at = _from_to(values)
    if ends_at <= starts_at:
        raise Unfilled(why="结束要晚于开始,看看几点到几点。")
    deadline = values["deadline"]
    return Draft(
        title=values["title"],
        kind=values["kind"],
        place=values["place"],
        starts_at=starts_at,
        ends_at=ends_at,
        deadline=_moment(deadline) if deadline else _just_before(starts_at, now),
        seats=_whole(values["seats"], "多少人") or 0,
        about=values["about"],
        mode=Mode(values["mode"]) if values["mode"] in set(Mode) else Mode.FIRST,
        audience=_audience(values),
        form=_form(values["questions"]),
        offer_hours=_whole(values["offer_hours"], "空位留多久"),
        organ=values["kind"] in {kind.code for kind in FOR_ORGANS},
    )


def _from_to(values: Values) -> tuple[datetime, datetime]:
    on, end = values["day"], values["to"]
    starts_at, ends_at = _moment(f"{on}T{values['from']}"), _moment(f"{on}T{end}")
    nights = values["nights"]
    if nights.isascii() and nights.isdecimal() and int(nights[:3]) <= _LONGEST:
        return starts_at, ends_at + int(nights) * _DAY
    return starts_at, ends_at + (ends_at <= starts_at and end <= _DAWN) * _DAY


def _just_before(starts_at: datetime, now: datetime) -> datetime:
    due = starts_at - timedelta(hours=1)
    return due if due > now else starts_at


def _audience(values: Values) -> Audience:
    return Audience(
        tuple(code for code in values["industries"] if code in INDUSTRIES),
        tuple(code for code in values["occupations"] if code in OCCUPATIONS),
        tuple(dict.fromkeys(values["tags"].replace("、", " ").replace(",", " ").split())),
        _whole(values["least_age"], "最小的年龄"),
        _whole(values["most_age"], "最大的年龄"),
        values["mine_only"],
    )


def _form(rows: list[Row]) -> Form:
    """Give each question the key that it has had, and a new one a key that none has."""
    used = {row.key for row in rows if row.text and row.key}
    free = (key for n in range(1, 2 * ROWS + 1) if (key := f"q{n}") not in used)
    keys = {n: row.key or next(free) for n, row in enumerate(rows, 1) if row.text}
    questions = []
    for n, row in enumerate(rows, 1):
        if n not in keys:
            continue
        if row.when and int(row.when if row.when.isdecimal() else 0) not in keys:
            raise Unfilled(why=f"「{row.text}」要看另一题怎么答,那一题还没写。")
        sort = cast("Sort", row.sort if row.sort in SORTS else "text")
        options = [line for raw in row.options.splitlines() if (line := raw.strip())]
        questions.append(
            Question(
                keys[n],
                row.text,
                sort,
                tuple(options) if sort in {"one", "many"} else (),
                row.required,
                (keys[int(row.when)], row.only) if row.when else None,
            )
        )
    return Form(tuple(questions))


def _moment(said: str) -> datetime:
    try:
        return datetime.fromisoformat(said).replace(tzinfo=HOME)
    except ValueError:
        raise Unfilled(why="时间没看懂:日期写成 2026-11-28,几点写成 14:00。") from None


def _whole(said: str, what: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 5):  # noqa: PLR2004 - a crowd
        raise Unfilled(why=f"「{what}」填一个数字。")
    return int(said)


def _number(kept: int | None) -> str:
    return "" if kept is None else str(kept)


def said_of(values: Values, now: datetime) -> dict[str, str | int]:
    """Return what the folded parts say of themselves."""
    try:
        due = f"{moment(_moment(values['deadline']), now)} 截止"
    except Unfilled:
        due = "开始前截止"
    try:
        on = day(_moment(f"{values['day']}T12:00"), now)
    except Unfilled:
        on = ""
    try:
        starts_at, ends_at = _from_to(values)
        later = (ends_at.date() - starts_at.date()).days
    except Unfilled:
        later = 0
    try:
        who = audiences.say(_audience(values))
    except Unfilled:
        who = ""
    return {
        "day_words": on,
        "end_words": f"第 {later + 1} 天结束" if later else "",
        "mode_words": MODES.get(values["mode"], ""),
        "deadline_words": due,
        "audience_words": who,
        "asked": sum(1 for row in values["questions"] if row.text),
    }
