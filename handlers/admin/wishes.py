"""微心愿: what an area wishes for, as its reviewers see it, and what they do about it."""

from typing import Any, Final

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import WISHES
from domain.periods import QUARTER
from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_changes, console_scope, console_wishes
from services.photos import NoSuchPhoto

_ONE: Final = "/wishes/<int:wish_id>"
_FILTERS: Final = ("state", "kind", "words", "first")


def add(console: Console) -> None:
    """Put the pages on the door."""
    _list(console)
    _steps(console)


def _list(console: Console) -> None:
    @console.get("/wishes", May.SEE)
    def wishes(desk: Desk) -> ResponseReturnValue:
        own, place = desk.who.organisation_id, desk.place.id
        said = {key: desk.asked(key) for key in _FILTERS}
        sought = console_wishes.wanted(own, place, said)
        after = number(desk.asked("after"))
        found = console_wishes.page(desk.uow, sought, after=after, most=PAGE + 1)
        rows = found[:PAGE]
        return desk.page(
            "wishes",
            rows=rows,
            sought=sought,
            figures={one.state: one for one in console_wishes.figures(desk.uow, own, place)},
            quarter=QUARTER.window_of(desk.uow.today).first_day,
            more=desk.filtered(after=rows[-1].wish.id) if len(found) > PAGE else "",
            first=desk.filtered() if after else "",
            units=console_scope.children(desk.uow, place),
            STATES=console_wishes.STATES,
            COLOURS=console_wishes.COLOURS,
            KINDS=WISHES,
        )


def _steps(console: Console) -> None:
    @console.get(_ONE, May.SEE)
    def wish(desk: Desk, wish_id: int, **_step: object) -> ResponseReturnValue:
        one = console_wishes.seen(desk.uow, desk.who, wish_id)
        return desk.page("wish", one=one, COLOURS=console_wishes.COLOURS)

    @console.get(f"{_ONE}/picture", May.SEE)
    def wish_picture(desk: Desk, wish_id: int) -> ResponseReturnValue:
        try:
            mime, content = console_wishes.picture(desk.uow, desk.who, wish_id)
        except NoSuchPhoto:
            abort(404)
        return Response(content, mimetype=mime)

    @console.post(f"{_ONE}/approve", May.WISHES, again=wish)
    def wish_approve(desk: Desk, wish_id: int) -> ResponseReturnValue:
        change = console_wishes.approve(desk.uow, desk.who, wish_id)
        text = f"W-{wish_id} 通过了,等人来认领。一分钟后才告诉许愿的人。"
        undo = url_for("admin.wish_undo_step", wish_id=wish_id, change_id=change)
        if typed("next"):
            inside: dict[str, Any] = {"in": number(typed("in")) or None}
            return desk.done(text, "admin.wishes", undo=undo, state="pending", **inside)
        return desk.done(text, "admin.wish", undo=undo, wish_id=wish_id)

    @console.post(f"{_ONE}/changes/<int:change_id>/undo", May.WISHES, again=wish)
    def wish_undo_step(desk: Desk, wish_id: int, change_id: int) -> ResponseReturnValue:
        """Take an own approval back of which nobody has heard."""
        undo = console_changes.undo
        text, about = undo(desk.uow, desk.who, change_id, May.WISHES, "wish_ok")
        return desk.done(text, "admin.wish", wish_id=about or wish_id)

    @console.post(f"{_ONE}/remove", May.WISHES, again=wish)
    def wish_remove(desk: Desk, wish_id: int) -> ResponseReturnValue:
        console_wishes.remove(desk.uow, desk.who, wish_id, typed("reason"))
        text = f"W-{wish_id} 收起来了,会告诉 TA 为什么。"
        if typed("next"):
            return desk.done(text, "admin.wishes", state="pending")
        return desk.done(text, "admin.wish", wish_id=wish_id)

    @console.post(f"{_ONE}/back", May.WISHES, again=wish)
    def wish_back(desk: Desk, wish_id: int) -> ResponseReturnValue:
        console_wishes.give_back(desk.uow, desk.who, wish_id)
        text = f"W-{wish_id} 放回心愿池了,别人可以认领。"
        return desk.done(text, "admin.wish", wish_id=wish_id)
