"""值班: who is called at once when somebody is in acute distress."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_, select

from domain.proofs import Proof
from models.cadre import Appointment, held
from models.mini import MiniUser
from models.organisation import below
from models.person import Person, WechatUser
from models.post import Outbox
from models.ticket import Duty, Ticket
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
    in_post = exists().where(
        Appointment.cadre_id == Duty.cadre_id,
        Appointment.organisation_id.in_(below(organ_id)),
        held(uow.today),
    )
    question = select(Duty.cadre_id).where(
        Duty.organ_id == organ_id, Duty.first_day <= uow.today, lasts(uow), in_post
    )
    return list(dict.fromkeys(uow.session.scalars(question.order_by(Duty.id))))


def alarm(person_id: int, cadre_id: int) -> str:
    """Return how the letters begin by which a cadre is called about somebody."""
    return f"alarm:{person_id}:{cadre_id}:"


def called(cadre_id: int) -> ColumnElement[bool]:
    """Say, as a question to the database, of an urgent ticket that a cadre was called for it."""
    begins = literal("alarm:").concat(cast(Ticket.asker_id, String)).concat(f":{cadre_id}:%")
    letter = exists().where(
        Outbox.person_id == cadre_id,
        Outbox.written_at >= Ticket.created_at,
        Outbox.key.like(begins),
    )
    return and_(Ticket.urgent, letter)


def lasts(uow: Uow) -> ColumnElement[bool]:
    """Say of a line of the list that it is not over."""
    return or_(Duty.last_day.is_(None), Duty.last_day >= uow.today)


def reachable() -> ColumnElement[bool]:
    """Say of a ``Person`` that a call gets through: they came in by password, so they may read on.

    In the chat a card calls them. The mini-program alone calls nobody: they need a number as well.
    """
    return or_(
        exists().where(
            WechatUser.person_id == Person.id,
            WechatUser.following,
            WechatUser.proof == Proof.PASSWORD,
        ),
        and_(
            Person.phone.is_not(None),
            exists().where(MiniUser.person_id == Person.id, MiniUser.proof == Proof.PASSWORD),
        ),
    )
