"""管理员: naming somebody for an organisation, their first password, and dismissing them."""

import re
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from domain.permissions import ROLES, AdminRole, may_name
from domain.sheet_cells import same
from models.admin import Admin, AdminLogin, post_of
from models.cadre import Cadre
from models.cadre import by_username as cadre_named
from models.organisation import Organisation, below
from models.person import Person, by_phone_index
from services import (
    admin_reach,
    audit,
    cadre_login,
    cadre_reach,
    console_scope,
    console_sessions,
    login_news,
    newcomers,
    phones,
)
from services.admin_refusals import (
    BadPerson,
    BadUsername,
    CadresPassword,
    Equal,
    IsAdmin,
    MayNotName,
    NoSuchAdmin,
    NotThisCadre,
    OtherName,
    OwnPost,
    UsernameTaken,
)
from services.console_sessions import Official
from services.organisations import existing
from services.uow import Uow

_USERNAME: Final = re.compile(r"[a-z][a-z0-9.-]{2,39}")


@dataclass(frozen=True, slots=True)
class Named:
    """An admin who was just named; the one-time password is shown once."""

    person_id: int
    name: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AdminSeen:
    """An admin as the list shows one."""

    person_id: int
    name: str
    role: AdminRole
    organisation_id: int
    organisation: str
    username: str
    is_cadre: bool


def listed(uow: Uow, organisation_id: int) -> list[AdminSeen]:
    """Return the admins of an organisation and all below it, the highest first."""
    rows = uow.session.execute(
        select(Admin, Person.name, Organisation.name, Cadre.username, AdminLogin.username)
        .join(Person, Person.id == Admin.person_id)
        .join(Organisation, Organisation.id == Admin.organisation_id)
        .outerjoin(Cadre, Cadre.id == Admin.person_id)
        .outerjoin(AdminLogin, AdminLogin.id == Admin.person_id)
        .where(Admin.ended_at.is_(None), Admin.organisation_id.in_(below(organisation_id)))
        .order_by(Admin.organisation_id, Admin.id)
    )
    return [
        AdminSeen(
            post.person_id,
            name,
            AdminRole(post.role),
            post.organisation_id,
            organisation,
            cadre or own or "",
            cadre is not None,
        )
        for post, name, organisation, cadre, own in rows
    ]


def name_cadre(uow: Uow, who: Official, username: str, organisation_id: int, role: str) -> Named:
    """Make a cadre an admin; they come in by their own username and a new password."""
    chosen = _may(who, role)
    console_scope.organisations(uow, who, [organisation_id])
    cadre = uow.session.scalar(cadre_named(username.strip()))
    if cadre is None or cadre.id not in cadre_reach.among(uow, who, [cadre.id]):
        raise NotThisCadre(username=username.strip()[:40])
    return appoint(uow, cadre.id, organisation_id, chosen, cadre.username)


def name_other(  # noqa: PLR0913 - a post has these parts
    uow: Uow,
    who: Official,
    *,
    name: str,
    phone: str,
    username: str,
    organisation_id: int,
    role: str,
) -> Named:
    """Make somebody who is no cadre an admin; the one-time password is shown once."""
    chosen = _may(who, role)
    console_scope.organisations(uow, who, [organisation_id])
    return enrol(
        uow,
        name=name,
        phone=phone,
        username=username,
        organisation_id=organisation_id,
        role=chosen,
    )


def _may(who: Official, role: str) -> AdminRole:
    chosen = AdminRole(role) if role in set(AdminRole) else AdminRole.DOOR
    if not may_name(who.role, chosen):
        raise MayNotName(role=ROLES[chosen])
    return chosen


def enrol(  # noqa: PLR0913 - a post has these parts
    uow: Uow, *, name: str, phone: str, username: str, organisation_id: int, role: AdminRole
) -> Named:
    """Enter an admin by the phone number with which they will log in to WeChat."""
    wanted = username.strip().lower()
    if not _USERNAME.fullmatch(wanted):
        raise BadUsername
    if _taken(uow, wanted):
        raise UsernameTaken(username=wanted)
    existing(uow, organisation_id)
    person_id = _person(uow, name, phone, organisation_id)
    cadre = uow.session.get(Cadre, person_id)
    if cadre is not None:
        return appoint(uow, person_id, organisation_id, role, cadre.username)
    password = uow.means.passwords.one_time()
    login = uow.session.get(AdminLogin, person_id)
    if login is None:
        login = AdminLogin(id=person_id, failures=0)
        uow.session.add(login)
    login.username, login.must_change = wanted, True
    login.password = uow.means.passwords.hash(password)
    named = appoint(uow, person_id, organisation_id, role, wanted)
    return Named(named.person_id, named.name, wanted, password)


