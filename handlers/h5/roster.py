"""一览表: the roster of an organ's cadres, in and out as the form of 「走支部连百心」."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from domain.dictionaries import CADRE_TYPES, CadreType
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from handlers.h5.sheets import BODY, RECEIVED
from handlers.sheet_words import about, uploaded, xlsx
from services import roster_logins, sheets, sheets_export, sheets_making
from services.organisations import existing

_PAGE: Final = 50
_ROSTER: Final = "roster"
_TYPES: Final = [(str(t), CADRE_TYPES[t]) for t in (CadreType.FULLTIME, CadreType.SECONDED)]


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _list(pages)
    _import(pages)


def _list(pages: Pages) -> None:
    @pages.get("/roster", Role.LEADER)
    def roster(visit: Visit) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        total = sheets_export.size(visit.uow, visit.organ)
        rows = sheets_export.shown(visit.uow, visit.organ, skip=skip, most=_PAGE)
        return visit.page(
            "roster/list",
            unit=existing(visit.uow, visit.organ).name,
            rows=rows,
            waiting=roster_logins.waiting(visit.uow, visit.organ, [row.id for row in rows]),
            total=total,
            more=skip + _PAGE if skip + _PAGE < total else 0,
        )

    @pages.post("/roster/<int:cadre_id>/login", Role.LEADER, again=lambda visit, **_: roster(visit))
    def roster_login(visit: Visit, cadre_id: int) -> ResponseReturnValue:
        login = roster_logins.renew(visit.uow, visit.organ, cadre_id)
        return visit.page("roster/login", login=login)

    @pages.post("/roster/export", Role.LEADER, again=roster)
    def roster_export(visit: Visit) -> ResponseReturnValue:
        made = sheets_export.roster(visit.uow, visit.organ, visit.who.name)
        return xlsx(made, f"走支部连百心情况一览表{visit.uow.today:%Y%m%d}.xlsx")


def _import(pages: Pages) -> None:
    @pages.get("/roster/import", Role.LEADER)
    def roster_import(visit: Visit) -> ResponseReturnValue:
        return visit.page(
            "roster/import",
            unit=existing(visit.uow, visit.organ).name,
            types=_TYPES,
            chosen=visit.typed("type"),
            recent=[about(s) for s in sheets.lately(visit.uow, visit.who.id, _ROSTER)],
        )

    @pages.get("/roster/template", Role.LEADER)
    def roster_template(visit: Visit) -> ResponseReturnValue:
        unit = existing(visit.uow, visit.organ).name
        return xlsx(sheets_making.roster(unit, visit.who.name, []), "情况一览表(空表).xlsx")

    @pages.post("/roster/import", Role.LEADER, again=roster_import, body=BODY)
    def roster_upload(visit: Visit) -> ResponseReturnValue:
        made = sheets.receive_roster(
            visit.uow, visit.who.id, visit.organ, uploaded(), kind=typed("type")
        )
        return visit.done(RECEIVED, "h5.sheet", sheet_id=made)
