"""加我: the code by which youths join a case-load."""

from handlers.h5.desk import Pages
from services.ports import QrTickets


def add(pages: Pages, qr: QrTickets | None, away: tuple[type[Exception], ...]) -> None:
    """Put the pages on the door."""
