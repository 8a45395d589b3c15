"""What the asker and those who see to a ticket are told; a letter names no asker."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from domain.delivery import Kind
from domain.ticket_clock import last_day
from domain.tickets import OURS, SORTS, Sort, TicketStatus
from domain.wording import say_date, say_moment, tap, untapped
from models import subject
from models.post import Outbox
from models.ticket import Ticket
from services import letters, reasons
from services import ticket_access as access
from services.letters import News
from services.ticket_rows import name
from services.uow import Uow

_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(hours=12)
"""What is due today is no news tomorrow."""
_SCREEN: Final = 300
_LINE: Final = 5
_SUPPOSED: Final = {TicketStatus.WAITING: "受理", TicketStatus.WORKING: "答复"}


def by(ticket: Ticket) -> str:
    """Return by when the present step is to be done: ``11 月 24 日前``."""
    if ticket.urgent:
        return f"{say_moment(ticket.due_at)} 前"
    return f"{say_date(last_day(ticket.due_at))}前"


def cut(text: str) -> str:
    """Return as much of somebody's words as fits a letter."""
    return untapped(text[:_SCREEN]) + ("…(全文回复「我的诉求」)" if len(text) > _SCREEN else "")


def to_asker(  # noqa: PLR0913 - a letter has this many sides, and each has its name
    uow: Uow, ticket: Ticket, step: int, text: str, note: str, *, owned: bool = False
) -> None:
    """Tell who asked about a step, unless another has come by the time it goes.

    ``owned``: the letter is about who has it, and is stale once somebody else has.
    """
    owner = {"owner": ticket.owner_id} if owned else {}
    _tell(uow, ticket, step, (text, note), Kind.TICKET, also=owner)


