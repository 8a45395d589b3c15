"""团干部: the list of those with posts in the subtree, and a page of each."""

from typing import Final

from flask.typing import ResponseReturnValue

from domain.dictionaries import CADRE_TYPES
from domain.permissions import May
from handlers.admin import cadre_pages
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import cadre_list, console_numbers, console_scope
from services.cadre_list import STANDS, STATES

_ONE: Final = "/cadres/<int:cadre_id>"
_TYPES: Final = [(str(kind), words) for kind, words in CADRE_TYPES.items()]


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/cadres", May.SEE)
    def cadres(desk: Desk) -> ResponseReturnValue:
        said = {key: desk.asked(key) for key in cadre_list.FILTERS}
        sought = cadre_list.wanted(desk.place.id, said)
        after = number(desk.asked("after"))
        found = cadre_list.page(desk.uow, sought, after=after, most=PAGE)
        return desk.page(
            "cadres",
            found=found,
            sought=sought,
            more=desk.filtered(after=found.after) if found.after else "",
            first=desk.filtered() if after else "",
            units=console_scope.children(desk.uow, desk.place.id),
            types=_TYPES,
            STATES=STATES,
            STANDS=STANDS,
            KINDS=cadre_list.KINDS,
            narrow=any(said.values()),
        )

    @console.get(_ONE, May.SEE)
    def cadre(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        return cadre_pages.one(desk, cadre_id)

    @console.post(f"{_ONE}/number", May.NUMBERS, again=cadre)
    def cadre_number(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        reason = typed("words").strip() or typed("reason")
        shown = console_numbers.unmask(desk.uow, desk.who, cadre_id, reason)
        return cadre_pages.one(desk, cadre_id, shown)
