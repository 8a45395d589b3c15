"""团干部 of a subtree, as an admin looks for them: by name, unit, type and how they stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, exists, select

from domain.dictionaries import CADRE_TYPES, CadreType
from domain.proofs import Proof
from domain.quotas import Standing, evaluate_all
from models import bound as logins
from models.cadre import Appointment, Cadre, Leave, Override, held
from models.contact import Contact, sizes
from models.organisation import Organisation, below
from models.person import Person, WechatUser
from services import quotas, subjects
from services.uow import Uow

STATES: Final[Mapping[str, str]] = {
    "new": "一次性密码还没用",
    "unbound": "没绑微信",
    "held_up": "密码输错被拦着",
    "away": "请假中",
    "personal": "有个人目标",
    "left": "离任了,名单没交接",
}
STANDS: Final[Mapping[str, str]] = {"short": "还差", "met": "都完成了", "exempt": "不作要求"}
_Stand: TypeAlias = tuple[str, int, int]
"""How somebody stands in a word, how much is owed, and how many rules bind."""
KINDS: Final[Mapping[str, str]] = {"short": "yellow", "met": "green", "exempt": "secondary"}
"""The colours of the three."""
_CHUNKS: Final[Mapping[str, tuple[int, ...]]] = {
    "short": (100, 300),
    "met": (100, 300),
    "exempt": (300, 700),
}
"""So many are judged in turn, until a page is full; whom nothing binds is told without records."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for below ``place``."""

    place: int
    name: str = ""
    type: str = ""
    state: str = ""
    stand: str = ""


FILTERS: Final[Mapping[str, str]] = {
    "name": "姓名",
    "type": "性质",
    "stand": "完成情况",
    "state": "情况",
}


def wanted(place: int, said: Mapping[str, str]) -> Wanted:
    """Read filters as they stand in an address: what is none is left out."""
    kind, state, stand = (said.get(name, "") for name in ("type", "state", "stand"))
    return Wanted(
        place,
        said.get("name", "").strip()[:30],
        kind if kind in set(CadreType) else "",
        state if state in STATES else "",
        stand if stand in STANDS else "",
    )


