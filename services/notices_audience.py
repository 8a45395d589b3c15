"""Whom a notice is for, and by which way each of them can be reached: counted before it goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.channels import Ability, may
from domain.delivery import Kind
from domain.notices import Audience, Hat, Took, needs_second
from domain.seats import HELD
from models.activity import Enrolment
from models.admin import Admin
from models.cadre import Appointment, held
from models.contact import Contact, ContactTag
from models.mini import MiniUser
from models.organisation import Below
from models.person import Person, WechatUser
from models.sending import Subscription
from services.uow import Uow

_COMMON: Final = 2_000
"""So many tags are looked at for those that are common."""
_TAGS: Final = 12
EXACT: Final = 200_000
"""People up to whom each is counted; of more, as many are looked at and the rest is estimated."""
_ENOUGH: Final = 500
"""So many found among those looked at say something about the rest; a few say nothing."""
_PRIME: Final = 7919


class Way(StrEnum):
    """By which way somebody would hear of a notice, or why not."""

    TEMPLATE = "template"
    MINI = "mini"
    CHAT = "chat"
    """It waits in the chat and leads the next reply."""
    MINI_BOX = "mini_box"
    """It waits in the mini-program."""
    NO_CHAT = "no_chat"
    MUTED = "muted"
    LEFT = "left"


class Then(StrEnum):
    """What is left where a card is not taken."""

    SUBSCRIPTION = "subscription"
    MINI = "mini"
    WINDOW = "window"
    CHAT = "chat"


WRITTEN: Final = (Way.TEMPLATE, Way.MINI, Way.CHAT, Way.MINI_BOX)
"""Who gets a letter at all."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many are meant, by the way in which they hear of it."""

    ways: dict[Way, int] = field(default_factory=dict)
    then: dict[Then, int] = field(default_factory=dict)
    """Of those with a card, what is left where it does not get through."""
    about: bool = False
    """It is an estimate: the people of some of the organisations were counted."""

    @property
    def chosen(self) -> int:
        """All who are meant."""
        return sum(self.ways.values())

    @property
    def written(self) -> int:
        """Those who are written to."""
        return sum(self.ways.get(way, 0) for way in WRITTEN)

    @property
    def needs_second(self) -> bool:
        """Whether a second admin has to agree: of so many that they are estimated, always."""
        return self.about or needs_second(self.written)


def meant(
    audience: Audience, activity_id: int | None, today: date, *, within: Select[int] | None = None
) -> Select[int]:
    """Return the people who are meant; ``within``: of these organisations instead."""
    places = _places(audience.organisations) if within is None else within
    return select(Person.id).where(
        Person.organisation_id.in_(places), *_asked(audience, activity_id, today)
    )


def organisations(audience: Audience, after: int, limit: int) -> Select[int]:
    """Return the next of the organisations whose people are meant, by id."""
    return (
        _places(audience.organisations)
        .distinct()
        .where(Below.descendant_id > after)
        .order_by(Below.descendant_id)
        .limit(limit)
    )


def _places(organisation_ids: Collection[int]) -> Select[int]:
    return select(Below.descendant_id).where(Below.ancestor_id.in_(organisation_ids))


def _asked(
    audience: Audience, activity_id: int | None, today: date
) -> tuple[ColumnElement[bool], ...]:
    hats = {
        Hat.YOUTH: _is_youth(audience),
        Hat.CADRE: exists().where(Appointment.cadre_id == Person.id, held(today)),
        Hat.ADMIN: exists().where(Admin.person_id == Person.id, Admin.ended_at.is_(None)),
    }
    asked = [or_(*(hats[hat] for hat in audience.hats))]
    if audience.took is not Took.ANY:
        took = exists().where(
            Enrolment.person_id == Person.id,
            Enrolment.activity_id == activity_id,
            Enrolment.status.in_(HELD),
        )
        asked.append(took if audience.took is Took.IN else ~took)
    return tuple(asked)


def _is_youth(audience: Audience) -> ColumnElement[bool]:
    """In a case-load that goes on, as the notes of whoever keeps in touch say."""
    noted: list[ColumnElement[bool]] = []
    if audience.industries:
        noted.append(Contact.industry.in_(audience.industries))
    if audience.tags:
        tagged = select(ContactTag.contact_id).where(ContactTag.tag.in_(audience.tags))
        noted.append(Contact.id.in_(tagged))
    return exists().where(Contact.youth_id == Person.id, Contact.ended_at.is_(None), *noted)


