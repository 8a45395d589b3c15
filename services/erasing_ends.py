"""What still runs when somebody's data are erased comes to an end first: wishes, tickets, seats."""

from sqlalchemy import delete, select, update

from domain.caseload import BY_YOUTH
from domain.erasing import NOBODY, Scope, struck
from domain.seats import HELD
from domain.tickets import OPEN
from domain.topics import AnswerStatus
from domain.wishes import Ending, Move, WishStatus, move
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.login import Invitation
from models.person import Person
from models.ticket import Ticket, VoiceWord
from models.topic import TopicAnswer
from models.wish import Wish
from services import seating, ticket_asker, wish_rows
from services.erasing_traces import Traces
from services.uow import Uow


def end(uow: Uow, traces: Traces) -> None:
    """End what runs, each in its own way; whoever is busy with it is told, without a name."""
    _wishes(uow, traces)
    _tickets(uow, traces)
    uow.session.execute(
        update(TopicAnswer)
        .where(TopicAnswer.id.in_(traces.answers))
        .values(status=AnswerStatus.REMOVED)
    )
    if traces.scope is Scope.ALL:
        for person_id in traces.people:
            _seats(uow, person_id)
        _contacts(uow, traces)
    uow.session.flush()


def _wishes(uow: Uow, traces: Traces) -> None:
    live = select(Wish.id).where(Wish.id.in_(traces.wishes), Wish.status.in_(wish_rows.LIVE))
    for number in uow.session.scalars(live.order_by(Wish.id)).all():
        wish = wish_rows.locked(uow, number)
        if wish.status in wish_rows.LIVE:
            wish.status, wish.changed_at = move(WishStatus(wish.status), Move.WITHDRAW), uow.now
            wish_rows.close(uow, wish, Ending.WITHDRAWN)


def _tickets(uow: Uow, traces: Traces) -> None:
    rows = uow.session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(traces.tickets))
        .order_by(Ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for ticket in rows:
        # What was merged into another is not to come back without its words when that one ends.
        ticket.duplicate_of = None
    uow.session.flush()
    quoting = []
    for ticket in rows:
        if ticket.status in OPEN and ticket.asker_id is not None:
            ticket_asker.withdraw(uow, ticket.id, ticket.asker_id)
        ticket.follow_up, ticket.follow_up_at = False, None
        public = [ticket.public_question, ticket.public_answer]
        if struck(public, traces.names, traces.texts) != public:
            # An edited question that quotes nobody stays for others to read.
            ticket.public_at, ticket.public_question, ticket.public_answer = None, "", ""
            quoting.append(ticket.id)
    uow.session.execute(delete(VoiceWord).where(VoiceWord.ticket_id.in_(quoting)))


def _seats(uow: Uow, person_id: int) -> None:
    """Give seats in coming activities to those who wait for them."""
    coming = uow.session.scalars(
        select(Enrolment.activity_id)
        .join(Activity, Activity.id == Enrolment.activity_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.status.in_(HELD),
            Activity.status == "open",
            Activity.starts_at > uow.now,
        )
        .order_by(Enrolment.activity_id)
    ).all()
    for activity_id in coming:
        activity = seating.owner(uow, activity_id)
        place = seating.place_of(uow, activity_id, person_id)
        if place is not None and place.status in HELD:
            seating.give_back(uow, activity, place)
            seating.move_up(uow, activity)


def _contacts(uow: Uow, traces: Traces) -> None:
    uow.session.execute(
        update(Contact)
        .where(Contact.youth_id.in_(traces.people), Contact.ended_at.is_(None))
        .values(ended_at=uow.now, end_reason=BY_YOUTH, is_primary=False)
    )
    uow.session.execute(
        update(Person)
        .where(Person.id.in_(traces.people), Person.left_at.is_(None))
        .values(left_at=uow.now)
    )
    uow.session.execute(delete(Invitation).where(Invitation.youth_id.in_(traces.people)))


def nameless(uow: Uow, traces: Traces) -> None:
    """Give the rows that stay the name of nobody."""
    uow.session.execute(update(Person).where(Person.id.in_(traces.people)).values(name=NOBODY))
