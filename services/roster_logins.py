"""A new one-time password for a cadre who never logged in: the first was lost on the way."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from domain.errors import Refusal
from domain.proofs import Proof
from models.admin import Admin
from models.cadre import Cadre
from models.organisation import below
from models.person import Person, WechatUser
from services import audit, cadre_login, join_codes, sheets_roster
from services.sheets_roster_writing import Login
from services.uow import Uow


class NotWaiting(Refusal):
    """Somebody out of reach, or who has a password of their own."""

    code = "login_not_waiting"
    text = "这位登录过了,或者不归这个机关管,这里不能重发。回一览表看看;忘了密码的,请管理员处理。"


def waiting(uow: Uow, organ_id: int, cadre_ids: Sequence[int]) -> set[int]:
    """Return who of these never logged in and has no post outside the organ's subtree.

    An admin of the console is none of them: their password opens more than the leader's phone.
    """
    known = exists().where(WechatUser.person_id == Cadre.id, WechatUser.proof == Proof.PASSWORD)
    admin = exists().where(Admin.person_id == Cadre.id, Admin.ended_at.is_(None))
    new = set(
        uow.session.scalars(
            select(Cadre.id).where(Cadre.id.in_(cadre_ids), Cadre.must_change, ~known, ~admin)
        )
    )
    within = below(organ_id).subquery()
    posts = sheets_roster.living_posts(list(new), uow.today).subquery()
    rows = uow.session.execute(
        select(posts.c.cadre_id, posts.c.organisation_id.in_(select(within.c[0])))
    ).all()
    return {cadre for cadre, _ in rows} - {cadre for cadre, inside in rows if not inside}


def renew(uow: Uow, organ_id: int, cadre_id: int) -> Login:
    """Give somebody another one-time password; the one before it ends."""
    cadre = uow.session.get(Cadre, cadre_id, with_for_update=True, populate_existing=True)
    if cadre is None or cadre_id not in waiting(uow, organ_id, [cadre_id]):
        raise NotWaiting
    password = cadre_login.give_one_time(uow, cadre)
    audit.note(uow, "login_renewed", "cadre", cadre_id, organ=organ_id)
    name = uow.session.get_one(Person, cadre_id).name
    unit = join_codes.offices(uow, [cadre_id])[cadre_id]
    return Login(name, unit, cadre.username, password)
