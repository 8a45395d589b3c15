"""The rows of a handover: what moves from one case-load to the other, and how it goes back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, select

from domain import ending
from domain.caseload import BY_YOUTH
from domain.errors import Refusal
from models import person as people
from models.contact import Contact, ContactTag, ended_for
from models.person import Person
from services import changes, handover_tickets, handover_words, record_rows
from services.uow import Uow

NOTES: Final = ("hint", "field", "industry", "occupation")
"""What a cadre notes about a youth."""

Step = dict[str, Any]


class HandedOn(Refusal):
    """Not one of the contacts can go back: the receiver's list has changed since."""

    code = "handed_on"
    text = "接手的名单已经变了,撤不回来了。请和接手的同事说一声,让 TA 交接回来。"


def hold(uow: Uow, youth_ids: Collection[int]) -> None:
    """Lock youths, always in one order: who keeps in touch is decided by one at a time."""
    uow.session.execute(
        select(Person.id)
        .where(Person.id.in_(youth_ids))
        .order_by(Person.id)
        .with_for_update(**people.CALMLY)
    )


def move(
    uow: Uow, receiver_id: int, going: Sequence[Contact], theirs: Mapping[int, Contact]
) -> list[Step]:
    """End the giver's contacts and open the receiver's; return what taking it back needs."""
    first = _to_be_first(uow, going)
    reason = ending.handed_to(receiver_id)
    steps: list[Step] = []
    for contact in going:
        steps.append({"youth": contact.youth_id, "from": contact.id, "primary": contact.is_primary})
        contact.ended_at, contact.end_reason, contact.is_primary = uow.now, reason, False
    uow.session.flush()
    opened = [theirs.get(c.youth_id) or _opened(uow, receiver_id, c) for c in going]
    for before, contact, step in zip(going, opened, steps, strict=True):
        step["theirs"] = contact.youth_id in theirs
        step["was_primary"] = bool(contact.is_primary)
        step["filled"] = fill(contact, before)
        contact.is_primary = contact.is_primary or contact.youth_id in first
    uow.session.add_all(opened)
    uow.session.flush()
    for contact, step in zip(opened, steps, strict=True):
        step["to"] = contact.id
    for step, tags in zip(
        steps, lend_tags(uow, [(s["from"], s["to"]) for s in steps]), strict=True
    ):
        step["tags"] = tags
    record_rows.recount(uow, Contact.id.in_([s["to"] for s in steps if not s["theirs"]]))
    return steps


def fill(contact: Contact, before: Contact) -> dict[str, str]:
    """Note what only the other contact notes; return what was added."""
    added = {
        name: getattr(before, name)
        for name in NOTES
        if getattr(before, name) and not getattr(contact, name)
    }
    for name, words in added.items():
        setattr(contact, name, words)
    return added


def empty(contact: Contact, added: Mapping[str, str]) -> None:
    """Take back what ``fill`` added, where nobody has changed it since."""
    for name, words in added.items():
        if getattr(contact, name) == words:
            setattr(contact, name, "")


