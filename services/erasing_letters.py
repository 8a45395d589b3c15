"""Striking somebody out of what was written about them to others: letters, notices, steps."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    String,
    cast,
    false,
    func,
    or_,
    select,
    true,
    update,
)

from domain.erasing import Scope, heads, short
from models.audit import Audit
from models.base import Base, table
from models.change import Change
from models.contact import Contact
from models.dialogue import Dialogue
from models.login import LoginCode
from models.mini import MiniUser
from models.person import WechatUser
from models.post import Inbound, InboxItem, Outbox
from models.sheet import Sheet
from models.visit import PageVisit
from services import erasing_rows
from services.erasing_traces import Traces
from services.uow import Uow

_WORDS: Final[Mapping[type[Base], tuple[str, ...]]] = {
    Outbox: ("text", "fields", "because"),
    InboxItem: ("text", "because"),
    Dialogue: ("data",),
    PageVisit: ("flash",),
    WechatUser: ("unread",),
    Change: ("title",),
    Sheet: ("faults",),
}
"""Where words for a cadre stand."""
_SOUGHT: Final = 100
"""So many words in one question: SQLite takes no more than a thousand conditions."""


def strike(uow: Uow, traces: Traces) -> int:
    """Strike the person out of letters to those who had to do with them.

    What the person wrote is looked for in all letters: a wish is shown to many.
    """
    _unhurried(uow)
    quoted = heads(traces.texts)
    known = [*traces.names, *short(traces.texts), *quoted]
    changed = 0
    for model, whose in _to(traces).items():
        changed += _struck(uow, model, _WORDS[model], known, traces, whose)
    for model in (Outbox, InboxItem):
        changed += _struck(uow, model, _WORDS[model], quoted, traces)
    audits = or_(
        (Audit.object == "record") & Audit.object_id.in_([str(n) for n in traces.records]),
        (Audit.object == "person") & Audit.object_id.in_([str(n) for n in traces.people]),
    )
    changed += _struck(uow, Audit, ("data",), known, traces, audits)
    return changed + _struck(uow, Inbound, ("reply",), known, traces)


def _to(traces: Traces) -> dict[type[Base], ColumnElement[bool]]:
    """Return which rows are for those who had to do with the person."""
    openids = select(WechatUser.openid).where(WechatUser.person_id.in_(traces.readers))
    minis = select(MiniUser.openid).where(MiniUser.person_id.in_(traces.readers))
    return {
        Outbox: or_(Outbox.person_id.in_(traces.readers), Outbox.openid.in_(openids)),
        InboxItem: or_(InboxItem.openid.in_(openids), InboxItem.mini_openid.in_(minis)),
        Dialogue: Dialogue.openid.in_(openids),
        PageVisit: PageVisit.openid.in_(openids),
        WechatUser: WechatUser.openid.in_(openids),
        Change: Change.actor_id.in_(traces.readers),
        Sheet: Sheet.person_id.in_(traces.readers),
    }


def _struck(  # noqa: PLR0913, PLR0917 - where, what, and for whom
    uow: Uow,
    model: type[Base],
    names: Sequence[str],
    sought: Sequence[str],
    traces: Traces,
    whose: ColumnElement[bool] | None = None,
) -> int:
    rows = table(model)
    columns = [rows.c[name] for name in names]
    changed = 0
    for at in range(0, len(sought), _SOUGHT):
        some = sought[at : at + _SOUGHT]
        found = or_(false(), *(_holds(column, one) for column in columns for one in some))
        where = found if whose is None else whose & found
        changed += erasing_rows.strike_out(uow, rows, where, columns, traces)
    return changed


def _holds(column: Column[Any], words: str) -> ColumnElement[bool]:
    """Say that a column holds some words; JSON is kept with all that is Chinese escaped."""
    if isinstance(column.type, JSON):
        return cast(column, String).contains(json.dumps(words)[1:-1], autoescape=True)
    return column.contains(words, autoescape=True)


def forget_steps(uow: Uow, traces: Traces) -> None:
    """Take the person out of what cadres' steps kept for taking them back."""
    if traces.scope is not Scope.ALL:
        return
    steps = uow.session.scalars(
        select(Change).where(
            Change.kind.in_(("merge", "handover", "tags")),
            # Of those that cannot be taken back any more nothing is kept.
            cast(Change.data, String) != "{}",
        )
    )
    gone, contacts = set(traces.people), set(traces.contacts)
    for step in steps.all():
        data = step.data
        if step.kind == "merge" and {data["stay"], data["gone"]} & gone:
            uow.session.delete(step)
        elif step.kind == "handover":
            others = [one for one in data["steps"] if one["youth"] not in gone]
            step.data = {**data, "steps": others}
        elif step.kind == "tags":
            kept = {k: [p for p in data[k] if p[0] not in contacts] for k in ("added", "removed")}
            before = {
                name: {was: [n for n in ids if n not in contacts] for was, ids in values.items()}
                for name, values in data["set"].items()
            }
            step.data = {**data, **kept, "set": before}
    uow.session.flush()


def forget_openid(uow: Uow, openid: str, person_id: int | None) -> None:
    """Take an openid off codes that were sent and steps that can be taken back.

    The codes stay: a number is guarded by them against floods.
    """
    uow.session.execute(update(LoginCode).where(LoginCode.openid == openid).values(openid=""))
    keepers = select(Contact.cadre_id).where(Contact.youth_id == person_id)
    merges = select(Change).where(
        Change.actor_id.in_(keepers),
        Change.kind == "merge",
        cast(Change.data, String).contains(openid, autoescape=True),
    )
    for step in uow.session.scalars(merges).all():
        step.data = {**step.data, "binding": ""}


def _unhurried(uow: Uow) -> None:
    """Let PostgreSQL read all letters: that is longer than a person waits, and nobody waits."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(select(func.set_config("statement_timeout", "600000", true())))
