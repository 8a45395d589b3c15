"""One cadre as an admin sees them: posts, leaves, targets, case-load, rules, links and login."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from domain.dictionaries import CADRE_TYPES, CadreType
from domain.quotas import Standing
from domain.standing_words import say_figure, say_state
from models import bound as logins
from models import link as links
from models.cadre import Appointment, Cadre, Leave, Override
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person
from services import cadre_reach, phones, quotas
from services.console_sessions import Official
from services.uow import Uow

_SORTS: Final = {"branch": "团支部", "association": "社会组织、社团"}


@dataclass(frozen=True, slots=True)
class PostSeen:
    """A post, past, present or to come; ``mine``: in the own subtree."""

    id: int
    organisation_id: int
    unit: str
    type: str
    type_title: str
    post: str
    leads: bool
    first_day: date
    last_day: date | None
    mine: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """How the cadre stands in one rule: ``kind`` is a colour of the badge."""

    id: str
    title: str
    window: str
    figure: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Days:
    """A leave or a personal target; ``words`` tell what, ``why`` its reason."""

    id: int
    words: str
    why: str
    first_day: date
    last_day: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class CadreSeen:
    """All of it; ``overlap``: how many of the case-load others keep in touch with as well."""

    id: int
    name: str
    username: str
    posts: tuple[PostSeen, ...]
    leaves: tuple[Days, ...]
    targets: tuple[Days, ...]
    youths: int
    overlap: int
    rules: tuple[Rule, ...]
    programme: str
    ties: tuple[tuple[str, str, str], ...]
    bound: bool
    must_change: bool
    held_up: bool
    phone: str = field(repr=False)
    """Masked; empty if there is none."""

    @property
    def in_post(self) -> bool:
        """Whether any post is held, or to come."""
        return any(not post.over for post in self.posts)


def seen(uow: Uow, who: Official, cadre_id: int) -> CadreSeen:
    """Return a cadre of the own subtree; raises ``OutOfReach``."""
    person = cadre_reach.one(uow, who, cadre_id)
    row = uow.session.execute(
        select(Cadre, logins.anywhere(Cadre.id)).where(Cadre.id == cadre_id)
    ).one()
    cadre, bound = row
    stand = quotas.of_cadre(uow, cadre_id, uow.today)
    youths, overlap = _load(uow, cadre_id)
    titles = {one.rule.id: one.rule.title for one in stand.standings} if stand else {}
    return CadreSeen(
        cadre_id,
        person.name,
        cadre.username,
        tuple(_posts(uow, who, cadre_id)),
        tuple(_leaves(uow, cadre_id)),
        tuple(_targets(uow, cadre_id, titles)),
        youths,
        overlap,
        tuple(_rules(stand.standings if stand else (), uow.today)),
        stand.programme.title if stand else "",
        tuple(
            (_SORTS[tie.sort], tie.name, tie.report_on)
            for tie in uow.session.scalars(links.living([cadre_id], uow.today))
        ),
        bound,
        cadre.must_change,
        cadre.blocked_until is not None and cadre.blocked_until > uow.now,
        phones.shown(uow.means.vault, person),
    )


def _posts(uow: Uow, who: Official, cadre_id: int) -> list[PostSeen]:
    mine = exists().where(
        Below.ancestor_id == who.organisation_id, Below.descendant_id == Organisation.id
    )
    rows = uow.session.execute(
        select(Appointment, Organisation.name, mine)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.cadre_id == cadre_id)
        .order_by(Appointment.first_day.desc(), Appointment.id.desc())
    )
    return [
        PostSeen(
            post.id,
            post.organisation_id,
            unit,
            post.type,
            CADRE_TYPES[CadreType(post.type)],
            post.post,
            post.leads,
            post.first_day,
            post.last_day,
            own,
            _over(post.last_day, uow.today),
        )
        for post, unit, own in rows
    ]


def _leaves(uow: Uow, cadre_id: int) -> list[Days]:
    rows = uow.session.scalars(
        select(Leave).where(Leave.cadre_id == cadre_id).order_by(Leave.first_day.desc(), Leave.id)
    )
    return [
        Days(r.id, "请假", r.reason, r.first_day, r.last_day, _over(r.last_day, uow.today))
        for r in rows
    ]


def _targets(uow: Uow, cadre_id: int, titles: dict[str, str]) -> list[Days]:
    rows = uow.session.scalars(
        select(Override)
        .where(Override.cadre_id == cadre_id)
        .order_by(Override.first_day.desc(), Override.id)
    )
    return [
        Days(
            r.id,
            f"{titles.get(r.rule, r.rule)}:{r.target}",
            r.reason,
            r.first_day,
            r.last_day,
            _over(r.last_day, uow.today),
        )
        for r in rows
    ]


def _over(last_day: date | None, today: date) -> bool:
    return last_day is not None and last_day < today


def _load(uow: Uow, cadre_id: int) -> tuple[int, int]:
    other = aliased(Contact)
    shared = exists().where(
        other.youth_id == Contact.youth_id,
        other.cadre_id != cadre_id,
        other.ended_at.is_(None),
    )
    row = uow.session.execute(
        select(func.count(Contact.id), func.count(Contact.id).filter(shared))
        .select_from(Contact)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None), Person.left_at.is_(None))
    ).one()
    return row[0], row[1]


def _rules(standings: Sequence[Standing], today: date) -> list[Rule]:
    return [
        Rule(
            s.rule.id,
            s.rule.title,
            "" if s.window.standing else s.window.title,
            say_figure(s),
            say_state(s, today),
            _kind(s),
        )
        for s in standings
    ]


def _kind(s: Standing) -> str:
    if not s.begun or not s.bound:
        return "secondary"
    return "green" if s.met else "yellow"
