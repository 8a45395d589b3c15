"""What a notice says, as a card and in full, and whether its reason still stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from domain.delivery import Kind
from domain.errors import Refusal
from domain.notices import LIFE, Audience, NoticeStatus, Took, in_short
from domain.periods import HOME
from domain.seats import ActivityStatus
from domain.wording import say_moment, tap, untapped
from models.activity import Activity
from models.base import table
from models.notice import Notice, NoticePerson
from models.organisation import Organisation
from services import letters, reasons
from services.uow import Uow

REASON: Final = "notice"
SEAT: Final = "SEAT"
CARD: Final[Mapping[str, str]] = {
    "title": "标题",
    "note": "说明",
    "time": "时间",
    "activity": "活动",
    "place": "地点",
}
"""What the fields of our cards are called."""


@dataclass(frozen=True, slots=True)
class About:
    """The activity that a notice is about."""

    id: int
    title: str
    place: str
    starts_at: datetime
    deadline: datetime
    organisation_id: int
    status: ActivityStatus
    seats: int
    taken: int

    def open(self, now: datetime) -> bool:
        """Say whether somebody may still sign up for it."""
        return self.status is ActivityStatus.OPEN and now < min(self.deadline, self.starts_at)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in all its shapes: what every reader is told alike."""

    kind: Kind
    text: str
    template: str
    fields: Mapping[str, str]
    because: Mapping[str, Any]
    expires_at: datetime


def about(uow: Uow, activity_id: int | None) -> About | None:
    """Return the activity that a notice is about, if it is about one."""
    found = None if activity_id is None else uow.session.get(Activity, activity_id)
    return None if found is None else of(found)


def of(found: Activity) -> About:
    """Return an activity as a notice speaks of it."""
    return About(
        found.id,
        found.title,
        found.place,
        found.starts_at,
        found.deadline,
        found.organisation_id,
        ActivityStatus(found.status),
        found.seats,
        found.taken,
    )


def kind_of(activity_id: int | None) -> Kind:
    """Say what a notice is about: each kind is muted by itself."""
    return Kind.NOTICE if activity_id is None else Kind.ACTIVITY


def template_of(activity_id: int | None) -> str:
    """Return our name of the card by which a notice goes."""
    return letters.TEMPLATE if activity_id is None else SEAT


def words(uow: Uow, notice: Notice, at: datetime) -> Words:
    """Say a notice as it goes at a moment."""
    known = about(uow, notice.activity_id)
    sender = uow.session.get_one(Organisation, notice.organisation_id).name
    took = Audience.read(notice.audience).took
    lines = [untapped(notice.title), untapped(notice.text)]
    because: dict[str, Any] = {"kind": REASON, "id": notice.id, "page": f"notices/{notice.id}"}
    fields = {
        "title": notice.title,
        "note": in_short(notice.text),
        "time": f"{at.astimezone(HOME):%Y-%m-%d %H:%M}",
    }
    expires = at + LIFE
    if known is not None:
        lines += _how(known, took)
        because |= {"activity": known.id, "took": str(took)}
        expires = known.starts_at if took is Took.IN else min(known.deadline, known.starts_at)
        fields = {
            "activity": known.title,
            "time": f"{known.starts_at.astimezone(HOME):%Y-%m-%d %H:%M}",
            "place": known.place or "见活动说明",
            "note": notice.title,
        }
    lines.append(f"——{sender}")
    kind, template = kind_of(notice.activity_id), template_of(notice.activity_id)
    return Words(kind, "\n".join(lines), template, fields, because, expires)


def _how(known: About, took: Took) -> list[str]:
    """Say when and where it is, and how one signs up."""
    place = f",在{known.place}" if known.place else ""
    when = f"「{untapped(known.title)}」{say_moment(known.starts_at)}{place}。"
    if took is Took.IN:
        return [f"{when}看你的报名,回复「{tap('我的活动')}」。"]
    return [f"{when}报名,回复「{tap(f'报名活动{known.id}')}」;看别的,回复「{tap('活动')}」。"]


_notice, _activity = table(Notice), table(Activity)
_STANDS: Final = (
    select(
        _notice.c.status,
        _activity.c.status.label("activity"),
        _activity.c.deadline,
        _activity.c.starts_at,
    )
    .select_from(_notice.outerjoin(_activity, _activity.c.id == _notice.c.activity_id))
    .where(_notice.c.id == bindparam("notice"))
)


@reasons.asks(REASON)
def _stands(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Say whether a notice is to be read still: not taken back, nor overtaken by its activity."""
    found = uow.session.connection().execute(_STANDS, {"notice": because["id"]}).first()
    if found is None or found.status == NoticeStatus.CANCELLED:
        return False
    about_activity = bool(because.get("activity"))
    if reasons.is_muted(uow, because, Kind.ACTIVITY if about_activity else Kind.NOTICE):
        return False
    if not about_activity:
        return True
    if found.activity != ActivityStatus.OPEN or found.starts_at <= uow.now:
        return False
    return because.get("took") == Took.IN or bool(found.deadline > uow.now)


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice as whoever was written to reads it in full."""

    title: str
    text: str
    organ: str
    at: datetime | None
    about: About | None
    open: bool
    """Whether the activity may still be signed up for."""


class NoSuchNotice(Refusal):
    """None that was written to whoever asks, or taken back since."""

    code = "no_such_notice"
    text = "这条通知已经撤回了,或者不是发给你的。回到对话就好。"


def paper(uow: Uow, notice_id: int, person_id: int) -> Paper:
    """Return a notice in full for somebody it was written to."""
    row = uow.session.execute(
        select(Notice, Organisation.name)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .join(NoticePerson, NoticePerson.notice_id == Notice.id)
        .where(
            Notice.id == notice_id,
            NoticePerson.person_id == person_id,
            NoticePerson.outbox_id.is_not(None),
            Notice.status != NoticeStatus.CANCELLED,
        )
    ).one_or_none()
    if row is None:
        raise NoSuchNotice
    notice, organ = row
    known = about(uow, notice.activity_id)
    opened = known is not None and known.open(uow.now)
    return Paper(notice.title, notice.text, organ, notice.send_at, known, opened)
