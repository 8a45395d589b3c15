"""How a vote is named to those who must not learn in which order votes were given."""

from collections.abc import Iterable

from services.uow import Uow


def mark(uow: Uow, rating_id: int) -> str:
    """Return a vote's mark: the same each time, and without the key nobody's number."""
    return uow.means.vault.index(str(rating_id), "rating").hex()


def marked(uow: Uow, ids: Iterable[int], wanted: str) -> int | None:
    """Return which of these votes has a mark."""
    return next((number for number in ids if mark(uow, number) == wanted), None)
