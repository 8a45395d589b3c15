"""值班: who is called at once when somebody is in acute distress."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, or_, select

from models.cadre import Appointment
from models.ticket import Duty
from services import areas
from services.uow import Uow


def on_duty(uow: Uow, organ_id: int) -> list[int]:
    """Return the cadres to call for an organ today: on its list, else who answers for it.

    Where it has neither, the organs above are asked, the nearest first.
    """
    return next(chain(uow, organ_id), [])


def chain(uow: Uow, organ_id: int) -> Iterator[list[int]]:
    """Return whom to call, organ by organ upwards: the next only if nobody before was reached."""
    organ: int | None = organ_id
    while organ is not None:
        listed = _listed(uow, organ)
        if listed:
            yield listed
        if leaders := [one for one in areas.leaders_of(uow, organ) if one not in listed]:
            yield leaders
        organ = areas.above(uow, organ)


def _listed(uow: Uow, organ_id: int) -> list[int]:
    in_post = exists().where(Appointment.cadre_id == Duty.cadre_id, held(uow))
    question = select(Duty.cadre_id).where(
        Duty.organ_id == organ_id, Duty.first_day <= uow.today, lasts(uow), in_post
    )
    return list(dict.fromkeys(uow.session.scalars(question.order_by(Duty.id))))


def lasts(uow: Uow) -> ColumnElement[bool]:
    """Say of a line of the list that it is not over."""
    return or_(Duty.last_day.is_(None), Duty.last_day >= uow.today)


def held(uow: Uow) -> ColumnElement[bool]:
    """Say of a post that it is held today."""
    return and_(
        Appointment.first_day <= uow.today,
        or_(Appointment.last_day.is_(None), Appointment.last_day >= uow.today),
    )
