"""我的小伙伴: the list, one youth, and what can be done there."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
