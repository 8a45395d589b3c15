"""Letting sending rest and go on again: by hand, and by what the platform answers."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    and_,
    bindparam,
    case,
    cast,
    delete,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from domain import halts
from domain.delivery import Channel, Later, Never, Outcome, Sent
from domain.halts import By, Standing
from models.base import Instant, table, write_once
from models.sending import Budget, Halt
from services import audit, budgets, phones
from services.uow import Uow

log = logging.getLogger(__name__)

_BAD: Final = "bad:"
"""What is counted of a template that was refused, beside what a day allows."""
_REFUSALS: Final = 5
"""So many in a row and the template rests: with sixteen senders at most twenty are tried."""
_MISFIT: Final = timedelta(minutes=30)
"""Values that do not fit may be one campaign's fault: its template is tried again."""
_PACE: Final = timedelta(seconds=20)
_ECHO: Final = timedelta(minutes=1)
"""Who read of a rest just before it ended may still act on it for so long."""
_SURE: Final = frozenset({"40036", "40037", "40165", "41030", "43116", "200012"})
"""The template itself is refused, whatever stands in it."""
_halt, _budget = table(Halt), table(Budget)

_STANDING: Final = (
    select(_halt.c.scope, _halt.c.why, _halt.c.at, _halt.c.until, literal(0).label("refused"))
    .where(or_(_halt.c.until.is_(None), _halt.c.until > bindparam("now")))
    .union_all(
        select(
            _budget.c.api, literal(""), _budget.c.spent_at, cast(null(), Instant), _budget.c.used
        )
        .where(and_(_budget.c.api >= _BAD, _budget.c.api < "bad;"))
        .where(_budget.c.day == bindparam("day"), _budget.c.used > 0)
    )
)


def named(columns: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[str]:
    """Return by which name a letter's template rests (``domain.halts.template_of``)."""
    there = literal(halts.MINI).concat(columns["template"])
    return case((columns["channel"] == Channel.MINI, there), else_=columns["template"])


def standing(uow: Uow) -> Standing:
    """Return what rests now: one statement, asked at each claim."""
    rows = uow.session.execute(_STANDING, {"now": uow.now, "day": budgets.day(uow)}).all()
    return Standing(
        tuple(halts.Halt(r.scope, r.why, r.at, r.until) for r in rows if not r.refused),
        {r.scope.removeprefix(_BAD): r.refused for r in rows if r.refused},
    )


def stop(
    uow: Uow, scope: str, why: str, until: datetime | None = None, by: int | None = None
) -> bool:
    """Let something rest; say whether that is news. What rests longer already stays as it is."""
    row = _row(uow, scope)
    stands = row.until is None or row.until > uow.now
    if stands and (row.until is None or (until is not None and row.until >= until)):
        return False
    _set(uow, row, why, until, by)
    return True


def order(
    uow: Uow, scope: str, why: str, until: datetime | None = None, by: int | None = None
) -> None:
    """Let something rest because a person says so, whatever was said before."""
    _set(uow, _row(uow, scope), why, until, by)


def _row(uow: Uow, scope: str) -> Halt:
    """Return the row of a scope, locked; one that is new has ended already."""
    scope = halts.checked(scope)
    write_once(uow.session, Halt, scope=scope, why="", until=uow.now, set_by=None, at=uow.now)
    return uow.session.get_one(Halt, scope, with_for_update=True, populate_existing=True)


def _set(uow: Uow, row: Halt, why: str, until: datetime | None, by: int | None) -> None:
    row.why, row.until, row.set_by, row.at = phones.unnumbered(why)[:200], until, by, uow.now
    uow.session.flush()
    end = until.isoformat() if until else ""
    audit.note(uow, "halt.stop", "halt", row.scope, until=end, why=row.why)


def lift(uow: Uow, scope: str, by: str = "") -> bool:
    """Let it go on; say whether it rested. The line takes back what was put aside for it."""
    scope = halts.checked(scope)
    kind, _, name = scope.partition(":")
    # Counts before halts, as those who heed the platform take them: or they wait for each other.
    if kind == By.TEMPLATE:
        _forgive(uow, name)
    if kind == By.CHANNEL:
        budgets.unspent(uow, name)
    row = uow.session.get(Halt, scope, with_for_update=True, populate_existing=True)
    if row is None or (row.until is not None and row.until <= uow.now):
        return False
    row.until = uow.now
    uow.session.flush()
    audit.note(uow, "halt.lift", "halt", scope, by=by)
    return True


def over(uow: Uow) -> Sequence[str]:
    """Return the scopes whose rest has ended and that nobody has cleared away."""
    ended = select(Halt.scope).where(Halt.until.is_not(None), Halt.until <= uow.now)
    return uow.session.scalars(ended.order_by(Halt.scope)).all()


def clear(uow: Uow, scope: str) -> None:
    """Forget a rest that has ended for so long that nobody puts anything aside for it any more."""
    uow.session.execute(
        delete(Halt)
        .where(Halt.scope == scope, Halt.until.is_not(None), Halt.until <= uow.now - _ECHO)
        .execution_options(synchronize_session=False)
    )


def heed(uow: Uow, channel: str, template: str, outcome: Outcome, standing: Standing) -> None:
    """Let rest what the platform's answer says has to: a spent day, a pace, a bad template.

    ``standing`` is what was read when the letter was taken; it only saves a question.
    """
    template = halts.template_of(channel, template) if template else ""
    match outcome:
        case Sent():
            if template[:36] in standing.refused:
                _forgive(uow, template)
        case Later(why=why, until=until):
            cause, _, code = why.partition(":")
            if cause == "quota":
                # Said before midnight and written after, or before the platform counts anew.
                if until is None or until >= budgets.midnight(uow):
                    budgets.spent(uow, channel)
                _rest(uow, f"channel:{channel}", "平台说今天的次数用完了", until)
            elif cause == "account" and until is not None:
                _rest(uow, f"channel:{channel}", f"平台不认这个账号({code})", until)
            elif code == "45011":
                _rest(uow, f"channel:{channel}", "平台说太快了", uow.now + _PACE)
        case Never(why=why) if why.startswith("template:") and template:
            _refused(uow, template, why.removeprefix("template:"))
        case _:
            pass


def _rest(uow: Uow, scope: str, why: str, until: datetime | None) -> None:
    until = until or budgets.midnight(uow)
    if until > uow.now and stop(uow, scope, why, until):
        log.warning("sending rests: %s (%s)", scope, why)


def _refused(uow: Uow, template: str, code: str) -> None:
    """Count a template's refusals in a row; where they are too many, it rests."""
    if budgets.count(uow, f"{_BAD}{template[:36]}") < _REFUSALS:
        return
    sure = code in _SURE
    why = f"{halts.REFUSED}({code})" if code.isdecimal() else "模板没有配置好"
    if stop(uow, f"template:{template}", why, None if sure else uow.now + _MISFIT):
        log.error("template %s rests: %s", template, code)


def _forgive(uow: Uow, template: str) -> None:
    uow.session.execute(
        update(Budget)
        .where(Budget.api == f"{_BAD}{template[:36]}", Budget.used > 0)
        .values(used=0)
        .execution_options(synchronize_session=False)
    )
