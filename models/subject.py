"""Questions about who is bound by what: the posts, leaves and targets of cadres, and organs."""

from datetime import date

from sqlalchemy import Select, select

from domain.dictionaries import LEADING
from models.cadre import Appointment, Cadre, Leave, Override, held
from models.organisation import Below, Organisation, below
from models.person import Person


def posts(cadre_ids: list[int] | None) -> Select[int, int, str, str, date, date | None]:
    """Return (cadre, organisation, type, level, first and last day) of posts, in order of time."""
    question = (
        select(
            Appointment.cadre_id,
            Appointment.organisation_id,
            Appointment.type,
            Organisation.level,
            Appointment.first_day,
            Appointment.last_day,
        )
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .order_by(Appointment.cadre_id, Appointment.first_day, Appointment.id)
    )
    return question if cadre_ids is None else question.where(Appointment.cadre_id.in_(cadre_ids))


def leaves(cadre_ids: list[int] | None) -> Select[int, date, date | None]:
    """Return (cadre, first and last day) of recorded leaves."""
    question = select(Leave.cadre_id, Leave.first_day, Leave.last_day)
    return question if cadre_ids is None else question.where(Leave.cadre_id.in_(cadre_ids))


def overrides(cadre_ids: list[int] | None) -> Select[Override]:
    """Return personal targets."""
    question = select(Override)
    return question if cadre_ids is None else question.where(Override.cadre_id.in_(cadre_ids))


def organs(organ_ids: list[int] | None) -> Select[Organisation]:
    """Return leading organs."""
    question = select(Organisation).where(Organisation.level.in_(LEADING))
    return question if organ_ids is None else question.where(Organisation.id.in_(organ_ids))


def leaders(
    today: date, cadre_id: int | None = None, *, within: int | None = None
) -> Select[int, int]:
    """Return (organ, cadre) of those who answer for an organ's own rules today.

    ``within``: only of an organisation and those below it.
    """
    question = select(Appointment.organisation_id, Appointment.cadre_id).where(
        Appointment.leads,
        held(today),
    )
    if within is not None:
        question = question.where(Appointment.organisation_id.in_(below(within)))
    return question if cadre_id is None else question.where(Appointment.cadre_id == cadre_id)


def choosing(organisation_ids: list[int] | None = None) -> Select[int, str | None]:
    """Return (organisation, programme) for each of these (or all) under one that chose a programme.

    The farthest choice comes first, so that the nearest wins when read in order.
    """
    question = (
        select(Below.descendant_id, Organisation.programme)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(Organisation.programme.is_not(None))
        .order_by(Below.depth.desc())
    )
    if organisation_ids is None:
        return question
    return question.where(Below.descendant_id.in_(organisation_ids))


def names(person_ids: list[int] | None) -> Select[int, str]:
    """Return (id, name) of people: those named, or all cadres."""
    question = select(Person.id, Person.name)
    if person_ids is None:
        return question.join(Cadre, Cadre.id == Person.id)
    return question.where(Person.id.in_(person_ids))
