"""Replies that an organ uses often: what is shipped, and its own, with the places filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select

from domain import ticket_templates as rules
from domain.errors import Refusal
from domain.ticket_templates import SHIPPED, Use
from domain.topics import classmate
from domain.wording import say_date
from models.organisation import Below, Organisation
from models.ticket import ReplyTemplate
from services import audit
from services.ticket_views import TicketSeen
from services.uow import Uow

MOST: Final = 50
"""Own templates of one organ: more are not found any more."""
_OWN: Final = "own-"


class NoSuchTemplate(Refusal):
    """It was removed, or is another organ's."""

    code = "template_gone"
    text = "没有这个回复模板,可能已经删掉了。回到「回复模板」看看现在有什么。"


class TooManyTemplates(Refusal):
    """The list is long enough."""

    code = "templates_enough"
    text = "自己的模板已经有 {most} 个了,先删掉不用的再加。"


@dataclass(frozen=True, slots=True)
class Reply:
    """One template; ``id`` where it is a row, and ``mine`` where it belongs to this very organ."""

    key: str
    title: str
    text: str
    use: Use = Use.ANSWER
    id: int = 0
    organ: str = ""
    mine: bool = False


def listed(uow: Uow, organ_id: int) -> list[Reply]:
    """Return what may be used in an organ: its own, those of the organs above, the shipped."""
    question = (
        select(ReplyTemplate, Organisation.name)
        .join(Organisation, Organisation.id == ReplyTemplate.organ_id)
        .join(Below, Below.ancestor_id == ReplyTemplate.organ_id)
        .where(Below.descendant_id == organ_id, ReplyTemplate.removed_at.is_(None))
        .order_by(Below.depth, ReplyTemplate.title, ReplyTemplate.id)
    )
    own = [
        Reply(
            f"{_OWN}{row.id}",
            row.title,
            row.text,
            id=row.id,
            organ=name,
            mine=row.organ_id == organ_id,
        )
        for row, name in uow.session.execute(question)
    ]
    return own + [Reply(one.code, one.title, one.text, one.use) for one in SHIPPED]


def draft(uow: Uow, key: str, organ_id: int, values: Mapping[str, str]) -> Reply | None:
    """Return a template with its places filled in; none where it is gone."""
    found = next((one for one in listed(uow, organ_id) if one.key == key), None)
    return filled(found, values) if found is not None else None


def filled(one: Reply, values: Mapping[str, str]) -> Reply:
    """Return a template with its places filled in."""
    return replace(one, text=rules.fill(one.text, values))


def values(uow: Uow, *, asker: str, number: str, organ: str, handler: str) -> dict[str, str]:
    """Return what stands in the places; ``asker`` is empty where nobody may know the name."""
    return {
        "称呼": classmate(asker) if asker else "同学",
        "编号": number,
        "机关": organ,
        "经办人": handler,
        "日期": say_date(uow.today),
    }


def known(uow: Uow, seen: TicketSeen, handler: str) -> dict[str, str]:
    """Return what stands in the places of a reply to a ticket.

    Without a name where nobody may know it, and where others get the same answer.
    """
    nameless = seen.anonymous or seen.asker_id is None or seen.duplicates
    asker = "" if nameless else seen.asker
    return values(uow, asker=asker, number=seen.number, organ=seen.organ, handler=handler)


def add(uow: Uow, organ_id: int, cadre_id: int, title: str, text: str) -> int:
    """Keep an own template of an organ; return its id."""
    title, text = rules.check(title, text)
    uow.session.get_one(Organisation, organ_id, with_for_update=True)
    living = select(func.count()).where(
        ReplyTemplate.organ_id == organ_id, ReplyTemplate.removed_at.is_(None)
    )
    if uow.session.scalars(living).one() >= MOST:
        raise TooManyTemplates(most=MOST)
    row = ReplyTemplate(
        organ_id=organ_id, title=title, text=text, created_by=cadre_id, created_at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    audit.note(uow, "added", "reply_template", row.id)
    return row.id


def change(uow: Uow, template_id: int, organ_id: int, title: str, text: str) -> None:
    """Write an own template anew."""
    row = _mine(uow, template_id, organ_id)
    if row.removed_at is not None:
        raise NoSuchTemplate
    row.title, row.text = rules.check(title, text)
    audit.note(uow, "changed", "reply_template", template_id)


def remove(uow: Uow, template_id: int, organ_id: int) -> str:
    """Take an own template out of the list; return its title."""
    row = _mine(uow, template_id, organ_id)
    row.removed_at = row.removed_at or uow.now
    audit.note(uow, "removed", "reply_template", template_id)
    return row.title


def restore(uow: Uow, template_id: int, organ_id: int) -> str:
    """Put a removed template back; return its title."""
    row = _mine(uow, template_id, organ_id)
    row.removed_at = None
    audit.note(uow, "restored", "reply_template", template_id)
    return row.title


def _mine(uow: Uow, template_id: int, organ_id: int) -> ReplyTemplate:
    row = uow.session.get(ReplyTemplate, template_id, with_for_update=True, populate_existing=True)
    if row is None or row.organ_id != organ_id:
        raise NoSuchTemplate
    return row
