"""Leading organs as neighbours of a place: whose it is, who is above, and who answers for it."""

from collections.abc import Collection

from sqlalchemy import Select, select

from domain.dictionaries import LEADING
from models import subject
from models.cadre import Appointment
from models.organisation import Below, Organisation
from services.uow import Uow


def area_of(uow: Uow, organisation_id: int) -> int:
    """Return the nearest leading organ at or above a place; the top of the tree if there is none.

    What is written at a place is that organ's to answer, to review and to show.
    """
    rows = uow.session.execute(_up(organisation_id)).all()
    return next((number for number, level in rows if level in LEADING), rows[-1][0])


def above(uow: Uow, organ_id: int) -> int | None:
    """Return the next leading organ above one; none for the uppermost."""
    rows = uow.session.execute(_up(organ_id)).all()
    return next((n for n, level in rows if level in LEADING and n != organ_id), None)


def leaders_of(uow: Uow, organ_id: int) -> list[int]:
    """Return the cadres who answer for an organ today."""
    led = subject.leaders(uow.today).where(Appointment.organisation_id == organ_id)
    return [cadre for _, cadre in uow.session.execute(led.order_by(Appointment.cadre_id))]


def first_led(uow: Uow, organ_id: int) -> tuple[int, list[int]]:
    """Return the nearest organ at or above one that somebody answers for, and who does.

    Where nobody does up to the top, it is the organ itself with nobody.
    """
    for number, level in uow.session.execute(_up(organ_id)).all():
        if level in LEADING and (leaders := leaders_of(uow, number)):
            return number, leaders
    return organ_id, []


def is_over(uow: Uow, organ_id: int, organisation_id: int) -> bool:
    """Say whether an organ is a place or stands above it."""
    return uow.session.get(Below, (organ_id, organisation_id)) is not None


def is_over_all(uow: Uow, organ_id: int, organisations: Collection[int]) -> bool:
    """Say whether an organ is each of some places or stands above it."""
    wanted = set(organisations)
    question = select(Below.descendant_id).where(
        Below.ancestor_id == organ_id, Below.descendant_id.in_(wanted)
    )
    return set(uow.session.scalars(question)) == wanted


def names(uow: Uow, organisations: Collection[int]) -> dict[int, str]:
    """Return the names of organisations."""
    question = select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisations))
    return dict(uow.session.execute(question).all())


def _up(organisation_id: int) -> Select[int, str]:
    return (
        select(Organisation.id, Organisation.level)
        .join(Below, Below.ancestor_id == Organisation.id)
        .where(Below.descendant_id == organisation_id)
        .order_by(Below.depth)
    )
