"""Photos that somebody chose to add."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
