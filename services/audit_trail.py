"""Reading the audit trail: who of the own subtree did what, in words, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from domain import audit_words
from domain.periods import midnight
from models.admin import Admin
from models.audit import Audit
from models.cadre import Cadre
from models.organisation import below
from models.person import Person
from services.uow import Uow

_DAY: Final = timedelta(days=1)
_SAID: Final[Mapping[str, str]] = {
    "reason": "理由",
    "by": "经手",
    "count": "数量",
    "programme": "方案",
    "what": "内容",
    "role": "角色",
    "agent": "浏览器",
    "seats": "名额",
    "cadres": "团干部",
    "youths": "小伙伴",
}
"""What of the data is said beside a deed; all else are numbers of rows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for: an actor's name, an object, a deed, from a day to a day."""

    name: str = ""
    thing: str = ""
    deed: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One deed as the page shows it; ``sealed``: the chain holds it."""

    id: int
    at: datetime
    actor: str
    thing: str
    thing_id: str
    words: str
    about: str
    sealed: bool


def lines(
    uow: Uow, organisation_id: int, asked: Asked, *, after: int = 0, most: int = 50
) -> list[Line]:
    """Return deeds of cadres and admins of a subtree; ``after``: older than that line.

    Raw numbers of rows are told, the person's own texts never: see ``domain.audit_words``.
    """
    question = _question(uow, organisation_id, asked)
    if after:
        question = question.where(Audit.id < after)
    rows = uow.session.execute(question.order_by(Audit.id.desc()).limit(most))
    return [
        Line(
            row.id,
            row.at,
            name,
            audit_words.OBJECTS.get(row.object, row.object),
            row.object_id,
            audit_words.say(row.object, row.deed),
            _about(row.data),
            row.seal_id is not None,
        )
        for row, name in rows
    ]


def _question(uow: Uow, organisation_id: int, asked: Asked) -> Select[Audit, str]:
    at_work = or_(
        select(Cadre.id).where(Cadre.id == Person.id).exists(),
        select(Admin.id).where(Admin.person_id == Person.id).exists(),
    )
    question = (
        select(Audit, Person.name)
        .join(Person, Person.id == Audit.actor_id)
        .where(_here(uow, organisation_id), at_work, _deeds(asked))
    )
    if asked.name:
        question = question.where(Person.name.startswith(asked.name, autoescape=True))
    if asked.since:
        question = question.where(Audit.at >= midnight(asked.since))
    if asked.until:
        question = question.where(Audit.at < midnight(asked.until + _DAY))
    return question


def _here(uow: Uow, organisation_id: int) -> ColumnElement[bool]:
    """Say whose deeds are read: by where they are of, but an admin's by where their post was."""
    here = below(organisation_id)
    home, posted = Person.organisation_id.in_(here), Admin.organisation_id.in_(here)
    apart = (
        select(Admin.person_id, home)
        .join(Person, Person.id == Admin.person_id)
        .where(or_(and_(home, ~posted), and_(~home, posted)))
    )
    rows = uow.session.execute(apart).all()  # mostly none, and never many
    away, guests = ({row[0] for row in rows if row[1] is there} for there in (True, False))
    then = (
        Admin.person_id == Audit.actor_id,
        Admin.created_at <= Audit.at,
        or_(Admin.ended_at.is_(None), Admin.ended_at >= Audit.at),
    )
    found: ColumnElement[bool] = home
    if away:
        found = and_(home, or_(Audit.actor_id.not_in(away), ~exists().where(*then, ~posted)))
    if guests:
        found = or_(found, and_(Audit.actor_id.in_(guests), exists().where(*then, posted)))
    return found


def _deeds(asked: Asked) -> ColumnElement[bool]:
    chosen = [
        (thing, deed)
        for thing, deed in audit_words.shown()
        if asked.thing in ("", thing) and asked.deed in ("", deed)
    ]
    return tuple_(Audit.object, Audit.deed).in_(chosen) if chosen else false()


def _about(data: Mapping[str, Any]) -> str:
    return " · ".join(f"{words} {data[key]}" for key, words in _SAID.items() if data.get(key))
