"""Where a person stands: what lies at, above or around it is what they may take up."""

from datetime import date

from sqlalchemy import Subquery, select

from models.cadre import Appointment, held
from models.person import Person


def places(person_id: int, on: date) -> Subquery:
    """Return the organisations (``id``) a person is of, and those where they hold a post."""
    home = select(Person.organisation_id.label("id")).where(Person.id == person_id)
    posts = select(Appointment.organisation_id).where(
        Appointment.cadre_id == person_id,
        held(on),
    )
    return home.union(posts).subquery("place")
