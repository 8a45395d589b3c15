"""What a check says: how many were drawn, reached and answered, and how sure its shares are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from domain import spot_checks as rules
from domain.periods import local_day
from domain.spot_checks import Result, Share, Way
from models.organisation import Organisation
from models.person import Person
from models.spot_check import SpotCheck, SpotCheckPerson
from services import audit
from services.spot_checks import NoSuchCheck, close_rows
from services.uow import Uow

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A check as one line."""

    id: int
    whose: str
    day: date
    size: int
    answered: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A check with its figures; these come when it is closed.

    Before, each look could be held against the one before it, and tell what one youth said.
    """

    id: int
    whose: str
    first_day: date
    last_day: date
    day: date
    closes_at: datetime
    closed: bool
    seed: str
    population: int
    size: int
    results: Mapping[Result, int]
    by_wechat: int
    by_phone: int
    met: Share | None
    pleased: Share | None

    @property
    def answered(self) -> int:
        """How many said something."""
        return self.results[Result.ANSWERED]


def of(
    uow: Uow, organ_id: int, *, skip: int = 0, before: int = 0, most: int = PAGE
) -> tuple[list[Listed], bool]:
    """Return the checks of an organ, the latest first, and whether there are more.

    ``before``: only those made before that one, if one is named.
    """
    counts = (
        select(
            SpotCheckPerson.check_id,
            func.count().label("size"),
            func.count().filter(SpotCheckPerson.result == Result.ANSWERED).label("answered"),
        )
        .join(SpotCheck, SpotCheck.id == SpotCheckPerson.check_id)
        .where(SpotCheck.organ_id == organ_id)  # or the samples of all organs would be counted
        .group_by(SpotCheckPerson.check_id)
        .subquery()
    )
    earlier = [SpotCheck.id < before] if before else []
    rows = uow.session.execute(
        select(SpotCheck, Organisation.name, Person.name, counts.c.size, counts.c.answered)
        .join(Organisation, Organisation.id == SpotCheck.organ_id)
        .join(counts, counts.c.check_id == SpotCheck.id)
        .outerjoin(Person, Person.id == SpotCheck.cadre_id)
        .where(SpotCheck.organ_id == organ_id, *earlier)
        .order_by(SpotCheck.id.desc())
        .offset(skip)
        .limit(most + 1)
    ).all()
    found = [
        Listed(
            check.id,
            _whose(organ, cadre),
            local_day(check.created_at),
            size,
            answered,
            check.closes_at <= uow.now,
        )
        for check, organ, cadre, size, answered in rows[:most]
    ]
    return found, len(rows) > most


def seen(uow: Uow, organ_id: int, check_id: int) -> Seen:
    """Return a check of an organ."""
    check = _own(uow, organ_id, check_id)
    organ = uow.session.get_one(Organisation, check.organ_id).name
    cadre = uow.session.get(Person, check.cadre_id) if check.cadre_id is not None else None
    rows = uow.session.execute(
        select(
            SpotCheckPerson.result, SpotCheckPerson.way, SpotCheckPerson.met, SpotCheckPerson.stars
        ).where(SpotCheckPerson.check_id == check.id)
    ).all()
    answered = [row for row in rows if row.result == Result.ANSWERED]
    ways = Counter(row.way for row in answered)
    closed = check.closes_at <= uow.now
    return Seen(
        check.id,
        _whose(organ, cadre.name if cadre else None),
        check.first_day,
        check.last_day,
        local_day(check.created_at),
        check.closes_at,
        closed,
        check.seed,
        check.population,
        len(rows),
        Counter(Result(row.result) for row in rows),
        ways[Way.WECHAT],
        ways[Way.PHONE],
        rules.met_share([r.met for r in answered], check.population) if closed else None,
        rules.pleased_share([r.stars for r in answered], check.population) if closed else None,
    )


def close(uow: Uow, organ_id: int, check_id: int) -> None:
    """End a check before its time; whoever said nothing counts as not reached."""
    check = _own(uow, organ_id, check_id, lock=True)
    if check.closes_at <= uow.now:
        raise rules.CheckOver
    check.closes_at = uow.now
    close_rows(uow, SpotCheckPerson.check_id == check.id)
    audit.note(uow, "closed", "spot_check", check.id)


def _own(uow: Uow, organ_id: int, check_id: int, *, lock: bool = False) -> SpotCheck:
    check = uow.session.get(SpotCheck, check_id, with_for_update=lock or None)
    if check is None or check.organ_id != organ_id:
        raise NoSuchCheck
    return check


def _whose(organ: str, cadre: str | None) -> str:
    return f"{cadre}的小伙伴" if cadre else f"{organ}和下级的小伙伴"
