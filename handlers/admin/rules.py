"""规则: the programme in force and whence, choosing another one, closing a quarter."""

from datetime import timedelta
from typing import Final, NamedTuple

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.compliance import CLEAR, LAW, OUTSIDE, meets
from domain.inheritance import raised
from domain.periods import QUARTER, Window
from domain.permissions import May
from domain.programme import Programme
from handlers.admin import rule_files, rule_lines, rule_switches
from handlers.admin.console import Console, Desk, typed
from handlers.admin.home import at
from services import closings, console_rules, console_scope, programmes, switches
from services.switches import NeedsSignature

_QUARTERS: Final = 6
"""So many quarters back may be closed."""
_NONE: Final = "above"
"""In an address: no choice of one's own."""


class Choice(NamedTuple):
    """A programme that may be chosen, or what it would ask more than is asked above."""

    programme: Programme
    in_force: bool
    raises: tuple[str, ...]


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/rules", May.SEE)(rules)
    rule_switches.add(console, again=rules)
    rule_files.add(console)
    _choosing(console)

    @console.post("/rules/close", May.RULES, again=rules)
    def rules_close(desk: Desk) -> ResponseReturnValue:
        """Close a quarter for the organisation and all below it: for good."""
        place = desk.place.id
        asked = next((q for q in over(desk) if q.key == typed("quarter")), None)
        if asked is None:
            raise console_rules.NoQuarter
        done = closings.close(desk.uow, place, asked.first_day, asked.last_day, desk.who.name)
        text = (
            f"{done.organisation}和下级的{done.title}结了。"
            if done.new
            else f"{done.organisation}的{done.title}早就结了({done.closed_by})。"
        )
        return desk.done(text, "admin.rules", **at(place))


def rules(desk: Desk, **_other: object) -> ResponseReturnValue:
    """Show the programme in force; a refused step shows it again."""
    uow, place = desk.uow, desk.place
    chosen = programmes.applying(uow, place.id)
    above = programmes.applying_above(uow, place.id)
    stands = switches.standing(uow, place.id)
    closed = list(closings.listed(uow, place.id, limit=12))
    done = {(one.first_day, one.last_day) for one in closed}
    return desk.page(
        "rules",
        chosen=chosen,
        own=console_rules.own_choice(uow, place.id),
        whence=console_rules.whence(uow, place.id),
        above=above,
        lines=[rule_lines.line(rule) for rule in chosen.rules],
        choices=[_choice(one, above, chosen) for one in uow.means.programmes.values()],
        stands=stands,
        turned_by=console_rules.names(uow, stands),
        met=[one for one in stands if one.met],
        would_meet={one.name: meets(one.name, not one.is_on) for one in stands},
        law=LAW,
        clear=CLEAR,
        outside=OUTSIDE,
        closed=closed,
        quarters=[(q.key, q.title) for q in over(desk) if (q.first_day, q.last_day) not in done],
    )


def _choice(one: Programme, above: Programme | None, chosen: Programme) -> Choice:
    more = raised(above, one) if above else ()
    return Choice(one, one.id == chosen.id, tuple(each.text for each in more))


def over(desk: Desk) -> list[Window]:
    """Return the quarters that are over, the latest first."""
    found = [QUARTER.window_of(desk.uow.today)]
    while len(found) <= _QUARTERS:
        found.append(QUARTER.window_of(found[-1].first_day - timedelta(days=1)))
    return found[1:]


def _choosing(console: Console) -> None:
    @console.post("/rules/choose", May.RULES, again=rules)
    def rules_choose(desk: Desk) -> ResponseReturnValue:
        place, before = desk.place, console_rules.own_choice(desk.uow, desk.place.id)
        try:
            chosen = programmes.choose(
                desk.uow, place.id, typed("programme") or None, desk.who.name, typed("reason")
            )
        except NeedsSignature as no:
            raise console_rules.NeedsReason(what=no.data["what"]) from no
        undo = url_for("admin.rules_choose_back", place=place.id, programme=before or _NONE)
        text = f"{place.name}现在用「{chosen.title}」,已记入审计。"
        return desk.done(text, "admin.rules", undo=undo, **at(place.id))

    @console.post("/rules/back/<int:place>/<programme>", May.RULES)
    def rules_choose_back(desk: Desk, place: int, programme: str) -> ResponseReturnValue:
        """Choose again what was chosen before."""
        console_scope.place(desk.uow, desk.who, place)
        name = None if programme == _NONE else programme
        chosen = programmes.choose(desk.uow, place, name, desk.who.name, "撤销刚才的改选")
        return desk.done(f"改回来了,用「{chosen.title}」。", "admin.rules", **at(place))
