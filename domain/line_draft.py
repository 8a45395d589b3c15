"""What was understood of a typed line, and what has to be asked before it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.kinds import Kind
from domain.line_hours import DayPart
from domain.line_questions import Person, Question


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood. ``kind`` None: still to be asked; ``others``: names not on the list.

    ``part``: of the day, if one was said; ``gone``: names of those who want no contact, which are
    written down nowhere.
    """

    kind: Kind | None
    youths: tuple[Person, ...]
    others: tuple[str, ...]
    title: str
    minutes: int | None
    day: date
    offline: bool
    part: DayPart | None = None
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft, and what has to be asked before it can be written down; ``empty``: only 记."""

    draft: Draft
    questions: tuple[Question, ...]
    empty: bool = False

    @property
    def clear(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions


def titled(title: str, names: Sequence[str]) -> str:
    """Return a title with the names that no link to a person is kept for."""
    if not names:
        return title
    said = "、".join(names)
    return f"{title}(还有{said})" if title else f"和{said}"
