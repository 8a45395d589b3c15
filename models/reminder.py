"""Questions asked when reminders are written: who was told, where they are, whom they miss."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from models.contact import Contact
from models.person import Person, WechatUser
from models.post import Outbox


def openids(person_ids: list[int]) -> Select[int | None, str, list[str]]:
    """Return (person, openid, muted kinds) of those who follow the account."""
    return select(WechatUser.person_id, WechatUser.openid, WechatUser.muted).where(
        WechatUser.person_id.in_(person_ids), WechatUser.following
    )


def told(
    kind: str, person_ids: list[int], since: datetime, until: datetime
) -> Select[int | None, dict[str, Any], datetime]:
    """Return (person, reason, when) of letters of a kind that were written between two instants."""
    return select(Outbox.person_id, Outbox.because, Outbox.written_at).where(
        Outbox.person_id.in_(person_ids),
        Outbox.kind == kind,
        Outbox.written_at > since,
        Outbox.written_at <= until,
        Outbox.status != "dropped",
    )


def unseen(cadre_ids: list[int], before: datetime) -> Select[int, str]:
    """Return (cadre, name) of the two youths of each cadre not met for longest."""
    rank = (
        func.row_number()
        .over(
            partition_by=Contact.cadre_id,
            order_by=(func.coalesce(Contact.last_met_at, Contact.started_at), Contact.id),
        )
        .label("rank")
    )
    ranked = (
        select(Contact.cadre_id, Person.name, rank)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id.in_(cadre_ids),
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
            or_(Contact.last_met_at.is_(None), Contact.last_met_at < before),
        )
        .subquery()
    )
    return (
        select(ranked.c.cadre_id, ranked.c.name)
        .where(ranked.c.rank <= 2)  # noqa: PLR2004 - two names fit a line
        .order_by(ranked.c.cadre_id, ranked.c.rank)
    )
