"""What a rule is: whom it concerns, what it counts, how much, how often, and whose words say so."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from domain.dictionaries import LEADING, Level
from domain.periods import Period


class Role(StrEnum):
    """As what somebody is measured: a cadre of some type, or an organ as a whole."""

    FULLTIME = "fulltime"
    SECONDED = "seconded"
    PARTTIME = "parttime"
    ORGAN = "organ"


ROLE_TITLES: Final = {
    Role.FULLTIME: "专职",
    Role.SECONDED: "挂职",
    Role.PARTTIME: "兼职",
    Role.ORGAN: "机关",
}


class Where(StrEnum):
    """In which organisations a cadre is meant."""

    ANYWHERE = "anywhere"
    LEADING = "leading"
    """An organ at county level or above."""
    ELSEWHERE = "elsewhere"

    @property
    def levels(self) -> frozenset[Level]:
        """The levels it stands for."""
        match self:
            case Where.LEADING:
                return LEADING
            case Where.ELSEWHERE:
                return frozenset(Level) - LEADING
            case Where.ANYWHERE:
                return frozenset(Level)


class Measure(StrEnum):
    """What the number of a rule is a number of."""

    DISTINCT_YOUTHS = "distinct_youths"
    """Different youths: of the case-load, or, where kinds are named, met in such records."""
    RECORDS = "records"
    """Records of any of the kinds, together."""
    EACH_KIND = "each_kind"
    """Records of every one of the kinds; the target is for each."""


@dataclass(frozen=True, slots=True)
class Who:
    """Some of the subjects of a rule, and the target for them."""

    roles: frozenset[Role]
    levels: frozenset[Level]
    target: int

    def includes(self, role: Role, level: Level) -> bool:
        """Say whether somebody of this role at this level is meant."""
        return role in self.roles and level in self.levels


@dataclass(frozen=True, slots=True)
class Counts:
    """Which records a rule counts, so that a query only has to group them.

    ``min_minutes``: shorter ones, and those without a length, are kept and do not count.
    ``offline``: True for face to face only, False for online only, None for both.
    No kinds: the rule counts no records (it looks at the case-load).
    """

    kinds: tuple[str, ...] = ()
    min_minutes: int | None = None
    offline: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: ``key`` inside the programme file, then as it is cited."""

    key: str
    title: str
    number: str = ""
    issuer: str = ""
    day: date | None = None

    @property
    def name(self) -> str:
        """How it is cited: its number, or else its title."""
        return self.number or f"《{self.title}》"


@dataclass(frozen=True, slots=True)
class Source:
    """The exact words of a document that make the rule; ``at`` says where they stand."""

    document: Document
    clause: str
    at: str = ""

    def __str__(self) -> str:
        """Cite it, in Chinese."""
        return f"{self.document.name}{self.at}:“{self.clause}”"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a programme; ``sources[0]`` is the one that decides.

    ``ladder`` are the days before a window's end on which it is reminded of, none if empty.
    """

    id: str
    title: str
    subjects: tuple[Who, ...]
    measure: Measure
    period: Period
    counts: Counts
    sources: tuple[Source, ...] = field(repr=False)
    ladder: tuple[int, ...] = ()

    @property
    def clause(self) -> str:
        """The exact words it rests on."""
        return self.sources[0].clause

    def target_for(self, role: Role, level: Level) -> int | None:
        """Return the target as the file says it (of each kind where it counts each kind).

        None where the rule does not concern this role at this level; the first entry that
        includes it decides.
        """
        return next((who.target for who in self.subjects if who.includes(role, level)), None)

    def whole(self, target: int) -> int:
        """Return the total that a target asks for: times the kinds where each is counted."""
        return target * len(self.counts.kinds) if self.measure is Measure.EACH_KIND else target
