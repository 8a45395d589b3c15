"""急: words of acute distress at any step of any dialogue, and in whatever else is said."""

import re
from typing import Final

from domain import distress
from handlers.routing import Chat, chat
from services import distress as calls

_RECORD: Final = re.compile(r"(?:记|计划)\s")


@chat.first
def distress_first(c: Chat) -> str | None:
    """Give the card before all else, and call somebody; whatever breaks, the card is given."""
    if not distress.found(c.text) or (c.who.is_cadre and _RECORD.match(c.text)):
        return None
    who = c.who.person_id
    called = who is not None and calls.called(c.uow, who, c.text)
    return f"{distress.CARD}\n\n{distress.CALLED if called else distress.ALONE}"
