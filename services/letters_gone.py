"""What was written to somebody goes with the openid it was written to: only the counts stay."""

from typing import Final

from sqlalchemy import ColumnElement, String, bindparam, case, cast, delete, select, update

from domain.delivery import Status
from models.base import table
from models.post import InboxItem, Outbox
from services.uow import Uow

_BLANK: Final = (
    update(table(Outbox))
    .where(table(Outbox).c.id == bindparam("number"))
    .values(because=bindparam("blank"))
)


def blank(uow: Uow, whose: ColumnElement[bool]) -> None:
    """Leave of letters when they went, of which kind, and what became of each."""
    _blank_reports(uow, whose)
    waiting = Outbox.status == Status.PENDING
    uow.session.execute(
        update(Outbox)
        .where(whose)
        .values(
            openid=None,
            mini_openid=None,
            text="",
            fields={},
            url="",
            status=case((waiting, Status.DROPPED), else_=Outbox.status),
            # Never sent: whoever comes back may be written the same again.
            key=case((waiting, Outbox.key + ":left-" + cast(Outbox.id, String)), else_=Outbox.key),
            why=case((waiting, "left"), else_=Outbox.why),
            closed_at=case((waiting, uow.now), else_=Outbox.closed_at),
        )
        .execution_options(synchronize_session=False)
    )


def _blank_reports(uow: Uow, whose: ColumnElement[bool]) -> None:
    """Take the digests, which name people, out of the reasons of somebody's letters."""
    reasons = uow.session.execute(select(Outbox.id, Outbox.because).where(whose))
    emptied = [
        {"number": row.id, "blank": {**row.because, "reports": []}}
        for row in reasons
        if row.because.get("reports")
    ]
    if emptied:
        uow.session.execute(_BLANK, emptied)


def from_mini(uow: Uow, mini_openid: str) -> None:
    """Erase what waits for whoever is at an openid of the mini-program: the next is another.

    Letters to who has a chat as well lose that way and keep the other.
    """
    uow.session.execute(delete(InboxItem).where(InboxItem.mini_openid == mini_openid))
    there = Outbox.mini_openid == mini_openid
    blank(uow, there & Outbox.openid.is_(None))
    uow.session.execute(
        update(Outbox)
        .where(there)
        .values(mini_openid=None)
        .execution_options(synchronize_session=False)
    )


def moved(uow: Uow, old: str, new: str) -> None:
    """Let what waits for a person follow them to another phone."""
    for model in (InboxItem, Outbox):
        uow.session.execute(
            update(model)
            .where(model.mini_openid == old)
            .values(mini_openid=new)
            .execution_options(synchronize_session=False)
        )
