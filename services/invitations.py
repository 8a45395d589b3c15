"""A cadre's invitation: a QR code for one youth, good once, together with the last four digits."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select, update

from domain.errors import Refusal
from models.cadre import Cadre
from models.contact import Contact
from models.login import Invitation
from models.person import Person
from services import audit, identity, links, phones
from services.links import Purpose
from services.uow import Uow
from services.vault import same
from services.youth_login import CadreDoor, Proved

LIFE: Final = timedelta(hours=72)
TRIES: Final = 5
SCENE: Final = "inv_"
"""How an invitation's scene begins in a QR code."""
WORD: Final = "绑定"
"""How an invitation's phrase begins in the chat."""


class InvitationStale(Refusal):
    """The invitation was used, withdrawn, too old, tried too often, or never was one."""

    code = "invitation_stale"
    text = "这个邀请已经用过或过期了。请你的团干部再发一个,或回复「小伙伴登录」用手机号登录。"


class DigitsWrong(Refusal):
    """The last four digits do not fit."""

    code = "digits_wrong"
    text = "和登记的号码对不上。再回复一次手机号的后四位;不想继续就回复「取消」。"


class NotYours(Refusal):
    """The youth is not in this cadre's case-load."""

    code = "not_yours"
    text = "你的小伙伴里没有这一位。回复「我的小伙伴」看看名单。"


class AlreadyIn(Refusal):
    """The youth has logged in long ago."""

    code = "already_in"
    text = "{name} 已经登录过了,不用再邀请。要记一次联系,回复「记 谈心 {name}」。"


class NoPhone(Refusal):
    """Without a number on the roll the last four digits prove nothing."""

    code = "no_phone"
    text = (
        "{name} 还没有登记手机号,暂时不能邀请。"
        "问到了,回复「找 {name}」打开 TA 的页面,点「修改」补上。"
    )


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of an invitation shows; once ``accepted`` it has done its work."""

    youth: str
    token: str = field(repr=False)
    expires_at: datetime
    accepted: bool

    @property
    def scene(self) -> str:
        """What the QR code carries."""
        return SCENE + self.token

    @property
    def phrase(self) -> str:
        """What the youth may say in the chat instead of scanning."""
        return f"{WORD} {self.token}"


def invite(uow: Uow, cadre_id: int, openid: str, youth_id: int) -> str:
    """Return the address of a page with the QR code; earlier invitations of this youth end."""
    token = make(uow, cadre_id, youth_id).token
    # The token must reach the page and is nowhere kept in clear: it travels sealed in the link.
    sealed = uow.means.vault.seal(token, f"link|invite|{openid}").hex()
    link = links.issue(uow, openid, Purpose.INVITATION, sealed, life=LIFE)
    return links.page(uow, "invite", link)


def make(uow: Uow, cadre_id: int, youth_id: int) -> Invited:
    """Invite a youth of the own case-load; earlier invitations of this youth end."""
    youth = uow.session.scalar(
        select(Person)
        .join(Contact, Contact.youth_id == Person.id)
        .where(
            Contact.cadre_id == cadre_id,
            Contact.ended_at.is_(None),
            Person.id == youth_id,
            Person.left_at.is_(None),
        )
    )
    if youth is None:
        raise NotYours
    if identity.is_bound(uow, youth_id):
        raise AlreadyIn(name=youth.name)
    if youth.phone is None:
        raise NoPhone(name=youth.name)
    uow.session.execute(
        update(Invitation)
        .where(Invitation.youth_id == youth_id, Invitation.used_at.is_(None))
        .values(revoked_at=uow.now)
    )
    token = secrets.token_hex(16)
    uow.session.add(
        Invitation(
            token_hash=_hash(uow, token),
            cadre_id=cadre_id,
            youth_id=youth_id,
            created_at=uow.now,
            expires_at=uow.now + LIFE,
            tries=0,
        )
    )
    audit.note(uow, "invited", "person", youth_id)
    return Invited(youth.name, token, uow.now + LIFE, accepted=False)


def shown(uow: Uow, link_token: str) -> Invited:
    """Return what the page of an invitation shows."""
    link = links.look(uow, link_token, Purpose.INVITATION)
    token = uow.means.vault.open(bytes.fromhex(link.subject), f"link|invite|{link.openid}")
    invitation = uow.session.scalar(_by_token(uow, token))
    if invitation is None or invitation.used_at is None:
        invitation = _living(uow, token)
    youth = uow.session.get_one(Person, invitation.youth_id)
    accepted = invitation.used_at is not None
    return Invited(youth.name, token, invitation.expires_at, accepted)


def opened(uow: Uow, openid: str, token: str) -> str:
    """Refuse an invitation that is no longer good; return it sealed for the dialogue."""
    _living(uow, token)
    return uow.means.vault.seal(token, f"dialogue|invite|{openid}").hex()


def accept(uow: Uow, openid: str, sealed: str, digits: str) -> Proved | Refusal:
    """Check the last four digits and use the invitation up.

    A refusal is returned, not raised, so that the try stays counted.
    """
    token = uow.means.vault.open(bytes.fromhex(sealed), f"dialogue|invite|{openid}")
    try:
        invitation = _living(uow, token, lock=True)
    except InvitationStale as stale:
        return stale
    invitation.tries += 1
    youth = uow.session.get_one(Person, invitation.youth_id)
    if youth.phone is None:  # the number came off the roll since
        return InvitationStale()
    phone = phones.opened(uow.means.vault, youth)
    if not same(phone[-4:].encode(), digits.strip().encode()):
        return InvitationStale() if invitation.tries >= TRIES else DigitsWrong()
    if uow.session.get(Cadre, youth.id) is not None:
        return CadreDoor()
    invitation.used_at = uow.now
    return Proved(youth.id, youth.name)


def _living(uow: Uow, token: str, *, lock: bool = False) -> Invitation:
    question = _by_token(uow, token)
    invitation = uow.session.scalar(question.with_for_update() if lock else question)
    if (
        invitation is None
        or invitation.used_at is not None
        or invitation.revoked_at is not None
        or invitation.expires_at <= uow.now
        or invitation.tries >= TRIES
    ):
        raise InvitationStale
    return invitation


def _by_token(uow: Uow, token: str) -> Select[Invitation]:
    return select(Invitation).where(Invitation.token_hash == _hash(uow, token))


def _hash(uow: Uow, token: str) -> bytes:
    return uow.means.vault.fingerprint(token, "invitation")
