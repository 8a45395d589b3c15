"""Carrying out the law of erasing on the rows of one person."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    delete,
    or_,
    select,
    update,
)

from domain.erasing import Fate, Law, struck
from domain.erasing_law import LAWS
from models.base import Base
from services.erasing_traces import Traces
from services.uow import Uow

Owned = ColumnElement[bool]
THINGS: Final = {
    "wish": "wishes",
    "wish_thanks": "wishes",
    "wish_note": "notes",
    "ticket": "tickets",
    "voice": "tickets",
    "rating": "ratings",
    "topic_answer": "answers",
}
"""Which of a person's texts are screened under which name (``services.safety``)."""


def carry_out(uow: Uow, traces: Traces) -> dict[str, int]:
    """Do what the law says, table by table; return how many rows of each were the person's."""
    counts = {}
    for name, law in LAWS.items():
        whose = _OWNERS.get(name)
        fates = law.fates(traces.scope)
        if whose is not None and fates:
            counts[name] = _table(uow, Base.metadata.tables[name], whose(traces), law, traces)
    return {name: number for name, number in counts.items() if number}


def _table(uow: Uow, table: Table, whose: Owned, law: Law, traces: Traces) -> int:
    fates = law.fates(traces.scope)
    if Fate.DELETE in fates.values():
        return _count(uow.session.execute(delete(table).where(whose)))
    strike = [table.c[name] for name, fate in fates.items() if fate is Fate.STRIKE]
    changed = strike_out(uow, table, whose, strike, traces) if strike else 0
    emptied = {name: _empty(table.c[name]) for name, fate in fates.items() if fate is Fate.BLANK}
    if emptied:
        changed = _count(uow.session.execute(update(table).where(whose).values(emptied)))
    for name in (name for name, fate in fates.items() if fate is Fate.CUT):
        mine = whose & table.c[name].in_(_ends(table.c[name], traces))
        new: dict[str, object] = {name: None} | _struck(uow, table)
        changed = max(changed, _count(uow.session.execute(update(table).where(mine).values(new))))
    return changed


def _ends(column: Column[Any], traces: Traces) -> Sequence[object]:
    """Return what a column holds that leads to the person: other people in the row stay."""
    ends: Mapping[str, Sequence[object]]
    ends = {"openid": traces.openids, "mini_openid": traces.minis}
    return ends.get(column.name, traces.people)


def strike_out(
    uow: Uow, table: Table, where: Owned, columns: Sequence[Column[Any]], traces: Traces
) -> int:
    """Strike a person out of other people's words; return in how many rows."""
    keys = list(table.primary_key)
    rows = uow.session.execute(select(*keys, *columns).where(where).order_by(*keys)).mappings()
    changed = 0
    for row in rows.all():
        new = {c.name: struck(row[c.name], traces.names, traces.texts) for c in columns}
        if any(new[c.name] != row[c.name] for c in columns):
            mine = and_(*(key == row[key.name] for key in keys))
            uow.session.execute(update(table).where(mine).values(new | _struck(uow, table)))
            changed += 1
    return changed


def _struck(uow: Uow, table: Table) -> dict[str, object]:
    """Return what a sealed line says of it: its sum is not that of what is left."""
    return {"struck_at": uow.now} if "struck_at" in table.c else {}


def _empty(column: Column[Any]) -> object:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return {}
    return b"" if isinstance(column.type, LargeBinary) else ""


def _count(result: Any) -> int:  # noqa: ANN401 - a cursor's result
    return int(result.rowcount)


def _column(path: str) -> Column[Any]:
    table, _, column = path.partition(".")
    return Base.metadata.tables[table].c[column]


def _by(path: str, what: str) -> Any:  # noqa: ANN401 - a function from traces to a condition
    """Return what says which rows are the person's: a column, and a field of ``Traces``."""
    return lambda traces: _column(path).in_(getattr(traces, what))


def screened(traces: Traces) -> Owned:
    """Say that a text of the person was looked at."""
    thing, number = _column("screening.thing"), _column("screening.thing_id")
    return or_(
        *(and_(thing == name, number.in_(getattr(traces, what))) for name, what in THINGS.items())
    )


def _photos(traces: Traces) -> Owned:
    return and_(_column("photo.person_id").in_(traces.people), _not_work(traces))


def _not_work(traces: Traces) -> Owned:
    """Leave out what a cadre added to the own work."""
    cadres = select(_column("cadre.id")).where(_column("cadre.id").in_(traces.people))
    return _column("photo.person_id").not_in(cadres)


_OWNERS: Final[Mapping[str, Any]] = {
    "person": _by("person.id", "people"),
    "contact": _by("contact.id", "contacts"),
    "contact_tag": _by("contact_tag.contact_id", "contacts"),
    "record": _by("record.id", "records"),
    "record_change": _by("record_change.record_id", "records"),
    "plan": _by("plan.id", "plans"),
    "plan_youth": _by("plan_youth.youth_id", "people"),
    "enrolment": _by("enrolment.person_id", "people"),
    "photo": _photos,
    "picture": _by("picture.wish_id", "wishes"),
    "wish_note": _by("wish_note.claim_id", "claims"),
    "wish_claim": _by("wish_claim.id", "claims"),
    "wish": _by("wish.id", "wishes"),
    "ticket_step": _by("ticket_step.ticket_id", "tickets"),
    "problem": _by("problem.id", "problems"),
    "screening": screened,
    "ticket": _by("ticket.id", "tickets"),
    "rating": _by("rating.person_id", "people"),
    "spot_check_person": _by("spot_check_person.person_id", "people"),
    "topic_answer": _by("topic_answer.id", "answers"),
    "outbox": _by("outbox.person_id", "people"),
    "call": _by("call.person_id", "people"),
    "subscription": _by("subscription.openid", "minis"),
    "invitation": _by("invitation.youth_id", "people"),
    "mini_session": _by("mini_session.openid", "minis"),
    "api_answer": _by("api_answer.openid", "minis"),
    "mini_user": _by("mini_user.openid", "minis"),
    "console_session": _by("console_session.person_id", "people"),
    "notice_person": _by("notice_person.person_id", "people"),
}
"""Whose a row is; what hangs on an openid goes with ``identity.forget``."""
