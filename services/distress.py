"""Somebody is in acute distress: whoever is on duty is called at once, and the words are kept."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from domain.channels import Ability, may
from domain.delivery import Kind
from domain.errors import Refusal
from domain.next_steps import there
from domain.tickets import OPEN, Move, Sort, number
from domain.wording import say_when, untapped
from models.audit import Audit
from models.person import CALMLY, Person
from models.ticket import Ticket, TicketStep
from services import areas, audit, doors, duty, letters, outbox, phones, reasons, tickets
from services.letters import News
from services.uow import Uow

log = logging.getLogger(__name__)

AGAIN: Final = timedelta(minutes=30)
"""So long nobody is called a second time for the same person."""
_DEED: Final = "called_duty"
_LIFE: Final = timedelta(hours=12)
_SMS_LIFE: Final = timedelta(hours=1)
_TEXT: Final = 1000
_SMS: Final = "有小伙伴需要你马上联系。打开公众号,回复「待办诉求」,看是谁、怎么联系。"


def heard(uow: Uow, person_id: int, text: str) -> bool:
    """Call whoever is on duty and open an urgent ticket; say whether somebody was called.

    Within half an hour nobody is called again: what is said meanwhile is kept with the ticket.
    """
    owner = select(Person).where(Person.id == person_id).with_for_update(**CALMLY)
    person = uow.session.scalars(owner).one()
    ticket = _open(uow, person_id)
    if ticket is not None:
        _add(uow, ticket, person_id, text)
    lately = _lately(uow, person_id)
    if lately is not None:
        return lately
    group = _reached(uow, person)
    ticket = ticket or _ask(uow, person, text, group)
    news = [_alarm(uow, one, person, ticket) for one in group]
    letters.tell(uow, news, Kind.ALARM, urgent=True, life=_LIFE)
    rings = _ring(uow, person, group)
    # An account that cannot push only waits, and so does the mini-program: then it is the text
    # message that calls, if any.
    pushed = may(uow.means.account, Ability.TEMPLATE) and any(
        door.openid for door in doors.of(uow, group).values()
    )
    reached = bool(group) and (rings > 0 or pushed)
    audit.note(uow, _DEED, "person", person_id, called=len(group), reached=reached)
    return reached


def called(uow: Uow, person_id: int, text: str) -> bool:
    """Do the same, whatever breaks: who is in distress gets an answer in any case."""
    try:
        with uow.attempt():
            return heard(uow, person_id, text)
    except Exception:
        log.exception("nobody was called")
        return False


def goes_on(uow: Uow, person_id: int, text: str) -> bool:
    """Keep what somebody says next with their urgent ticket; say whether there is one."""
    ticket = _open(uow, person_id)
    if ticket is not None:
        _add(uow, ticket, person_id, text)
    return ticket is not None


def _open(uow: Uow, person_id: int) -> Ticket | None:
    """Return the urgent ticket of theirs that is still being seen to."""
    question = select(Ticket).where(
        Ticket.asker_id == person_id, Ticket.urgent, Ticket.status.in_(OPEN)
    )
    return uow.session.scalar(question.order_by(Ticket.id.desc()).limit(1))


def _add(uow: Uow, ticket: Ticket, person_id: int, text: str) -> None:
    """Keep what was said with the ticket, once: a page's text is heard by whoever takes it, too."""
    same = select(TicketStep.id).where(
        TicketStep.ticket_id == ticket.id, TicketStep.at == uow.now, TicketStep.text == text[:_TEXT]
    )
    if ticket.created_at == uow.now or uow.session.scalar(same.limit(1)) is not None:
        return
    step = TicketStep(
        ticket_id=ticket.id, at=uow.now, actor_id=person_id, deed=Move.NOTE, text=text[:_TEXT]
    )
    uow.session.add(step)


