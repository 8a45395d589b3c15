"""交接: handing one youth or all of them over to a colleague."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
