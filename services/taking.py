"""Taking the next letter out of the outbox, unless it must not go any more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Row, bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError

from domain.delivery import RESEND_WITHIN, Channel, Lane, Letter, Status, repeatable
from domain.halts import Standing
from domain.line import ASIDE
from domain.reminders import quiet_until
from models.base import table
from models.engine import is_passing
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.post import Outbox
from services import (
    chain,
    envelopes,
    halts,
    line,
    mini_subscriptions,
    reasons,
    subscriptions,
)
from services.letter_rows import close, renewed
from services.subjects import Programmes
from services.uow import Uow

LEASE: Final = timedelta(minutes=2)
"""How long a sender of before there were heartbeats is believed to be alive."""
_MOST: Final = 1000
"""So many letters that must not go are put away by one who looks for one that may."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that is ours to send, under this name and as this attempt."""

    id: int
    letter: Letter
    doubtful: bool
    """Whether an earlier attempt may have reached the person: only its key makes this harmless."""
    owner: str
    attempt: int
    standing: Standing = field(default_factory=Standing, repr=False)
    """What rested when it was taken."""


class Stumbled(Exception):  # noqa: N818 - it names the letter, not the error
    """A letter cannot even be looked at; the cause says why."""

    def __init__(self, letter_id: int, *, by_database: bool = False) -> None:
        self.letter_id, self.by_database = letter_id, by_database
        super().__init__(f"letter {letter_id}")


_Found = Row[Outbox, bool, list[str], int | None, int | None, list[str], datetime | None, int]
"""A letter, and whom it is for: following, muted, who speaks there; who is in the mini-program,
and muted there; left, organisation."""

_LEGS: Final = tuple((lane, channel) for lane in Lane for channel in Channel)
"""Each line in which letters stand, the most urgent lanes first."""
_LOOK: Final = text(
    " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM outbox WHERE status = 'pending'"  # noqa: S608 - our own words
        f" AND channel = '{channel}' AND lane = {int(lane)} AND turn >= 0)"
        for number, (lane, channel) in enumerate(_LEGS)
    )
)
"""Which lines are not empty: a look at the head of each."""
_HEAD: Final = (
    select(
        Outbox,
        WechatUser.following,
        WechatUser.muted,
        WechatUser.person_id.label("speaks"),
        MiniUser.person_id.label("visits"),
        MiniUser.muted.label("muted_there"),
        Person.left_at,
        Person.organisation_id,
    )
    .outerjoin(WechatUser, WechatUser.openid == Outbox.openid)
    .outerjoin(MiniUser, MiniUser.openid == Outbox.mini_openid)
    .outerjoin(Person, Person.id == Outbox.person_id)
    .where(
        Outbox.status == Status.PENDING,
        Outbox.channel == bindparam("channel"),
        Outbox.lane == bindparam("lane"),
        Outbox.turn >= 0,
    )
    .order_by(Outbox.turn, Outbox.id)
    .limit(1)
    .with_for_update(of=Outbox, skip_locked=True)
)
"""Who is first in one line, with what decides whether it may go; others skip it meanwhile."""


_UNSUSPECTED: Final = _HEAD.where(Outbox.deaths == 0)
# Not by the ORM: it stands on the way of every letter.
_row = table(Outbox)
_TAKE: Final = (
    update(_row)
    .where(_row.c.id == bindparam("letter"))
    .values(
        status=Status.SENDING,
        owner=bindparam("whose"),
        attempts=bindparam("attempt"),
        first_try_at=bindparam("first"),
        due_at=bindparam("lease"),
    )
)
_LOCK: Final = 0x646561
"""The advisory lock on PostgreSQL under which suspects are taken: "dea"."""


def take(uow: Uow, owner: str, upto: Mapping[Channel, int] | None = None) -> Taken | None:
    """Take the most urgent letter that is due, or none; ``owner`` names this sender process.

    ``upto`` is the last lane of each channel that the day's budget allows. The intent is committed
    before anything is sent: a crash leaves one letter whose fate is unknown, and it says so.
    """
    standing = halts.standing(uow)
    for found in _heads(uow, standing, upto):
        row: Outbox = found[0]
        try:
            if not _withheld(uow, found, standing):
                return _mine(uow, row, owner, standing)
            uow.session.flush()
        except Exception as bug:
            if is_passing(bug):
                raise
            raise Stumbled(found[0].id, by_database=isinstance(bug, DBAPIError)) from bug
    return None


def _heads(uow: Uow, standing: Standing, upto: Mapping[Channel, int] | None) -> Iterator[_Found]:
    """Yield heads of lines, the most urgent first; each must be gone when the next is asked for."""
    released = False
    for _ in range(_MOST):
        for lane, channel in _open(uow, standing, upto):
            head = _head(uow, channel, lane)
            if head is not None:
                yield head
                break
        else:
            if released or not line.release(uow):
                return
            released = True


def _head(uow: Uow, channel: Channel, lane: Lane) -> _Found | None:
    """Return who is first in a line, passing over suspects while another one is under way."""
    line_ = {"channel": channel, "lane": lane}
    head = uow.session.execute(_HEAD, line_).first()
    if head is None or not head[0].deaths or _is_alone(uow):
        return head
    return uow.session.execute(_UNSUSPECTED, line_).first()


