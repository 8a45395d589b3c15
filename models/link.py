"""What a cadre reports to at the grass roots: branches and youth organisations. [淮] 四1, annex."""

from datetime import date

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref


class CadreLink(Base):
    """A branch or an association that a cadre is linked with, and when they mean to report."""

    __tablename__ = "cadre_link"

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"), index=True)
    sort: Mapped[str] = mapped_column(String(12))
    """``branch`` or ``association``."""
    organisation_id: Mapped[Ref | None] = mapped_column(ForeignKey("organisation.id"))
    """The branch in our tree, where its name is found there."""
    name: Mapped[str] = mapped_column(String(100))
    report_on: Mapped[str] = mapped_column(String(40), default="")
    """计划报到时间 as it was written: a day, a month, 每周三 …"""
    first_day: Mapped[date]
    last_day: Mapped[date | None]


def living(cadre_ids: list[int], on: date) -> Select[CadreLink]:
    """Return the links that hold on a day, in the order in which they were written."""
    return (
        select(CadreLink)
        .where(
            CadreLink.cadre_id.in_(cadre_ids),
            CadreLink.first_day <= on,
            (CadreLink.last_day.is_(None)) | (CadreLink.last_day >= on),
        )
        .order_by(CadreLink.cadre_id, CadreLink.id)
    )
