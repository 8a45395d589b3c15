"""What a decision rests on: what somebody did, and whom they keep in touch with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from domain.periods import local_day

_NOBODY: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Deed:
    """A living record as far as rules look at it; ``at`` is the aware moment it began.

    ``minutes`` None: not said. ``entered_at`` None: not written down yet. ``youths`` are their
    ids, and only brought along where a rule asks for them.
    """

    kind: str
    at: datetime
    minutes: int | None = None
    offline: bool = True
    entered_at: datetime | None = None
    youths: frozenset[int] = frozenset()
    id: int = 0

    @property
    def day(self) -> date:
        """The day it happened on, in Asia/Shanghai."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records of one subject, and a cadre's case-load: each youth's id with the field."""

    deeds: tuple[Deed, ...] = ()
    caseload: Mapping[int, str] = field(default_factory=lambda: _NOBODY)


NOTHING: Final = Evidence()
