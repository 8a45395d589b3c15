"""青年之声: making an answer public with care, and taking it away from there at once."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select

from domain import voices as rules
from domain.delivery import Kind
from domain.errors import Refusal
from domain.tickets import Sort, TicketStatus, number
from domain.wording import tap, untapped
from models.cadre import Cadre
from models.organisation import Below
from models.person import Person
from models.ticket import Ticket, VoiceWord
from services import areas, audit, letters, reasons, safety, segmenting, ticket_access
from services.letters import News
from services.ticket_views import TicketSeen
from services.uow import Uow
from services.voices import NoSuchVoice

_SAID: Final = 60
_REASON: Final = "voice_public"
_PUBLISHABLE: Final = frozenset({TicketStatus.ANSWERED, TicketStatus.CONFIRMED})


class NotForAll(Refusal):
    """It stays between those who asked and those who answer."""

    code = "voice_not_for_all"
    text = "{why}"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of publishing; ``held``: why somebody looks at it first, empty if it is out."""

    id: int
    held: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the public form of a ticket stands, for those who handle it and who asked."""

    question: str
    answer: str
    public: bool
    waits: bool
    """Written, and somebody is to look at it first."""
    barred: str
    """Why it can never be public; empty if it can."""


def publish(  # noqa: PLR0913 - who, what, and whether they looked again
    uow: Uow,
    ticket_id: int,
    cadre_id: int,
    organ_id: int | None,
    *,
    question: str,
    answer: str,
    sure: bool = False,
    mini_openid: str = "",
) -> Published:
    """Let everybody read an answer, in words that name nobody; ``sure``: what is doubtful stays.

    ``mini_openid``: see ``safety.screen``.
    Once the asker has said that it is private, it is.
    """
    ticket = _handled(uow, ticket_id, cadre_id, organ_id)
    if why := barred(ticket):
        raise NotForAll(why=why)
    asker = uow.session.get(Person, ticket.asker_id) if ticket.asker_id else None
    known = asker.name if asker is not None and not ticket.anonymous else ""
    question, answer = rules.check(question, answer, known)
    doubts = _doubts(uow, ticket, f"{question}\n{answer}")
    if doubts and not sure:
        raise rules.LookAgain(what=";".join(doubts[:3]))
    ticket.public_question, ticket.public_answer = question, answer
    ticket.public_by, ticket.public_at = cadre_id, None
    uow.session.flush()
    said = f"{question}\n{answer}"
    organ = ticket.organ_id
    verdict = safety.screen(uow, "voice", ticket_id, organ, said, mini_openid=mini_openid)
    if verdict.held:
        _forget_words(uow, ticket_id)
    else:
        _open(uow, ticket)
    audit.note(uow, "published", "ticket", ticket_id, held=verdict.held)
    return Published(ticket_id, verdict.why if verdict.held else "")


def barred(ticket: Ticket) -> str:
    """Say why a ticket cannot be made public; empty if it can."""
    if ticket.private and not ticket.urgent:
        return "提问的人选了不公开,这一条只在你们之间。"
    if ticket.urgent or ticket.sort == Sort.COMPLAINT:
        return "求助和投诉不公开,这一条只在你们之间。"
    if ticket.status not in _PUBLISHABLE or not ticket.answer:
        return "答复以后才能公开。先把回答写给提问的人。"
    return ""


def standing_of(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None) -> Standing:
    """Return where the public form of a ticket stands, for who sees to it."""
    ticket = uow.session.get(Ticket, ticket_id)
    if ticket is None or not ticket_access.may_handle(uow, ticket, cadre_id, organ_id):
        raise ticket_access.NoSuchTicket
    public = ticket.public_at is not None
    written = bool(ticket.public_question)
    return Standing(
        ticket.public_question,
        ticket.public_answer,
        public,
        written and not public,
        barred(ticket),
    )


def proposed(stands: Standing, seen: TicketSeen) -> tuple[str, str]:
    """Return question and answer as they were written, or else without the name of who asked."""
    asker = "" if seen.anonymous or seen.asker_id is None else seen.asker
    return (
        stands.question or rules.proposed(seen.text, asker),
        stands.answer or rules.proposed(seen.answer, asker),
    )


def _doubts(uow: Uow, ticket: Ticket, text: str) -> list[str]:
    """Return what should be looked at again; names are those of any youth of the area.

    Who asked anonymously is not told apart from the others: otherwise one could guess by trying.
    """
    pieces = rules.like_names(text)
    area = areas.area_of(uow, ticket.organisation_id)
    question = (
        select(Person.name)
        .join(Below, Below.descendant_id == Person.organisation_id)
        .outerjoin(Cadre, Cadre.id == Person.id)
        .where(Below.ancestor_id == area, Person.name.in_(pieces), Cadre.id.is_(None))
        .distinct()
    )
    names = uow.session.scalars(question).all() if pieces else []
    place = "" if area == ticket.organisation_id else _name(uow, ticket.organisation_id)
    return rules.doubtful(text, names, place)


def withdraw_public(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None) -> None:
    """Take an answer away from the public: by who handles it, or by an organ over theirs."""
    ticket = _locked(uow, ticket_id)
    over = organ_id is not None and areas.is_over(uow, organ_id, ticket.organ_id)
    shown = over and ticket.public_at is not None
    if not shown and not ticket_access.may_handle(uow, ticket, cadre_id, organ_id):
        raise NoSuchVoice
    _close(uow, ticket)


def keep_private(uow: Uow, ticket_id: int, person_id: int) -> str:
    """Let the asker say that it stays between them; what is public goes at once."""
    ticket = _locked(uow, ticket_id)
    if ticket.asker_id != person_id:
        raise ticket_access.NoSuchTicket
    ticket.private = True
    _close(uow, ticket)
    return number(Sort(ticket.sort), ticket.id)


def allow_public(uow: Uow, ticket_id: int, person_id: int) -> str:
    """Let the asker say that others may read it, without a name."""
    ticket = _locked(uow, ticket_id)
    if ticket.asker_id != person_id:
        raise ticket_access.NoSuchTicket
    if ticket.urgent:
        raise NotForAll(why=barred(ticket))
    ticket.private = False
    audit.note(uow, "allowed", "ticket", ticket_id)
    return number(Sort(ticket.sort), ticket.id)


def _close(uow: Uow, ticket: Ticket) -> None:
    ticket.public_at = None
    ticket.public_question = ticket.public_answer = ""
    _forget_words(uow, ticket.id)
    audit.note(uow, "withdrew", "ticket", ticket.id)


def open_again(uow: Uow, ticket: Ticket) -> None:
    """Put a locked ticket's words, which were looked at before, back where everybody reads them."""
    _open(uow, ticket)


