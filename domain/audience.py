"""Who may come to an activity: what it asks for, and whether somebody fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal

OLDEST: Final = 120


class NotForYou(Refusal):
    """Others are meant."""

    code = "not_in_the_audience"
    text = "「{title}」这次是给{who}的。看看别的活动,回复「活动」。"


@dataclass(frozen=True, slots=True)
class Audience:
    """What is asked of who comes; nothing asked means everybody within reach.

    ``industries`` and ``occupations`` are codes of ``domain.dictionaries``; one of each list is
    enough. Ages are in whole years on the day of the activity, both ends included. ``mine_only``:
    only those with whom the host keeps in touch.
    """

    industries: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    least_age: int | None = None
    most_age: int | None = None
    mine_only: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a row keeps."""
        return cls(
            tuple(kept.get("industries", ())),
            tuple(kept.get("occupations", ())),
            tuple(kept.get("tags", ())),
            kept.get("least_age"),
            kept.get("most_age"),
            bool(kept.get("mine_only")),
        )

    def kept(self) -> dict[str, Any]:
        """Return what a row keeps of it: only what is asked."""
        lists = {
            "industries": list(self.industries),
            "occupations": list(self.occupations),
            "tags": list(self.tags),
        }
        asked: dict[str, Any] = {key: value for key, value in lists.items() if value}
        ages = {"least_age": self.least_age, "most_age": self.most_age}
        asked |= {key: value for key, value in ages.items() if value is not None}
        return asked | {"mine_only": True} if self.mine_only else asked

    @property
    def by_age(self) -> bool:
        """Whether a date of birth must be known."""
        return self.least_age is not None or self.most_age is not None

    @property
    def everybody(self) -> bool:
        """Whether nothing is asked."""
        return self == Audience()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody: as the cadres who keep in touch have it; ``mine``: the host."""

    industries: frozenset[str] = frozenset()
    occupations: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    born: date | None = None
    mine: bool = False


def fits(audience: Audience, facts: Facts, on: date) -> bool:
    """Say whether somebody may come on a day; an unknown date of birth speaks against nobody."""
    lists = (
        (audience.industries, facts.industries),
        (audience.occupations, facts.occupations),
        (audience.tags, facts.tags),
    )
    if any(asked and not known.intersection(asked) for asked, known in lists):
        return False
    if audience.mine_only and not facts.mine:
        return False
    if facts.born is None or not audience.by_age:
        return True
    least, most = audience.least_age or 0, audience.most_age or OLDEST
    return least <= age(facts.born, on) <= most


def age(born: date, on: date) -> int:
    """Return somebody's age in whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def say(audience: Audience) -> str:
    """Say who is meant: ``团干部自己的小伙伴、学生或农民、18–28 岁``; everybody is 大家."""
    parts = ["团干部自己的小伙伴"] if audience.mine_only else []
    parts += [
        "或".join(words)
        for words in (
            [INDUSTRIES[code] for code in audience.industries],
            [OCCUPATIONS[code] for code in audience.occupations],
            [f"「{tag}」" for tag in audience.tags],
        )
        if words
    ]
    if audience.by_age:
        parts.append(_say_ages(audience.least_age, audience.most_age))
    return "、".join(parts) or "大家"


def _say_ages(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{least}–{most} 岁"
    return f"{least} 岁以上" if least is not None else f"{most} 岁以下"