def _tell(  # noqa: PLR0913 - likewise
    uow: Uow,
    ticket: Ticket,
    step: int,
    words: tuple[str, str],
    kind: Kind,
    *,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    if ticket.asker_id is None:
        return
    because = {
        "kind": "ticket",
        "id": ticket.id,
        "as": ticket.status,
        "up": ticket.escalations,
        "again": ticket.reopened,
        "page": f"tickets/{ticket.id}",
        **also,
    }
    news = News(
        key=f"ticket:{ticket.id}:{step}",
        person_id=ticket.asker_id,
        text=words[0],
        title=f"{SORTS[Sort(ticket.sort)]} {name(ticket)}",
        note=words[1],
        because=because,
    )
    letters.tell(uow, [news], kind, urgent=ticket.urgent)


def answered(uow: Uow, ticket: Ticket, step: int, who: str) -> None:
    """Tell who asked what was answered, and ask whether it was solved."""
    number = name(ticket)
    again = f"\n两周后会再问你一次,不用的话:{tap(f'不用回访{number}')}"
    text = (
        f"你提的 {number} 有答复了({who}):\n{cut(ticket.answer)}\n"
        f"解决了吗?{tap(f'解决了{number}')} · {tap(f'没解决{number}')}"
    )
    to_asker(uow, ticket, step, text + (again if ticket.follow_up_at else ""), "有答复了,解决了吗")


def referred(uow: Uow, ticket: Ticket, step: int) -> None:
    """Tell who asked who is responsible."""
    number = name(ticket)
    text = (
        f"你提的 {number} 不归我们这一级办,该找:{untapped(ticket.refer)}\n"
        f"那边不理,或者其实该我们办:{tap(f'没解决{number}')}"
    )
    to_asker(uow, ticket, step, text, "不属本级,写了该找谁")


def follow_up(uow: Uow, ticket: Ticket, step: int) -> None:
    """Ask once more, two weeks later."""
    number = name(ticket)
    text = (
        f"前些天你提的 {number},现在怎么样了?"
        f"{tap(f'解决了{number}')} · {tap(f'没解决{number}')}\n就再问这一次。"
    )
    _tell(uow, ticket, step, (text, "现在解决了吗"), Kind.ASK)


def new(uow: Uow, ticket: Ticket) -> None:
    """Tell its owner of a new ticket; those who answer for the organ, once a day of all."""
    what = SORTS[Sort(ticket.sort)]
    if ticket.owner_id is not None:
        number, until = name(ticket), by(ticket)
        text = f"有一件新的{what}交给你({number}),{until}受理。看一眼:{tap('待办诉求')}"
        to_desk(uow, ticket, 0, text, f"{until}受理")
        return
    text = f"有新的{what}等本单位受理。看一眼:{tap('待办诉求')}"
    _desk(
        uow,
        access.leaders(uow, ticket, ticket.organ_id),
        key=f"tickets-new:{ticket.organ_id}:{uow.today:%Y%m%d}",
        text=text,
        card=(f"新的{what}", "等本单位受理"),
        because={"kind": "tickets_wait", "organ": ticket.organ_id, "page": "tickets"},
    )


def to_desk(uow: Uow, ticket: Ticket, step: int | str, text: str, note: str) -> None:
    """Tell whoever sees to a ticket, as long as it stands as it stood."""
    _desk(
        uow,
        access.handlers(uow, ticket),
        key=f"ticket-desk:{ticket.id}:{step}",
        text=text,
        card=(f"{SORTS[Sort(ticket.sort)]} {name(ticket)}", note),
        because={
            "kind": "ticket_desk",
            "id": ticket.id,
            "as": ticket.status,
            "page": f"tickets/{ticket.id}",
        },
        urgent=ticket.urgent,
    )


def escalated(uow: Uow, ticket: Ticket, step: int, where: str) -> None:
    """Tell who asked where it is now, and who had it that it went up."""
    number, until = name(ticket), by(ticket)
    late = _SUPPOSED[TicketStatus(ticket.status)]
    text = (
        f"你提的 {number} 过了日子还没{late},已经{where},{until}给你回音。\n"
        f"到哪一步了,回复「{tap('我的诉求')}」。"
    )
    to_asker(uow, ticket, step, text, where[:20])
    text = f"{number} 过了{late}的日子,已经{where}。现在办也来得及:{tap('待办诉求')}"
    to_desk(uow, ticket, step, text, "过了日子,已上转")


def handed(uow: Uow, mark: str, receiver: int, giver: str, tickets: Sequence[Ticket]) -> None:
    """Tell somebody of the open tickets that came with youths from a colleague, in one letter."""
    if not tickets:
        return
    text = (
        f"{giver}交接的小伙伴有 {len(tickets)} 件在办的也交给你了:{_few(tickets)},期限不变。"
        f"看一眼:{tap('待办诉求')}"
    )
    _desk(
        uow,
        [receiver],
        key=f"tickets-handed:{mark}",
        text=text,
        card=("交接来的诉求", f"{len(tickets)} 件在办"),
        because=_open_ones([ticket.id for ticket in tickets]),
    )


def came_up(uow: Uow, organ_id: int, tickets: Sequence[Ticket]) -> None:
    """Tell those of an organ above what came up to them, each in one letter."""
    theirs: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        for one in access.leaders(uow, ticket, organ_id):
            theirs[one].append(ticket)
    for cadre, own in theirs.items():
        _desk(
            uow,
            [cadre],
            key=f"tickets-up:{organ_id}:{own[0].id}:{own[0].escalations}:{own[0].reopened}",
            text=f"{_few(own)}过了日子没有办,转到你们这里了,请看一眼、催一下或直接办:{tap('待办诉求')}",
            card=("超时上转", f"{len(own)} 件过了日子"),
            because=_open_ones([ticket.id for ticket in own]),
            urgent=any(ticket.urgent for ticket in own),
        )


def _few(tickets: Sequence[Ticket]) -> str:
    more = f" 等 {len(tickets)} 件" if len(tickets) > _LINE else ""
    return "、".join(name(ticket) for ticket in tickets[:_LINE]) + more


def told_of_due(uow: Uow, cadres: Collection[int]) -> set[int]:
    """Return who of some cadres has been reminded today."""
    keys = {f"{_due_key(uow)}:{one}": one for one in cadres}
    written = select(Outbox.key).where(Outbox.key.in_(keys))
    return {keys[key] for key in uow.session.scalars(written)} if keys else set()


def _due_key(uow: Uow) -> str:
    return f"tickets-due:{uow.today:%Y%m%d}"


def due_soon(uow: Uow, cadre_id: int, ids: Sequence[int]) -> int:
    """Remind somebody in the morning of what is due by the end of the day: once a day."""
    text = f"今天有 {len(ids)} 件诉求、提问到期。先接下,或者写一句答复:{tap('待办诉求')}"
    return _desk(
        uow,
        [cadre_id],
        key=_due_key(uow),
        text=text,
        card=("今天到期", f"{len(ids)} 件诉求、提问"),
        because=_open_ones(ids),
        life=_DAY,
    )


def _open_ones(ids: Sequence[int]) -> dict[str, Any]:
    return {"kind": "tickets_up", "ids": list(ids), "page": "tickets"}


def _desk(  # noqa: PLR0913 - a letter has this many sides, and each has its name
    uow: Uow,
    cadres: Sequence[int],
    *,
    key: str,
    text: str,
    card: tuple[str, str],
    because: Mapping[str, Any],
    urgent: bool = False,
    life: timedelta = _WEEK,
) -> int:
    news = [News(f"{key}:{one}", one, text, card[0], card[1], because) for one in cadres]
    return letters.tell(uow, news, Kind.TICKET, urgent=urgent, life=life)


@reasons.asks("ticket")
def _stands(uow: Uow, because: Mapping[str, Any]) -> bool:
    ticket = uow.session.get(Ticket, because["id"])
    return (
        ticket is not None
        and ticket.asker_id == reasons.reader(uow, because)
        and (ticket.status, ticket.escalations) == (because["as"], because["up"])
        and ticket.reopened == because["again"]
        and ticket.owner_id == because.get("owner", ticket.owner_id)
    )


@reasons.asks("ticket_desk")
def _waits(uow: Uow, because: Mapping[str, Any]) -> bool:
    ticket = uow.session.get(Ticket, because["id"])
    return (
        ticket is not None
        and ticket.status == because["as"]
        and reasons.reader(uow, because) in access.handlers(uow, ticket)
    )


@reasons.asks("tickets_wait")
def _any_waits(uow: Uow, because: Mapping[str, Any]) -> bool:
    return _any(
        uow,
        because,
        Ticket.organ_id == because["organ"],
        Ticket.owner_id.is_(None),
        Ticket.status == TicketStatus.WAITING,
    )


@reasons.asks("tickets_up")
def _any_open(uow: Uow, because: Mapping[str, Any]) -> bool:
    return _any(uow, because, Ticket.id.in_(because["ids"]), Ticket.status.in_(OURS))


def _any(uow: Uow, because: Mapping[str, Any], *which: ColumnElement[bool]) -> bool:
    """Say whether there is any of these that the reader may still see to."""
    reader = reasons.reader(uow, because)
    if not access.posted(uow, {reader}):
        return False
    led = select(subject.leaders(uow.today, reader).subquery().c.organisation_id)
    theirs = (Ticket.owner_id == reader, Ticket.organ_id.in_(led), Ticket.escalated_to.in_(led))
    mine = select(Ticket.id).where(*which, or_(*theirs), access.unconcerned(uow, reader))
    return uow.session.scalar(mine.limit(1)) is not None
