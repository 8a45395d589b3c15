"""What a youth of the sample says in WeChat: two answers, one, or none."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from domain import spot_checks as rules
from domain.spot_checks import Met, Result, Way
from models.person import Person
from models.spot_check import SpotCheck, SpotCheckPerson
from services.spot_checks import OPEN
from services.uow import Uow

_YOU = "你"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked about whom, for which days (both count)."""

    id: int
    cadre: str
    first_day: date
    last_day: date
    met: Met | None
    """The first answer, if it was given."""


def open_for(uow: Uow, person_id: int) -> Question | None:
    """Return the question that waits for a person, if there is one."""
    row = uow.session.execute(
        select(SpotCheckPerson, SpotCheck, Person.name)
        .join(SpotCheck, SpotCheck.id == SpotCheckPerson.check_id)
        .join(Person, Person.id == SpotCheckPerson.cadre_id)
        .where(
            SpotCheckPerson.person_id == person_id,
            SpotCheckPerson.result.in_(OPEN),
            SpotCheck.closes_at > uow.now,
        )
        .order_by(SpotCheckPerson.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    one, check, cadre = row
    met = Met(one.met) if one.met else None
    return Question(one.id, cadre, check.first_day, check.last_day, met)


def met(uow: Uow, person_id: int, question_id: int, answer: Met) -> None:
    """Keep the first answer; said again before the second, the last one counts."""
    row = _held(uow, person_id, question_id)
    row.met = answer


def stars(uow: Uow, person_id: int, question_id: int, number: int) -> None:
    """Keep the second answer: with it everything is said."""
    row = _held(uow, person_id, question_id)
    said = rules.said(row.met, number)
    row.stars = said.stars
    _end(uow, row, Result.ANSWERED)


def decline(uow: Uow, person_id: int) -> bool:
    """Say nothing (more); return whether the first answer stays.

    Raises ``NothingToAnswer``.
    """
    question = open_for(uow, person_id)
    if question is None:
        raise rules.NothingToAnswer
    row = _held(uow, person_id, question.id)
    _end(uow, row, Result.ANSWERED if row.met else Result.REFUSED)
    return bool(row.met)


def _held(uow: Uow, person_id: int, question_id: int) -> SpotCheckPerson:
    """Return what a person is asked, held against whoever notes a call meanwhile."""
    row = uow.session.get(
        SpotCheckPerson, question_id, with_for_update=True, populate_existing=True
    )
    if row is None or row.person_id != person_id or row.result not in OPEN:
        raise rules.NothingToAnswer
    if uow.session.get_one(SpotCheck, row.check_id).closes_at <= uow.now:
        raise rules.NothingToAnswer
    return row


def _end(uow: Uow, row: SpotCheckPerson, result: Result) -> None:
    row.result = rules.settle(Result(row.result), result, _YOU)
    row.way, row.answered_at, row.noted_by = Way.WECHAT, uow.now, None
    uow.session.flush()
