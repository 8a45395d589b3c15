"""The logins of cadres, as an admin sees to them: a new password, unbinding, unblocking."""

from sqlalchemy import select

from domain.errors import Refusal
from models.person import Person, WechatUser
from services import (
    audit,
    cadre_login,
    cadre_reach,
    console_sessions,
    identity,
    join_codes,
    login_news,
    mini_ends,
)
from services.console_sessions import Official
from services.sheets_roster_writing import Login
from services.uow import Uow


class NotBound(Refusal):
    """Nothing to unbind."""

    code = "cadre_not_bound"
    text = "{name} 没有绑着的微信,直接登录就行。"


def renew(uow: Uow, who: Official, cadre_id: int) -> Login:
    """Give a cadre a one-time password, to be changed at the first login; the old one ends."""
    cadre = cadre_reach.for_login(uow, who, cadre_id)
    password = cadre_login.give_one_time(uow, cadre)
    audit.note(uow, "login_renewed", "cadre", cadre_id, organ=who.organisation_id)
    login_news.renewed(uow, who, cadre_id)
    name = uow.session.get_one(Person, cadre_id).name
    unit = join_codes.offices(uow, [cadre_id])[cadre_id]
    return Login(name, unit, cadre.username, password)


def unbind(uow: Uow, who: Official, cadre_id: int) -> str:
    """Take a cadre off their WeChat account and mini-program: the phone was lost, or is another's.

    What waited there goes; in the new WeChat they log in with the password. Returns the name.
    """
    cadre_reach.for_login(uow, who, cadre_id)
    name = uow.session.get_one(Person, cadre_id).name
    question = select(WechatUser.openid).where(WechatUser.person_id == cadre_id)
    openid = uow.session.scalar(question.with_for_update())
    if openid is not None:
        identity.release(uow, openid)
    if not mini_ends.release_person(uow, cadre_id) and openid is None:
        raise NotBound(name=name)
    console_sessions.end_all(uow, cadre_id)
    audit.note(uow, "unbound", "cadre", cadre_id, organ=who.organisation_id)
    if openid is not None:
        login_news.unbound(uow, who, cadre_id, openid)
    return name


def forgive(uow: Uow, who: Official, cadre_id: int) -> str:
    """Forget the wrong passwords: the next try is the first. Returns the name."""
    cadre = cadre_reach.for_login(uow, who, cadre_id)
    cadre.failures, cadre.blocked_until = 0, None
    audit.note(uow, "login_unblocked", "cadre", cadre_id, organ=who.organisation_id)
    return uow.session.get_one(Person, cadre_id).name
