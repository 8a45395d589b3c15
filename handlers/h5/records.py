"""记录: a form, a list, one record with its history, and plans."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
