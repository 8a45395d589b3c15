"""News for people: one letter each, never at night unless it cannot wait, and only once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from domain.delivery import Kind
from domain.periods import HOME
from domain.reminders import quiet_until
from models.person import WechatUser
from services import outbox
from services.outbox import Lane
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
) -> int:
    """Write to those who can be reached; return how many letters were new.

    ``urgent`` goes at once, at night too, before all that is not a seat. The others wait for the
    morning. Whoever follows no account gets nothing: no number is called for news.
    """
    openids = reached(uow, [one.person_id for one in news])
    due = due_at or uow.now
    due = due if urgent else quiet_until(due) or due
    return sum(
        outbox.put(
            uow,
            key=one.key,
            kind=kind,
            lane=Lane.SEAT if urgent else Lane.NOTICE,
            openid=openids[one.person_id],
            person_id=one.person_id,
            text=one.text,
            template=TEMPLATE,
            fields={
                "title": one.title,
                "note": one.note,
                "time": f"{uow.now.astimezone(HOME):%Y-%m-%d %H:%M}",
            },
            because=one.because,
            due_at=due,
            expires_at=due + life,
        )
        for one in news
        if one.person_id in openids
    )


def reached(uow: Uow, people: Sequence[int]) -> Mapping[int, str]:
    """Return the openids of those who can be reached."""
    if not people:
        return {}
    rows = uow.session.execute(
        select(WechatUser.person_id, WechatUser.openid).where(
            WechatUser.person_id.in_(people), WechatUser.following
        )
    )
    return {person: openid for person, openid in rows if person is not None}
