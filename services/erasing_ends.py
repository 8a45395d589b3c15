"""What still runs when somebody's data are erased comes to an end first: wishes, tickets, seats."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select, update

from domain.caseload import BY_YOUTH
from domain.delivery import Kind
from domain.erasing import NOBODY, Scope, struck
from domain.seats import HELD
from domain.tickets import OPEN, TicketStatus
from domain.topics import AnswerStatus
from domain.wishes import Ending, WishStatus
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.login import Invitation
from models.person import Person
from models.ticket import Ticket, VoiceWord
from models.topic import TopicAnswer
from models.wish import Claim, Share, Wish
from services import letters, seating
from services.erasing_traces import Traces
from services.letters import News
from services.uow import Uow

_LIVE: Final = (WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED)


def end(uow: Uow, traces: Traces) -> None:
    """End what runs; whoever is busy with it is told, without a name."""
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
    live = uow.session.scalars(
        select(Wish)
        .where(Wish.id.in_(traces.wishes), Wish.status.in_(_LIVE))
        .order_by(Wish.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for wish in live:
        wish.status, wish.changed_at = WishStatus.REMOVED, uow.now
    uow.session.flush()
    held = uow.session.scalars(
        select(Claim)
        .where(Claim.wish_id.in_([wish.id for wish in live]), Claim.ended_at.is_(None))
        .execution_options(populate_existing=True)
    ).all()
    for claim in held:
        claim.ended_at, claim.ending = uow.now, Ending.LEFT
    _tell(uow, held)


def _tell(uow: Uow, held: Sequence[Claim]) -> None:
    """Tell those who were about to make a wish true that it is there no more."""
    wishes = {claim.id: claim.wish_id for claim in held}
    shares = uow.session.execute(
        select(Share.claim_id, Share.cadre_id).where(
            Share.claim_id.in_(wishes), Share.left_at.is_(None)
        )
    )
    busy = [*((claim.id, claim.cadre_id) for claim in held), *map(tuple, shares)]
    news = [
        News(
            f"wish-erased:{claim}:{cadre}",
            cadre,
            f"心愿 W-{wishes[claim]} 许愿人撤回了,不用再办,谢谢你。"
            "还有别的心愿等着,回复「心愿池」看看。",
            "心愿撤回了",
            f"W-{wishes[claim]} 不用再办了",
        )
        for claim, cadre in busy
    ]
    letters.tell(uow, news, Kind.WISH)


def _tickets(uow: Uow, traces: Traces) -> None:
    rows = uow.session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(traces.tickets))
        .order_by(Ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    quoting = []
    for ticket in rows:
        ticket.follow_up, ticket.follow_up_at = False, None
        if ticket.status in OPEN:
            ticket.status, ticket.closed_at = TicketStatus.WITHDRAWN, uow.now
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
