"""值班: who is called at once when somebody is in acute distress, kept by the leader."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.duty import typed_day
from domain.wording import say_date
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import duty_list
from services.duty_list import Shift


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    pages.get("/duty", Role.LEADER)(duty_page)

    @pages.post("/duty", Role.LEADER, again=duty_page)
    def duty_add(visit: Visit) -> ResponseReturnValue:
        first = typed_day(typed("first")) or visit.uow.today
        cadre = number(typed("cadre"))
        new = duty_list.add(visit.uow, visit.organ, cadre, first, typed_day(typed("last")))
        undo = url_for("h5.duty_remove", duty_id=new)
        return visit.done("排好了。到时候有急事,会马上找 TA。", "h5.duty_page", undo=undo)

    @pages.post("/duty/<int:duty_id>/remove", Role.LEADER, again=duty_page)
    def duty_remove(visit: Visit, duty_id: int) -> ResponseReturnValue:
        name = duty_list.remove(visit.uow, visit.organ, duty_id)
        return visit.done(f"{name}不在这一班了。", "h5.duty_page")


def duty_page(visit: Visit, **_other: object) -> ResponseReturnValue:
    """Show the list with who would be called now; a refused step keeps what was typed."""
    uow, organ = visit.uow, visit.organ
    name = request.args.get("name", "").replace("\0", "").strip()[:20] or typed("name")
    return visit.page(
        "duty/list",
        now=duty_list.called_now(uow, organ),
        shifts=[(shift, _span(shift, uow.today)) for shift in duty_list.listed(uow, organ)],
        candidates=[
            {"id": one.id, "title": one.name, "about": one.place}
            for one in duty_list.candidates(uow, organ, name)
        ],
        wanted=name,
        today=uow.today.isoformat(),
    )


def _span(shift: Shift, today: date) -> str:
    first = "现在" if shift.first_day <= today else say_date(shift.first_day, today.year)
    if shift.last_day is None:
        return f"{first}起,一直"
    if shift.last_day == shift.first_day:
        return say_date(shift.last_day, today.year)
    return f"{first}到 {say_date(shift.last_day, today.year)}"
