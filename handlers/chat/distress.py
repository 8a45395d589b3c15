"""急: words of acute distress at any step of any dialogue, and in whatever else is said."""

import re
from typing import Final

from domain import distress
from handlers.routing import Chat, chat, elsewhere
from services import distress as calls

_RECORD: Final = re.compile(r"(?:记|计划)\s")


@chat.first
def distress_first(c: Chat) -> str | None:
    """Give the card before all else, and call somebody; whatever breaks, the card is given."""
    if not distress.found(c.text) or (c.who.is_cadre and _RECORD.match(c.text)):
        return None
    who = c.who.person_id
    called = who is not None and calls.called(c.uow, who, c.text)
    # What they say next is no answer to whatever was asked before.
    c.ask("distress", "talk")
    known = distress.CALLED if called else distress.NOBODY
    return f"{distress.CARD}\n\n{distress.STRANGER if who is None else known}"


@chat.step("distress", "talk")
def distress_talk(c: Chat) -> str:
    """Keep what is said next with the ticket, and stay there."""
    if (other := elsewhere(c)) is not None:
        return other
    c.ask("distress", "talk")
    who, said = c.who.person_id, c.message.kind == "text"
    kept = said and who is not None and calls.goes_on(c.uow, who, c.text)
    return distress.KEPT if kept else distress.LISTENING
