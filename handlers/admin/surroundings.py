"""What the console asks of the house."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from handlers.h5.qr_drawing import Drawings
from services.passwords import Passwords
from services.uow import OpenUow


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The house around the console.

    ``vendor`` gives the address of a fetched front-end file, ``icons`` is their folder.
    ``unavailable`` is what is raised where the database is away.
    """

    open_uow: OpenUow
    passwords: Passwords
    vendor: Callable[[str], str]
    icons: Path
    unavailable: tuple[type[Exception], ...] = ()
    drawings: Drawings = field(default_factory=lambda: Drawings(None, ()))
    """Draws the account's codes; none where the platform makes none."""
    limit: Callable[[str], int] = field(default=lambda _address: 0)
    """Counts a try of a login from an address; returns the seconds to wait, 0 where it may go."""
