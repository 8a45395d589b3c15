"""Switches that an organisation turned away from what its programme says, with who and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref
from models.organisation import Below


class SwitchChange(Base):
    """One turn of one switch of ``domain.programme.Switches``; an organisation's newest holds."""

    __tablename__ = "switch_change"
    __table_args__ = (Index("ix_switch_change_organisation_id", "organisation_id", "switch", "id"),)

    id: Mapped[Id]
    organisation_id: Mapped[Ref] = mapped_column(ForeignKey("organisation.id"))
    switch: Mapped[str] = mapped_column(String(30))
    is_on: Mapped[bool]
    by_name: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


def changes_over(organisation_id: int) -> Select[SwitchChange]:
    """Return the turns made by an organisation and all over it: the nearest first, newest first."""
    return (
        select(SwitchChange)
        .join(Below, Below.ancestor_id == SwitchChange.organisation_id)
        .where(Below.descendant_id == organisation_id)
        .order_by(Below.depth, SwitchChange.id.desc())
    )
