"""How tickets are put on a page: a line of a list, the clock in words, the steps by their days."""

from dataclasses import dataclass

from flask import request

from domain import distress
from domain.periods import local_day
from domain.wording import say_day, short
from handlers.h5.desk import Visit
from handlers.h5.pages import typed
from services.ticket_words import by_when, what_next
from services.tickets import TicketSeen

__all__ = ["Line", "by_when", "card", "line", "steps", "what_next"]

_TITLE = 48
_TYPED = ("text",)
"""The fields in which somebody may pour their heart out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in a list."""

    id: int
    title: str
    about: str
    value: str
    late: bool


def line(visit: Visit, one: TicketSeen) -> Line:
    """Return a ticket as one line: for who asked its last step, for others who and by when."""
    title = short(one.text, _TITLE)
    day = say_day(local_day(one.created_at), visit.uow.today)
    if one.mine:
        about = [one.number, one.last or day]
        return Line(one.id, title, " · ".join(about), one.status_title, late=False)
    when, pressing = by_when(one), bool(one.late) or one.urgent
    about = [one.number, one.sort_title, f"{one.asker}({one.place})"]
    about.append(one.status_title if pressing or not when else when)
    value = when if pressing and when else one.status_title
    return Line(one.id, title, " · ".join(about), value, late=pressing and bool(when))


def steps(visit: Visit, one: TicketSeen) -> list[tuple[object, str]]:
    """Return the steps with their days, the newest first."""
    today = visit.uow.today
    return [(step, say_day(local_day(step.at), today)) for step in reversed(one.steps)]


def card(*, urgent: bool = False) -> str:
    """Return the card with the help line where what is typed, or was, asks for it."""
    asked = urgent or "help" in request.args or any(distress.found(typed(one)) for one in _TYPED)
    return distress.CARD if asked else ""
