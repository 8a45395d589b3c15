"""Whom a sweep is about: the followers of one programme, those under one organisation, or all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, select

from models.cadre import Appointment
from models.organisation import Below, Organisation, below


@dataclass(frozen=True, slots=True)
class Scope:
    """``programme`` None: it does not matter; ``others`` are then chosen by nobody who counts."""

    programme: str | None = None
    others: tuple[str, ...] = ()
    """The default programme's followers are those whose organisation follows none of these."""
    within: int | None = None
    known: tuple[str, ...] = ()
    """The programmes there are files of: a choice of any other is none."""

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.programme is None and not self.others and self.within is None

    def includes(self, organisation: SQLColumnExpression[int]) -> list[ColumnElement[bool]]:
        """Return what an organisation's id must fulfil."""
        found: list[ColumnElement[bool]] = []
        if self.programme is not None:
            found.append(organisation.in_(following((self.programme,), self.known)))
        if self.others:
            found.append(organisation.not_in(following(self.others, self.known)))
        if self.within is not None:
            found.append(organisation.in_(below(self.within)))
        return found

    def cadres(self, on: date) -> Select[int]:
        """Return the ids of those cadres whose organisation, as of a day, is meant."""
        home = homes(on, self.within).subquery()
        return select(home.c.cadre_id).where(
            home.c.rank == 1, *self.includes(home.c.organisation_id)
        )


def chosen() -> Select[str | None]:
    """Return which programmes organisations have chosen at all."""
    return select(Organisation.programme).where(Organisation.programme.is_not(None)).distinct()


def following(programmes: tuple[str, ...], known: tuple[str, ...]) -> Select[int]:
    """Return the organisations for which one of these is the nearest choice that is known."""
    rank = func.row_number().over(partition_by=Below.descendant_id, order_by=Below.depth)
    nearest = (
        select(Below.descendant_id, Organisation.programme, rank.label("rank"))
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(Organisation.programme.in_(known))
        .subquery()
    )
    return select(nearest.c.descendant_id).where(
        nearest.c.rank == 1, nearest.c.programme.in_(programmes)
    )


def homes(on: date, within: int | None) -> Select[Any]:
    """Return (cadre, organisation, rank) of posts: of rank 1 is the one held, the latest begun.

    Where none is held, the latest ended is; where none has begun, the first to come: as
    ``services.subjects`` reads them.
    """
    post = Appointment
    begun, ended = post.first_day <= on, post.last_day < on
    rank = func.row_number().over(
        partition_by=post.cadre_id,
        order_by=(
            case((begun & ended, 1), (begun, 0), else_=2),
            case((begun & ended, post.last_day)).desc(),
            case((begun, post.first_day)).desc(),
            post.first_day,
            post.id.desc(),
        ),
    )
    question = select(Appointment.cadre_id, Appointment.organisation_id, rank.label("rank"))
    if within is None:
        return question
    # Whoever ever was there: few enough to look at all their posts.
    ever = select(Appointment.cadre_id).where(Appointment.organisation_id.in_(below(within)))
    return question.where(Appointment.cadre_id.in_(ever))
