"""With whom something may be shared: a cadre's case-load, counted by what tells youths apart."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from services import topics
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Choice:
    """One tag, and how many have it."""

    code: str
    title: str
    people: int


@dataclass(frozen=True, slots=True)
class Audience:
    """A case-load as a form offers it."""

    size: int
    here: int
    """How many of them can read it at all."""
    industries: tuple[Choice, ...]
    occupations: tuple[Choice, ...]
    tags: tuple[Choice, ...]


def audience(uow: Uow, cadre_id: int) -> Audience:
    """Return with whom a cadre may share something; tags that nobody has are left out."""
    mine = topics.youths(uow, cadre_id)
    tags = Counter(tag for youth in mine for tag in youth.tags)
    return Audience(
        len(mine),
        sum(youth.door is not None for youth in mine),
        _counted(INDUSTRIES, Counter(youth.industry for youth in mine)),
        _counted(OCCUPATIONS, Counter(youth.occupation for youth in mine)),
        _counted({tag: tag for tag in sorted(tags)}, tags),
    )


def _counted(words: Mapping[str, str], counts: Counter[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, words[code], counts[code]) for code in words if counts[code])
