"""季度材料: an organ's hand-in, and who above it still waits for whom."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
