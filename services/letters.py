"""News for people: one letter each, never at night unless it cannot wait, and only once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from domain.delivery import Kind, Lane
from domain.periods import HOME
from domain.reminders import quiet_until
from services import doors, outbox
from services.doors import Door
from services.outbox import Draft
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
    """Write to those who can be reached, in the chat or in the mini-program; count the new ones.

    ``urgent`` goes at once, at night too, before all that is not a seat, and by SMS or a call
    where nothing else gets through. The others wait for the morning. Who has logged in nowhere
    gets nothing. ``organ_id`` is on whose behalf, or else it is each reader's own organisation.
    """
    readers = reached(uow, [one.person_id for one in news])
    due = due_at or uow.now
    due = due if urgent else quiet_until(due) or due
    return outbox.put_many(
        uow,
        [
            Draft(
                key=one.key,
                kind=kind,
                lane=Lane.SEAT if urgent else Lane.NOTICE,
                openid=readers[one.person_id].openid,
                mini_openid=readers[one.person_id].mini_openid,
                person_id=one.person_id,
                text=one.text,
                template=TEMPLATE,
                fields={"title": one.title, "note": one.note} | _now(uow),
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


def of_login(  # noqa: PLR0913 - whom a letter is for, and what it says
    uow: Uow,
    key: str,
    title: str,
    note: str,
    text: str,
    *,
    life: timedelta,
    openid: str | None,
    mini_openid: str | None = None,
    person_id: int | None = None,
    organ_id: int | None = None,
) -> None:
    """Write about somebody's login: it goes at once, at night too, but never by SMS or a call."""
    outbox.put(
        uow,
        key=key,
        kind=Kind.LOGIN,
        lane=Lane.SEAT,
        openid=openid,
        mini_openid=mini_openid,
        person_id=person_id,
        organ_id=organ_id,
        text=text,
        template=TEMPLATE,
        fields={"title": title, "note": note} | _now(uow),
        expires_at=uow.now + life,
    )


def _now(uow: Uow) -> dict[str, str]:
    return {"time": f"{uow.now.astimezone(HOME):%Y-%m-%d %H:%M}"}


def reached(uow: Uow, people: Collection[int]) -> Mapping[int, Door]:
    """Return how those are reached who can be."""
    return doors.of(uow, people)
