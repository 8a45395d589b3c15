"""Excel 导入: uploading a file, what is wrong with it, writing it."""

from handlers.h5.desk import Pages


def add(pages: Pages) -> None:
    """Put the pages on the door."""
