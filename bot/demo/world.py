"""What all parts of the demonstration share: the instant, the chance, the tree, the people."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from bot.demo.cast import Persona
from bot.demo.rows import Rows
from domain.dictionaries import CadreType, Level
from domain.periods import HOME, QUARTER, TWO_MONTHS, Period, Window, local_day, midnight

DAY: Final = timedelta(days=1)
YEAR: Final = timedelta(days=365)


class State(StrEnum):
    """How a cadre stands in the window that holds ``now``."""

    MET = "met"
    SHORT = "short"
    JOINED = "joined"
    AWAY = "away"
    CHANGED = "changed"


@dataclass(slots=True)
class Node:
    """An organisation in the making."""

    id: int
    name: str
    level: Level
    parent: "Node | None"
    since: date
    hint: str = ""
    trades: tuple[tuple[str, str], ...] = ()
    children: list["Node"] = field(default_factory=list)

    @property
    def area(self) -> "Node":
        """The nearest leading organ at or above it."""
        return self if self.level is not Level.BASE or self.parent is None else self.parent.area

    def bases(self) -> list["Node"]:
        """Return all committees and branches at and below it."""
        own = [self] if self.level is Level.BASE else []
        return own + [base for child in self.children for base in child.bases()]


@dataclass(slots=True)
class CadreInMaking:
    """A cadre: the post, how many youths, and how the current window stands."""

    id: int
    name: str
    node: Node
    type: CadreType
    state: State
    goal: int
    """How many records that count the current window holds."""
    size: int = 0
    since: date = date.min
    """First day of the present post."""
    leads: bool = False
    persona: Persona | None = None
    youths: list[int] = field(default_factory=list)

    @property
    def period(self) -> Period:
        """The windows in which this cadre is measured."""
        return QUARTER if self.type is CadreType.PARTTIME else TWO_MONTHS


@dataclass(slots=True)
class World:
    """The demonstration in the making."""

    now: datetime
    chance: Random
    scale: float
    cast: dict[str, Persona]
    rows: Rows = field(default_factory=Rows)
    nodes: list[Node] = field(default_factory=list)
    cadres: list[CadreInMaking] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The date on the wall."""
        return local_day(self.now)

    @property
    def began(self) -> date:
        """The first day of the year that is told."""
        return self.today - YEAR

    def share(self, whole: int, least: int = 1) -> int:
        """Return as much of a number as the scale asks for."""
        return max(round(whole * self.scale), least)

    def organs(self, *levels: Level) -> list[Node]:
        """Return the organs of some levels."""
        return [node for node in self.nodes if node.level in levels]

    def moment(self, first: date, last: date) -> datetime:
        """Return a moment of a waking hour between two days, and not after ``now``."""
        day = first + DAY * self.chance.randrange(max((last - first).days, 0) + 1)
        hour, minute = self.chance.randrange(9, 20), self.chance.choice((0, 15, 30))
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=HOME)
        return at if at <= self.now else self._between(midnight(first), self.now)

    def _between(self, start: datetime, end: datetime) -> datetime:
        length = max((end - start).total_seconds(), 0)
        return start + timedelta(seconds=int(length * self.chance.random()))

    def inside(self, window: Window) -> date:
        """Return a day after the first of a window, up to today."""
        days = (min(self.today, window.last_day) - window.first_day).days
        return window.first_day + DAY * (self.chance.randint(1, days) if days else 0)
