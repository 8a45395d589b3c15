"""Making one of two: who may be the same youth, what each row knows, and who stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from domain.caseload import SOURCES
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from domain.seats import ActivityStatus, Place
from domain.twins import Entry, Twins, pairs
from models import contact as contacts
from models.activity import Activity, Enrolment
from models.admin import Admin
from models.cadre import Cadre
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from services import audit, changes, handover_steps, joining, merge_rows, mini_rows, phones
from services.caseload_edit import contact_of
from services.uow import Uow

_LISTED: Final = 50
_HOLDING: Final = (Place.ENROLLED, Place.WAITING, Place.OFFERED, Place.APPLIED)
_OVER: Final = (ActivityStatus.CANCELLED, ActivityStatus.ENDED, ActivityStatus.ARCHIVED)


class SameOne(Refusal):
    """One cannot be merged with oneself."""

    code = "same_one"
    text = "选两位不同的小伙伴,才能合并。"


class NotMergeable(Refusal):
    """Merging these two is not the cadre's to decide."""

    code = "not_mergeable"
    text = "{why}"


@dataclass(frozen=True, slots=True)
class Side:
    """All that is known of one of the two; ``why_not``: why this one cannot stay."""

    id: int
    name: str
    hint: str
    phone: str
    bound: bool
    notes: tuple[str, ...]
    tags: tuple[str, ...]
    source: str
    since: datetime
    last_met_at: datetime | None
    records: int
    activities: int
    why_not: str = ""


def candidates(uow: Uow, cadre_id: int) -> list[Twins]:
    """Return who of a case-load may have been entered twice, the likeliest first."""
    return pairs(entries(uow, cadre_id))[:_LISTED]


def entries(uow: Uow, cadre_id: int) -> list[Entry]:
    """Return a case-load by name, with what tells two of one name apart."""
    rows = uow.session.execute(
        contacts.caseload(cadre_id)
        .outerjoin(WechatUser, WechatUser.person_id == Person.id)
        .add_columns(WechatUser.person_id)
    )
    return [
        Entry(person.id, person.name, contact.hint, person.phone is not None, bound is not None)
        for contact, person, bound in rows
    ]


def compare(uow: Uow, cadre_id: int, one: int, other: int) -> tuple[Side, Side]:
    """Return the two side by side, each with the reason why it cannot be the one that stays."""
    if one == other:
        raise SameOne
    both = [contact_of(uow, cadre_id, youth) for youth in (one, other)]
    people = [uow.session.get_one(Person, contact.youth_id) for contact in both]
    met = _counts(uow, RecordYouth.youth_id, [one, other])
    came = _counts(uow, Enrolment.person_id, [one, other])
    bound = merge_rows.bound(uow, [one, other])
    tags = _tags(uow, [contact.id for contact in both])
    reasons = (_why_not(uow, people[0], people[1]), _why_not(uow, people[1], people[0]))
    first, second = (
        Side(
            person.id,
            person.name,
            contact.hint,
            phones.shown(uow.means.vault, person),
            person.id in bound,
            _notes(contact),
            tuple(sorted(tags.get(contact.id, []))),
            SOURCES.get(contact.source, ""),
            contact.started_at,
            contact.last_met_at,
            met.get(person.id, 0),
            came.get(person.id, 0),
            why_not,
        )
        for contact, person, why_not in zip(both, people, reasons, strict=True)
    )
    return first, second


def merge(uow: Uow, cadre_id: int, stay_id: int, gone_id: int) -> int:
    """Let one youth take over all that the other has; return the change that takes it back."""
    if stay_id == gone_id:
        raise SameOne
    mini_rows.hold(uow, [stay_id, gone_id])
    handover_steps.hold(uow, [stay_id, gone_id])
    stay, gone = (
        uow.session.get_one(Person, contact_of(uow, cadre_id, youth).youth_id)
        for youth in (stay_id, gone_id)
    )
    for person in (stay, gone):
        uow.session.refresh(person)
    if why := _why_not(uow, stay, gone):
        raise NotMergeable(why=why)
    data = merge_rows.move(uow, cadre_id, stay, gone)
    change = changes.made(uow, "merge", f"把两位{stay.name}合并成一位", data)
    audit.note(uow, "merged", "person", stay_id, gone=gone_id)
    return change


def _why_not(uow: Uow, stay: Person, gone: Person) -> str:
    """Say why one cannot be merged into the other; nothing: they can."""
    bound = merge_rows.bound(uow, [stay.id, gone.id])
    both = (stay.id, gone.id)
    cadres = select(Cadre.id).where(Cadre.id.in_(both))
    # By whose WeChat the console is entered is not a cadre's to change.
    admins = select(Admin.id).where(Admin.person_id.in_(both), Admin.ended_at.is_(None))
    for posts, what in ((cadres, "团干部"), (admins, "网页后台的管理员")):
        if uow.session.scalars(posts).first() is not None:
            return f"其中一位是{what},请管理员来合并。"
    if len(bound) > 1:
        return "两位都登录过,是两个微信。真是同一个人的话,请管理员来合并。"
    if stay.phone is not None and gone.phone is not None:
        return "两位的手机号不同。真是同一个人的话,请管理员来合并。"
    living = select(func.count()).where(Contact.youth_id == gone.id, Contact.ended_at.is_(None))
    if (uow.session.scalar(living) or 0) > 1:
        return f"{gone.name}也在别的团干部名单里,只能留下这一位;或者请管理员来合并。"
    keepers = uow.session.scalars(
        select(Contact.cadre_id).where(Contact.youth_id == stay.id, Contact.ended_at.is_(None))
    ).all()
    if any(joining.barred(uow, keeper, [gone.id]) for keeper in keepers):
        # Whom the youth said no to is nobody else's business.
        return "两位和别的团干部的联系情况不一样,请管理员来合并。"
    title = _both_hold_a_seat(uow, stay.id, gone.id)
    return f"两位都报了「{title}」,先取消一个报名,再来合并。" if title else ""


def _both_hold_a_seat(uow: Uow, stay_id: int, gone_id: int) -> str:
    """Return an activity still to come in which both have a place."""
    rows = uow.session.execute(
        select(Activity.title)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(
            Enrolment.person_id.in_([stay_id, gone_id]),
            Enrolment.status.in_(_HOLDING),
            Activity.ends_at > uow.now,
            Activity.status.not_in(_OVER),
        )
        .group_by(Activity.id, Activity.title)
        .having(func.count() > 1)
        .limit(1)
    ).first()
    return str(rows.title) if rows else ""


def _notes(contact: Contact) -> tuple[str, ...]:
    named = (
        FIELDS.get(contact.field),
        INDUSTRIES.get(contact.industry),
        OCCUPATIONS.get(contact.occupation),
    )
    return tuple(words for words in named if words)


def _counts(uow: Uow, column, ids: Sequence[int]) -> dict[int, int]:  # type: ignore[no-untyped-def] # noqa: ANN001 - a column of either table
    question = select(column, func.count()).where(column.in_(ids)).group_by(column)
    if column is RecordYouth.youth_id:
        question = question.join(Record, Record.id == RecordYouth.record_id).where(
            Record.undone_at.is_(None)
        )
    return dict(uow.session.execute(question).all())


def _tags(uow: Uow, contact_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in uow.session.scalars(
        select(ContactTag).where(ContactTag.contact_id.in_(contact_ids))
    ):
        found.setdefault(row.contact_id, []).append(row.tag)
    return found
