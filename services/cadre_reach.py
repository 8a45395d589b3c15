"""Which cadres an admin has to do with: those with a post in the own subtree."""

from collections.abc import Collection

from sqlalchemy import and_, exists, or_, select

from domain.errors import Refusal
from domain.permissions import ROLES, AdminRole
from models.admin import post_of
from models.cadre import Appointment, Cadre, held
from models.organisation import below
from models.person import Person
from services import admin_reach
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow


class AlsoElsewhere(Refusal):
    """The cadre is of another place as well, so their login is not one county's alone."""

    code = "also_elsewhere"
    text = "{name} 在你的范围之外也有任职,登录的事请上级管理员来办。"


class MoreThanYou(Refusal):
    """The cadre is an admin with as many rights: whoever has their password would have these."""

    code = "more_than_you"
    text = (
        "{name} 也是{role},登录的事请上级或者权限更大的管理员来办。没有上级的,"
        "请管系统的人在服务器上发。"
    )


class Oneself(Refusal):
    """Something about oneself, which another admin sees to."""

    code = "about_oneself"
    text = "这是你自己的事,自己办不了:请另一位管理员或者上级来办。"


class OwnLogin(Oneself):
    """A browser left open would give whoever sits down at it a password."""

    code = "own_login"
    text = "自己的密码在「我的登录」里改,要先输现在的。忘了密码、换了微信,请上级管理员来办。"


def another(who: Official, cadre_id: int) -> None:
    """Refuse to exempt, judge or hand over oneself."""
    if cadre_id == who.id:
        raise Oneself


def one(uow: Uow, who: Official, cadre_id: int, *, lock: bool = False) -> Person:
    """Return a cadre with a post in the subtree, or who had one and has none anywhere now.

    Raises ``OutOfReach``.
    """
    if cadre_id not in among(uow, who, [cadre_id]):
        raise OutOfReach
    if lock:  # two steps about one cadre at once stand in line
        uow.session.get_one(Cadre, cadre_id, with_for_update=True, populate_existing=True)
    return uow.session.get_one(Person, cadre_id)


def among(uow: Uow, who: Official, ids: Collection[int]) -> set[int]:
    """Return who of these is in reach."""
    own = below(who.organisation_id)
    mine = (Appointment.cadre_id == Cadre.id, Appointment.organisation_id.in_(own))
    now, ever = exists().where(*mine, held(uow.today)), exists().where(*mine)
    idle = ~exists().where(Appointment.cadre_id == Cadre.id, held(uow.today))
    home = Person.organisation_id.in_(own)
    question = (
        select(Cadre.id)
        .join(Person, Person.id == Cadre.id)
        .where(Cadre.id.in_(ids), or_(now, and_(idle, or_(ever, home))))
    )
    return set(uow.session.scalars(question))


def for_login(uow: Uow, who: Official, cadre_id: int) -> Cadre:
    """Return a cadre whose login is the admin's to see to, locked; never their own."""
    if cadre_id == who.id:
        raise OwnLogin
    person = one(uow, who, cadre_id, lock=True)
    elsewhere = exists().where(
        Appointment.cadre_id == cadre_id,
        held(uow.today),
        Appointment.organisation_id.not_in(below(who.organisation_id)),
    )
    if uow.session.scalar(select(elsewhere)):
        raise AlsoElsewhere(name=person.name)
    post = uow.session.scalar(post_of(cadre_id))
    if post is not None and not admin_reach.over(uow, who, post):
        raise MoreThanYou(name=person.name, role=ROLES[AdminRole(post.role)])
    return uow.session.get_one(Cadre, cadre_id)
