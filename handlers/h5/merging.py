"""合并: one youth who was entered twice becomes one again."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
