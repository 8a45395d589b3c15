"""办结: closing an activity in one page, and opening it again."""

from flask import url_for
from flask.typing import ResponseReturnValue

from handlers.h5.activity_words import span
from handlers.h5.desk import Pages, View, Visit, number
from handlers.h5.pages import typed
from services import activity_closing, feedback


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    closing = _closing(pages)
    _closed(pages, closing)


def _closing(pages: Pages) -> View:
    @pages.get("/activities/<int:activity_id>/close")
    def activity_close(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show who came and what closing writes, or wrote."""
        found = activity_closing.preview(visit.uow, visit.who.id, activity_id)
        return visit.page(
            "activity_door/close",
            a=found,
            when=span(found.starts_at, found.ends_at, visit.uow.now),
            heard=feedback.heard(visit.uow, visit.who.id, activity_id),
            minutes=visit.typed("minutes", str(found.minutes)),
            happened=visit.typed("happened", "1"),
        )

    return activity_close


def _closed(pages: Pages, closing: View) -> None:
    @pages.post("/activities/<int:activity_id>/close", again=closing)
    def activity_do_close(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Close it."""
        closed = activity_closing.close(
            visit.uow,
            visit.who.id,
            activity_id,
            happened=typed("happened") != "0",
            minutes=number(typed("minutes").strip()),
        )
        return visit.done(
            closed.say(),
            "h5.activity_close",
            undo=url_for("h5.activity_reopen", activity_id=activity_id),
            label="重新打开",
            activity_id=activity_id,
        )

    @pages.post("/activities/<int:activity_id>/reopen", again=closing)
    def activity_reopen(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Take back what closing wrote."""
        gone = activity_closing.reopen(visit.uow, visit.who.id, activity_id)
        told = f"重新打开了,{gone} 条记录收回。" if gone else "重新打开了。"
        return visit.done(f"{told}改好再办结。", "h5.activity_close", activity_id=activity_id)
