"""Bringing together what decides whom a rule binds: posts, leaves, targets, programme."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from domain.binding import Leave, Override, Span, Subject
from domain.dictionaries import Level
from domain.programme import Programme
from domain.rules import Role
from models import organisation as organisations
from models import subject as subjects
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Bound:
    """A cadre or organ, with the history that decides and the programme that applies."""

    id: int
    organisation_id: int
    subject: Subject
    programme: Programme


class Programmes:
    """Which programme an organisation follows: its own choice, else its nearest parent's."""

    def __init__(self, uow: Uow, chosen: Mapping[int, str]) -> None:
        self._means, self._chosen = uow.means, chosen

    @classmethod
    def over(cls, uow: Uow, organisation_ids: Collection[int]) -> "Programmes":
        """Read the choices that concern these organisations: over the one, or of the whole tree."""
        if len(organisation_ids) != 1:
            return cls(uow, {i: p or "" for i, p in uow.session.execute(subjects.choosing())})
        (only,) = organisation_ids
        above = uow.session.scalars(organisations.above(only))
        chosen = next((o.programme for o in above if o.programme), None)
        return cls(uow, {only: chosen} if chosen else {})

    def of(self, organisation_id: int) -> Programme:
        """Return the programme that applies in an organisation."""
        chosen = self._chosen.get(organisation_id)
        return self._means.programmes[chosen] if chosen else self._means.programme


def cadres(uow: Uow, cadre_ids: list[int] | None, on: date) -> list[Bound]:
    """Return cadres with their histories; the post held on a day names the organisation."""
    posts, home = defaultdict(list), {}
    for post, level in uow.session.execute(subjects.posts(cadre_ids)):
        span = Span(Role(post.type), Level(level), post.first_day, post.last_day)
        posts[post.cadre_id].append(span)
        if post.cadre_id not in home or post.first_day <= on:
            home[post.cadre_id] = post.organisation_id
    leaves, overrides = defaultdict(list), defaultdict(list)
    for leave in uow.session.scalars(subjects.leaves(cadre_ids)):
        leaves[leave.cadre_id].append(Leave(leave.first_day, leave.last_day))
    for one in uow.session.scalars(subjects.overrides(cadre_ids)):
        overrides[one.cadre_id].append(
            Override(one.rule, one.target, one.reason, one.first_day, one.last_day)
        )
    programmes = Programmes.over(uow, set(home.values()))
    return [
        Bound(
            cadre,
            home[cadre],
            Subject(tuple(spans), tuple(leaves[cadre]), tuple(overrides[cadre])),
            programmes.of(home[cadre]),
        )
        for cadre, spans in posts.items()
    ]


def organs(uow: Uow, organ_ids: list[int] | None) -> list[Bound]:
    """Return leading organs as subjects of their own rules."""
    rows = uow.session.scalars(subjects.organs(organ_ids)).all()
    programmes = Programmes.over(uow, {organ.id for organ in rows})
    return [
        Bound(
            organ.id,
            organ.id,
            Subject((Span(Role.ORGAN, Level(organ.level), organ.first_day, organ.last_day),)),
            programmes.of(organ.id),
        )
        for organ in rows
    ]
