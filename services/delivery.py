"""Writing down what became of a letter that was taken to be sent."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, update

from domain.chain import Tried
from domain.delivery import Channel, Later, Outcome, Sent, Status, settle
from models.base import table
from models.post import Outbox
from models.sending import LetterStep
from services import chain, halts, mini_pages, subscriptions
from services.letter_rows import close
from services.taking import Taken
from services.uow import Uow

# Not by the ORM: these stand on the way of every letter.
_row = table(Outbox)
_SENT: Final = (
    update(_row)
    .where(
        _row.c.id == bindparam("letter"),
        _row.c.status == Status.SENDING,
        _row.c.owner == bindparam("whose"),
        _row.c.attempts == bindparam("attempt"),
    )
    .values(
        status=Status.SENT,
        reference=bindparam("named"),
        closed_at=bindparam("now"),
        owner=None,
        sealed=None,
        turn=None,
    )
)
_STEP: Final = insert(table(LetterStep)).values(outcome=Tried.SENT, why="")


def settle_letter(uow: Uow, taken: Taken, outcome: Outcome) -> Status | None:
    """Write down what became of a letter, unless somebody else holds it by now."""
    if isinstance(outcome, Sent) and _is_sent(uow, taken, outcome):
        if taken.letter.channel is Channel.MINI and taken.letter.url == mini_pages.INBOX:
            chain.keep(uow, uow.session.get_one(Outbox, taken.id))
        return Status.SENT
    return _settle(uow, taken, outcome)


def _is_sent(uow: Uow, taken: Taken, outcome: Sent) -> bool:
    """Write down that a letter was taken, if it is ours: what nearly every letter comes to."""
    line = uow.session.connection()
    mine = {"letter": taken.id, "whose": taken.owner, "attempt": taken.attempt}
    named = {"named": outcome.reference or None, "now": uow.now}
    if not line.execute(_SENT, mine | named).rowcount:
        return False
    channel = taken.letter.channel
    line.execute(_STEP, {"outbox_id": taken.id, "channel": channel, "at": uow.now})
    halts.heed(uow, channel, taken.letter.template, outcome, taken.standing)
    return True


def _settle(uow: Uow, taken: Taken, outcome: Outcome) -> Status | None:
    row = uow.session.get(Outbox, taken.id, with_for_update=True)
    if row is None or not _is_ours(row, taken, outcome):
        return None
    halts.heed(uow, row.channel, row.template, outcome, taken.standing)
    if isinstance(outcome, Sent):
        row.reference = outcome.reference or None
    else:
        row.why = outcome.why[:200]
    status, again = settle(
        outcome,
        channel=taken.letter.channel,
        attempts=row.attempts,
        first_try=row.first_try_at or uow.now,
        now=uow.now,
        chance=uow.means.chance.random(),
    )
    if again is not None:
        return _put_off(uow, row, taken, outcome, again)
    if status is Status.FAILED:
        return chain.onward(uow, row, row.why)
    close(uow, row, status, row.why)
    chain.note(uow, row, Tried.SENT if status is Status.SENT else Tried.UNKNOWN, row.why)
    return status


def _is_ours(row: Outbox, taken: Taken, outcome: Outcome) -> bool:
    """Say whether to write this outcome down.

    A sender that was taken for dead is heard only with good news, and only as long as nobody has
    begun another attempt: what has arrived must not go again.
    """
    if row.attempts != taken.attempt or row.channel != taken.letter.channel:
        return False
    if row.status == Status.SENDING:
        return row.owner == taken.owner
    given_up = {Status.PENDING, Status.UNCERTAIN, Status.HELD}
    return isinstance(outcome, Sent) and row.status in given_up and row.first_try_at is not None


def _put_off(uow: Uow, row: Outbox, taken: Taken, outcome: Outcome, again: datetime) -> Status:
    row.status, row.owner = Status.PENDING, None
    row.turn, row.due_at = None, again
    row.deaths = 0  # this one lives: others that died with it in hand did not die of it
    if isinstance(outcome, Later) and not taken.doubtful:
        row.first_try_at = None  # surely not sent, and never before: it may wait for days
        if row.channel == Channel.MINI:
            subscriptions.returned(uow, row.mini_openid or "", row.template)
    return Status.PENDING