def reach(
    uow: Uow, audience: Audience, activity_id: int | None, kind: Kind, template: str
) -> Reach:
    """Count who is meant by the way they would be reached; of a province or more, about how many.

    Counting each of millions takes longer than a statement may, and nobody needs the last digit.
    """
    places = _places(audience.organisations)
    everybody = _people(uow, places)
    if everybody > EXACT:
        # By number, not by chance: who asks again sees the same.
        parts = everybody // EXACT + 1
        some = places.where(Below.descendant_id * _PRIME % parts == 0)
        looked_at = _people(uow, some)
        found = _count(uow, audience, activity_id, kind, template, within=some)
        if found.chosen >= _ENOUGH:
            return _scaled(found, everybody / looked_at)
    return _count(uow, audience, activity_id, kind, template, within=places)


def _people(uow: Uow, places: Select[int]) -> int:
    question = select(func.count()).where(Person.organisation_id.in_(places))
    return uow.session.scalars(question).one()


def _scaled(found: Reach, by: float) -> Reach:
    return Reach(
        {way: _rounded(number * by) for way, number in found.ways.items()},
        {then: _rounded(number * by) for then, number in found.then.items()},
        about=True,
    )


def _rounded(number: float) -> int:
    """Round to two digits that mean something."""
    step = int(10 ** max(len(str(int(number))) - 2, 0))
    return round(number / step) * step


def _count(  # noqa: PLR0913 - what is sent to whom, and which of them are looked at
    uow: Uow,
    audience: Audience,
    activity_id: int | None,
    kind: Kind,
    template: str,
    *,
    within: Select[int],
) -> Reach:
    agreed, granted = aliased(Subscription), aliased(Subscription)
    way = _way(uow, kind, agreed).label("way")
    then = case(
        (way != Way.TEMPLATE, literal("")),
        (granted.grants > 0, literal(Then.SUBSCRIPTION))
        if template in uow.means.subscriptions
        else (literal(value=False), literal("")),
        (agreed.grants > 0, literal(Then.MINI)),
        (
            and_(WechatUser.window_left > 0, WechatUser.window_until > uow.now),
            literal(Then.WINDOW),
        ),
        else_=literal(Then.CHAT),
    ).label("then")
    yes = template if template in uow.means.mini_subscriptions else ""
    each = (
        meant(audience, activity_id, uow.today, within=within)
        .with_only_columns(way, then)
        .outerjoin(WechatUser, and_(WechatUser.person_id == Person.id, WechatUser.following))
        .outerjoin(MiniUser, MiniUser.person_id == Person.id)
        .outerjoin(agreed, and_(agreed.openid == MiniUser.openid, agreed.template == yes))
        .outerjoin(granted, and_(granted.openid == WechatUser.openid, granted.template == template))
        .subquery()
    )
    question = select(each.c.way, each.c.then, func.count()).group_by(each.c.way, each.c.then)
    found = Reach()
    for name, left, number in uow.session.execute(question):
        found.ways[Way(name)] = found.ways.get(Way(name), 0) + number
        if left:
            found.then[Then(left)] = number
    return found


def _way(uow: Uow, kind: Kind, agreed: type[Subscription]) -> ColumnElement[str]:
    """Say by which way a letter would begin: as ``outbox`` decides when it is written."""
    pushed = may(uow.means.account, Ability.TEMPLATE)
    has_chat = WechatUser.openid.is_not(None)
    return case(
        (Person.left_at.is_not(None), literal(Way.LEFT)),
        (and_(~has_chat, MiniUser.openid.is_(None)), literal(Way.NO_CHAT)),
        (and_(has_chat, _has(WechatUser.muted, kind)), literal(Way.MUTED)),
        (and_(~has_chat, _has(MiniUser.muted, kind)), literal(Way.MUTED)),
        (and_(has_chat, literal(pushed)), literal(Way.TEMPLATE)),
        (agreed.grants > 0, literal(Way.MINI)),
        (has_chat, literal(Way.CHAT)),
        else_=literal(Way.MINI_BOX),
    )


def _has(muted: InstrumentedAttribute[list[str]], kind: Kind) -> ColumnElement[bool]:
    return func.coalesce(cast(muted, String), "").contains(f'"{kind}"')


def common_tags(uow: Uow, organisation_id: int) -> Sequence[str]:
    """Return tags that many youths of a subtree have, as far as a short look tells."""
    some = (
        select(ContactTag.tag)
        .join(Contact, Contact.id == ContactTag.contact_id)
        .join(Person, Person.id == Contact.youth_id)
        .where(Person.organisation_id.in_(_places([organisation_id])), Contact.ended_at.is_(None))
        .limit(_COMMON)
        .subquery()
    )
    question = (
        select(some.c.tag)
        .group_by(some.c.tag)
        .order_by(func.count().desc(), some.c.tag)
        .limit(_TAGS)
    )
    return uow.session.scalars(question).all()
