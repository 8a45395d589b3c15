"""Lists that can be taken out as files.

How a list is put here, once, beside the questions of its page:

    @extracts.listed("wishes", "微心愿", (Column("编号", 10), Column("状态")), filters={"q": "词"})
    def _taken_out(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row]]:
        question = ...where(X.organisation_id.in_(below(asked.organisation_id)))
        if after: question = question.where(X.id > after)
        rows = uow.session.scalars(question.order_by(X.id).limit(most))
        return [(row.id, (row.number, row.status_words, row.created_at)) for row in rows]

- One call is one batch in a short transaction of its own: ``after`` is the key of the last row
  of the batch before (``None`` at first); fewer than ``most`` rows are the end. No query in a loop.
  A last ``(key, None)`` says that it has looked thus far and is to be asked again.
- ``filters`` are those of the page's address that the list understands, with their words;
  ``asked.filters`` holds what was chosen. They are the client's: an id among them is joined with
  ``below(asked.organisation_id)``, as everything is. ``count`` says how many there will be.
- Cells: a ``date`` or ``datetime`` is one in Excel, a number a number, any ``str`` is text and
  never a formula; ``None`` is empty. Phones only as ``phones.shown``.
- The module is named once in ``services/extracts_lists.py``; on its page stands
  ``{{ ui.take_out("wishes") }}`` in ``block tools`` (shown to who may; what is no filter of the
  address goes along by name: ``ui.take_out("notice_people", notice=7)``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from domain.extracts import Column, Row
from domain.permissions import May
from services.console_sessions import Official
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is to hold: one organisation and all below it, and the filters of the page."""

    organisation_id: int
    who: Official
    """Whoever asked, as their post is now: what they may see is below its organisation."""
    filters: Mapping[str, str]

    @property
    def within(self) -> int:
        """The organisation of whoever asked."""
        return self.who.organisation_id


Rows = Callable[[Uow, Asked, Any, int], Sequence[tuple[Any, Row | None]]]
Count = Callable[[Uow, Asked], int]
R = TypeVar("R", bound=Rows)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that can be taken out."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Rows
    count: Count | None
    filters: Mapping[str, str]
    right: May


_lists: Final[dict[str, Listed]] = {}
LISTS: Final[Mapping[str, Listed]] = MappingProxyType(_lists)


def listed(  # noqa: PLR0913 - what a list is, each by its name
    name: str,
    title: str,
    columns: Sequence[Column],
    *,
    filters: Mapping[str, str] | None = None,
    count: Count | None = None,
    right: May = May.SEE,
) -> Callable[[R], R]:
    """Let a list be taken out; ``right`` is what its page asks for, besides ``May.TAKE_OUT``."""

    def register(rows: R) -> R:
        one = Listed(name, title, tuple(columns), rows, count, dict(filters or {}), right)
        if _lists.setdefault(name, one) is not one:
            raise ValueError(f"two lists are called {name!r}")
        return rows

    return register
