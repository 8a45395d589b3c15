"""Who is short of a rule, who has met it, whom it does not bind: looked for page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, select

from domain.binding import bind
from domain.dictionaries import LEADING
from domain.errors import Refusal
from domain.evidence import NOTHING
from domain.programme import Programme
from domain.quotas import Standing, evaluate
from domain.rules import Rule
from models import subject as names
from models.organisation import Organisation, below
from models.scope import Scope
from services import areas, evidence, subjects
from services.subjects import Bound
from services.uow import Uow

STATES: Final = {"short": "还差", "met": "完成了", "exempt": "不作要求"}
CHUNKS: Final = (200, 800, 2000)
"""So many are looked at in turn, until a page is full."""


class NoSuchRuleHere(Refusal):
    """No programme has this rule, or it is for nobody of this sort."""

    code = "no_such_rule_here"
    text = "没有这一条规则。回首页,从图或表里点进来。"


@dataclass(frozen=True, slots=True)
class Stands:
    """One cadre or organ and how it stands in a rule."""

    id: int
    name: str
    organisation_id: int
    organisation: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Found:
    """A page of them; ``after`` is where to go on, 0 at the end."""

    rows: tuple[Stands, ...]
    after: int
    looked: int
    """How many were looked at for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of whom, by which rule, on which day."""

    organisation_id: int
    subject: str
    programme: Programme
    rule: Rule
    on: date


def rule_of(uow: Uow, programme: str, rule_id: str) -> tuple[Programme, Rule]:
    """Return a rule of a programme; raises ``NoSuchRuleHere``."""
    known = uow.means.programmes.get(programme)
    rule = next((one for one in known.rules if one.id == rule_id), None) if known else None
    if known is None or rule is None:
        raise NoSuchRuleHere
    return known, rule


def found(uow: Uow, asked: Asked, state: str, *, after: int = 0, most: int = 50) -> Found:
    """Return those who stand so in a rule, by number: looked for in ever larger steps."""
    rows: list[tuple[Bound, Standing]] = []
    looked, last = 0, after
    for size in CHUNKS:
        ids = list(uow.session.scalars(_ids(asked, last).limit(size)))
        looked += len(ids)
        for person, standing in _standings(uow, asked, ids):
            if _state(standing) == state:
                rows.append((person, standing))
                last = person.id
                if len(rows) == most:
                    return Found(_named(uow, asked.subject, rows), last, looked)
        if len(ids) < size:
            return Found(_named(uow, asked.subject, rows), 0, looked)
        last = ids[-1]
    return Found(_named(uow, asked.subject, rows), last, looked)


def _ids(asked: Asked, after: int) -> Select[int]:
    """Return who is under an organisation, behind a number."""
    if asked.subject == "cadre":
        ours = Scope(within=asked.organisation_id).cadres(asked.on).subquery()
        return select(ours.c.cadre_id).where(ours.c.cadre_id > after).order_by(ours.c.cadre_id)
    return (
        select(Organisation.id)
        .where(Organisation.id.in_(below(asked.organisation_id)), Organisation.id > after)
        .where(Organisation.level.in_(LEADING))
        .order_by(Organisation.id)
    )


def _standings(uow: Uow, asked: Asked, ids: list[int]) -> Iterator[tuple[Bound, Standing]]:
    """Yield those of the programme whom the rule concerns, by number."""
    if not ids:
        return
    of_cadres = asked.subject == "cadre"
    bound = subjects.cadres(uow, ids, asked.on) if of_cadres else subjects.organs(uow, ids)
    people = [
        one
        for one in sorted(bound, key=lambda one: one.id)
        if one.programme.id == asked.programme.id and bind(asked.rule, one.subject, asked.on)
    ]
    numbers = [one.id for one in people]
    rules = [asked.rule]
    gathered = evidence.gather(uow, asked.subject, numbers, asked.on, rules) if people else {}
    for one in people:
        mine = gathered.get(one.id, NOTHING)
        standing = evaluate(asked.rule, one.subject, asked.on, mine, uow.means.calendar)
        if standing is not None and standing.begun:
            yield one, standing


def _state(standing: Standing) -> str:
    if not standing.bound:
        return "exempt"
    return "met" if standing.met else "short"


def _named(uow: Uow, subject: str, rows: Sequence[tuple[Bound, Standing]]) -> tuple[Stands, ...]:
    ids = [one.id for one, _ in rows]
    places = areas.names(uow, {one.organisation_id for one, _ in rows})
    called = dict(uow.session.execute(names.names(ids)).all()) if subject == "cadre" else places
    return tuple(
        Stands(one.id, called[one.id], one.organisation_id, places[one.organisation_id], standing)
        for one, standing in rows
    )