def _open(uow: Uow, ticket: Ticket) -> None:
    """Put it where everybody reads it, find it by its words, and tell who asked."""
    ticket.public_at = uow.now
    _forget_words(uow, ticket.id)
    counts = Counter(segmenting.words(f"{ticket.public_question}\n{ticket.public_answer}"))
    rows = [
        {"word": word, "ticket_id": ticket.id, "times": times}
        for word, times in counts.items()
        if len(word) <= rules.WORD
    ]
    if rows:
        uow.session.execute(insert(VoiceWord), rows)
    if ticket.asker_id is None:
        return
    called = number(Sort(ticket.sort), ticket.id)
    question = untapped(ticket.public_question[:_SAID])
    text = (
        f"你问的({called})和回答放进「青年之声」了,帮得上别的人,里面没有你的名字:\n"
        f"「{question}」\n不想公开?{tap(f'不公开{called}')},马上撤下。"
    )
    news = News(
        f"voice:{ticket.id}",
        ticket.asker_id,
        text,
        "你的提问公开了",
        "没有你的名字,可撤下",
        {"kind": _REASON, "id": ticket.id},
    )
    letters.tell(uow, [news], Kind.TICKET)


@reasons.asks(_REASON)
def _still_public(uow: Uow, because: Mapping[str, Any]) -> bool:
    ticket = uow.session.get(Ticket, because["id"])
    if ticket is None or ticket.public_at is None:
        return False
    return ticket.asker_id == reasons.reader(uow, because)


@safety.thing("voice", "青年之声")
class _Screened:
    """What is looked at before all may read it; who publishes it is told what was decided."""

    def text(self, uow: Uow, thing_id: int) -> str:
        ticket = uow.session.get(Ticket, thing_id)
        return f"{ticket.public_question}\n{ticket.public_answer}" if ticket is not None else ""

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        rows = uow.session.execute(
            select(Ticket.id, Ticket.public_question, Ticket.public_answer).where(
                Ticket.id.in_(ids)
            )
        )
        return {number: f"{question}\n{answer}" for number, question, answer in rows}

    def kept(self, uow: Uow, thing_id: int) -> None:
        ticket = _locked(uow, thing_id)
        if ticket.public_question and not barred(ticket):
            _open(uow, ticket)

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        del reason  # the publisher is told it; what was written stays to be mended
        ticket = _locked(uow, thing_id)
        ticket.public_at = None
        _forget_words(uow, thing_id)

    def author(self, uow: Uow, thing_id: int) -> int:
        ticket = uow.session.get(Ticket, thing_id)
        return (ticket.public_by or 0) if ticket is not None else 0


def _forget_words(uow: Uow, ticket_id: int) -> None:
    uow.session.execute(delete(VoiceWord).where(VoiceWord.ticket_id == ticket_id))


def _locked(uow: Uow, ticket_id: int) -> Ticket:
    ticket = uow.session.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)
    if ticket is None:
        raise ticket_access.NoSuchTicket
    return ticket


def _handled(uow: Uow, ticket_id: int, cadre_id: int, organ_id: int | None) -> Ticket:
    ticket = _locked(uow, ticket_id)
    if not ticket_access.may_handle(uow, ticket, cadre_id, organ_id):
        raise ticket_access.NoSuchTicket
    return ticket


def _name(uow: Uow, organisation_id: int) -> str:
    return areas.names(uow, [organisation_id]).get(organisation_id, "")
