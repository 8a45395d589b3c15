"""What is done with a line of 问题清单: said in other words, dropped, merged, taken over."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.problems import Line
from handlers.admin.console import Console, Desk, View, number, numbers, typed
from handlers.admin.home import at
from handlers.admin.problem_groups import own
from services import (
    console_changes,
    problem_answers,
    problem_grouping,
    problem_undo,
    problems,
)

_ONE: Final = "/problems/<int:problem_id>"


def add(console: Console, listing: View, again: View) -> None:
    """Put the steps on the door; a refused one shows the list or the line ``again``."""
    _handing(console, listing)
    _words(console, listing, again)
    _together(console, listing, again)


def _handing(console: Console, listing: View) -> None:
    @console.post("/problems/hand", May.TICKETS, again=listing)
    def problems_hand(desk: Desk) -> ResponseReturnValue:
        """Hand lines up to the organ above."""
        place = desk.place.id
        count, name, change = problem_undo.hand_up(desk.uow, place, numbers("problem"))
        undo = url_for("admin.problem_undo_step", change_id=change, **at(place))
        text = f"{count} 条交给{name}了。"
        return desk.done(text, "admin.problems", undo=undo, label="收回来", **at(place))

    @console.post("/problems/carry", May.TICKETS, again=listing)
    def problems_carry(desk: Desk) -> ResponseReturnValue:
        """Move what was not handed up in quarters that are over into this one."""
        place = desk.place.id
        count = problems.carry(desk.uow, place)
        return desk.done(f"{count} 条挪到本季度了。", "admin.problems", **at(place))

    @console.post("/problems/changes/<int:change_id>/undo", May.TICKETS, again=listing)
    def problem_undo_step(desk: Desk, change_id: int) -> ResponseReturnValue:
        """Take back what one has just handed up, put in or taken out."""
        text, about = console_changes.undo(
            desk.uow, desk.who, change_id, May.TICKETS, "handed_up", "put_in", "put_out"
        )
        here = at(desk.place.id)
        if about:
            return desk.done(text, "admin.problem", problem_id=about, **here)
        return desk.done(text, "admin.problems", **here)


def _words(console: Console, listing: View, again: View) -> None:
    @console.post("/problems/write", May.TICKETS, again=listing)
    def problem_write(desk: Desk) -> ResponseReturnValue:
        """Write a line by hand; what belongs to it is found afterwards."""
        place = desk.place.id
        line = Line(typed("title"), typed("text"), typed("kind"))
        row = problems.write(desk.uow, place, desk.who.id, line)
        undo = url_for("admin.problem_drop", problem_id=row.id, **at(place))
        text = "写进清单了。要找意思相近的诉求,点「再找几条」。"
        return desk.done(text, "admin.problem", undo=undo, problem_id=row.id, **at(place))

    @console.post(f"{_ONE}/edit", May.TICKETS, again=again)
    def problem_edit(desk: Desk, problem_id: int) -> ResponseReturnValue:
        place = desk.place.id
        line = Line(typed("title"), typed("text"), typed("kind"))
        problems.edit(desk.uow, problem_id, place, line)
        return desk.done("改好了。", "admin.problem", problem_id=problem_id, **at(place))

    @console.post(f"{_ONE}/drop", May.TICKETS, again=again)
    def problem_drop(desk: Desk, problem_id: int) -> ResponseReturnValue:
        """Take a draft off the list; its tickets may go into another."""
        place = desk.place.id
        own(desk, problem_id)
        row = problems.drop(desk.uow, problem_id, desk.who.id, place)
        undo = url_for("admin.problem_restore", problem_id=problem_id, **at(place))
        return desk.done(f"「{row.title}」撤下了。", "admin.problems", undo=undo, **at(place))

    @console.post(f"{_ONE}/restore", May.TICKETS, again=again)
    def problem_restore(desk: Desk, problem_id: int) -> ResponseReturnValue:
        place = desk.place.id
        problems.restore(desk.uow, problem_id, place)
        text = "恢复了,又在清单里。"
        return desk.done(text, "admin.problem", problem_id=problem_id, **at(place))


def _together(console: Console, listing: View, again: View) -> None:
    @console.post(f"{_ONE}/split", May.TICKETS, again=again)
    def problem_put_out(desk: Desk, problem_id: int) -> ResponseReturnValue:
        """Take tickets out of a line, into a new one where that is named."""
        uow, place, me, ids = desk.uow, desk.place.id, desk.who.id, numbers("ticket")
        if title := typed("new_title").strip():
            new = problem_grouping.split(uow, problem_id, place, me, ids, title=title)
            there = new.id if new is not None else problem_id
            return desk.done("分成了新的一条。", "admin.problem", problem_id=there, **at(place))
        count, change = problem_undo.put_out(uow, problem_id, place, me, ids)
        undo = url_for("admin.problem_undo_step", change_id=change, **at(place))
        text = f"移出来 {count} 条,还可以列进别的问题。"
        return desk.done(text, "admin.problem", undo=undo, problem_id=problem_id, **at(place))

    @console.post(f"{_ONE}/merge", May.TICKETS, again=again)
    def problem_merge(desk: Desk, problem_id: int) -> ResponseReturnValue:
        place, into = desk.place.id, number(typed("into"))
        row = problem_grouping.merge(desk.uow, problem_id, place, into)
        text = f"并进「{row.title}」了。"
        return desk.done(text, "admin.problem", problem_id=row.id, **at(place))

    @console.post("/problems/adopt", May.TICKETS, again=listing)
    def problem_adopt(desk: Desk) -> ResponseReturnValue:
        """Put what was handed up into a line of one's own: one answer reaches all."""
        place, into = desk.place.id, number(typed("into")) or None
        ids = numbers("came")
        row = problem_answers.adopt(desk.uow, ids, place, desk.who.id, into)
        text = f"并进「{row.title}」了。答复它的时候,下级和反映的小伙伴会一起收到。"
        return desk.done(text, "admin.problem", problem_id=row.id, **at(place))
