"""抽查 below an organisation, for an admin: the list, one check, who is called, a new draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from domain.errors import Refusal
from domain.spot_checks import Result
from models.organisation import Organisation, below
from models.person import Person
from models.spot_check import SpotCheck, SpotCheckPerson
from services import (
    cadre_reach,
    console_scope,
    spot_check_calls,
    spot_check_figures,
    spot_checks,
)
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.spot_check_calls import Call, Noted
from services.spot_check_figures import Seen
from services.spot_checks import Started
from services.uow import Uow

STATES: Final = {"open": "正在进行", "closed": "结束了"}
WIDEST: Final = 100_000
"""People of a subtree from whom is drawn at once: a city's; a province draws below."""
CADRES: Final = 200
"""How many cadres a form offers; of more one is found by name."""


class TooWide(Refusal):
    """So many people are no longer drawn from while somebody waits."""

    code = "check_too_wide"
    text = "这里的人超过 {most} 位,一次抽不过来。在上面选一个市或县(区)再抽。"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as one line."""

    id: int
    whose: str
    organ: str
    day: datetime
    closes_at: datetime
    closed: bool
    size: int
    answered: int
    unreached: int


def page(uow: Uow, place: int, *, state: str = "", after: int = 0, most: int) -> Sequence[CheckRow]:
    """Return some of the checks of a subtree, the latest first, those behind one."""
    question = (
        select(SpotCheck, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == SpotCheck.organ_id)
        .outerjoin(Person, Person.id == SpotCheck.cadre_id)
        .where(SpotCheck.organ_id.in_(below(place)))
        .order_by(SpotCheck.id.desc())
        .limit(most)
    )
    if state == "open":
        question = question.where(SpotCheck.closes_at > uow.now)
    elif state == "closed":
        question = question.where(SpotCheck.closes_at <= uow.now)
    if after:
        question = question.where(SpotCheck.id < after)
    rows = uow.session.execute(question).all()
    counts = _counts(uow, [check.id for check, _, _ in rows])
    return [
        CheckRow(
            check.id,
            f"{cadre}的小伙伴" if cadre else "本级和下级的小伙伴",
            organ,
            check.created_at,
            check.closes_at,
            check.closes_at <= uow.now,
            *counts.get(check.id, (0, 0, 0)),
        )
        for check, organ, cadre in rows
    ]


def _counts(uow: Uow, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Return how many were drawn, have answered and were not reached, by check."""
    rows = uow.session.execute(
        select(
            SpotCheckPerson.check_id,
            func.count(),
            func.count().filter(SpotCheckPerson.result == Result.ANSWERED),
            func.count().filter(SpotCheckPerson.result == Result.UNREACHED),
        )
        .where(SpotCheckPerson.check_id.in_(ids))
        .group_by(SpotCheckPerson.check_id)
    )
    return {check: (size, answered, unreached) for check, size, answered, unreached in rows}


def seen(uow: Uow, who: Official, check_id: int) -> tuple[int, Seen]:
    """Return a check of the subtree and whose it is; raises ``OutOfReach``."""
    organ = _organ(uow, who, check_id)
    return organ, spot_check_figures.seen(uow, organ, check_id)


def calls(uow: Uow, who: Official, check_id: int) -> list[Call]:
    """Return the sample, without the own youths of whoever looks."""
    return spot_check_calls.of(uow, _organ(uow, who, check_id), who.id, check_id)


def call(uow: Uow, who: Official, check_id: int, place: int) -> Call:
    """Return one of the sample."""
    return spot_check_calls.one(uow, _organ(uow, who, check_id), who.id, check_id, place)


def reveal(uow: Uow, who: Official, check_id: int, place: int) -> str:
    """Return the number of one of the sample to be called now, and note who saw it."""
    return spot_check_calls.reveal(uow, _organ(uow, who, check_id), who.id, check_id, place)


def note(  # noqa: PLR0913 - the form of a call
    uow: Uow,
    who: Official,
    check_id: int,
    place: int,
    *,
    result: str,
    met: str,
    stars: int,
    text: str,
) -> Noted:
    """Write down what became of a call."""
    organ = _organ(uow, who, check_id)
    return spot_check_calls.note(
        uow, organ, who.id, check_id, place, result=result, met=met, stars=stars, text=text
    )


def close(uow: Uow, who: Official, check_id: int) -> None:
    """End a check before its time; whom it is about waits for its end."""
    whose = select(SpotCheck.cadre_id).where(SpotCheck.id == check_id)
    cadre_reach.another(who, uow.session.scalar(whose) or 0)
    spot_check_figures.close(uow, _organ(uow, who, check_id), check_id)


def start(  # noqa: PLR0913 - what a check asks of whom
    uow: Uow, who: Official, place: int, *, size: int, first: date, last: date, cadre_id: int
) -> Started:
    """Draw a sample of the case-loads below an organisation, or of one cadre's, and ask it."""
    console_scope.place(uow, who, place)
    if too_wide(uow, place):
        raise TooWide(most=WIDEST)
    return spot_checks.start(
        uow, who.id, place, size=size, first=first, last=last, cadre_id=cadre_id or None
    )


def too_wide(uow: Uow, place: int) -> bool:
    """Say whether too many people are below an organisation to draw from them at once."""
    return console_scope.wider_than(uow, place, WIDEST)


def cadres(uow: Uow, who: Official, place: int, words: str) -> tuple[list[tuple[int, str]], bool]:
    """Return whose case-loads may be checked alone, by name, and whether there are more."""
    found = spot_checks.cadres(uow, place, who.id, words=words, most=CADRES + 1)
    return found[:CADRES], len(found) > CADRES


def _organ(uow: Uow, who: Official, check_id: int) -> int:
    organ = uow.session.scalar(
        select(SpotCheck.organ_id).where(
            SpotCheck.id == check_id, SpotCheck.organ_id.in_(below(who.organisation_id))
        )
    )
    if organ is None:
        raise OutOfReach
    return organ
