"""Drawing the account's own codes into a page; where the platform makes none, there is none."""

from typing import Final

import segno
from markupsafe import Markup

from services.ports import QrTickets

_SHORTEST: Final = 60
_KEPT: Final = 64


class Drawings:
    """Asks the platform for a code and draws it; what was drawn is kept while it can be asked for.

    Never inside a transaction: it goes over the network.
    """

    def __init__(self, qr: QrTickets | None, away: tuple[type[Exception], ...]) -> None:
        self._qr = qr
        self._away = away
        self._drawn: dict[tuple[str, int], Markup | None] = {}

    def fresh(self, scene: str, seconds: int) -> Markup | None:
        """Return a new code for a scene, good for so long; none where the platform gives none."""
        if self._qr is None:
            return None
        try:
            held = self._qr.ticket(scene, max(seconds, _SHORTEST)).url
        except self._away:
            return None
        drawing = segno.make(held, error="m", micro=False)
        return Markup(drawing.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S704 - our own drawing

    def of_minute(self, scene: str, minute: int, seconds: int) -> Markup | None:
        """Return the code of a minute, asked for once a minute: also where it was refused."""
        key = (scene, minute)
        if key not in self._drawn:
            drawn = self.fresh(scene, seconds)
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            self._drawn[key] = drawn
            return drawn
        return self._drawn[key]
