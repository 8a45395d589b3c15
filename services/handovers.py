"""Handing youths over to a colleague: nobody is lost on the way, and a day to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from domain.dictionaries import Level
from domain.errors import Refusal
from models.cadre import Appointment, Cadre, held
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person
from services import (
    audit,
    changes,
    handover_steps,
    handover_tickets,
    handover_words,
    join_codes,
    joining,
)
from services.uow import Uow

_LISTED: Final = 50


class NoReceiver(Refusal):
    """Nobody was chosen, or somebody who may not take over."""

    code = "no_receiver"
    text = "选一位接手的同事:本单位或同一个县的在任团干部。"


class NobodyChosen(Refusal):
    """No youth was chosen, or none of them is in the case-load any more."""

    code = "nobody_chosen"
    text = "还没选要交接谁,或者选的人已经不在你的名单里了。勾上几位,或者选「全部」。"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A colleague who may take over."""

    id: int
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What handing over would do: whom it moves, whom the receiver has already, who stays out."""

    receiver: Receiver
    ids: tuple[int, ...]
    moving: tuple[str, ...]
    theirs: tuple[str, ...]
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was done; ``barred`` stay where they are."""

    change_id: int
    receiver: str
    moved: int
    theirs: int
    barred: tuple[str, ...]
    tickets: int = 0
    """How many open tickets of theirs went along."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One contact to be handed over, with the person behind it."""

    contact: Contact
    person: Person


def receivers(uow: Uow, cadre_id: int, words: str = "") -> list[Receiver]:
    """Return who may take over: in post in the same organisation, or under the same county."""
    rows = uow.session.execute(
        select(Person.id, Person.name)
        .join(Cadre, Cadre.id == Person.id)
        .where(
            Person.id != cadre_id,
            Person.id.in_(_in_post(uow, cadre_id)),
            Person.name.contains(words, autoescape=True),
        )
        .order_by(Person.name, Person.id)
        .limit(_LISTED)
    ).all()
    where = join_codes.offices(uow, [row.id for row in rows])
    return [Receiver(row.id, row.name, where[row.id]) for row in rows]


def _in_post(uow: Uow, cadre_id: int) -> Any:  # noqa: ANN401 - a subquery of ids
    """Ask for all cadres within reach of this one."""
    posts = select(Appointment.organisation_id).where(Appointment.cadre_id == cadre_id)
    home = select(Person.organisation_id).where(Person.id == cadre_id)
    # Whoever rotates away may be out of post already: what they were of counts as well.
    homes = list(uow.session.scalars(posts.union(home)))
    counties = (
        select(Below.ancestor_id)
        .join(Organisation, Organisation.id == Below.ancestor_id)
        .where(Below.descendant_id.in_(homes), Organisation.level == Level.COUNTY)
    )
    near = select(Below.descendant_id).where(Below.ancestor_id.in_(counties))
    return select(Appointment.cadre_id).where(
        Appointment.organisation_id.in_(near) | Appointment.organisation_id.in_(homes),
        held(uow.today),
    )


def outlook(uow: Uow, cadre_id: int, receiver_id: int, youth_ids: Sequence[int] | None) -> Outlook:
    """Say what handing these over would do; None: all."""
    receiver = _receiver(uow, cadre_id, receiver_id)
    cases = _cases(uow, cadre_id, receiver_id, youth_ids)
    theirs, barred = _theirs(uow, receiver_id, cases), _barred(uow, receiver_id, cases)
    seen = [case for case in cases if case.person.left_at is None]
    return Outlook(
        receiver,
        tuple(case.person.id for case in seen),
        tuple(c.person.name for c in seen if c.person.id not in theirs.keys() | barred),
        tuple(c.person.name for c in seen if c.person.id in theirs),
        tuple(c.person.name for c in seen if c.person.id in barred),
    )


def hand_over(
    uow: Uow, cadre_id: int, receiver_id: int, youth_ids: Sequence[int] | None
) -> HandedOver:
    """Let a colleague keep in touch with these youths from now on; None: with all.

    Those who left by themselves go along silently where all do: should they come back one day,
    somebody is there.
    """
    receiver = _receiver(uow, cadre_id, receiver_id)
    meant = _cases(uow, cadre_id, receiver_id, youth_ids)
    handover_steps.hold(uow, [case.person.id for case in meant])
    cases = _cases(uow, cadre_id, receiver_id, youth_ids)
    barred = _barred(uow, receiver_id, cases)
    going = [case for case in cases if case.person.id not in barred]
    if not going:
        raise NobodyChosen
    theirs = _theirs(uow, receiver_id, going)
    steps = handover_steps.move(uow, receiver_id, [case.contact for case in going], theirs)
    key = handover_words.key()
    youths = [case.person.id for case in going]
    tickets = handover_tickets.hand(uow, key, cadre_id, receiver_id, youths)
    data = {"giver": cadre_id, "receiver": receiver_id, "key": key, "steps": steps}
    data["tickets"] = tickets
    seen = [case for case in going if case.person.left_at is None]
    title = f"把 {len(seen)} 位小伙伴交接给{receiver.name}"
    change = changes.made(uow, "handover", title, data)
    audit.note(uow, "handed_over", "change", change, to=receiver_id, youths=len(going))
    handover_words.tell(uow, key, cadre_id, receiver_id, [case.person for case in seen])
    already = sum(case.person.id in theirs for case in seen)
    kept = tuple(c.person.name for c in cases if c.person.id in barred)
    return HandedOver(change, receiver.name, len(seen) - already, already, kept, len(tickets))


def _receiver(uow: Uow, cadre_id: int, receiver_id: int) -> Receiver:
    found = uow.session.execute(
        select(Person.id, Person.name).where(
            Person.id == receiver_id,
            Person.id != cadre_id,
            Person.id.in_(_in_post(uow, cadre_id)),
        )
    ).one_or_none()
    if found is None:
        raise NoReceiver
    return Receiver(found.id, found.name, join_codes.offices(uow, [found.id])[found.id])


def _cases(
    uow: Uow, cadre_id: int, receiver_id: int, youth_ids: Sequence[int] | None
) -> list[_Case]:
    """Return the living contacts that are meant, by name; nobody takes care of themselves."""
    question = (
        select(Contact, Person)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None), Person.id != receiver_id)
        .order_by(Person.name, Person.id)
        .execution_options(populate_existing=True)
    )
    if youth_ids is not None:
        question = question.where(Person.id.in_(youth_ids), Person.left_at.is_(None))
    return [_Case(contact, person) for contact, person in uow.session.execute(question)]


def _theirs(uow: Uow, receiver_id: int, cases: Sequence[_Case]) -> dict[int, Contact]:
    """Return the receiver's own living contacts with these youths."""
    rows = uow.session.scalars(
        select(Contact)
        .where(
            Contact.cadre_id == receiver_id,
            Contact.ended_at.is_(None),
            Contact.youth_id.in_([case.person.id for case in cases]),
        )
        .execution_options(populate_existing=True)
    )
    return {contact.youth_id: contact for contact in rows}


def _barred(uow: Uow, receiver_id: int, cases: Sequence[_Case]) -> set[int]:
    return joining.barred(uow, receiver_id, [case.person.id for case in cases])
