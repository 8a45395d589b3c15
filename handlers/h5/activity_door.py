"""签到与海报: the poster's code, and the door with the code and digits of the minute."""

from datetime import datetime, timedelta
from typing import Final

from flask import jsonify
from flask.typing import ResponseReturnValue

from domain.checkin import LIFE
from handlers.asking import Then
from handlers.h5 import activity_close, activity_list
from handlers.h5.activity_words import MODES, moment, span
from handlers.h5.desk import Pages, Visit
from handlers.h5.qr_drawing import Drawings
from services import checkins, posters
from services.checkins import Code
from services.ports import QrTickets

_GOOD: Final = int(2 * LIFE.total_seconds())
"""Seconds that a code at the door is of use: its minute, and the one after."""
_SECOND: Final = timedelta(seconds=1)
_FAR: Final = timedelta(days=7)
"""Seen from so long before, no day is 今天 or 明天: a poster hangs for a while."""
_LONG: Final = 240
"""Characters of description from which a poster sets them smaller."""


def add(pages: Pages, qr: QrTickets | None, away: tuple[type[Exception], ...]) -> None:
    """Put the pages on the door."""
    drawings = Drawings(qr, away)
    _door(pages, drawings)
    _poster(pages, drawings)
    activity_list.add(pages)
    activity_close.add(pages)


def _door(pages: Pages, drawings: Drawings) -> None:
    @pages.get("/activities/<int:activity_id>/door")
    def activity_door(visit: Visit, activity_id: int) -> Then:
        """Show the code and the digits of this minute to those who come."""
        code, now = checkins.code(visit.uow, visit.who.id, activity_id), visit.uow.now

        def show() -> ResponseReturnValue:
            svg = _drawn(drawings, code)
            return visit.page("activity_door/door", code=code, svg=svg, left=_left(code, now))

        return Then(show)

    @pages.get("/activities/<int:activity_id>/door/code")
    def activity_door_code(visit: Visit, activity_id: int) -> Then:
        """Return the same for the page's script."""
        code, now = checkins.code(visit.uow, visit.who.id, activity_id), visit.uow.now

        def show() -> ResponseReturnValue:
            return jsonify(
                digits=code.digits,
                until=code.until.isoformat(),
                left=_left(code, now),
                svg=str(_drawn(drawings, code) or ""),
                arrived=code.arrived,
                expected=code.expected,
                why=code.why,
            )

        return Then(show)


def _drawn(drawings: Drawings, code: Code) -> str | None:
    return drawings.of_minute(code.scene, code.minute, _GOOD) if code.digits else None


def _left(code: Code, now: datetime) -> int:
    """Return the seconds until the digits change: the phone's own clock may be wrong."""
    return max((code.until - now) // _SECOND, 0)


def _poster(pages: Pages, drawings: Drawings) -> None:
    @pages.get("/activities/<int:activity_id>/poster")
    def activity_poster(visit: Visit, activity_id: int) -> Then:
        """Show a poster to print, or to take a picture of."""
        poster, now = posters.shown(visit.uow, visit.who.id, activity_id), visit.uow.now

        def show() -> ResponseReturnValue:
            lasts = poster.lasts
            code = drawings.fresh(poster.scene, lasts // _SECOND) if lasts else None
            return visit.page(
                "activity_door/poster",
                p=poster,
                code=code,
                when=span(poster.starts_at, poster.ends_at, poster.deadline - _FAR),
                deadline=moment(poster.deadline, poster.deadline - _FAR),
                mode=MODES[poster.mode],
                small=len(poster.about) > _LONG,
                until=moment(now + lasts, now) if lasts else "",
            )

        return Then(show)
