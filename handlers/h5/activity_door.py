"""签到与海报: the poster's code, the rotating code at the door, the list, closing."""

from handlers.h5.desk import Pages
from services.ports import QrTickets


def add(pages: Pages, qr: QrTickets | None, away: tuple[type[Exception], ...]) -> None:
    """Put the pages on the door."""
