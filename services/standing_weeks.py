"""What was done week by week under large organisations: counted each night, as the standings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
)

from domain.periods import midnight
from models.engine import take_time
from models.organisation import Below
from models.record import Record
from models.scope import homes
from models.standing import DONE, StandingRow
from services import standing
from services.uow import Uow

WEEKS: Final = 53
"""A year and the week that runs."""
_WEEK: Final = timedelta(days=7)
_SECONDS: Final = 7 * 86_400
_ROWS: Final = 5000

Key = tuple[int, date, str]
"""An organisation, a Monday, a kind of record."""


def first_day(today: date) -> date:
    """Return the Monday with which the weeks begin that are looked at."""
    return today - timedelta(days=today.weekday()) - (WEEKS - 1) * _WEEK


def number(uow: Uow) -> ColumnElement[int]:
    """Return in which of the weeks a record happened, from 0."""
    if uow.session.get_bind().dialect.name == "sqlite":
        epoch: ColumnElement[Any] = cast(func.strftime("%s", Record.happened_at), Integer)
    else:
        epoch = func.extract("epoch", Record.happened_at)
    start = int(midnight(first_day(uow.today)).timestamp())
    return cast(func.floor((epoch - start) / _SECONDS), Integer).label("week")


def within(uow: Uow) -> list[ColumnElement[bool]]:
    """Return what a record of these weeks fulfils: it lives, and happened in them."""
    first = first_day(uow.today)
    start, end = midnight(first), midnight(first + WEEKS * _WEEK)
    return [Record.happened_at >= start, Record.happened_at < end, Record.undone_at.is_(None)]


def kept(uow: Uow, organisation_id: int) -> Mapping[date, Mapping[str, int]]:
    """Return how many records of each kind were counted last, by Monday."""
    question = select(StandingRow.since, StandingRow.rule, StandingRow.part).where(
        StandingRow.organisation_id == organisation_id,
        StandingRow.since >= first_day(uow.today),
        StandingRow.subject == DONE,
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for monday, kind, count in uow.session.execute(question):
        found[monday][kind] = count
    return found


def settle(uow: Uow) -> int:
    """Count the weeks of the large organisations; return how many figures are new or changed."""
    take_time(uow.session.connection())
    now, before = _counted(uow), _known(uow)
    # Most weeks are as they were: nobody writes hundreds of thousands of rows each night.
    stale = [key for key, count in before.items() if now.get(key) != count]
    fresh = [(key, count) for key, count in now.items() if before.get(key) != count]
    connection = uow.session.connection()
    for at in range(0, len(stale), _ROWS):
        rows = [{"place": i, "monday": day, "kind": k} for i, day, k in stale[at : at + _ROWS]]
        connection.execute(_STALE, rows)
    for at in range(0, len(fresh), _ROWS):
        some = [_row(uow, key, count) for key, count in fresh[at : at + _ROWS]]
        connection.execute(insert(StandingRow), some)
    return len(fresh)


_STALE: Final = delete(StandingRow).where(
    StandingRow.organisation_id == bindparam("place"),
    StandingRow.since == bindparam("monday"),
    StandingRow.subject == DONE,
    StandingRow.rule == bindparam("kind"),
)


def _row(uow: Uow, key: Key, count: int) -> dict[str, Any]:
    place, monday, kind = key
    of = {"organisation_id": place, "since": monday, "subject": DONE, "programme": "", "rule": kind}
    figure = {"whole": count, "part": count, "exempt": 0}
    return of | figure | {"on_day": uow.today, "counted_at": uow.now}


def _known(uow: Uow) -> dict[Key, int]:
    row = StandingRow
    question = select(row.organisation_id, row.since, row.rule, row.part).where(row.subject == DONE)
    return {(place, day, kind): n for place, day, kind, n in uow.session.execute(question)}


def _counted(uow: Uow) -> dict[Key, int]:
    first = first_day(uow.today)
    found: dict[Key, int] = defaultdict(int)
    for question in _questions(uow):
        for place, week, kind, count in uow.session.execute(question):
            found[place, first + week * _WEEK, kind] += count
    return found


def _questions(uow: Uow) -> Iterator[Select[int, int, str, int]]:
    """Yield what counts the records of cadres, where each works now, and those of organs."""
    home = homes(uow.today, None).subquery()
    of_cadres = (Record.cadre_id == home.c.cadre_id) & (home.c.rank == 1)
    yield _by_week(uow, home.c.organisation_id).join(home, of_cadres)
    yield _by_week(uow, Record.organ_id)


def _by_week(uow: Uow, place: SQLColumnExpression[Any]) -> Select[int, int, str, int]:
    week = number(uow)
    return (
        select(Below.ancestor_id, week, Record.kind, func.count())
        .select_from(Record)
        .where(*within(uow), Below.descendant_id == place)
        .where(Below.ancestor_id.in_(select(standing.large(uow).c.ancestor_id)))
        .group_by(Below.ancestor_id, week, Record.kind)
    )
