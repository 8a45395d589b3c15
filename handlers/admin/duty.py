"""值班: who is called at once when somebody is in acute distress, organ by organ."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.duty import typed_day
from domain.permissions import May
from handlers.admin.console import Console, Desk, number, typed
from handlers.admin.home import at
from services import duty_list


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/duty", May.SEE)(duty)

    @console.post("/duty", May.CADRES, again=duty)
    def duty_add(desk: Desk) -> ResponseReturnValue:
        place, last = desk.place.id, typed_day(typed("last"))
        first = typed_day(typed("first")) or desk.uow.today
        new = duty_list.add(desk.uow, place, number(typed("cadre")), first, last)
        undo = url_for("admin.duty_remove", duty_id=new, **at(place))
        text = "排好了。到时候有急事,会马上找 TA。"
        return desk.done(text, "admin.duty", undo=undo, **at(place))

    @console.post("/duty/<int:duty_id>/remove", May.CADRES, again=duty)
    def duty_remove(desk: Desk, duty_id: int) -> ResponseReturnValue:
        place = desk.place.id
        name = duty_list.remove(desk.uow, place, duty_id)
        return desk.done(f"{name}不在这一班了。", "admin.duty", **at(place))


def duty(desk: Desk, **_other: object) -> ResponseReturnValue:
    """Show the list with who would be called now; a refused step keeps what was typed."""
    place, words = desk.place.id, desk.asked("q")[:20]
    return desk.page(
        "duty",
        now=duty_list.called_now(desk.uow, place),
        shifts=duty_list.listed(desk.uow, place),
        candidates=[
            (one.id, f"{one.name}({one.place})")
            for one in duty_list.candidates(desk.uow, place, words)
        ]
        if desk.may(May.CADRES)
        else [],
        words=words,
        today=desk.uow.today,
    )