def appoint(
    uow: Uow, person_id: int, organisation_id: int, role: AdminRole, username: str
) -> Named:
    """Write a post down; one person has one.

    Whoever is raised gets a new password, and is out of every browser. Somebody with fewer rights
    may have printed the one before, or have used it before its owner did; it goes from hand to
    hand now, from who names to who is named.
    """
    person = uow.session.get_one(Person, person_id, with_for_update=True)
    post = uow.session.scalar(post_of(person_id))
    if post is not None:
        place = uow.session.get_one(Organisation, post.organisation_id)
        raise IsAdmin(name=person.name, organisation=place.name, role=ROLES[AdminRole(post.role)])
    uow.session.add(
        Admin(
            person_id=person_id,
            organisation_id=organisation_id,
            role=role,
            created_at=uow.now,
            created_by=uow.actor,
        )
    )
    uow.session.flush()
    audit.note(uow, "admin_named", "person", person_id, role=role, organisation=organisation_id)
    login_news.named(uow, person_id, existing(uow, organisation_id).name, role)
    cadre = uow.session.get(Cadre, person_id, with_for_update=True, populate_existing=True)
    if cadre is None:
        console_sessions.end_all(uow, person_id)
        return Named(person_id, person.name, username, "")
    return Named(person_id, person.name, username, cadre_login.give_one_time(uow, cadre))


def dismiss(uow: Uow, who: Official, person_id: int) -> str:
    """End somebody's post and all their browsers; return their name."""
    post = _theirs(uow, who, person_id)
    post.ended_at, post.ended_by = uow.now, who.id
    console_sessions.end_all(uow, person_id)
    audit.note(uow, "admin_dismissed", "person", person_id, role=post.role)
    login_news.dismissed(uow, who, person_id, AdminRole(post.role))
    return uow.session.get_one(Person, person_id).name


def _theirs(uow: Uow, who: Official, person_id: int) -> Admin:
    """Return the post of an admin below, locked; raises for the own, and for greater ones."""
    if person_id == who.id:
        raise OwnPost
    post = uow.session.scalar(
        post_of(person_id)
        .where(Admin.organisation_id.in_(below(who.organisation_id)))
        .with_for_update()
    )
    if post is None:
        raise NoSuchAdmin
    if not may_name(who.role, AdminRole(post.role)):
        raise MayNotName(role=ROLES[AdminRole(post.role)])
    return post


def _taken(uow: Uow, username: str) -> bool:
    admins = select(AdminLogin.id).where(AdminLogin.username == username)
    return (
        uow.session.scalar(cadre_named(username)) is not None
        or uow.session.scalar(admins) is not None
    )


def _person(uow: Uow, name: str, phone: str, organisation_id: int) -> int:
    """Return whoever has this number, or enter them."""
    number, called = phones.normalise(phone), name.strip()
    if number is None or not called:
        raise BadPerson
    index = phones.index(uow.means.vault, number)
    found = uow.session.scalar(by_phone_index(index))
    if found is not None:
        if same(found.name) != same(called):
            raise OtherName
        return found.id
    row = {
        "name": called[:60],
        "organisation_id": organisation_id,
        "phone_index": index,
        "created_at": uow.now,
    }
    return newcomers.write(uow, [row], [number])[0]


def renew_login(uow: Uow, who: Official, person_id: int) -> Named:
    """Give an admin who is no cadre a new one-time password; all their browsers are out.

    Only somebody over them does: see ``services.admin_reach``.
    """
    post = _theirs(uow, who, person_id)
    if not admin_reach.over(uow, who, post):
        raise Equal(name=uow.session.get_one(Person, person_id).name)
    login = uow.session.get(AdminLogin, person_id, with_for_update=True)
    if login is None or uow.session.get(Cadre, person_id) is not None:
        raise CadresPassword
    login_news.renewed(uow, who, person_id)
    return _renewed(uow, login)


def renew_on_the_server(uow: Uow, username: str) -> Named:
    """Give whoever is an admin a new one-time password: for the top, over whom nobody stands."""
    cadre = uow.session.scalar(cadre_named(username).with_for_update())
    logins = select(AdminLogin).where(AdminLogin.username == username).with_for_update()
    login = cadre or uow.session.scalar(logins)
    if login is None or uow.session.scalar(post_of(login.id)) is None:
        raise NoSuchAdmin
    if isinstance(login, AdminLogin):
        return _renewed(uow, login)
    password = cadre_login.give_one_time(uow, login)
    audit.note(uow, "login_renewed", "cadre", login.id)
    return Named(login.id, uow.session.get_one(Person, login.id).name, username, password)


def _renewed(uow: Uow, login: AdminLogin) -> Named:
    password = uow.means.passwords.one_time()
    login.password, login.must_change = uow.means.passwords.hash(password), True
    login.failures, login.blocked_until = 0, None
    console_sessions.end_all(uow, login.id)
    audit.note(uow, "login_renewed", "admin", login.id)
    name = uow.session.get_one(Person, login.id).name
    return Named(login.id, name, login.username, password)


def put_out(uow: Uow, who: Official, person_id: int) -> int:
    """Log an admin out everywhere; return of how many browsers."""
    _theirs(uow, who, person_id)
    return console_sessions.end_all(uow, person_id)
