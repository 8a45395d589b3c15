"""活动: making one from a template or a copy, changing it, and running it."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
