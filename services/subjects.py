"""Bringing together what decides whom a rule binds: posts, leaves, targets, programme."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.binding import Leave, Override, Span, Subject
from domain.dictionaries import Level
from domain.programme import Programme
from domain.rules import Role
from models import organisation as organisations
from models import subject as subjects
from services.uow import Uow

_FEW: Final = 500
"""Up to so many organisations are asked about by their ids."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A cadre or organ, with the history that decides and the programme that applies."""

    id: int
    organisation_id: int
    subject: Subject
    programme: Programme


class Programmes:
    """Which programme an organisation follows: its own choice, else its nearest parent's.

    A choice without a file is none; ``tuan100 doctor`` and the leaders' digest name it.
    """

    def __init__(self, uow: Uow, chosen: Mapping[int, str]) -> None:
        self._means, self._chosen = uow.means, chosen

    @classmethod
    def over(cls, uow: Uow, organisation_ids: Collection[int]) -> "Programmes":
        """Read the choices that concern these organisations: over the one, or of the whole tree."""
        if len(organisation_ids) != 1:
            few = sorted(organisation_ids) if len(organisation_ids) <= _FEW else None
            rows = uow.session.execute(subjects.choosing(few))
            known = uow.means.programmes
            return cls(uow, {one: name for one, name in rows if name and name in known})
        (only,) = organisation_ids
        above = uow.session.scalars(organisations.above(only))
        names = (o.programme for o in above if o.programme)
        chosen = next((name for name in names if name in uow.means.programmes), None)
        return cls(uow, {only: chosen} if chosen else {})

    def of(self, organisation_id: int) -> Programme:
        """Return the programme that applies in an organisation."""
        chosen = self._chosen.get(organisation_id)
        return self._means.programmes[chosen] if chosen else self._means.programme


def cadres(uow: Uow, cadre_ids: list[int] | None, on: date) -> list[Bound]:
    """Return cadres with their histories; the post held on a day names the organisation."""
    posts, home = defaultdict(list), {}
    claims: dict[int, tuple[int, int]] = {}
    for cadre, place, kind, level, first, last in uow.session.execute(subjects.posts(cadre_ids)):
        posts[cadre].append(Span(Role(kind), Level(level), first, last))
        claim = _claim(first, last, on)
        if cadre not in home or claim >= claims[cadre]:
            home[cadre], claims[cadre] = place, claim
    leaves, overrides = defaultdict(list), defaultdict(list)
    for cadre, first, last in uow.session.execute(subjects.leaves(cadre_ids)):
        leaves[cadre].append(Leave(first, last))
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


def _claim(first: date, last: date | None, on: date) -> tuple[int, int]:
    """Say how good a post's claim is to name the organisation on a day: the highest has it.

    A post that is held comes before one that was, and that before one to come; of several held
    the latest begun, of several past the latest ended, of several to come the next.
    """
    if first > on:
        return 0, -first.toordinal()
    if last is not None and last < on:
        return 1, last.toordinal()
    return 2, first.toordinal()


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
