"""设置: the admins of the own subtree, their logins, and the own one."""

from typing import Final

from flask.typing import ResponseReturnValue

from domain.permissions import RIGHTS, ROLES, AdminRole, May, may_name
from handlers.admin.console import Console, Desk, number, typed
from services import admins, console_scope
from services.admins import AdminSeen

_KEPT: Final = ("name", "phone", "username", "role", "place")


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/settings", May.ENTER)
    def settings(desk: Desk) -> ResponseReturnValue:
        listed = admins.listed(desk.uow, desk.place.id) if desk.may(May.ADMINS) else []
        roles = [(str(r), words) for r, words in ROLES.items() if may_name(desk.who.role, r)]
        return desk.page(
            "settings",
            admins=listed,
            roles=roles,
            places=_places(desk),
            kept={name: desk.typed(name) for name in _KEPT},
            nameable={r for r in AdminRole if may_name(desk.who.role, r)},
            under={one.person_id for one in listed if _is_under(desk, one)},
        )

    @console.post("/settings/admins/cadre", May.ADMINS, again=settings)
    def settings_name_cadre(desk: Desk) -> ResponseReturnValue:
        named = admins.name_cadre(
            desk.uow, desk.who, typed("username"), number(typed("place")), typed("role")
        )
        return desk.page("settings_login", named=named, cadre=True)

    @console.post("/settings/admins/new", May.ADMINS, again=settings)
    def settings_name_other(desk: Desk) -> ResponseReturnValue:
        named = admins.name_other(
            desk.uow,
            desk.who,
            name=typed("name"),
            phone=typed("phone"),
            username=typed("username"),
            organisation_id=number(typed("place")),
            role=typed("role"),
        )
        return desk.page("settings_login", named=named)

    _steps(console)


def _steps(console: Console) -> None:
    @console.post("/settings/admins/<int:person_id>/dismiss", May.ADMINS)
    def settings_dismiss(desk: Desk, person_id: int) -> ResponseReturnValue:
        name = admins.dismiss(desk.uow, desk.who, person_id)
        return desk.done(f"{name}不再是管理员,网页都退出了。", "admin.settings")

    @console.post("/settings/admins/<int:person_id>/put-out", May.ADMINS)
    def settings_put_out(desk: Desk, person_id: int) -> ResponseReturnValue:
        ended = admins.put_out(desk.uow, desk.who, person_id)
        said = f"{ended} 个浏览器退出了。" if ended else "这位没有登录着的浏览器。"
        return desk.done(said, "admin.settings")

    @console.post("/settings/admins/<int:person_id>/login", May.ADMINS)
    def settings_login(desk: Desk, person_id: int) -> ResponseReturnValue:
        return desk.page("settings_login", named=admins.renew_login(desk.uow, desk.who, person_id))


def _is_under(desk: Desk, one: AdminSeen) -> bool:
    """Say for whom a button is shown; ``services.admin_reach`` is asked again."""
    more = RIGHTS[one.role] < RIGHTS[desk.who.role]
    return more or one.organisation_id != desk.who.organisation_id


def _places(desk: Desk) -> list[tuple[int, str]]:
    """Return the organisations for which one may be named: this one and those right below."""
    below = console_scope.children(desk.uow, desk.place.id)
    return [(desk.place.id, desk.place.name), *((one.id, one.name) for one in below)]
