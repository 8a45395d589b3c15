"""Reminding those who fall short before a window ends: what is missing, until when, what helps."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain import kinds
from domain.periods import midnight
from domain.quotas import Standing
from domain.reminders import Policy, Told, free_on, key, stage_due, urgent
from domain.wording import say_date
from models import reminder as questions
from models import subject as subjects
from services import outbox, quotas, reasons
from services.outbox import Kind, Lane
from services.quotas import Stand
from services.uow import Uow

_WEEK: Final = timedelta(days=7)
_UNSEEN_DAYS: Final = 60
"""From how many days without a meeting on somebody is worth naming."""
_CHUNK: Final = 500
_THING: Final = 20
"""Characters that a template's field shows."""


@dataclass(slots=True)
class Due:
    """What one person is reminded of: own rules and those of the organ they answer for."""

    person_id: int
    stage: int
    policy: Policy
    """The programme's, which the first of the standings comes under."""
    last: bool = False
    """Whether this is the last stage, and so the week's urgent message."""
    short: list[tuple[Stand, list[Standing]]] = field(default_factory=list)


def queue_due(uow: Uow) -> int:
    """Write today's reminders in the outbox and return how many were new; a repeat writes none."""
    everybody = due(uow)
    ids = [one.person_id for one in everybody]
    names, openids, told = _names(uow, ids), _openids(uow, ids), _told(uow, ids)
    unseen = _unseen(uow, ids)
    written = 0
    for one in everybody:
        openid = openids.get(one.person_id)
        if openid is None or not _welcome(uow, one, told.get(one.person_id, [])):
            continue
        written += _put(uow, one, openid, names[one.person_id], unseen.get(one.person_id, []))
    return written


def due(uow: Uow) -> list[Due]:
    """Return who falls short in a window that has reached a stage of its ladder today."""
    found: dict[int, Due] = {}
    leaders: dict[int, list[int]] = defaultdict(list)
    for organ, cadre in uow.session.execute(subjects.leaders(uow.today)):
        leaders[organ].append(cadre)
    for stand in (*quotas.of_cadres(uow, uow.today), *quotas.of_organs(uow, uow.today)):
        people = [stand.id] if stand.subject == "cadre" else leaders[stand.id]
        for standing in quotas.owed(stand):
            stage = stage_due(standing.window, uow.today, standing.rule.ladder)
            if stage is None:
                continue
            for person in people:
                one = found.setdefault(person, Due(person, stage, stand.policy))
                _add(one, stand, standing, stage)
    return list(found.values())


def _add(one: Due, stand: Stand, standing: Standing, stage: int) -> None:
    # One message a person: the nearest end decides its stage.
    one.stage = min(one.stage, stage)
    one.last = one.last or urgent(stage, standing.rule.ladder)
    mine = next((standings for s, standings in one.short if s is stand), None)
    if mine is None:
        one.short.append((stand, [standing]))
    else:
        mine.append(standing)


def _welcome(uow: Uow, one: Due, told: list[Told]) -> bool:
    return free_on(told, uow.today, urgent=one.last, policy=one.policy) <= uow.today


def _put(uow: Uow, one: Due, openid: str, name: str, unseen: list[str]) -> bool:
    windows = [s.window for _, standings in one.short for s in standings]
    nearest = min(windows, key=lambda w: w.end)
    ends = say_date(nearest.last_day, uow.today.year)
    left = nearest.days_left(uow.today)
    missing = sum(s.missing for _, standings in one.short for s in standings)
    because = reasons.quota(
        one.person_id,
        [(stand.subject, stand.id, [s.rule.id for s in mine]) for stand, mine in one.short],
        uow.today,
    )
    return outbox.put(
        uow,
        key=key("quota", nearest.last_day.isoformat(), one.stage, f"person-{one.person_id}"),
        kind=Kind.QUOTA,
        lane=Lane.REMINDER,
        openid=openid,
        person_id=one.person_id,
        text=_words(one, name, ends, left or 0, unseen),
        template="QUOTA_DUE",
        fields={
            "item": "本期「五个一」",
            "missing": _short(one, missing, left or 0),
            "deadline": f"{nearest.last_day:%Y-%m-%d} 23:59",
            "hint": "回复「进度」看怎么补上",
        },
        because={**because, "last": one.last},
        expires_at=nearest.end,
    )


def _short(one: Due, missing: int, left: int) -> str:
    """Say in 20 characters what is missing: the kinds where each is asked for and they fit."""
    named = [kind for _, standings in one.short for s in standings for kind in s.missing_by_kind]
    if len(named) == missing and len(said := f"还差{'、'.join(kinds.titles(named))}") <= _THING:
        return said
    return f"还差 {missing} 次,还有 {left} 天" if left else f"还差 {missing} 次,今天截止"


def _words(one: Due, name: str, ends: str, left: int, unseen: list[str]) -> str:
    lines = [f"{name},离 {ends}还有 {left} 天。" if left else f"{name},今天({ends})是最后一天。"]
    for stand, standings in one.short:
        whose = "本单位" if stand.subject == "organ" else "你的"
        lines += [f"{whose}{say_missing(standing)}。" for standing in standings]
    own = any(stand.subject == "cadre" for stand, _ in one.short)
    if unseen and own:
        lines.append(f"{'、'.join(unseen)}有一阵没联系了,约一次谈心也算 1 次。")
    example = "记 谈心 姓名" if own else "记 机关开放 名称"
    lines.append(f"做过的还没记?回复「{example}」就行。看明细:回复「进度」。")
    lines.append("这类提醒太多?回复「少提醒」。")
    return "\n".join(lines)


def say_missing(standing: Standing) -> str:
    """Say what a standing lacks: 「五个一」还差 2 次, or which kinds."""
    if standing.missing_by_kind:
        lacking = "、".join(kinds.titles(standing.missing_by_kind))
        return f"「{standing.rule.title}」还差:{lacking}"
    return f"「{standing.rule.title}」还差 {standing.missing} 次"


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """Cut a long list of ids into what one statement takes."""
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


def _names(uow: Uow, ids: list[int]) -> dict[int, str]:
    rows = (uow.session.execute(subjects.names(c)) for c in _chunks(ids))
    return {person: name for chunk in rows for person, name in chunk}


def _openids(uow: Uow, ids: list[int]) -> dict[int, str]:
    """Return where these people get reminders, without those who muted them."""
    rows = (uow.session.execute(questions.openids(c)) for c in _chunks(ids))
    return {
        person: openid
        for chunk in rows
        for person, openid, muted in chunk
        if person is not None and Kind.QUOTA not in muted
    }


def _told(uow: Uow, ids: list[int]) -> dict[int, list[Told]]:
    """Return which reminders these people were sent in the last week."""
    since = uow.now - _WEEK
    told: dict[int, list[Told]] = defaultdict(list)
    for chunk in _chunks(ids):
        rows = uow.session.execute(questions.told(Kind.QUOTA, chunk, since, uow.now))
        for person, because, at in rows:
            if person is not None:  # the question names people
                told[person].append(Told(at, urgent=bool(because.get("last"))))
    return told


def _unseen(uow: Uow, ids: list[int]) -> dict[int, list[str]]:
    """Return, for each cadre, the two youths not met for longest, if it is long enough."""
    before = midnight(uow.today) - timedelta(days=_UNSEEN_DAYS)
    unseen: dict[int, list[str]] = defaultdict(list)
    for chunk in _chunks(ids):
        for cadre, name in uow.session.execute(questions.unseen(chunk, before)):
            unseen[cadre].append(name)
    return unseen
