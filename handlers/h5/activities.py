"""活动: the list, one activity, signing up and giving up."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
