"""The small county with its neighbours, for tickets: who is who, and one demand."""

from dataclasses import fields

from sqlalchemy import select

from domain.tickets import Sort
from models.engine import open_engine
from models.post import Outbox
from services import tickets
from tests.deskhouse import fill
from tests.services.county import ZHANG
from tests.services.neighbours import neighbours

HEATER = "宿舍热水器坏了三天没人修"


def peopled(url):
    """Leave the county and its neighbours in an empty database."""
    fill(url)
    engine = open_engine(url)
    neighbours(engine)
    engine.dispose()


def ask(place, person=ZHANG, sort=Sort.DEMAND, text=HEATER, **more):
    return place.do(tickets.ask, person, sort=sort, text=text, **more)


def told(place, person):
    """Return what was written to somebody, the oldest first, as one text."""
    rows = place.all(select(Outbox).where(Outbox.person_id == person).order_by(Outbox.id))
    return "\n".join(f"{row.text} {row.fields}" for row in rows)


def written(seen):
    """Return every field of what somebody sees, steps and all, as one text."""
    return "\n".join(f"{field.name}={getattr(seen, field.name)!r}" for field in fields(seen))
