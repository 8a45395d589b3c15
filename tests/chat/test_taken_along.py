"""Between processes: a reply goes along with a retry or follows late, never both and never neither."""

import pytest
from sqlalchemy import func, select

from bot.dispatch import dispatch, send_late
from models.post import Outbox
from tests.chat.inbound import message

pytestmark = pytest.mark.both


@pytest.fixture
def ask(house):
    """Let a process by a name answer; nobody waits at one without a name."""

    def ask(said, taker=""):
        return dispatch(said, lambda: taker, router=house.app.router, open_uow=house.app.open_uow)

    return ask


def late(house, said, reply, by=""):
    """Let the reply follow; say whether it did."""
    count = select(func.count()).where(Outbox.key.startswith("late"))
    before = house.scalar(count)
    send_late(said, reply, open_uow=house.app.open_uow, by=by)
    return house.scalar(count) > before


def test_a_reply_follows_unless_somebody_took_it_along(house, ask):
    said = message("林小溪", "帮助")
    reply = ask(said)
    assert ask(said, "B") == ask(said, "C") == reply
    assert not late(house, said, reply)
    assert not late(house, said, reply, by="A")
    assert late(house, said, reply, by="C")
    assert ask(said, "B") == ""


def test_what_followed_is_not_taken_along_too(house, ask):
    said = message("林小溪", "帮助")
    reply = ask(said)
    assert late(house, said, reply, by="A")
    assert not late(house, said, reply, by="A")
    assert ask(said, "B") == ask(said) == ""
