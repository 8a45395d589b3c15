"""季度材料: who below has handed in, and what was handed in, to be read and printed."""

from flask.typing import ResponseReturnValue

from domain.materials import FIELDS
from domain.permissions import May
from handlers.admin.console import Console, Desk
from handlers.admin.home import at, here
from services import console_figures, materials_below
from services import materials as services
from services.console_scope import OutOfReach
from services.materials import NoSuchMaterials


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/materials", May.SEE)
    def materials(desk: Desk, **_county: int) -> ResponseReturnValue:
        uow, place = desk.uow, desk.place
        window = console_figures.period(uow.today, desk.asked("period"))
        return desk.page(
            "materials",
            window=window,
            periods=[(one.key, one.title) for one in console_figures.periods(uow.today)],
            own=services.versions(uow, place.id, window),
            due=services.due(uow, place.id, window),
            here=here,
            rows=materials_below.handed(uow, place.id, window),
        )

    @console.post("/materials/nudge/<int:county_id>", May.NOTICES, again=materials)
    def materials_nudge(desk: Desk, county_id: int) -> ResponseReturnValue:
        """Ask an organ right below for its materials."""
        window = console_figures.period(desk.uow.today, desk.asked("period"))
        place = desk.place.id
        name = materials_below.nudge(desk.uow, desk.who.id, place, county_id, window)
        return desk.done(
            f"已经提醒{name}交{window.title}的材料了。",
            "admin.materials",
            **at(place, window.key),
        )

    @console.get("/materials/<int:materials_id>", May.SEE)
    def materials_paper(desk: Desk, materials_id: int) -> ResponseReturnValue:
        try:
            paper = services.paper(desk.uow, materials_id, desk.place.id)
        except NoSuchMaterials as no:
            raise OutOfReach from no
        return desk.page("materials_paper", paper=paper, fields=list(FIELDS.items()))