def _is_alone(uow: Uow) -> bool:
    """Say whether no letter is being sent with which a sender has died before.

    Of those that were in dead hands one may be the cause. Together they would share its next
    death, and the innocent be held as well.
    """
    locks = uow.session.get_bind().dialect.name == "postgresql"
    if locks and not uow.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return False
    suspects = select(Outbox.id).where(Outbox.status == Status.SENDING, Outbox.deaths > 0)
    return uow.session.scalar(suspects.limit(1)) is None


def _open(
    uow: Uow, standing: Standing, upto: Mapping[Channel, int] | None
) -> list[tuple[Lane, Channel]]:
    """Return the lines that are neither empty nor closed; of one lane in no fixed order."""
    waiting = [_LEGS[number] for number in uow.session.connection().scalars(_LOOK)]
    last = {channel: max(Lane) for channel in Channel} if upto is None else upto
    if is_night(uow):
        last = {channel: min(lane, Lane.SEAT) for channel, lane in last.items()}
    lanes = {c: standing.lanes(c, last.get(c, -1)) for c in {c for _, c in waiting}}
    chosen = [(lane, channel) for lane, channel in waiting if lane in lanes[channel]]
    if len(chosen) > 1:
        chosen.sort(key=lambda leg: (leg[0], uow.means.chance.random()))
    return chosen


def _mine(uow: Uow, row: Outbox, owner: str, standing: Standing) -> Taken:
    doubtful, attempt = row.first_try_at is not None, row.attempts + 1
    uow.session.connection().execute(
        _TAKE,
        {
            "letter": row.id,
            "whose": owner,
            "attempt": attempt,
            "first": row.first_try_at or uow.now,
            "lease": uow.now + LEASE,
        },
    )
    return Taken(row.id, envelopes.closed(uow, row), doubtful, owner, attempt, standing)


def _withheld(uow: Uow, found: _Found, standing: Standing) -> bool:
    """Close or put off a letter that must not go now."""
    row: Outbox = found[0]
    halt = standing.stops(row.lane, row.channel, row.kind, row.template, row.organ_id)
    if halt is not None:
        row.turn = ASIDE if halt.picks else None
    elif row.first_try_at is not None and not may_repeat(uow, row, row.first_try_at):
        close(uow, row, Status.UNCERTAIN, row.why or "its sender died while sending")
    elif row.expires_at and row.expires_at <= uow.now:
        _drop(uow, row, "expired")
    elif (why := _unwanted(uow, found)) is not None:
        _drop(uow, row, why)
    elif row.lane >= Lane.NOTICE and (morning := _quiet_until(uow, found)) is not None:
        row.turn, row.due_at, row.owner = None, morning, None
    elif row.channel == Channel.MINI and (shut := _shut(uow, found)):
        chain.onward(uow, row, shut)
    else:
        return False
    return True


def _shut(uow: Uow, found: _Found) -> str:
    """Say why the mini-program is no way to somebody just now; else take the yes that it costs."""
    row: Outbox = found[0]
    if found.visits != row.person_id:
        return "no longer in the mini-program"
    if row.first_try_at is not None:
        return ""
    agreed = mini_subscriptions.spend(uow, row.mini_openid or "", row.template)
    return "" if agreed else "no yes left"


def _drop(uow: Uow, row: Outbox, why: str) -> None:
    if row.channel == Channel.SUBSCRIPTION and row.first_try_at is None:
        subscriptions.returned(uow, row.openid or "", row.template)
    close(uow, row, Status.DROPPED, why)


def may_repeat(uow: Uow, row: Outbox, first_try: datetime) -> bool:
    """Say whether a letter that may be out already can go again without arriving twice."""
    return repeatable(Channel(row.channel)) and uow.now < first_try + RESEND_WITHIN


def is_night(uow: Uow) -> bool:
    """Say whether it is night for everybody: then the line stands as it is until the morning."""
    programmes = uow.means.programmes.values()
    return all(quiet_until(uow.now, one.reminders.quiet) for one in programmes)


def _quiet_until(uow: Uow, found: _Found) -> datetime | None:
    """Return when the quiet hours end that the programme of whom a letter is for keeps."""
    programmes = uow.means.programmes.values()
    if not any(quiet_until(uow.now, one.reminders.quiet) for one in programmes):
        return None  # whoever it is for, nobody is asked whose programme is theirs
    place: int | None = found.organisation_id
    programme = uow.means.programme
    if place is not None:
        programme = Programmes.over(uow, [place]).of(place)
    return quiet_until(uow.now, programme.reminders.quiet)


def _unwanted(uow: Uow, found: _Found) -> str | None:
    """Say why nobody wants or needs a letter any more, if that is so."""
    row: Outbox = found[0]
    by_sms = row.channel == Channel.SMS
    if by_sms and row.person_id is None:
        return None  # a code, for whoever has the phone
    by_chat = row.openid is not None
    if not by_sms and row.channel != Channel.MINI and not found.following:
        return "no longer follows"
    muted = list((found.muted if by_chat else found.muted_there) or ())
    if reasons.kinds(row.kind, row.because) <= set(muted):
        return "muted"
    if row.person_id is not None:
        if found.organisation_id is None or found.left_at is not None:
            return "left"
        there = found.speaks if by_chat else found.visits
        if there != row.person_id and not (by_sms and there is None):
            return "another person speaks here now"
    return None if renewed(uow, row, muted) else "no longer needed"
