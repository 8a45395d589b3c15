"""What one tap on the progress page does: sign up, write a talk down and take it back, claim."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from domain.errors import Refusal
from domain.periods import midnight
from domain.proofs import Proof
from domain.seats import Already
from models.cadre import Cadre
from models.contact import Contact
from models.login import OneTimeLink
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from services import activities, audit, closings, identity, links, record_edits, records, wishes
from services.activities import Offer
from services.links import Purpose
from services.records import UNDO_WITHIN, Did, Logged, NothingToUndo
from services.uow import Uow

TALKS: Final = ("heart_to_heart", "visit")
"""What may be written down with one tap: a talk, or a visit."""


class NotOnYourList(Refusal):
    """The youth is not, or no longer, in this cadre's case-load."""

    code = "not_on_your_list"
    text = "TA 现在不在你的名单里,这一次没有记。"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The cadre whose page it is."""

    id: int
    name: str


def opened(uow: Uow, token: str) -> tuple[str, int]:
    """Open a cadre's page for the first time; return its browser's key, and for how long."""
    _visitor(uow, links.look(uow, token, Purpose.PROGRESS))
    return links.open_here(uow, token, Purpose.PROGRESS)


def visitor(uow: Uow, token: str, key: str, *, acting: bool = False) -> Visitor:
    """Return whose page a link opens in the browser that has its key.

    ``acting`` lets one tap of theirs wait for the other.
    """
    return _visitor(uow, links.look_here(uow, token, Purpose.PROGRESS, key), acting=acting)


def _visitor(uow: Uow, link: OneTimeLink, *, acting: bool = False) -> Visitor:
    user = uow.session.get(WechatUser, link.openid, with_for_update=acting or None)
    if user is None or user.person_id is None:
        raise links.LinkStale
    if user.proof != Proof.PASSWORD or uow.session.get(Cadre, user.person_id) is None:
        raise identity.NotACadre
    uow.actor = user.person_id
    return Visitor(user.person_id, uow.session.get_one(Person, user.person_id).name)


def sign_up(uow: Uow, who: Visitor, activity_id: int) -> None:
    """Take a seat; whoever has one keeps it."""
    try:
        with uow.attempt():
            activities.enrol(uow, activity_id, who.id)
    except Already:
        return


def signed_up(uow: Uow, who: Visitor, activity_id: int) -> Offer | None:
    """Return the coming activity in which they have or await a seat."""
    mine = activities.mine_of(uow, who.id)
    return next((offer for offer in mine if offer.id == activity_id), None)


def talked(uow: Uow, who: Visitor, youth_id: int, kind: str) -> int:
    """Write down that they met a youth today, once however often it is pressed."""
    if kind not in TALKS:
        raise NotOnYourList
    mine = uow.session.scalar(
        select(Contact.id)
        .join(Person, Person.id == Contact.youth_id)
        .where(
            Contact.cadre_id == who.id,
            Contact.youth_id == youth_id,
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
        )
    )
    if mine is None:
        raise NotOnYourList
    already = uow.session.scalar(
        select(Record.id)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .where(
            Record.cadre_id == who.id,
            Record.kind == kind,
            Record.undone_at.is_(None),
            Record.happened_at >= midnight(uow.today),
            RecordYouth.youth_id == youth_id,
        )
        .limit(1)
    )
    if already is not None:
        return already
    return records.log(uow, who.id, Did(kind, uow.today), [youth_id]).id


def take_back(uow: Uow, who: Visitor, record_id: int) -> None:
    """Take back what was written down lately; once is enough."""
    record = _mine(uow, who, record_id, lock=True)
    if record is None:
        raise NothingToUndo
    record_edits.mine_to_change(uow, record)
    if record.undone_at is not None:
        return
    if record.entered_at < uow.now - UNDO_WITHIN:
        raise NothingToUndo
    closings.keep_open(uow, record)
    records.take_back(uow, record, who.id)
    audit.note(uow, "undone", "record", record.id)


def written(uow: Uow, who: Visitor, record_id: int) -> Logged | None:
    """Return a record that they entered, living or taken back."""
    record = _mine(uow, who, record_id)
    return records.told(uow, record) if record else None


def _mine(uow: Uow, who: Visitor, record_id: int, *, lock: bool = False) -> Record | None:
    """Return a record of the cadre's own that they entered themselves."""
    record = uow.session.get(Record, record_id, with_for_update=lock or None)
    if record is None or (record.cadre_id, record.entered_by) != (who.id, who.id):
        return None
    return record


def claim(uow: Uow, who: Visitor, wish_id: int) -> None:
    """Promise to make a wish true."""
    wishes.claim(uow, wish_id, who.id)


def claimed(uow: Uow, who: Visitor, wish_id: int) -> str | None:
    """Return the words of a wish that they have promised to make true, and nothing of its owner."""
    try:
        return wishes.claimed(uow, wish_id, who.id).text
    except wishes.NoSuchWish:
        return None
