"""The pool: wishes that wait for a cadre, or for somebody to join; who wishes is not in it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

from domain.dictionaries import WISHES
from domain.periods import local_day
from domain.surnames import surname
from models import wish as wishes
from models import wish_pool as questions
from models.wish import Wish
from services import areas as places
from services import wish_rows
from services.uow import Uow

PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class Pooled:
    """A wish as any cadre within reach may see it."""

    id: int
    number: str
    text: str
    kind_title: str
    place: str
    yuan: int | None
    surname: str
    day: date
    shared: bool
    """Somebody has promised already, and asks others to join."""
    for_child: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """A page of the pool, and how many there are in all."""

    rows: list[Pooled]
    total: int


def pool(  # noqa: PLR0913 - it is sifted by this many things
    uow: Uow,
    cadre_id: int,
    *,
    kind: str = "",
    most_yuan: int | None = None,
    area: int = 0,
    skip: int = 0,
    after: int = 0,
    limit: int = PAGE,
) -> Pool:
    """Return what a cadre may claim or join, the longest waiting first.

    ``most_yuan``: what is said to cost no more, or nothing at all; ``area``: of an organ and below;
    ``after``: what comes behind this wish.
    """
    question = questions.waiting(_reach(uow, cadre_id), cadre_id, uow.now)
    if kind:
        question = question.where(Wish.kind == kind)
    if most_yuan is not None:
        question = question.where(Wish.yuan.is_(None) | (Wish.yuan <= most_yuan))
    if area:
        question = question.where(questions.under(area))
    found = question.subquery()
    total = uow.session.scalar(select(func.count()).select_from(found)) or 0
    if after:
        question = question.where(wishes.behind(after))
    page = question.order_by(Wish.created_at, Wish.id).offset(max(skip, 0)).limit(limit)
    rows = uow.session.execute(page).all()
    named = places.names(uow, {wish.area_id for wish, _, _ in rows})
    return Pool([_pooled(*row, named[row[0].area_id]) for row in rows], total)


def areas(uow: Uow, cadre_id: int) -> list[tuple[int, str]]:
    """Return the areas of which something waits for a cadre, by name."""
    question = questions.waiting(_reach(uow, cadre_id), cadre_id, uow.now)
    found = question.with_only_columns(Wish.area_id).distinct()
    named = places.names(uow, set(uow.session.scalars(found)))
    return sorted(named.items(), key=lambda one: one[1])


def _reach(uow: Uow, cadre_id: int) -> questions.Reach:
    rows = uow.session.execute(questions.reach(cadre_id, uow.today)).all()
    return questions.reached(rows)


def _pooled(wish: Wish, name: str, shared: bool | None, place: str) -> Pooled:
    return Pooled(
        wish.id,
        wish_rows.number(wish.id),
        wish.text,
        WISHES.get(wish.kind, "其他"),
        place,
        wish.yuan,
        surname(name) if wish.surname_shown else "",
        local_day(wish.created_at),
        bool(shared),
        wish.for_child,
    )
