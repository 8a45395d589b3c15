"""What of an organisation goes along when it is merged: which rows, and which still live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from domain.periods import QUARTER
from domain.problems import ProblemStatus
from domain.ratings import RatingStatus
from domain.safety import ScreeningStatus
from domain.seats import ActivityStatus
from domain.tickets import OPEN, TicketStatus
from models.activity import Activity
from models.link import CadreLink
from models.materials import Materials
from models.person import Person
from models.problem import Problem
from models.rating import Rating
from models.screening import Screening
from models.sending import Call
from models.ticket import Duty, ReplyTemplate, Ticket
from models.wish import Claim, Wish
from services.uow import Uow

_Owner: TypeAlias = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
_Still: TypeAlias = Callable[[Uow], ColumnElement[bool] | None]
_CHUNK: Final = 5000


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one column; ``still`` says which of them go along, none where all do."""

    column: _Owner
    title: str
    still: _Still = lambda _: None
    unit: str = "条"

    @property
    def key(self) -> str:
        """The column as ``domain.organisation_law`` names it."""
        return f"{self.column.class_.__tablename__}.{self.column.key}"

    def rows(self, uow: Uow, organisation_id: int) -> list[ColumnElement[bool]]:
        """Return which rows go along."""
        still = self.still(uow)
        return [self.column == organisation_id, *([] if still is None else [still])]


PARTS: Final = (
    Part(Person.organisation_id, "登记在这里的人", unit="位"),
    Part(
        CadreLink.organisation_id,
        "团干部联系的支部",
        lambda uow: or_(CadreLink.last_day.is_(None), CadreLink.last_day >= uow.today),
    ),
    Part(
        Activity.organisation_id,
        "没有归档的活动",
        lambda _: Activity.status.not_in([ActivityStatus.ARCHIVED, ActivityStatus.CANCELLED]),
        "个",
    ),
    Part(Wish.organisation_id, "微心愿", unit="个"),
    Part(Claim.organ_id, "认领中的微心愿", lambda _: Claim.ended_at.is_(None), "个"),
    Part(
        Ticket.organ_id,
        "在办的诉求",
        lambda _: Ticket.status.in_([*OPEN, TicketStatus.ANSWERED, TicketStatus.DUPLICATE]),
        "件",
    ),
    Part(Ticket.escalated_to, "督办的诉求", lambda _: Ticket.status.in_(OPEN), "件"),
    Part(ReplyTemplate.organ_id, "常用回复"),
    Part(
        Duty.organ_id,
        "值班安排",
        lambda uow: or_(Duty.last_day.is_(None), Duty.last_day >= uow.today),
    ),
    Part(
        Problem.organ_id,
        "在整理、已上交的问题",
        lambda _: Problem.status.in_([ProblemStatus.DRAFT, ProblemStatus.HANDED]),
    ),
    Part(
        Problem.handed_to,
        "下级交来、还没答复的问题",
        lambda _: Problem.status == ProblemStatus.HANDED,
    ),
    Part(
        Screening.organ_id,
        "待看的内容",
        lambda _: Screening.status.in_([ScreeningStatus.ASKING, ScreeningStatus.HELD]),
    ),
    Part(Call.organ_id, "要打的电话", lambda _: Call.done_at.is_(None), "个"),
    Part(
        Rating.appeal_organ_id,
        "要定的评价申诉",
        lambda _: Rating.status == RatingStatus.APPEALED,
    ),
)
"""All columns that ``domain.organisation_law`` says move or live, but for posts and materials."""


def counts(uow: Uow, organisation_id: int) -> list[tuple[Part, int]]:
    """Return how many rows of each part would go along, in one question."""
    asked = [
        select(func.count())
        .select_from(part.column.class_)
        .where(*part.rows(uow, organisation_id))
        .scalar_subquery()
        for part in PARTS
    ]
    row: Sequence[Any] = uow.session.execute(select(*asked)).one()
    return [(part, count) for part, count in zip(PARTS, row, strict=True) if count]


def give(uow: Uow, part: Part, giver: int, taker: int) -> list[int]:
    """Give one organisation's rows of a part to another; return their ids."""
    model = part.column.class_
    return sorted(
        uow.session.scalars(
            update(model)
            .where(*part.rows(uow, giver))
            .values({part.column.key: taker})
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
    )


def give_back(uow: Uow, column: _Owner, ids: Sequence[int], taker: int, giver: int) -> None:
    """Give rows back that are still where they were given."""
    model = column.class_
    for at in range(0, len(ids), _CHUNK):
        uow.session.execute(
            update(model)
            .where(model.id.in_(ids[at : at + _CHUNK]), column == taker)
            .values({column.key: giver})
            .execution_options(synchronize_session=False)
        )


def this_quarters(uow: Uow, organisation_id: int) -> Select[Materials]:
    """Return the versions of this quarter's materials of an organ."""
    quarter = QUARTER.window_of(uow.today)
    return select(Materials).where(
        Materials.organ_id == organisation_id, Materials.quarter == quarter.first_day
    )


def has_materials(uow: Uow, organisation_id: int) -> bool:
    """Say whether an organ has written this quarter's materials."""
    return bool(uow.session.scalar(select(exists(this_quarters(uow, organisation_id)))))
