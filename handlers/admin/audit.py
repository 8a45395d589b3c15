"""审计: who did what, and whether the trail is whole."""

import re
from datetime import timedelta
from typing import Final

from flask.typing import ResponseReturnValue

from domain.audit_words import OBJECTS
from domain.permissions import May
from domain.written import as_day
from handlers.admin.console import PAGE, Console, Desk, number
from services import audit_proof, audit_trail
from services.audit_trail import Asked

_SUM: Final = re.compile(r"[0-9a-f]{64}")
_THINGS: Final = [("", "全部"), *OBJECTS.items()]


def add(console: Console) -> None:
    """Put the pages on the door."""

    @console.get("/audit", May.AUDIT)
    def audit(desk: Desk) -> ResponseReturnValue:
        asked = Asked(
            name=desk.asked("name"),
            thing=desk.asked("thing"),
            since=as_day(desk.asked("since")),
            until=as_day(desk.asked("until")),
        )
        rows = audit_trail.lines(
            desk.uow, desk.place.id, asked, after=number(desk.asked("after")), most=PAGE + 1
        )
        more = desk.filtered(after=rows[PAGE - 1].id) if len(rows) > PAGE else ""
        return desk.page("audit", rows=rows[:PAGE], more=more, asked=asked, things=_THINGS)

    @console.get("/audit/seals", May.AUDIT)
    def audit_verify(desk: Desk) -> ResponseReturnValue:
        day = as_day(desk.asked("day")) or desk.uow.today - timedelta(days=1)
        night, newest = audit_proof.last_night(desk.uow), audit_proof.newest(desk.uow)
        broken = {*newest.broken, *(night.broken if night else ())}
        return desk.page(
            "audit_seals",
            night=night,
            newest=newest,
            broken=sorted(broken),
            unsealed=audit_proof.unsealed(desk.uow),
            day=day,
            sealed=audit_proof.of_day(desk.uow, day),
            copied=_sum(desk.asked("sum")),
            over=day < desk.uow.today,
        )


def _sum(said: str) -> str:
    """Return the sum in what was pasted, be it the whole line that the page lets copy."""
    plain = said.lower().split()
    found = _SUM.search("".join(plain[-1:])) or _SUM.search("".join(plain))
    return found[0] if found else "".join(plain)[:200]