def _lately(uow: Uow, person_id: int) -> bool | None:
    """Say whether the call of the last half hour got through; none if there was nobody to call."""
    question = select(Audit.data).where(
        Audit.object == "person",
        Audit.object_id == str(person_id),
        Audit.deed == _DEED,
        Audit.at > uow.now - AGAIN,
    )
    data = uow.session.scalar(question.order_by(Audit.id.desc()).limit(1))
    return bool(data["reached"]) if data and data["called"] else None


def _ring(uow: Uow, person: Person, cadres: list[int]) -> int:
    """Send those who are called a text message as well, which names nobody; return how many."""
    numbered = select(Person).where(Person.id.in_(cadres), Person.phone.is_not(None))
    people = uow.session.scalars(numbered).all()
    found = doors.of(uow, cadres)
    for one in people:
        chat = one.id in found and found[one.id].openid
        outbox.text_message(
            uow,
            key=f"ring:{person.id}:{one.id}:{uow.now:%Y%m%d%H%M%S}",
            phone=phones.opened(uow.means.vault, one),
            text=_SMS if chat else there(_SMS),
            expires_at=uow.now + _SMS_LIFE,
        )
    return len(people)


def _reached(uow: Uow, person: Person) -> list[int]:
    """Return those on duty, organ by organ upwards, until somebody among them can be reached."""
    organ = areas.area_of(uow, person.organisation_id)
    for group in duty.chain(uow, organ):
        proved = _proved(uow, [one for one in group if one != person.id])
        if proved:
            return [one for one in group if one in proved]
    log.error("nobody could be called about person %d", person.id)
    return []


def _proved(uow: Uow, cadres: list[int]) -> set[int]:
    """Return who of some cadres is reached and came in by password: no other opens the ticket."""
    question = select(Person.id).where(Person.id.in_(cadres), duty.reachable())
    return set(uow.session.scalars(question))


def _ask(uow: Uow, person: Person, text: str, called: list[int]) -> Ticket | None:
    """Open the ticket; whatever hinders that, somebody is called all the same."""
    try:
        with uow.attempt():
            asked = tickets.ask(
                uow,
                person.id,
                sort=Sort.DEMAND,
                text=text[:_TEXT],
                private=True,
                urgent=True,
                owner_id=called[0] if called else None,
            )
            return uow.session.get_one(Ticket, asked.id)
    except Refusal as no:
        log.warning("no urgent ticket: %s", no.code)
    return None


def _alarm(uow: Uow, cadre_id: int, person: Person, ticket: Ticket | None) -> News:
    """Say who needs a call; what was said stands on the ticket alone."""
    place = areas.names(uow, [person.organisation_id])[person.organisation_id]
    when = say_when(uow.now, uow.now)
    lines = [
        f"请马上联系{untapped(person.name)}({untapped(place)})。",
        f"TA {when}发来的话让人很担心。先打电话或者去身边,陪着说话,别让 TA 一个人。",
        "有危险直接打 110、120;拿不准,打 12355 问专业的人。",
    ]
    lines += (
        [f"TA 说了什么、怎么联系:回复「待办诉求」看 {number(Sort(ticket.sort), ticket.id)}。"]
        if ticket
        else []
    )
    because: dict[str, Any] = {"kind": "distress", "ticket": ticket.id if ticket else 0}
    if ticket is not None:
        because["page"] = f"tickets/{ticket.id}"
    return News(
        key=f"{duty.alarm(person.id, cadre_id)}{uow.now:%Y%m%d%H%M%S}",
        person_id=cadre_id,
        text="\n".join(lines),
        title="有小伙伴要马上联系",
        note=f"{person.name},{when}"[:20],
        because=because,
    )


@reasons.asks("distress")
def _needed(uow: Uow, because: Mapping[str, Any]) -> bool:
    """Say whether somebody still has to see to it."""
    ticket = uow.session.get(Ticket, because["ticket"]) if because["ticket"] else None
    return ticket is None or ticket.status in OPEN
