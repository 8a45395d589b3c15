"""The rows of a merge: what moves from the one who goes to the one who stays, and back."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select, union, update
from sqlalchemy.orm import InstrumentedAttribute

from domain import ending
from domain.errors import Refusal
from models.activity import Enrolment
from models.contact import Contact
from models.login import Invitation
from models.mini import MiniUser
from models.notice import NoticePerson
from models.person import Person, WechatUser
from models.plan import PlanYouth
from models.rating import Rating
from models.record import RecordYouth
from models.sending import Call
from models.spot_check import SpotCheckPerson
from models.ticket import Ticket, TicketStep
from models.topic import TopicAnswer, TopicReader, TopicReport
from models.wish import Wish, WishNote
from services import changes, merge_doubles, mini_ends, phones, record_rows
from services.handover_steps import empty, fill, hold, lend_tags, take_tags
from services.merge_doubles import Kept, heard, said
from services.uow import Uow

_Column = InstrumentedAttribute[int]
_Owner = _Column | InstrumentedAttribute[int | None]
_PAIRED: Final[tuple[tuple[str, _Column, _Owner], ...]] = (
    ("records", RecordYouth.record_id, RecordYouth.youth_id),
    ("plans", PlanYouth.plan_id, PlanYouth.youth_id),
    ("enrolments", Enrolment.activity_id, Enrolment.person_id),
    ("topics", TopicReader.topic_id, TopicReader.person_id),
    ("reports", TopicReport.answer_id, TopicReport.person_id),
    ("ratings", Rating.occasion_id, Rating.person_id),
    ("notices", NoticePerson.notice_id, NoticePerson.person_id),
)
"""Tables with one row for a thing and a youth; where both have one, each keeps it."""
_PLAIN: Final[tuple[tuple[str, _Column, _Owner], ...]] = (
    ("wishes", Wish.id, Wish.person_id),
    ("answers", TopicAnswer.id, TopicAnswer.person_id),
    ("notes", WishNote.id, WishNote.person_id),
    ("tickets", Ticket.id, Ticket.asker_id),
    ("steps", TicketStep.id, TicketStep.actor_id),
    ("asked", SpotCheckPerson.id, SpotCheckPerson.person_id),
    ("calls", Call.id, Call.person_id),
)
_SINCE: Final = ("started_at", "agreed_at")


class Entangled(Refusal):
    """What was merged has gone on living as one: it cannot be taken apart any more."""

    code = "entangled"
    text = "合并之后 TA 又有了变化(登录、交接或再次合并),分不开了。要改,请管理员帮忙。"


def bound(uow: Uow, ids: Collection[int]) -> set[int]:
    """Return who of these speaks through a WeChat account, in the chat or in the mini-program."""
    chat = select(WechatUser.person_id).where(WechatUser.person_id.in_(ids))
    mini = select(MiniUser.person_id).where(MiniUser.person_id.in_(ids))
    rows = uow.session.scalars(union(chat, mini))
    return {person for person in rows if person is not None}


def move(uow: Uow, cadre_id: int, stay: Person, gone: Person) -> Kept:
    """Let one youth have all that the other has; return what taking it back needs."""
    data: Kept = {"cadre": cadre_id, "stay": stay.id, "gone": gone.id}
    data["confirmed"] = merge_doubles.fold(uow, stay.id, gone.id)
    data["planned"] = merge_doubles.drop_plans(uow, stay.id, gone.id)
    for name, thing, youth in _PAIRED:
        data[name] = _reassign(uow, thing, youth, gone.id, stay.id, paired=True)
    for name, thing, youth in _PLAIN:
        data[name] = _reassign(uow, thing, youth, gone.id, stay.id)
    data["invitations"] = _revoke(uow, gone.id)
    data |= _identity(uow, stay, gone)
    data |= _contact(uow, cadre_id, stay.id, gone.id)
    uow.session.flush()
    record_rows.recount(uow, Contact.youth_id == stay.id)
    return data


@changes.taker_back("merge")
def _apart(uow: Uow, data: Kept) -> None:
    """Make two of one again; what was done since stays with the one who stayed."""
    stay_id, gone_id = data["stay"], data["gone"]
    hold(uow, [stay_id, gone_id])
    stay, gone = (
        uow.session.get_one(Person, n, populate_existing=True) for n in (stay_id, gone_id)
    )
    kept, ended = (
        uow.session.get(Contact, data[name], populate_existing=True) for name in ("kept", "ended")
    )
    if kept is None or ended is None:  # its handover was taken back
        raise Entangled
    together = kept.youth_id == stay_id and ended.end_reason == ending.merged_into(stay_id)
    moved = data["binding"] or data.get("mini")
    logged_in = bound(uow, [stay_id]) and not moved and not data["was_bound"]
    if kept.ended_at is not None or not together or (data["phone"] and logged_in):
        raise Entangled
    _contact_back(uow, data, kept, ended)
    _identity_back(uow, data, stay, gone)
    for name, thing, youth in (*_PAIRED, *_PLAIN):
        # A step of the days before a table went along has none of its rows.
        _give(uow, thing, youth, stay_id, gone_id, data.get(name, []))
    merge_doubles.back(uow, data)
    uow.session.execute(
        update(Invitation).where(Invitation.id.in_(data["invitations"])).values(revoked_at=None)
    )
    uow.session.flush()
    record_rows.recount(uow, Contact.youth_id.in_([stay_id, gone_id]))


def _reassign(  # noqa: PLR0913 - where, from whom, to whom
    uow: Uow, thing: _Column, youth: _Owner, gone: int, stay: int, *, paired: bool = False
) -> list[int]:
    """Give the stayer the rows of the one who goes, and return which things they were of."""
    question = select(thing).where(youth == gone)
    if paired:
        # Seats are counted by rows: the second place of a past activity stays behind, unseen.
        question = question.where(thing.not_in(select(thing).where(youth == stay)))
    things = sorted(uow.session.scalars(question))
    _give(uow, thing, youth, gone, stay, things)
    return things


def _give(  # noqa: PLR0913, PLR0917 - where, from whom, to whom, what
    uow: Uow, thing: _Column, youth: _Owner, giver: int, taker: int, things: Sequence[int]
) -> None:
    if things:
        uow.session.execute(
            update(youth.class_)
            .where(youth == giver, thing.in_(things))
            .values({youth: taker})
            .execution_options(synchronize_session=False)
        )


def _revoke(uow: Uow, gone: int) -> list[int]:
    """End the invitations that would log somebody in as the one who goes."""
    return sorted(
        uow.session.scalars(
            update(Invitation)
            .where(
                Invitation.youth_id == gone,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .values(revoked_at=uow.now)
            .returning(Invitation.id)
        )
    )


def _identity(uow: Uow, stay: Person, gone: Person) -> Kept:
    """Give the stayer the number, the WeChat account, and the consent that only the other has."""
    data: Kept = {"phone": "", "binding": "", "mini": "", "was_bound": bool(bound(uow, [stay.id]))}
    if gone.phone is not None and gone.phone_index is not None and stay.phone is None:
        data["phone"] = gone.phone_index.hex()
        _move_phone(uow, gone, stay)
    user = uow.session.scalar(select(WechatUser).where(WechatUser.person_id == gone.id))
    if user is not None:
        user.person_id, data["binding"] = stay.id, user.openid
    mini = uow.session.scalar(select(MiniUser).where(MiniUser.person_id == gone.id))
    if mini is not None:
        mini.person_id, data["mini"] = stay.id, mini.openid
    mini_ends.forget_wishes(uow, [gone.id])
    data["born"] = said(stay.born)
    data["consented"] = said(stay.consented_at)
    stay.born = stay.born or gone.born
    stay.consented_at = stay.consented_at or gone.consented_at
    return data


def _identity_back(uow: Uow, data: Kept, stay: Person, gone: Person) -> None:
    if data["phone"] and stay.phone_index == bytes.fromhex(data["phone"]):
        _move_phone(uow, stay, gone)
    user = uow.session.get(WechatUser, data["binding"]) if data["binding"] else None
    if user is not None and user.person_id == stay.id:
        user.person_id = gone.id
    # A step of the days before the mini-program has none of it.
    mini = uow.session.get(MiniUser, data["mini"]) if data.get("mini") else None
    if mini is not None and mini.person_id == stay.id:
        mini.person_id = gone.id
    if data["born"] is None and stay.born == gone.born:
        stay.born = None
    if data["consented"] is None and stay.consented_at == gone.consented_at:
        stay.consented_at = None


def _move_phone(uow: Uow, giver: Person, taker: Person) -> None:
    """Seal a number for its new row; no two rows ever have it."""
    vault, index = uow.means.vault, giver.phone_index
    number = phones.opened(vault, giver)
    giver.phone, giver.phone_index = None, None
    uow.session.flush()
    taker.phone, taker.phone_index = phones.sealed(vault, taker.id, number), index
    uow.session.flush()


def _contact(uow: Uow, cadre_id: int, stay: int, gone: int) -> Kept:
    """End the one contact, and let the other know what both knew."""
    living = {
        contact.youth_id: contact
        for contact in uow.session.scalars(
            select(Contact)
            .where(
                Contact.cadre_id == cadre_id,
                Contact.youth_id.in_([stay, gone]),
                Contact.ended_at.is_(None),
            )
            .execution_options(populate_existing=True)
        )
    }
    kept, ended = living[stay], living[gone]
    others = uow.session.scalars(
        select(Contact.id).where(
            Contact.youth_id == stay, Contact.ended_at.is_(None), Contact.is_primary
        )
    ).all()
    data: Kept = {"kept": kept.id, "ended": ended.id, "was_primary": ended.is_primary}
    data["before"] = {name: said(getattr(kept, name)) for name in _SINCE}
    data["first"] = ended.is_primary and not others
    ended.ended_at, ended.end_reason, ended.is_primary = uow.now, ending.merged_into(stay), False
    uow.session.flush()
    data["filled"] = fill(kept, ended)
    data["tags"] = lend_tags(uow, [(ended.id, kept.id)])[0]
    kept.is_primary = kept.is_primary or data["first"]
    kept.started_at = min(kept.started_at, ended.started_at)
    kept.agreed_at = kept.agreed_at or ended.agreed_at
    data["after"] = {name: said(getattr(kept, name)) for name in _SINCE}
    # Past contacts go along: a cadre whom the youth left stays barred.
    past = select(Contact.id).where(Contact.youth_id == gone, Contact.id != ended.id)
    data["past"] = sorted(uow.session.scalars(past))
    _give(uow, Contact.id, Contact.youth_id, gone, stay, data["past"])
    return data


def _contact_back(uow: Uow, data: Kept, kept: Contact, ended: Contact) -> None:
    empty(kept, data["filled"])
    take_tags(uow, [(kept.id, data["tags"])])
    for name in _SINCE:
        if said(getattr(kept, name)) == data["after"][name]:
            setattr(kept, name, heard(data["before"][name]))
    kept.is_primary = kept.is_primary and not data["first"]
    ended.ended_at, ended.end_reason = None, ""
    ended.is_primary = data["was_primary"]
    uow.session.flush()
    _give(uow, Contact.id, Contact.youth_id, data["stay"], data["gone"], data["past"])
