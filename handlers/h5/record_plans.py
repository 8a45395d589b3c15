"""计划: what I mean to do; one tap makes it a record."""

from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.record_form import DayMissing
from domain.wording import say_ahead
from handlers.h5 import record_form
from handlers.h5.desk import Pages, View, Visit, numbers
from handlers.h5.pages import typed
from handlers.record_words import say_record
from services import plans
from services.plans import PlanSeen


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _steps(pages, _list(pages))


def _list(pages: Pages) -> View:
    @pages.get("/plans")
    def plans_open(visit: Visit) -> ResponseReturnValue:
        found = plans.waiting(visit.uow, visit.who.id)
        return visit.page(
            "records/plans",
            due=[_row(plan, visit.uow.today) for plan in found if plan.due],
            later=[_row(plan, visit.uow.today) for plan in found if not plan.due],
        )

    @pages.get("/plans/new")
    def plan_new(visit: Visit) -> ResponseReturnValue:
        data = record_form.choices(visit, ahead=True)
        return visit.page("records/form", **data, opened=None)

    @pages.post("/plans/new", again=plan_new, body=record_form.BODY)
    def plan_keep(visit: Visit) -> ResponseReturnValue:
        did = record_form.did(visit, record_form.filled(visit))
        plan = plans.make(visit.uow, visit.who.id, did, numbers("youth"))
        undo = url_for("h5.plan_drop", plan_id=plan.id)
        return visit.done(f"排上了:{_say(plan, visit.uow.today)}。", "h5.plans_open", undo=undo)

    return _again(plans_open)


def _steps(pages: Pages, again: View) -> None:
    @pages.post("/plans/<int:plan_id>/done", again=again)
    def plan_done(visit: Visit, plan_id: int) -> ResponseReturnValue:
        logged = plans.done(visit.uow, visit.who.id, plan_id)
        undo = url_for("h5.record_undo", record_id=logged.id)
        text = f"记好了:{say_record(logged, visit.uow.today)}。"
        return visit.done(text, "h5.record", undo=undo, record_id=logged.id)

    @pages.post("/plans/<int:plan_id>/drop", again=again)
    def plan_drop(visit: Visit, plan_id: int) -> ResponseReturnValue:
        plan = plans.drop(visit.uow, visit.who.id, plan_id)
        back = url_for("h5.plan_take_up", plan_id=plan_id)
        text = f"不做了:{_say(plan, visit.uow.today)}。"
        return visit.done(text, "h5.plans_open", undo=back, label="还是要做")

    @pages.post("/plans/<int:plan_id>/take-up", again=again)
    def plan_take_up(visit: Visit, plan_id: int) -> ResponseReturnValue:
        plan = plans.take_up(visit.uow, visit.who.id, plan_id)
        return visit.done(f"又排上了:{_say(plan, visit.uow.today)}。", "h5.plans_open")

    @pages.post("/plans/<int:plan_id>/move", again=again)
    def plan_move(visit: Visit, plan_id: int) -> ResponseReturnValue:
        try:
            day = date.fromisoformat(typed("date").strip())
        except ValueError:
            raise DayMissing from None
        plan = plans.put_off(visit.uow, visit.who.id, plan_id, day)
        return visit.done(f"改好了:{_say(plan, visit.uow.today)}。", "h5.plans_open")


def _again(page: View) -> View:
    """Show the whole list where a step on one of it was refused."""

    def show(visit: Visit, plan_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the path names it
        return page(visit)

    return show


def _row(plan: PlanSeen, today: date) -> dict[str, object]:
    title = f"{plan.kind_title} · {plan.title}" if plan.title else plan.kind_title
    when = say_ahead(plan.day, today) + ("(过了)" if plan.day < today else "")
    about = f"{when} · 和{'、'.join(plan.names)}" if plan.names else when
    return {"id": plan.id, "title": title, "about": about, "day": max(plan.day, today).isoformat()}


def _say(plan: PlanSeen, today: date) -> str:
    said = f"{say_ahead(plan.day, today)} · {plan.kind_title}"
    said += f" · {plan.title}" if plan.title else ""
    return f"{said},和{'、'.join(plan.names)}" if plan.names else said
