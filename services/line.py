"""The line of letters: what is due gets its turn, and what a halt has picked out waits aside."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, bindparam, func, select, update

from domain.delivery import Channel, Lane, Status
from domain.halts import By, Standing
from domain.line import ASIDE, AT_ONCE, turns
from models.base import table
from models.post import Outbox
from services import detours, halts
from services.uow import Uow

MOST: Final = 1000
"""So many at a time; whoever releases goes on while there are more."""
_LOCK: Final = 0x6C696E
"""The advisory lock on PostgreSQL under which letters are let in: "lin"."""
_row = table(Outbox)
_BY: Final[Mapping[str, ColumnElement[Any]]] = {
    By.KIND: _row.c.kind,
    By.TEMPLATE: halts.named(_row.c),
    By.ORGAN: _row.c.organ_id,
}
_DUE: Final = (
    select(_row.c.id, _row.c.channel, _row.c.lane, _row.c.kind, _row.c.template, _row.c.organ_id)
    .where(
        _row.c.status == Status.PENDING,
        _row.c.turn.is_(None),
        _row.c.lane == bindparam("lane"),
        _row.c.due_at <= bindparam("now"),
    )
    .order_by(_row.c.due_at, _row.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_PLACE: Final = (
    update(_row)
    .where(_row.c.id == bindparam("letter"), _row.c.status == Status.PENDING)
    .values(turn=bindparam("place"))
)


def release(uow: Uow, most: int = MOST) -> int:
    """Give what is due its place in the line; return how many letters got one.

    Each second, by whoever is there, but by one at a time: beside one who lets notices in and has
    not committed, another would let in the reminders after them, and these would go first.
    """
    if not _alone(uow):
        return 0
    standing = halts.standing(uow)
    _take_back(uow, standing, most)
    detours.take(uow, standing)
    lines: dict[tuple[str, int], list[tuple[int, int | None]]] = defaultdict(list)
    places: dict[int, int] = {}
    for row in _due(uow, most):
        halt = standing.stops(row.lane, row.channel, row.kind, row.template, row.organ_id)
        if halt is not None and halt.picks:
            places[row.id] = ASIDE
        elif row.lane <= Lane.SEAT:
            places[row.id] = AT_ONCE
        else:
            lines[row.channel, row.lane].append((row.id, row.organ_id))
    for (channel, lane), letters in lines.items():
        places |= _turns(uow, channel, lane, letters)
    if places:
        rows = [{"letter": letter, "place": place} for letter, place in places.items()]
        uow.session.execute(_PLACE, rows)
    return len(places)


def _alone(uow: Uow) -> bool:
    """Say whether nobody else is at it; SQLite has one writer anyway."""
    if uow.session.get_bind().dialect.name != "postgresql":
        return True
    return bool(uow.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))))


def _due(uow: Uow, most: int) -> Iterator[Any]:
    """Yield what is due, the urgent lanes first: a notice waits for no campaign of reminders."""
    for lane in Lane:
        asked = {"now": uow.now, "most": most, "lane": int(lane)}
        found = uow.session.execute(_DUE, asked).all()
        yield from found
        most -= len(found)
        if most <= 0:
            return


def _turns(
    uow: Uow, channel: str, lane: int, letters: Sequence[tuple[int, int | None]]
) -> Mapping[int, int]:
    """Return the turns of some letters of one line, beside those that wait there already."""
    waits = (
        _row.c.status == Status.PENDING,
        _row.c.channel == channel,
        _row.c.lane == lane,
        _row.c.turn > AT_ONCE,
    )
    head = uow.session.scalar(select(func.min(_row.c.turn)).where(*waits))
    last: dict[int | None, int] = {}
    if head is not None:
        question = select(_row.c.organ_id, func.max(_row.c.turn)).where(*waits)
        rows = uow.session.execute(question.group_by(_row.c.organ_id))
        last = {row[0]: row[1] for row in rows}
    found = turns(last, AT_ONCE if head is None else head - 1, [organ for _, organ in letters])
    return dict(zip((number for number, _ in letters), found, strict=True))


def _take_back(uow: Uow, standing: Standing, most: int) -> None:
    """Let letters come back that were put aside for what rests no more."""
    aside = (
        _row.c.status == Status.PENDING,
        _row.c.channel.in_([str(channel) for channel in Channel]),
        _row.c.lane.in_([int(lane) for lane in Lane]),
        _row.c.turn == ASIDE,
    )
    if not any(halt.picks for halt in standing.halts):
        _back(uow, aside, most)
    for scope in halts.over(uow):
        by, _, name = scope.partition(":")
        column = _BY.get(by)
        if column is not None and _back(uow, (*aside, column == _named(by, name)), most) == most:
            continue  # the rest of them comes back at the next look
        halts.clear(uow, scope)  # once it is long over: another may put some aside until then


def _named(by: str, name: str) -> str | int:
    return int(name) if by == By.ORGAN else name


def _back(uow: Uow, which: Sequence[ColumnElement[bool]], most: int) -> int:
    some = select(_row.c.id).where(*which).limit(most).with_for_update(skip_locked=True)
    back = update(_row).where(_row.c.id.in_(some.scalar_subquery())).values(turn=None)
    return cast("CursorResult[Any]", uow.session.execute(back)).rowcount
