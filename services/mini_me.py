"""Who somebody is in the mini-program: what they may do here, and what waits for them."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from domain.proofs import Proof
from models.cadre import Cadre
from models.organisation import Organisation
from models.person import Person, WechatUser
from services import identity, inbox, join_codes, records
from services.inbox import Box
from services.mini_login import Visitor
from services.uow import Uow


class Standing(StrEnum):
    """What somebody is here; each may do what the programme lets them."""

    STRANGER = "stranger"
    YOUTH = "youth"
    CADRE = "cadre"
    LEADER = "leader"
    """A cadre who answers for an organ as well."""


@dataclass(frozen=True, slots=True)
class Me:
    """Somebody in their own eyes."""

    standing: Standing
    name: str = ""
    organisation: str = ""
    organ: str = ""
    """The organ that they answer for today."""
    password_wanted: bool = False
    """On the roll of cadres, and has not yet shown the password here."""
    left: bool = False
    """Wants no contact."""
    consented: bool = False
    follows: bool = False
    """Notices of the official account reach them."""
    unread: int = 0


def me(uow: Uow, who: Visitor) -> Me:
    """Return who calls."""
    if who.person_id is None:
        return Me(Standing.STRANGER)
    person = uow.session.get_one(Person, who.person_id)
    on_the_roll = uow.session.get(Cadre, person.id) is not None
    where = join_codes.offices(uow, [person.id])[person.id] if on_the_roll else ""
    places = [number for number in (person.organisation_id, who.organ_id) if number is not None]
    found = select(Organisation.id, Organisation.name).where(Organisation.id.in_(places))
    named = {number: name for number, name in uow.session.execute(found)}  # noqa: C416 - a Row is no pair to mypy
    openid = identity.account_of(uow, person.id)
    user = uow.session.get(WechatUser, openid) if openid else None
    return Me(
        _standing(who),
        person.name,
        where or named.get(person.organisation_id, ""),
        named.get(who.organ_id or 0, ""),
        password_wanted=not who.is_cadre and records.serves(uow, person.id, Proof.PASSWORD),
        left=person.left_at is not None,
        consented=person.consented_at is not None,
        follows=user is not None and user.following,
        unread=inbox.unread(uow, Box(openid, who.openid)),
    )


def _standing(who: Visitor) -> Standing:
    if not who.is_cadre:
        return Standing.YOUTH
    return Standing.CADRE if who.organ_id is None else Standing.LEADER
