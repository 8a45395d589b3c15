"""我的登录: one's own browsers at the console, the password, and the way to the own desk."""

from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin.console import Console, Desk, number, typed
from handlers.h5.desk import entering
from services import console_entry, console_password, console_sessions


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/me", May.ENTER)
    def me(desk: Desk) -> ResponseReturnValue:
        return desk.page("me", browsers=console_sessions.browsers(desk.uow, desk.who))

    @console.post("/me/end", May.ENTER)
    def me_end(desk: Desk) -> ResponseReturnValue:
        console_sessions.end(desk.uow, desk.who.id, number(typed("session")))
        return desk.done("那个浏览器退出了。", "admin.me")

    @console.post("/me/end-others", May.ENTER)
    def me_end_others(desk: Desk) -> ResponseReturnValue:
        ended = console_sessions.end_all(desk.uow, desk.who.id, but=desk.who.session_id)
        return desk.done(
            f"其他 {ended} 个浏览器都退出了。" if ended else "没有别的浏览器。", "admin.me"
        )

    _password(console)
    _desk(console)


def _password(console: Console) -> None:
    @console.get("/me/password", May.ENTER, changing=True)
    def me_password(desk: Desk) -> ResponseReturnValue:
        return desk.page("password", one_time=console_password.one_time(desk.uow, desk.who.id))

    @console.post("/me/password", May.ENTER, again=me_password, changing=True)
    def me_password_set(desk: Desk) -> ResponseReturnValue:
        console_password.change(
            desk.uow, desk.who, old=typed("old"), new=typed("new"), again=typed("again")
        )
        return desk.done("密码改好了。别的浏览器都退出了,手机上的小程序要重新输一次。", "admin.me")


def _desk(console: Console) -> None:
    @console.post("/me/desk", May.ENTER)
    def me_desk(desk: Desk) -> ResponseReturnValue:
        """Open the pages of the phone, as a cadre, in this browser."""
        entered = console_entry.desk(desk.uow, desk.who.id, desk.who.session_id)
        https = desk.uow.means.base_url.startswith("https:")
        return entering(entered, https=https)
