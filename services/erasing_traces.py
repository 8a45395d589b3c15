"""What leads to a person: their rows, the texts they wrote, and who was written to about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Select, String, cast, literal, or_, select, union, union_all

from domain import ending
from domain.erasing import Scope, telling
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.cadre import Appointment, Cadre
from models.contact import Contact, ended_for
from models.mini import MiniUser
from models.organisation import Below
from models.person import Person, WechatUser
from models.plan import PlanYouth
from models.problem import ProblemTicket
from models.rating import Rating
from models.record import Record, RecordYouth
from models.spot_check import SpotCheckPerson
from models.ticket import Duty, Ticket, TicketStep
from models.topic import Topic, TopicAnswer
from models.wish import Claim, Share, Wish, WishNote
from services import phones
from services.uow import Uow

_Rows = Select[*tuple[Any, ...]]
_BY_NAME: Final = frozenset({"openids", "minis"})
"""These are known by a name, all others by a number."""


@dataclass(frozen=True, slots=True)
class Traces:
    """The numbers of a person's rows; ``people`` are the rows of one human being."""

    scope: Scope
    people: list[int]
    wishes: list[int]
    claims: list[int]
    notes: list[int]
    tickets: list[int]
    problems: list[int]
    answers: list[int]
    ratings: list[int]
    records: list[int]
    contacts: list[int]
    plans: list[int]
    readers: list[int]
    """Cadres who had to do with the person: letters to them may name them."""
    openids: list[str] = field(repr=False)
    minis: list[str] = field(repr=False)
    """Those of the mini-program."""
    names: tuple[str, ...] = field(repr=False)
    """By what other people's words name the person; none where the name stays."""
    texts: tuple[str, ...] = field(repr=False)


def same(uow: Uow, person_id: int) -> list[int]:
    """Return the rows of one human being, whichever of them stayed when they were made one."""
    found, fresh = [person_id], [person_id]
    while fresh:
        reasons = [ending.merged_into(number) for number in fresh]
        rows = uow.session.execute(
            select(Contact.youth_id, Contact.end_reason).where(
                or_(
                    ended_for(reasons),
                    Contact.youth_id.in_(fresh) & Contact.end_reason.startswith(ending.MERGED),
                )
            )
        )
        ends = {number for youth, reason in rows for number in (youth, ending.into(reason))}
        fresh = sorted(ends - set(found))
        found.extend(fresh)
    return found


def own(uow: Uow, person_id: int) -> Traces:
    """Find the rows of a person, in one statement; not who else may name them, and by what."""
    people = same(uow, person_id)
    wishes = _wished(people)
    claims = select(Claim.id).where(Claim.wish_id.in_(wishes))
    tickets = select(Ticket.id).where(Ticket.asker_id.in_(people))
    questions: dict[str, Select[Any]] = {
        "wishes": wishes,
        "claims": claims,
        "notes": select(WishNote.id).where(WishNote.claim_id.in_(claims)),
        "tickets": tickets,
        "problems": select(ProblemTicket.problem_id).where(ProblemTicket.ticket_id.in_(tickets)),
        "answers": _said(people),
        "ratings": select(Rating.id).where(Rating.person_id.in_(people)),
        "records": _records(people, wishes),
        "contacts": select(Contact.id).where(Contact.youth_id.in_(people)),
        "plans": select(PlanYouth.plan_id).where(PlanYouth.youth_id.in_(people)),
        "openids": select(WechatUser.openid).where(WechatUser.person_id.in_(people)),
        "minis": select(MiniUser.openid).where(MiniUser.person_id.in_(people)),
    }
    found: dict[str, set[Any]] = {what: set() for what in questions}
    every = [
        question.with_only_columns(
            literal(what), cast(question.selected_columns[0], String), maintain_column_froms=True
        )
        for what, question in questions.items()
    ]
    for what, name in uow.session.execute(union_all(*every)):
        found[what].add(name if what in _BY_NAME else int(name))
    rows = {what: sorted(those) for what, those in found.items()}
    return Traces(scope=Scope.ALL, people=people, readers=[], names=(), texts=(), **rows)


def of(uow: Uow, person_id: int, scope: Scope) -> Traces:
    """Find everything of a person, and by what others name them."""
    people = same(uow, person_id)
    wishes = _ids(uow, _wished(people))
    claims = _ids(uow, select(Claim.id).where(Claim.wish_id.in_(wishes)))
    notes = _ids(uow, select(WishNote.id).where(WishNote.claim_id.in_(claims)))
    tickets = _ids(uow, select(Ticket.id).where(Ticket.asker_id.in_(people)))
    raised = select(ProblemTicket.problem_id).where(ProblemTicket.ticket_id.in_(tickets))
    answers = _ids(uow, _said(people))
    return Traces(
        scope=scope,
        people=people,
        wishes=wishes,
        claims=claims,
        notes=notes,
        tickets=tickets,
        problems=_ids(uow, raised),
        answers=answers,
        ratings=_ids(uow, select(Rating.id).where(Rating.person_id.in_(people))),
        records=_ids(uow, _records(people, wishes)),
        contacts=_ids(uow, select(Contact.id).where(Contact.youth_id.in_(people))),
        plans=_ids(uow, select(PlanYouth.plan_id).where(PlanYouth.youth_id.in_(people))),
        readers=_readers(uow, people, wishes, claims, tickets),
        openids=_openids(uow, people),
        minis=_minis(uow, people),
        names=_names(uow, people) if scope is Scope.ALL else (),
        texts=_texts(uow, people, wishes, notes, tickets, answers),
    )