def lend_tags(uow: Uow, pairs: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Give each second contact the tags of the first that it lacks; return them, pair by pair."""
    tags: dict[int, set[str]] = {}
    rows = uow.session.execute(
        select(ContactTag.contact_id, ContactTag.tag).where(
            ContactTag.contact_id.in_([number for pair in pairs for number in pair])
        )
    )
    for contact_id, tag in rows:
        tags.setdefault(contact_id, set()).add(tag)
    lent = [sorted(tags.get(one, set()) - tags.get(other, set())) for one, other in pairs]
    new = [
        {"contact_id": other, "tag": tag}
        for (_, other), more in zip(pairs, lent, strict=True)
        for tag in more
    ]
    if new:
        uow.session.execute(insert(ContactTag), new)
    return lent


def take_tags(uow: Uow, lent: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take tags off contacts again."""
    wanted = {(contact, tag) for contact, tags in lent for tag in tags}
    contacts, names = {c for c, _ in wanted}, {t for _, t in wanted}
    if not wanted:
        return
    rows = uow.session.scalars(
        select(ContactTag).where(ContactTag.contact_id.in_(contacts), ContactTag.tag.in_(names))
    )
    for row in rows:
        if (row.contact_id, row.tag) in wanted:
            uow.session.delete(row)


def _to_be_first(uow: Uow, going: Sequence[Contact]) -> set[int]:
    """Return those whose primary cadre the receiver becomes: nobody else is."""
    youths = {contact.youth_id for contact in going}
    others = uow.session.scalars(
        select(Contact.youth_id).where(
            Contact.youth_id.in_(youths),
            Contact.ended_at.is_(None),
            Contact.is_primary,
            Contact.id.not_in([contact.id for contact in going]),
        )
    )
    return youths - set(others)


def _opened(uow: Uow, receiver_id: int, before: Contact) -> Contact:
    return Contact(
        cadre_id=receiver_id,
        youth_id=before.youth_id,
        is_primary=False,
        hint="",
        field="",
        industry="",
        occupation="",
        started_at=uow.now,
        source="handover",
    )


@changes.taker_back("handover")
def _back(uow: Uow, data: dict[str, Any]) -> str | None:
    """Give the giver's contacts back; what others did with a youth meanwhile stands."""
    steps: list[Step] = data["steps"]
    hold(uow, [step["youth"] for step in steps])
    living = _living(uow, steps)
    rows = _rows(uow, steps)
    returning = [step for step in steps if _may_return(step, rows, living, data["giver"])]
    if not returning:
        raise HandedOn
    _close(uow, returning, rows)
    firsts = {c.youth_id for c in _living(uow, returning) if c.is_primary}
    for step in returning:
        given = rows[step["from"]]
        given.ended_at, given.end_reason = None, ""
        given.is_primary = step["primary"] and step["youth"] not in firsts
    uow.session.flush()
    record_rows.recount(uow, Contact.id.in_([step["from"] for step in returning]))
    youths = [step["youth"] for step in returning]
    # A step of the days before tickets went along has none.
    tickets = data.get("tickets", [])
    handover_tickets.take_back(uow, tickets, data["giver"], data["receiver"], youths)
    handover_words.untell(uow, data, youths)
    rest = len(steps) - len(returning)
    return f"其中 {rest} 位的联系人后来变了,没有动。" if rest else None


def _may_return(
    step: Step, rows: Mapping[int, Contact], living: Sequence[Contact], giver: int
) -> bool:
    if any(c.cadre_id == giver and c.youth_id == step["youth"] for c in living):
        return False
    got = rows.get(step["to"])
    return got is not None and (got.ended_at is None or got.end_reason == BY_YOUTH)


def _close(uow: Uow, returning: Sequence[Step], rows: Mapping[int, Contact]) -> None:
    """Undo what was opened for the receiver: all of it, unless the youth said yes or no to it.

    Whoever the receiver had twice and merged into it stays theirs as well.
    """
    merged = _merged(uow, [rows[step["to"]] for step in returning])
    gone: list[int] = []
    lent: list[tuple[int, Sequence[str]]] = []
    for step in returning:
        got = rows[step["to"]]
        if got.ended_at is not None:
            continue
        if step["theirs"]:
            empty(got, step["filled"])
            lent.append((got.id, step["tags"]))
            got.is_primary = step["was_primary"]
        elif got.agreed_at is None and step["youth"] not in merged:
            gone.append(got.id)
        else:
            got.is_primary = got.is_primary and not step["primary"]
    take_tags(uow, lent)
    uow.session.flush()
    uow.session.execute(delete(ContactTag).where(ContactTag.contact_id.in_(gone)))
    uow.session.execute(delete(Contact).where(Contact.id.in_(gone)))


def _merged(uow: Uow, contacts: Sequence[Contact]) -> set[int]:
    """Return the youths of these contacts into whom the same cadre merged another one."""
    into = {(c.cadre_id, ending.merged_into(c.youth_id)): c.youth_id for c in contacts}
    found = uow.session.execute(
        select(Contact.cadre_id, Contact.end_reason).where(
            ended_for({reason for _, reason in into})
        )
    )
    return {into[row.cadre_id, row.end_reason] for row in found if tuple(row) in into}


def _living(uow: Uow, steps: Sequence[Step]) -> list[Contact]:
    return list(
        uow.session.scalars(
            select(Contact)
            .where(Contact.youth_id.in_([s["youth"] for s in steps]), Contact.ended_at.is_(None))
            .execution_options(populate_existing=True)
        )
    )


def _rows(uow: Uow, steps: Sequence[Step]) -> dict[int, Contact]:
    ids = [number for step in steps for number in (step["from"], step["to"])]
    found = uow.session.scalars(
        select(Contact).where(Contact.id.in_(ids)).execution_options(populate_existing=True)
    )
    return {contact.id: contact for contact in found}
