"""批量修改 by an admin: tags and industry of many youths, as the subtree's cadres noted them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select

from domain.errors import Refusal
from models.contact import Contact
from models.organisation import below
from models.person import Person
from services import audit, caseload_tags, console_youths
from services.caseload_tags import Batch, Done, NobodyPicked
from services.console_sessions import Official
from services.console_youths import Wanted
from services.uow import Uow

MOST: Final = 2_000
"""Youths of one step."""


class TooManyPicked(Refusal):
    """More than one step changes."""

    code = "too_many_picked"
    text = "一次最多改 {most:,} 位。加上筛选,分几次改。"


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a step is about: ``youths``, and in how many contacts of the subtree's cadres."""

    youths: int
    contacts: int
    names: tuple[str, ...]
    """The first few."""


def meant(uow: Uow, who: Official, sought: Wanted, picked: Collection[int]) -> Meant:
    """Say whom a step would change: those picked, or else all who are sought."""
    rows = uow.session.execute(
        _contacts(who, _youths(uow, sought, picked)).with_only_columns(
            func.count(Contact.youth_id.distinct()), func.count()
        )
    ).one()
    if rows[0] > MOST:
        raise TooManyPicked(most=MOST)
    first = console_youths.found(uow, sought).with_only_columns(Person.name)
    if picked:
        first = first.where(Person.id.in_(picked))
    return Meant(rows[0], rows[1], tuple(uow.session.scalars(first.limit(_SOME))))


_SOME: Final = 5


def change(uow: Uow, who: Official, batch: Batch, sought: Wanted, picked: Collection[int]) -> Done:
    """Change those picked, or else all who are sought; the step can be taken back."""
    caseload_tags.check(batch)
    if meant(uow, who, sought, picked).youths == 0:
        raise NobodyPicked
    question = _contacts(who, _youths(uow, sought, picked)).with_only_columns(Contact)
    # In the order of their ids: of two batches at once, one waits for the other.
    rows = uow.session.scalars(question.order_by(Contact.id).with_for_update(of=Contact)).all()
    youths = len({row.youth_id for row in rows})
    audit.note(uow, "tagged", "organisation", sought.place, count=youths)
    return Done(youths, caseload_tags.applied(uow, rows, batch, youths))


def _youths(uow: Uow, sought: Wanted, picked: Collection[int]) -> Select[int]:
    some = console_youths.found(uow, sought).with_only_columns(Person.id).order_by(None)
    some = some.where(Person.id.in_(picked)) if picked else some
    return some.limit(MOST + 1)


def _contacts(who: Official, youths: Select[int]) -> Select[Contact]:
    cadres = select(Person.id).where(Person.organisation_id.in_(below(who.organisation_id)))
    return select(Contact).where(
        Contact.youth_id.in_(youths),
        Contact.cadre_id.in_(cadres),
        Contact.ended_at.is_(None),
    )
