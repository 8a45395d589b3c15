"""What a rule is: whom it concerns, what it counts, how much, how often, and whose words say so."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from domain.dictionaries import FIELDS, LEADING, Level
from domain.kinds import KINDS
from domain.periods import Period, Window


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
    """Different youths of the case-load."""
    EACH_FIELD = "each_field"
    """Youths of the case-load in every one of the fields; the target is for each field."""
    EACH_YOUTH = "each_youth"
    """Records with every youth of the case-load; the target is for each youth."""
    RECORDS = "records"
    """Records of any of the kinds, together."""
    EACH_KIND = "each_kind"
    """Records of every one of the kinds; the target is for each kind."""
    HALF_DAYS = "half_days"
    """Half-days of statutory working days on which there is such a record."""

    @property
    def unit(self) -> str:
        """The Chinese measure word of its number."""
        return _UNITS.get(self, "次")

    @property
    def looks_at_caseload(self) -> bool:
        """Whether it asks whom a cadre keeps in touch with."""
        return self in {Measure.DISTINCT_YOUTHS, Measure.EACH_FIELD, Measure.EACH_YOUTH}

    @property
    def counts_records(self) -> bool:
        """Whether it asks what was done."""
        return self not in {Measure.DISTINCT_YOUTHS, Measure.EACH_FIELD}


_UNITS: Final = {
    Measure.DISTINCT_YOUTHS: "位",
    Measure.EACH_FIELD: "位",
    Measure.EACH_YOUTH: "位",
    Measure.HALF_DAYS: "个半天",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Some of the subjects of a rule, and the target for them.

    ``encouraged``: they are counted and shown, and owe nothing.
    """

    roles: frozenset[Role]
    levels: frozenset[Level]
    target: int
    encouraged: bool = False

    def includes(self, role: Role, level: Level) -> bool:
        """Say whether somebody of this role at this level is meant."""
        return role in self.roles and level in self.levels


@dataclass(frozen=True, slots=True)
class Counts:
    """Which records a rule counts.

    ``kinds``: none named is any kind, for a rule that counts records at all. ``min_minutes``:
    shorter ones, and those without a length, are kept and do not count. ``offline``: True for
    face to face only, False for online only, None for both.
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
    ``fields`` are those of which each is asked for. ``by_day`` is the day of a window's last month
    by which it is to be done.
    """

    id: str
    title: str
    subjects: tuple[Who, ...]
    measure: Measure
    period: Period
    counts: Counts
    sources: tuple[Source, ...] = field(repr=False)
    ladder: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    by_day: int | None = None

    @property
    def clause(self) -> str:
        """The exact words it rests on."""
        return self.sources[0].clause

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes of which each has to reach the target; none where they count together."""
        match self.measure:
            case Measure.EACH_KIND:
                return self.counts.kinds
            case Measure.EACH_FIELD:
                return self.fields
            case _:
                return ()

    def who(self, role: Role, level: Level) -> Who | None:
        """Return the first entry of the file that includes this role at this level, if any."""
        return next((who for who in self.subjects if who.includes(role, level)), None)

    def target_for(self, role: Role, level: Level) -> int | None:
        """Return the target as the file says it: of each part, or of each youth, where it is so.

        None where the rule does not concern this role at this level.
        """
        who = self.who(role, level)
        return who.target if who else None

    def records_asked(self, target: int) -> int:
        """Return how many records at least a target takes; none where it looks at youths."""
        if self.measure in {Measure.RECORDS, Measure.HALF_DAYS}:
            return target
        return target * len(self.counts.kinds) if self.measure is Measure.EACH_KIND else 0

    def deadline(self, window: Window) -> date:
        """Return the last day of a window on which a record counts."""
        if self.by_day is None:
            return window.last_day
        return window.last_day.replace(day=min(self.by_day, window.last_day.day))

    def part_title(self, code: str) -> str:
        """Return the Chinese name of a part: of a kind of record, or of a field."""
        return FIELDS[code] if self.measure is Measure.EACH_FIELD else KINDS[code].title
