"""The codes by which youths join a case-load: a cadre's own, and one for an event."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select, update

from domain.errors import Refusal
from domain.seats import ActivityStatus
from models.activity import Activity
from models.cadre import Appointment, Cadre, held
from models.contact import Contact
from models.join import JoinCode
from models.organisation import Organisation
from models.person import CALMLY, Person
from services import audit
from services.activity_making import run_by
from services.uow import Uow

LIFE: Final = timedelta(days=7)
AFTERWARDS: Final = timedelta(hours=12)
"""How long an event's code is good after the event."""
SCENE: Final = "add_"
"""How a code's scene begins."""
WORD: Final = "加入"
"""How its phrase begins in the chat."""
_SHOWN: Final = 10
_SHORT: Final = 22
"""Characters of a token in the base of 64."""


class JoinStale(Refusal):
    """The code was ended, has run out, or never was one."""

    code = "join_stale"
    text = "这个码停用或过期了。请对方出示一个新的,再扫一次就好。"


class EventOver(Refusal):
    """Nobody joins any more at an event that is over or does not take place."""

    code = "event_over"
    text = "这场活动已经结束或取消,不能再用它的码了。请用「我的码」。"


@dataclass(frozen=True, slots=True)
class Code:
    """What the page of a code shows; ``lately`` are the names of those who came last."""

    id: int
    token: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    joined: int
    lately: tuple[str, ...] = ()

    @property
    def scene(self) -> str:
        """What the QR code carries."""
        return SCENE + self.token

    @property
    def short_scene(self) -> str:
        """What a code of the mini-program carries: there is room for 32 characters."""
        return SCENE + urlsafe_b64encode(bytes.fromhex(self.token)).decode().rstrip("=")

    @property
    def phrase(self) -> str:
        """What a youth may say in the chat instead of scanning."""
        return f"{WORD} {self.token}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, by a code that is good."""

    code_id: int
    cadre_id: int
    name: str
    organisation: str
    event: str
    """The event at which it was scanned; empty for the cadre's own code."""
    since: datetime
    """Since when the code is shown."""


def own(uow: Uow, cadre_id: int) -> Code | None:
    """Return the cadre's own code, if there is one."""
    return _shown(uow, cadre_id, None)


def of_event(uow: Uow, cadre_id: int, activity_id: int) -> tuple[str, Code | None]:
    """Return the title of an event that a cadre runs, and the code for it, if there is one."""
    return run_by(uow, cadre_id, activity_id).title, _shown(uow, cadre_id, activity_id)


def renew(uow: Uow, cadre_id: int, activity_id: int | None = None) -> Code:
    """Make a code, the cadre's own or an event's; the one before it ends."""
    event = None if activity_id is None else run_by(uow, cadre_id, activity_id)
    until = uow.now + LIFE if event is None else event.ends_at + AFTERWARDS
    if event is not None and (event.status == ActivityStatus.CANCELLED or until <= uow.now):
        raise EventOver
    stop(uow, cadre_id, activity_id)
    row = JoinCode(
        token_hash=os.urandom(32),  # the token hangs on the row's number
        cadre_id=cadre_id,
        activity_id=activity_id,
        created_at=uow.now,
        expires_at=until,
    )
    uow.session.add(row)
    uow.session.flush()
    token = _token(uow, row)
    row.token_hash = _hash(uow, token)
    audit.note(uow, "made_code", "join_code", row.id, activity=activity_id)
    return Code(row.id, token, row.created_at, row.expires_at, 0)


def stop(uow: Uow, cadre_id: int, activity_id: int | None = None) -> bool:
    """End a code before its time; say whether there was one."""
    # Two presses at once make one code: the second finds the first's.
    uow.session.get_one(Cadre, cadre_id, with_for_update=CALMLY)
    rows = uow.session.scalars(_living(uow, cadre_id, activity_id)).all()
    for row in rows:
        row.revoked_at = uow.now
    return bool(rows)


def asked(uow: Uow, token: str) -> Asked:
    """Return who asks by a scanned code, or refuse one that is not good; its short form will do."""
    if len(token) == _SHORT:
        with suppress(ValueError):
            token = urlsafe_b64decode(f"{token}==").hex()
    row = uow.session.scalar(select(JoinCode).where(JoinCode.token_hash == _hash(uow, token)))
    return _asked(uow, row, timedelta())


def still_asked(uow: Uow, code_id: int, grace: timedelta) -> Asked:
    """Return who asked at the beginning of a conversation, unless the code was ended since."""
    return _asked(uow, uow.session.get(JoinCode, code_id), grace)


def count(uow: Uow, code_id: int) -> None:
    """Count one more who came by a code."""
    uow.session.execute(
        update(JoinCode).where(JoinCode.id == code_id).values(joined=JoinCode.joined + 1)
    )


def offices(uow: Uow, cadre_ids: Collection[int]) -> dict[int, str]:
    """Return where cadres work: the organisation of the post, else the one on file."""
    home = (
        select(Person.id, Organisation.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(cadre_ids))
    )
    posts = (
        select(Appointment.cadre_id, Organisation.name)
        .join(Organisation, Appointment.organisation_id == Organisation.id)
        .where(Appointment.cadre_id.in_(cadre_ids), held(uow.today))
        .order_by(Appointment.first_day, Appointment.id)
    )
    pairs = [*uow.session.execute(home), *uow.session.execute(posts)]
    return dict(pairs)


def _asked(uow: Uow, row: JoinCode | None, grace: timedelta) -> Asked:
    if row is None or row.revoked_at is not None or row.expires_at + grace <= uow.now:
        raise JoinStale
    event = row.activity_id and uow.session.get_one(Activity, row.activity_id).title
    where = offices(uow, [row.cadre_id])[row.cadre_id]
    name = uow.session.get_one(Person, row.cadre_id).name
    return Asked(row.id, row.cadre_id, name, where, event or "", row.created_at)


def _shown(uow: Uow, cadre_id: int, activity_id: int | None) -> Code | None:
    row = uow.session.scalar(_living(uow, cadre_id, activity_id))
    if row is None:
        return None
    source = "code" if activity_id is None else "event"
    lately = uow.session.scalars(
        select(Person.name)
        .join(Contact, Contact.youth_id == Person.id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.ended_at.is_(None),
            Contact.source == source,
            Contact.started_at >= row.created_at,
            Person.left_at.is_(None),
        )
        .order_by(Contact.id.desc())
        .limit(_SHOWN)
    )
    token = _token(uow, row)
    return Code(row.id, token, row.created_at, row.expires_at, row.joined, tuple(lately))


def _living(uow: Uow, cadre_id: int, activity_id: int | None) -> Select[JoinCode]:
    return (
        select(JoinCode)
        .where(
            JoinCode.cadre_id == cadre_id,
            JoinCode.activity_id == activity_id
            if activity_id is not None
            else JoinCode.activity_id.is_(None),
            JoinCode.revoked_at.is_(None),
            JoinCode.expires_at > uow.now,
        )
        .order_by(JoinCode.id.desc())
    )


def _token(uow: Uow, row: JoinCode) -> str:
    """Return a code's token: it is nowhere kept, and the same whenever the page is looked at."""
    made = f"{row.id}|{row.cadre_id}|{row.created_at.timestamp()}"
    return uow.means.vault.fingerprint(made, "join-token").hex()[:32]


def _hash(uow: Uow, token: str) -> bytes:
    return uow.means.vault.fingerprint(token, "join")