def is_cadre(uow: Uow, person_id: int) -> bool:
    """Say whether the person works for the League: then their work is not their own to delete."""
    return uow.session.get(Cadre, person_id) is not None


def _ids(uow: Uow, question: Select[int]) -> list[int]:
    return sorted(set(uow.session.scalars(question)))


def _wished(people: Sequence[int]) -> Select[int]:
    return select(Wish.id).where(Wish.person_id.in_(people), ~Wish.for_child)


def _said(people: Sequence[int]) -> Select[int]:
    """Return the answers to topics that are not one's own."""
    return (
        select(TopicAnswer.id)
        .join(Topic, Topic.id == TopicAnswer.topic_id)
        .where(TopicAnswer.person_id.in_(people), Topic.cadre_id.not_in(people))
    )


def _met(people: Sequence[int]) -> Select[int]:
    return select(RecordYouth.record_id).where(RecordYouth.youth_id.in_(people))


def _records(people: Sequence[int], wishes: Sequence[int] | Select[int]) -> Select[int]:
    """Return the records of meetings, and of wishes come true: either by its own index."""
    granted = select(Record.id).where(Record.wish_id.in_(wishes))
    found = union(_met(people), granted).subquery()
    return select(found.c[0])


def _openids(uow: Uow, people: Sequence[int]) -> list[str]:
    rows = uow.session.scalars(select(WechatUser.openid).where(WechatUser.person_id.in_(people)))
    return sorted(rows)


def _minis(uow: Uow, people: Sequence[int]) -> list[str]:
    rows = uow.session.scalars(select(MiniUser.openid).where(MiniUser.person_id.in_(people)))
    return sorted(rows)


def _names(uow: Uow, people: Sequence[int]) -> tuple[str, ...]:
    """Return names and numbers, as people write them."""
    vault, found = uow.means.vault, set()
    for person in uow.session.scalars(select(Person).where(Person.id.in_(people))):
        found.add(person.name)
        if person.phone:
            number = phones.opened(vault, person)
            found |= {number, phones.national(number), phones.mask(number)}
    return tuple(sorted(found - {""}))


def _texts(  # noqa: PLR0913, PLR0917 - one argument for each sort of text
    uow: Uow,
    people: Sequence[int],
    wishes: Sequence[int],
    notes: Sequence[int],
    tickets: Sequence[int],
    answers: Sequence[int],
) -> tuple[str, ...]:
    """Return what the person wrote, wherever it was."""
    questions: tuple[_Rows, ...] = (
        select(Wish.text, Wish.thanks).where(Wish.id.in_(wishes)),
        select(WishNote.text).where(WishNote.id.in_(notes), WishNote.person_id.in_(people)),
        select(Ticket.text).where(Ticket.id.in_(tickets)),
        select(TicketStep.text).where(
            TicketStep.ticket_id.in_(tickets), TicketStep.actor_id.in_(people)
        ),
        select(Rating.words).where(Rating.person_id.in_(people)),
        select(TopicAnswer.text).where(TopicAnswer.id.in_(answers)),
        select(Enrolment.words, Enrolment.why).where(Enrolment.person_id.in_(people)),
        select(SpotCheckPerson.note).where(SpotCheckPerson.person_id.in_(people)),
    )
    return telling([text for one in questions for row in uow.session.execute(one) for text in row])


def _readers(
    uow: Uow,
    people: Sequence[int],
    wishes: Sequence[int],
    claims: Sequence[int],
    tickets: Sequence[int],
) -> list[int]:
    """Return which cadres had to do with somebody, and who answers for the places above them."""
    over = (
        select(Appointment.cadre_id)
        .join(Below, Below.ancestor_id == Appointment.organisation_id)
        .join(Person, Person.organisation_id == Below.descendant_id)
        .where(Appointment.leads, Person.id.in_(people))
    )
    records = select(RecordYouth.record_id).where(RecordYouth.youth_id.in_(people))
    questions: tuple[_Rows, ...] = (
        over,
        select(Contact.cadre_id).where(Contact.youth_id.in_(people)),
        select(Record.cadre_id, Record.entered_by).where(Record.id.in_(records)),
        select(Wish.reviewed_by).where(Wish.id.in_(wishes)),
        select(Claim.cadre_id).where(Claim.wish_id.in_(wishes)),
        select(Share.cadre_id).where(Share.claim_id.in_(claims)),
        select(Ticket.owner_id, Ticket.answered_by).where(Ticket.id.in_(tickets)),
        select(TicketStep.actor_id).where(TicketStep.ticket_id.in_(tickets)),
        select(Duty.cadre_id)
        .join(Ticket, Ticket.organ_id == Duty.organ_id)
        .where(Ticket.id.in_(tickets)),
        select(Audit.actor_id).where(
            Audit.object == "person", Audit.object_id.in_([str(number) for number in people])
        ),
        select(Rating.cadre_id).where(Rating.person_id.in_(people)),
        select(SpotCheckPerson.noted_by, SpotCheckPerson.cadre_id).where(
            SpotCheckPerson.person_id.in_(people)
        ),
        select(Activity.host_id)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(Enrolment.person_id.in_(people)),
    )
    found = {who for one in questions for row in uow.session.execute(one) for who in row}
    return sorted(who for who in found - set(people) if who is not None)
