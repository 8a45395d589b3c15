"""讨论与分享: starting one, reading, answering, moderating."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
