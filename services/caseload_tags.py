"""Changing the tags of many youths at once (批量修改), and taking that back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from domain.caseload import MOST_TAGS, tags_fault
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from models.base import table
from models.contact import Contact, ContactTag
from services import audit, caseload_list, changes
from services.caseload_edit import Unfit
from services.caseload_list import Wanted
from services.uow import Uow

_KNOWN: Final = {"field": FIELDS, "industry": INDUSTRIES, "occupation": OCCUPATIONS}


class NobodyPicked(Refusal):
    """A batch is about somebody."""

    code = "nobody_picked"
    text = "还没有选人。先勾上要改的小伙伴,或者勾「全部」。"


class NothingToSet(Refusal):
    """A batch changes something."""

    code = "nothing_to_set"
    text = "还没有说要改成什么:选一个行业、职业、领域,或者写要加、要去掉的标签。"


class TooManyTags(Refusal):
    """One youth would have more tags than anybody reads."""

    code = "too_many_tags"
    text = "有 {count} 位加上以后会超过 {most} 个标签。先去掉一些,再加。"


@dataclass(frozen=True, slots=True)
class Batch:
    """What to change; empty leaves it as it is."""

    field: str = ""
    industry: str = ""
    occupation: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """How many were changed, and the step by which it is taken back."""

    count: int
    change_id: int


def change(
    uow: Uow, cadre_id: int, batch: Batch, *, youths: Collection[int], everybody: Wanted | None
) -> Done:
    """Change those picked of a cadre's case-load, or everybody who is found by a search."""
    check(batch)
    question = caseload_list.living(cadre_id, everybody or Wanted(), uow.today)
    if everybody is None:
        question = question.where(Contact.youth_id.in_(youths))
    # In the order of their ids: of two batches at once, one waits for the other.
    rows = (
        uow.session.scalars(
            question.with_only_columns(Contact).order_by(Contact.id).with_for_update(of=Contact)
        ).all()
        if everybody is not None or youths
        else []
    )
    if not rows:
        raise NobodyPicked
    audit.note(uow, "tagged", "contact", cadre_id, count=len(rows))
    return Done(len(rows), applied(uow, rows, batch, len(rows)))


def applied(uow: Uow, rows: Sequence[Contact], batch: Batch, youths: int) -> int:
    """Change contacts that are locked; return the step by which it is taken back."""
    ids = [row.id for row in rows]
    before = {name: _before(rows, name, getattr(batch, name)) for name in _KNOWN}
    for name, value in ((name, getattr(batch, name)) for name in _KNOWN if getattr(batch, name)):
        uow.session.execute(update(Contact).where(Contact.id.in_(ids)).values({name: value}))
    removed = _remove(uow, ids, batch.remove)
    added = _add(uow, ids, batch.add)
    _not_too_many(uow, ids, batch.add)
    data = {"set": before, "added": added, "removed": removed, "to": _to(batch)}
    return changes.made(uow, "tags", f"修改 {youths} 位的标签", data)


def check(batch: Batch) -> None:
    """Refuse what cannot be set, and nothing at all."""
    for name, known in _KNOWN.items():
        if (code := getattr(batch, name)) and code not in known:
            raise NothingToSet
    why = tags_fault(batch.add) or tags_fault(batch.remove)
    if why is not None:
        raise Unfit(why=why)
    if batch == Batch():
        raise NothingToSet


def _to(batch: Batch) -> dict[str, str]:
    return {name: getattr(batch, name) for name in _KNOWN if getattr(batch, name)}


def _before(rows: Sequence[Contact], name: str, value: str) -> dict[str, list[int]]:
    """Return by old value who had it, where it changes."""
    found: dict[str, list[int]] = {}
    for row in rows if value else ():
        if getattr(row, name) != value:
            found.setdefault(getattr(row, name), []).append(row.id)
    return found


def _remove(uow: Uow, ids: list[int], tags: tuple[str, ...]) -> list[list[Any]]:
    if not tags:
        return []
    gone = [ContactTag.contact_id.in_(ids), ContactTag.tag.in_(tags)]
    found = uow.session.execute(select(ContactTag.contact_id, ContactTag.tag).where(*gone)).all()
    uow.session.execute(delete(ContactTag).where(*gone))
    return [[contact, tag] for contact, tag in found]


def _add(uow: Uow, ids: list[int], tags: tuple[str, ...]) -> list[list[Any]]:
    if not tags:
        return []
    there = {
        (contact, tag)
        for contact, tag in uow.session.execute(
            select(ContactTag.contact_id, ContactTag.tag).where(
                ContactTag.contact_id.in_(ids), ContactTag.tag.in_(tags)
            )
        )
    }
    new = [[contact, tag] for contact in ids for tag in tags if (contact, tag) not in there]
    _insert(uow, new)
    return new


def _insert(uow: Uow, pairs: Iterable[Sequence[Any]]) -> None:
    rows = [{"contact_id": contact, "tag": tag} for contact, tag in pairs]
    if rows:
        uow.session.execute(insert(ContactTag), rows)


def _not_too_many(uow: Uow, ids: list[int], added: tuple[str, ...]) -> None:
    if not added:
        return
    full = (
        select(ContactTag.contact_id)
        .where(ContactTag.contact_id.in_(ids))
        .group_by(ContactTag.contact_id)
        .having(func.count() > literal(MOST_TAGS))
        .subquery()
    )
    count = uow.session.scalar(select(func.count()).select_from(full)) or 0
    if count:
        raise TooManyTags(count=count, most=MOST_TAGS)


@changes.taker_back("tags")
def _untag(uow: Uow, data: dict[str, Any]) -> None:
    """Put back what was there, where nobody has changed it since."""
    contact, tags = table(Contact), table(ContactTag)
    uow.session.flush()
    for name, groups in data["set"].items():
        for old, ids in groups.items():
            uow.session.execute(
                update(Contact)
                .where(Contact.id.in_(ids), contact.c[name] == data["to"][name])
                .values({name: old})
            )
    if data["added"]:
        gone = delete(tags).where(tags.c.contact_id == bindparam("c"), tags.c.tag == bindparam("t"))
        uow.session.connection().execute(gone, [{"c": c, "t": t} for c, t in data["added"]])
    if data["removed"]:
        rows = uow.session.execute(
            select(ContactTag.contact_id, ContactTag.tag).where(
                ContactTag.contact_id.in_({c for c, _ in data["removed"]})
            )
        )
        there = {(contact, tag) for contact, tag in rows}
        # A handover that was taken back took its contacts along.
        wanted = select(Contact.id).where(Contact.id.in_({c for c, _ in data["removed"]}))
        known = set(uow.session.scalars(wanted))
        _insert(uow, [(c, t) for c, t in data["removed"] if c in known and (c, t) not in there])