@dataclass(frozen=True, slots=True)
class CadreRow:
    """A cadre as one line; ``more`` posts besides the one that is named."""

    id: int
    name: str
    organisation_id: int
    unit: str
    type: str
    post: str
    leads: bool
    more: int
    youths: int
    stand: str
    """A key of ``STANDS``; empty where no rule asks for anything."""
    short: int
    """Of how many rules something is owed."""
    asked: int
    """How many rules bind."""
    away: bool
    new: bool
    bound: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some of those who are sought; ``after`` is where to go on, 0 at the end."""

    rows: tuple[CadreRow, ...]
    after: int
    looked: int = 0
    """How many were looked at for it, where each has to be judged."""


def page(uow: Uow, sought: Wanted, *, after: int = 0, most: int) -> Page:
    """Return some of the cadres who are sought, by number, those behind one of them."""
    if not sought.stand:
        ids = _ids(uow, sought, after, most + 1)
        shown = ids[:most]
        stands = _stands(uow, shown) if shown else {}
        rows = _rows(uow, sought, shown, stands)
        return Page(tuple(rows), shown[-1] if len(ids) > most else 0)
    return _judged(uow, sought, after, most)


def _judged(uow: Uow, sought: Wanted, after: int, most: int) -> Page:
    found: dict[int, _Stand] = {}
    looked, last = 0, after
    for size in _CHUNKS[sought.stand]:
        ids = _ids(uow, sought, last, size)
        looked += len(ids)
        judge = _unbound if sought.stand == "exempt" else _stands
        judged = judge(uow, ids) if ids else {}
        for number in ids:
            last = number
            if number in judged and judged[number][0] == sought.stand:
                found[number] = judged[number]
                if len(found) == most:
                    return Page(tuple(_rows(uow, sought, [*found], found)), last, looked)
        if len(ids) < size:
            last = 0
            break
    return Page(tuple(_rows(uow, sought, [*found], found)), last, looked)


def _stands(uow: Uow, ids: list[int]) -> dict[int, _Stand]:
    return {one.id: stand_of(one.standings) for one in quotas.of_cadres(uow, uow.today, ids)}


def _unbound(uow: Uow, ids: list[int]) -> dict[int, _Stand]:
    """Return how they stand without a look at records: right of whom nothing binds."""
    calendar = uow.means.calendar
    return {
        one.id: stand_of(evaluate_all(one.programme, one.subject, uow.today, calendar=calendar))
        for one in subjects.cadres(uow, ids, uow.today)
    }


def stand_of(standings: Sequence[Standing]) -> _Stand:
    """Return how somebody stands in a word, how much is owed, and how many rules bind."""
    begun = [s for s in standings if s.begun]
    binding = [s for s in begun if s.bound]
    short = sum(s.owed for s in binding)
    if short:
        return "short", short, len(binding)
    if binding:
        return "met", 0, len(binding)
    return ("exempt", 0, 0) if begun else ("", 0, 0)


def _ids(uow: Uow, sought: Wanted, after: int, most: int) -> list[int]:
    question = select(Cadre.id).where(*_filters(uow, sought), Cadre.id > after)
    if sought.name:
        # Looked up one by one: joined, PostgreSQL would walk along everybody there is.
        called = select(Person.name).where(Person.id == Cadre.id).correlate(Cadre)
        question = question.where(called.scalar_subquery().contains(sought.name, autoescape=True))
    return list(uow.session.scalars(question.order_by(Cadre.id).limit(most)))


def _filters(uow: Uow, sought: Wanted) -> Iterator[ColumnElement[bool]]:
    there = (Appointment.cadre_id == Cadre.id, Appointment.organisation_id.in_(below(sought.place)))
    if sought.state == "left":
        yield exists().where(*there)
        yield ~exists().where(Appointment.cadre_id == Cadre.id, held(uow.today))
        yield exists().where(Contact.cadre_id == Cadre.id, Contact.ended_at.is_(None))
        return
    kind = [Appointment.type == sought.type] if sought.type else []
    yield exists().where(*there, held(uow.today), *kind)
    match sought.state:
        case "new":
            proved = WechatUser.proof == Proof.PASSWORD
            yield Cadre.must_change.is_(True)
            yield ~exists().where(WechatUser.person_id == Cadre.id, proved)
        case "unbound":
            yield ~logins.anywhere(Cadre.id)
        case "held_up":
            yield Cadre.blocked_until > uow.now
        case "away":
            yield exists().where(Leave.cadre_id == Cadre.id, *_holding(Leave, uow.today))
        case "personal":
            yield exists().where(Override.cadre_id == Cadre.id, *_holding(Override, uow.today))


def _holding(dated: Any, on: date) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - a model
    return dated.first_day <= on, dated.last_day.is_(None) | (dated.last_day >= on)


def _rows(
    uow: Uow, sought: Wanted, ids: Sequence[int], stands: Mapping[int, _Stand]
) -> Iterator[CadreRow]:
    posts: dict[int, list[Any]] = defaultdict(list)
    for row in uow.session.execute(_posts(uow, sought, ids)) if ids else ():
        posts[row.cadre_id].append(row)
    loads = dict(uow.session.execute(sizes(list(ids))).all()) if ids else {}
    facts = {row.id: row for row in uow.session.execute(_facts(uow, ids))} if ids else {}
    for number in ids:
        mine, fact = posts[number], facts[number]
        first = mine[0] if mine else None
        stand, short, asked = stands.get(number, ("", 0, 0))
        yield CadreRow(
            number,
            fact.name,
            first.organisation_id if first else 0,
            first.unit if first else "",
            CADRE_TYPES[CadreType(first.type)] if first else "",
            first.post if first else "",
            bool(first and first.leads),
            max(len(mine) - 1, 0),
            loads.get(number, 0),
            stand,
            short,
            asked,
            fact.away,
            fact.must_change and not fact.bound,
            fact.bound,
        )


def _posts(uow: Uow, sought: Wanted, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Return the posts by which they were found, or the last they held."""
    days = [] if sought.state == "left" else [held(uow.today)]
    return (
        select(
            Appointment.cadre_id,
            Appointment.organisation_id,
            Appointment.type,
            Appointment.post,
            Appointment.leads,
            Organisation.name.label("unit"),
        )
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.cadre_id.in_(ids), *days)
        .where(Appointment.organisation_id.in_(below(sought.place)))
        .order_by(Appointment.leads.desc(), Appointment.first_day.desc(), Appointment.id)
    )


def _facts(uow: Uow, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    away = exists().where(Leave.cadre_id == Cadre.id, *_holding(Leave, uow.today))
    return (
        select(
            Cadre.id,
            Person.name,
            Cadre.must_change,
            away.label("away"),
            logins.anywhere(Cadre.id).label("bound"),
        )
        .join(Person, Person.id == Cadre.id)
        .where(Cadre.id.in_(ids))
    )
