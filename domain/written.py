"""What stands in an address or a form, read as what it is meant to be; anything else is none."""

from datetime import date
from typing import Final

_DIGITS: Final = 18
"""As long as an id may be: longer ones are none, and no column takes them."""


def as_number(said: str) -> int:
    """Return the id that was written; 0 where it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else 0


def as_day(said: str) -> date | None:
    """Return the day that was written; nothing where it is none."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
