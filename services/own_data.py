"""我的数据: everything that is stored about somebody, in words, table by table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from domain.errors import Refusal
from domain.periods import HOME
from services.erasing_traces import Traces
from services.uow import Uow


class NoSuchPart(Refusal):
    """The address of the page was changed by hand."""

    code = "no_such_part"
    text = "没有这一项。回到「我的数据」,从里面点开就好。"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is stored."""

    what: str
    about: str = ""
    at: datetime | None = None

    @property
    def when(self) -> str:
        """The moment in Asia/Shanghai, in full; empty where there is none."""
        return f"{self.at.astimezone(HOME):%Y-%m-%d %H:%M}" if self.at else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of what is stored; ``tables`` are those it tells of."""

    key: str
    title: str
    note: str
    """What it is for, and who sees it."""
    tables: tuple[str, ...]
    lines: tuple[Line, ...] = ()


Gather = Callable[[Uow, "Mine"], Iterable[Line]]
G = TypeVar("G", bound=Gather)
_PARTS: Final[dict[str, tuple[Part, Gather]]] = {}


@dataclass(frozen=True, slots=True)
class Mine:
    """Whose data are gathered; ``whole``: numbers in full, for a file that only they get."""

    person_id: int
    openid: str
    traces: Traces
    whole: bool

    @property
    def people(self) -> list[int]:
        """The rows of one human being."""
        return self.traces.people


def part(key: str, title: str, note: str, *tables: str) -> Callable[[G], G]:
    """Register who gathers a chapter."""

    def register(gather: G) -> G:
        if key in _PARTS:
            raise ValueError(f"two chapters {key!r}")
        _PARTS[key] = (Part(key, title, note, tables), gather)
        return gather

    return register


def gathered(uow: Uow, key: str, mine: Mine) -> Part:
    """Return a chapter with what stands in it."""
    if key not in _PARTS:
        raise NoSuchPart
    chapter, gather = _PARTS[key]
    lines = tuple(gather(uow, mine))
    return Part(chapter.key, chapter.title, chapter.note, chapter.tables, lines)


def chapters() -> dict[str, Part]:
    """Return the chapters there are, empty."""
    return {key: chapter for key, (chapter, _) in _PARTS.items()}


def joined(*words: object) -> str:
    """Return what there is of some words, with dots between."""
    return " · ".join(str(word) for word in words if word)
