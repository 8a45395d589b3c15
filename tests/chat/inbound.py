"""Messages handed straight to the house, for what the wire would only slow down."""

from datetime import UTC, datetime
from itertools import count

from bot.dispatch import dispatch
from handlers.routing import Message, OfficialOpenid
from tests.house import PERSONAS

NUMBERS = count(1)


def openid_of(who):
    """Return a persona's openid; any other name is one by itself."""
    return PERSONAS[who].openid if who in PERSONAS else who


def message(who, text="", *, kind="text", event=""):
    return Message(
        key=f"wxfake:{next(NUMBERS)}",
        openid=OfficialOpenid(openid_of(who)),
        kind=kind,
        sent_at=datetime.now(UTC),
        text=text,
        event=event,
    )


def answered(house, said):
    return dispatch(said, router=house.app.router, open_uow=house.app.open_uow)


def tell(house, who, text="", **more):
    """Say something and return the reply."""
    return answered(house, message(who, text, **more))
