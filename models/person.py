"""People, and the WeChat ids by which they speak."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    exists,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.proofs import Proof
from models.base import EMPTY, ZERO, Base, Id, Ref, table
from models.cadre import Appointment


class Person(Base):
    """A human being, whatever hats they wear; the phone is sealed and found by its blind index."""

    __tablename__ = "person"
    # Few ever leave: counting case-loads looks them up instead of reading everybody.
    __table_args__ = (
        Index(
            "ix_person_left_at",
            "left_at",
            sqlite_where=text("left_at IS NOT NULL"),
            postgresql_where=text("left_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"), index=True)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    """AES-256-GCM, with this row as associated data (``services.vault``)."""
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True)
    """Keyed HMAC of the whole number: equality without decryption."""
    born: Mapped[date | None]
    """Asked for only where an activity has limits of age; under 14 nobody is added."""
    consented_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """Said "do not contact me": only the person takes that back."""
    created_at: Mapped[datetime]


class WechatUser(Base):
    """An openid of the official account, known or stranger."""

    __tablename__ = "wechat_user"

    openid: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("person.id"))
    following: Mapped[bool] = mapped_column(default=True)
    bound_at: Mapped[datetime | None]
    proof: Mapped[str | None] = mapped_column(String(12))
    """``domain.proofs.Proof``: a youth who becomes a cadre is one here only after the password."""
    wrote_at: Mapped[datetime | None]
    """When the person last wrote or pressed something: opens the customer-service window."""
    window_until: Mapped[datetime | None]
    """Until when customer-service messages may go to them."""
    window_left: Mapped[int] = mapped_column(default=0, server_default=ZERO)
    """How many of them."""
    muted: Mapped[list[str]] = mapped_column(default=list)
    """Kinds of letters this person does not want."""
    unread: Mapped[str] = mapped_column(default="")
    """The rest of a reply that was too long; 继续 shows it."""
    unionid: Mapped[str] = mapped_column(String(64), default="", server_default=EMPTY)
    """The same as the mini-program's, where both belong to one open platform account."""

    # One person speaks through one openid of this account at a time.
    __table_args__ = (
        Index("uq_wechat_user_person_id", "person_id", unique=True),
        Index("ix_wechat_user_unionid", "unionid"),
    )


CALMLY: Final[dict[str, Any]] = {"key_share": True}
"""Locks a person against others who do so, not against letters and records that name them."""


def by_phone_index(index: bytes) -> Select[Person]:
    """Find the person with a number."""
    return select(Person).where(Person.phone_index == index)


_user, _person, _post = table(WechatUser), table(Person), table(Appointment)
_today: Final[BindParameter[date]] = bindparam("today")
_in_post = exists().where(
    _post.c.cadre_id == _person.c.id,
    _post.c.first_day <= _today,
    or_(_post.c.last_day.is_(None), _post.c.last_day >= _today),
)

SPEAKING: Final = (
    select(
        _user.c.person_id,
        _user.c.unread,
        _user.c.muted,
        _user.c.wrote_at,
        _user.c.following,
        _user.c.window_until,
        _user.c.window_left,
        _person.c.name,
        _person.c.organisation_id,
        _person.c.left_at,
        and_(_user.c.proof == Proof.PASSWORD, _in_post).label("is_cadre"),
    )
    .select_from(_user.outerjoin(_person, _person.c.id == _user.c.person_id))
    .where(_user.c.openid == bindparam("openid"))
    .with_for_update(of=_user)
)
"""Who speaks through an openid: one probe on the way of each message, so it is built once.

The row is locked: what one person says is answered one message after the other, and a dialogue
cannot be at two steps.
"""
