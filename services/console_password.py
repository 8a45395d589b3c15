"""The password at the console: a cadre's is the one of the phone, another admin's is their own."""

from domain.errors import Refusal
from models.admin import AdminLogin
from models.cadre import Cadre
from services import audit, cadre_login, console_sessions
from services.cadre_login import Change
from services.console_sessions import Official
from services.uow import Uow


class OldWrong(Refusal):
    """The present password is not right."""

    code = "old_wrong"
    text = "现在的密码不对,再输一遍。"


def one_time(uow: Uow, person_id: int) -> bool:
    """Say whether somebody still has the password that was given on paper."""
    return _login(uow, person_id).must_change


def change(uow: Uow, who: Official, *, old: str, new: str, again: str) -> None:
    """Set a new password, and end the person's other browsers."""
    login = _login(uow, who.id, lock=True)
    check = uow.means.passwords.check
    if not check(login.password, old):
        raise OldWrong
    known = Change(login.username, login.password)
    cadre_login.judge_new(known, new, again, unchanged=check(login.password, new))
    hashed = uow.means.passwords.hash(new)
    if isinstance(login, Cadre):
        cadre_login.renew(uow, login, hashed, browser=who.session_id)
    else:
        login.password, login.must_change = hashed, False
        console_sessions.end_all(uow, who.id, but=who.session_id)
        audit.note(uow, "password_changed", "admin", who.id)


def _login(uow: Uow, person_id: int, *, lock: bool = False) -> Cadre | AdminLogin:
    cadre = uow.session.get(Cadre, person_id, with_for_update=lock or None)
    return cadre or uow.session.get_one(AdminLogin, person_id, with_for_update=lock or None)
