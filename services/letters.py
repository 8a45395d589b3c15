"""News for people: one letter each, never at night unless it cannot wait, and only once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from domain.delivery import Kind, Lane
from domain.periods import HOME
from domain.reminders import quiet_until
from models.person import Person, WechatUser
from services import outbox
from services.outbox import Draft
from services.reminders_due import chunks
from services.uow import Uow

TEMPLATE: Final = "NEWS"
_LIFE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class News:
    """What one person is told: ``key`` makes it once; ``because`` is asked again before it goes.

    ``text`` says it in full, with what can be done next; ``title`` and ``note`` say it in the
    space of a card (20 characters each).
    """

    key: str
    person_id: int
    text: str = field(repr=False)
    title: str
    note: str
    because: Mapping[str, Any] = field(default_factory=dict)


def tell(  # noqa: PLR0913 - news have this many sides, and each has its name
    uow: Uow,
    news: Sequence[News],
    kind: Kind,
    *,
    urgent: bool = False,
    life: timedelta = _LIFE,
    due_at: datetime | None = None,
    organ_id: int | None = None,
) -> int:
    """Write to those who can be reached; return how many letters were new.

    ``urgent`` goes at once, at night too, before all that is not a seat, and by SMS or a call
    where nothing else gets through. The others wait for the morning. Whoever follows no account
    gets nothing. ``organ_id`` is on whose behalf, or else it is each reader's own organisation.
    """
    readers = _readers(uow, [one.person_id for one in news])
    due = due_at or uow.now
    due = due if urgent else quiet_until(due) or due
    fields = {"time": f"{uow.now.astimezone(HOME):%Y-%m-%d %H:%M}"}
    return outbox.put_many(
        uow,
        [
            Draft(
                key=one.key,
                kind=kind,
                lane=Lane.SEAT if urgent else Lane.NOTICE,
                openid=readers[one.person_id].openid,
                person_id=one.person_id,
                text=one.text,
                template=TEMPLATE,
                fields={"title": one.title, "note": one.note} | fields,
                because=one.because,
                due_at=due,
                expires_at=due + life,
                urgent=urgent,
                organ_id=organ_id or readers[one.person_id].organ_id,
            )
            for one in news
            if one.person_id in readers
        ],
    )


class _Reader(NamedTuple):
    openid: str
    organ_id: int


def _readers(uow: Uow, people: Collection[int]) -> Mapping[int, _Reader]:
    """Return those who can be reached."""
    found: dict[int, _Reader] = {}
    for some in chunks(set(people)):
        rows = uow.session.execute(
            select(Person.id, WechatUser.openid, Person.organisation_id)
            .join(WechatUser, WechatUser.person_id == Person.id)
            .where(Person.id.in_(some), WechatUser.following)
        )
        found.update({person: _Reader(openid, organ) for person, openid, organ in rows})
    return found


def reached(uow: Uow, people: Collection[int]) -> Mapping[int, str]:
    """Return the openids of those who can be reached."""
    return {person: one.openid for person, one in _readers(uow, people).items()}
