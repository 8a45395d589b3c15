"""Notices as the console shows them: a list, and one with all that is known of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.dictionaries import INDUSTRIES
from domain.notices import HATS, TITLES, TOOK, Audience, NoticeStatus, Took
from models.notice import Notice
from models.organisation import Organisation, below
from models.person import Person
from services import notices, notices_letters
from services.console_sessions import Official
from services.notices_letters import About, Words
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Line:
    """One notice of a list."""

    id: int
    title: str
    organ: str
    maker: str
    status: NoticeStatus
    status_title: str
    chosen: int
    at: datetime
    """When it went or is to go; a draft: when it was written."""
    mine: bool


def listed(  # noqa: PLR0913 - what a list is asked for
    uow: Uow,
    who: Official,
    place_id: int,
    *,
    status: NoticeStatus | None,
    words: str,
    after: int,
    limit: int,
) -> Sequence[Line]:
    """Return the notices of an organisation and all below it, the newest first."""
    question = (
        select(Notice, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .join(Person, Person.id == Notice.made_by)
        .where(Notice.organisation_id.in_(below(place_id)))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    if status is not None:
        question = question.where(Notice.status == status)
    if words:
        question = question.where(Notice.title.contains(words, autoescape=True))
    if after:
        question = question.where(Notice.id < after)
    return [_line(who, *row) for row in uow.session.execute(question)]


def waiting_for(uow: Uow, who: Official) -> Sequence[Line]:
    """Return what waits for the yes of somebody who did not write it."""
    question = (
        select(Notice, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .join(Person, Person.id == Notice.made_by)
        .where(
            Notice.status == NoticeStatus.WAITING,
            Notice.made_by != who.id,
            Notice.organisation_id.in_(below(who.organisation_id)),
        )
        .order_by(Notice.id)
        .limit(20)
    )
    return [_line(who, *row) for row in uow.session.execute(question)]


def _line(who: Official, row: Notice, organ: str, maker: str) -> Line:
    status = NoticeStatus(row.status)
    at = row.send_at or row.made_at
    mine = row.made_by == who.id
    return Line(row.id, row.title, organ, maker, status, TITLES[status], row.chosen, at, mine)


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice, and who had a hand in it."""

    row: Notice
    status: NoticeStatus
    status_title: str
    organ: str
    people: Mapping[int, str]
    """Names of the maker, of the second person, and of who took it back."""
    audience: Audience
    whom: Sequence[tuple[str, str]]
    """The audience in words: what is asked, and what for."""
    about: About | None
    words: Words
    worrying: str
    """What in the text somebody should look at once more."""

    @property
    def id(self) -> int:
        """The notice's number."""
        return self.row.id


def shown(uow: Uow, who: Official, notice_id: int) -> Shown:
    """Return a notice of the own subtree with all that its page says."""
    row = notices.within(uow, who, notice_id)
    hands = [n for n in (row.made_by, row.checked_by, row.cancelled_by) if n]
    people = select(Person.id, Person.name).where(Person.id.in_(hands))
    audience = Audience.read(row.audience)
    status = NoticeStatus(row.status)
    about = notices_letters.about(uow, row.activity_id)
    at = row.send_at or uow.now
    return Shown(
        row,
        status,
        TITLES[status],
        uow.session.get_one(Organisation, row.organisation_id).name,
        {one.id: one.name for one in uow.session.execute(people)},
        audience,
        _whom(uow, audience, about),
        about,
        notices_letters.words(uow, row, at),
        uow.means.words.why(f"{row.title}\n{row.text}"),
    )


def named(uow: Uow, who: Official, ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """Return (id, name) of those of some organisations that lie in the own subtree."""
    question = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_(ids), Organisation.id.in_(below(who.organisation_id))
    )
    rows = uow.session.execute(question.order_by(Organisation.id)) if ids else ()
    return [(row[0], row[1]) for row in rows]


def _whom(uow: Uow, audience: Audience, about: About | None) -> Sequence[tuple[str, str]]:
    places = select(Organisation.name).where(Organisation.id.in_(audience.organisations))
    names = uow.session.scalars(places.order_by(Organisation.id)).all()
    said = [
        ("组织", "、".join(names) + "和下面的" if names else ""),
        ("身份", "、".join(HATS[hat] for hat in audience.hats)),
        ("标签", "、".join(audience.tags)),
        ("行业", "、".join(INDUSTRIES[code] for code in audience.industries)),
        ("报名", TOOK[audience.took] if about and audience.took is not Took.ANY else ""),
    ]
    return [(name, words) for name, words in said if words]
