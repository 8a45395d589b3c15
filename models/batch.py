"""What one statement of a sweep is asked: rules, for one sort of subject, on one day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from sqlalchemy import Select, select

from domain.dictionaries import Level
from domain.rules import Measure
from domain.sweeping import GRADES, Ask, Shape
from models.cadre import Cadre
from models.organisation import Organisation
from models.scope import Scope


@dataclass(frozen=True)
class Batch:
    """Rules that are counted in one statement, for one sort of subject on one day."""

    subject: str
    on: date
    asks: tuple[Ask, ...]
    scope: Scope
    few: tuple[int, ...] | None = None
    """The cadres meant, if they were counted and are few."""

    @cached_property
    def windows(self) -> list[tuple[date, date]]:
        """The different spans of days through which a post has to be held."""
        return sorted({(ask.first, ask.last) for ask in self.asks})

    @cached_property
    def span(self) -> tuple[date, date]:
        """All of them together."""
        return min(first for first, _ in self.windows), max(last for _, last in self.windows)

    @cached_property
    def by_level(self) -> bool:
        """Whether the level of an organisation makes a difference to any of the rules."""
        return self.subject == "organ" or any(
            ask.verdicts.get((place, shape)) != ask.verdicts.get((first_of_role(place), shape))
            for ask in self.asks
            for place, shape in product(range(len(GRADES["cadre"])), Shape)
        )

    @cached_property
    def apart(self) -> list[set[str]]:
        """The types of cadre concerned, put apart where no rule concerns both."""
        found: list[set[str]] = []
        for one in self.asks:
            types = {str(GRADES["cadre"][place].role) for place, _ in one.verdicts}
            types = types.union(*(other for other in found if other & types))
            found = [other for other in found if not other & types] + [types]
        return found

    @cached_property
    def ids(self) -> Select[int] | None:
        """The subjects it is about, where that is not everybody."""
        if self.scope.everybody:
            return None
        if self.subject == "cadre":
            few = select(Cadre.id).where(Cadre.id.in_(self.few or ()))
            ours = self.scope.cadres(self.on) if self.few is None else few
            return select(next(iter(ours.cte("ours").c)))
        return select(Organisation.id).where(*self.scope.includes(Organisation.id))

    @property
    def sought(self) -> Select[int] | None:
        """Those whose records are looked for one by one; of many, everybody's are counted."""
        return self.ids if self.few is not None or self.subject == "organ" else None


def first_of_role(place: int) -> int:
    """Return the first grade of the same role: it stands for all where levels do not matter."""
    return place - place % len(Level)


def width(ask: Ask) -> int:
    """Return how many numbers a rule takes in a row."""
    return 2 if ask.rule.measure is Measure.EACH_YOUTH else len(ask.rule.parts) or 1
