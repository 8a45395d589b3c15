"""How an openid of the mini-program comes to stand for a person.

Nobody takes a person's place silently: while another openid stands for them, a new one waits
(``mini_waiting``), and whoever is there is told at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from domain.errors import Refusal
from domain.proofs import Proof
from models import person as people
from models.cadre import Cadre
from models.mini import MiniUser
from models.person import Person, WechatUser
from services import contacts, identity, mini_letters, mini_rows, mini_waiting, phones
from services.mini_rows import held, somebody
from services.mini_waiting import WAIT, NobodyWaits
from services.uow import Uow

ASKED: Final = timedelta(minutes=30)
"""How long the question whether somebody agrees can be answered."""


class NotOnTheRoll(Refusal):
    """The confirmed number is nobody's whom we know."""

    code = "not_on_the_roll"
    text = "名单里还没有这个手机号。请联系你的团干部加上,或者扫 TA 出示的码;加好了再点一次就能进。"


class State(StrEnum):
    """How far a login has come."""

    IN = "in"
    OUT = "out"
    """It was proved, and they would rather not."""
    WAITING = "waiting"
    """Another phone is logged in: a day, unless it says something before."""
    CONSENT = "consent"
    """It is proved who it is; what is kept about them has not been agreed to."""
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a state
    """The password was right, and has to be replaced by one of their own first."""


class Word(StrEnum):
    """What somebody says to what is kept about them."""

    AGREE = "agree"
    NOT_ME = "not_me"
    """The name is not theirs: it comes off the number."""
    LEAVE = "leave"
    """It is them, and they want no contact."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of a proof; ``until`` is when waiting ends."""

    state: State
    person_id: int
    name: str
    until: datetime | None = None


def arrived(uow: Uow, openid: str, unionid: str) -> MiniUser:
    """Return who an openid is that has just logged in; what it has waited for, it gets now."""
    user = uow.session.get_one(MiniUser, openid)
    wanted = user.wants_id if user.person_id is None else None
    user = held(uow, openid, wanted)
    if unionid:
        user.unionid = unionid
    if user.person_id is None and wanted is not None and wanted == user.wants_id:
        _ripened(uow, user, wanted)
    if user.person_id is None and user.unionid and user.released_at is None:
        _join(uow, user)
    return user


def _ripened(uow: Uow, user: MiniUser, person_id: int) -> None:
    person = somebody(uow, person_id)
    since = mini_waiting.since(uow, user, person_id)
    if since is None:
        mini_rows.want_nobody(user)
    elif uow.now - since >= WAIT and _agreed(uow, person):
        mini_rows.take_over(uow, user, person_id, Proof(user.proof or Proof.PHONE))
        mini_letters.logged_in(uow, person_id)


def _join(uow: Uow, user: MiniUser) -> None:
    """Let somebody be here who they are in the chat: it is the same WeChat account."""
    same = uow.session.scalar(
        select(WechatUser).where(
            WechatUser.unionid == user.unionid, WechatUser.person_id.is_not(None)
        )
    )
    if same is None or same.person_id is None:
        return
    person = somebody(uow, same.person_id)
    if not mini_rows.speaks(uow, person.id, but=user.openid):
        mini_rows.stand(uow, user, person.id, Proof(same.proof or Proof.SMS))


def confirm_phone(uow: Uow, openid: str, number: str) -> Standing:
    """Let an openid stand for whoever has a number (E.164) that the platform has vouched for.

    Raises ``NotOnTheRoll`` and ``identity.SomebodyElse``.
    """
    person = uow.session.scalar(people.by_phone_index(phones.index(uow.means.vault, number)))
    if person is None:
        raise NotOnTheRoll
    return proved(uow, openid, person.id, Proof.PHONE)


def proved(uow: Uow, openid: str, person_id: int, proof: Proof, *, known: bool = False) -> Standing:
    """Let an openid stand for a person whose identity was proved to it.

    ``known``: they said so themselves where they are known, so nobody else has to be asked.
    """
    user = held(uow, openid, person_id)
    person = somebody(uow, person_id)
    if user.person_id not in (None, person_id):
        raise identity.SomebodyElse
    if user.person_id == person_id:
        if proof is Proof.PASSWORD:
            user.proof = proof
        return Standing(State.IN, person_id, person.name)
    if not known and not _agreed(uow, person):
        mini_waiting.want(uow, user, person_id, proof)
        return Standing(State.CONSENT, person_id, person.name)
    if not known and mini_rows.speaks(uow, person_id, but=openid):
        until = mini_waiting.want_place(uow, user, person_id, proof) + WAIT
        if uow.now < until:
            return Standing(State.WAITING, person_id, person.name, until)
    mini_rows.take_over(uow, user, person_id, proof)
    mini_letters.logged_in(uow, person_id)
    return Standing(State.IN, person_id, person.name)


def stand(uow: Uow, user: MiniUser, person_id: int, proof: Proof) -> None:
    """Let an openid stand for a person at once, if neither stands for another."""
    if user.person_id not in (None, person_id):
        raise identity.SomebodyElse
    somebody(uow, person_id)
    if mini_rows.speaks(uow, person_id, but=user.openid):
        raise identity.BoundElsewhere
    mini_rows.stand(uow, user, person_id, proof)


def answer(uow: Uow, openid: str, word: Word) -> Standing | None:
    """Take somebody's word on what is kept about them; none: they stay a stranger."""
    user = held(uow, openid)
    if user.person_id is not None or user.wants_id is None or user.wants_at is None:
        raise NobodyWaits
    person_id, proof = user.wants_id, Proof(user.proof or Proof.PHONE)
    if uow.now - user.wants_at > ASKED or _agreed(uow, somebody(uow, person_id)):
        raise NobodyWaits
    mini_rows.want_nobody(user)
    uow.session.flush()
    uow.actor = person_id
    match word:
        case Word.AGREE:
            contacts.consent(uow, person_id)
            return proved(uow, openid, person_id, proof)
        case Word.NOT_ME:
            contacts.not_me(uow, person_id)
        case Word.LEAVE:
            contacts.leave(uow, person_id)
    return None


def _agreed(uow: Uow, person: Person) -> bool:
    """Say whether somebody has agreed to what is kept; of a cadre it is the League's own."""
    return person.consented_at is not None or uow.session.get(Cadre, person.id) is not None
