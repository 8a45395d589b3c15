"""要打电话的 below an organisation: whom no message reaches, for an admin who sees to it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.organisation import Organisation, below
from models.sending import Call
from services import calls, phones
from services.calls import Listed
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow

_organ = aliased(Organisation)


@dataclass(frozen=True, slots=True)
class CallRow:
    """Somebody to be called; ``organ`` is whose leaders were asked to."""

    id: int
    name: str
    place: str
    organ: str
    about: str = field(repr=False)
    phone: str = field(repr=False)
    """Masked."""
    since: datetime
    until: datetime | None
    tried: bool


def page(uow: Uow, who: Official, place: int, *, after: int = 0, most: int) -> list[CallRow]:
    """Return whom to call below an organisation, the first to expire first, those behind one.

    Whether it is still needed is asked when one of them is opened.
    """
    question = (
        calls.in_turn(uow, who.id)
        .add_columns(_organ.name)
        .join(_organ, _organ.id == Call.organ_id)
        .where(Call.organ_id.in_(below(place)))
    )
    if after:
        last = uow.session.get(Call, after)
        if last is None:
            return []
        question = question.where(calls.later_than(last))
    return [
        CallRow(
            call.id,
            person.name,
            unit,
            organ,
            calls.about(letter),
            phones.shown(uow.means.vault, person),
            call.at,
            call.expires_at,
            call.outcome == "unreached",
        )
        for call, letter, person, unit, organ in uow.session.execute(question.limit(most))
    ]


def one(uow: Uow, who: Official, call_id: int) -> Listed:
    """Return one to call; raises ``OutOfReach``, or says that it is no longer needed."""
    return calls.one(uow, _organ_of(uow, who, call_id), who.id, call_id)


def reveal(uow: Uow, who: Official, call_id: int) -> str:
    """Return the number of somebody to be called now, and note who saw it."""
    return calls.reveal(uow, _organ_of(uow, who, call_id), who.id, call_id)


def note(uow: Uow, who: Official, call_id: int, outcome: str) -> str:
    """Write down what became of a call; return whom it was."""
    return calls.note(uow, _organ_of(uow, who, call_id), who.id, call_id, outcome)


def _organ_of(uow: Uow, who: Official, call_id: int) -> int:
    organ = uow.session.scalar(
        select(Call.organ_id).where(
            Call.id == call_id, Call.organ_id.in_(below(who.organisation_id))
        )
    )
    if organ is None:
        raise OutOfReach
    return organ
