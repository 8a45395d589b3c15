"""我的小伙伴: adding one by hand, tags of several at once, archiving."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
