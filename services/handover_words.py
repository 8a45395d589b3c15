"""What is said of a handover: to who takes over, and to the youths who can be reached."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select

from models.person import Person
from models.post import InboxItem
from services import inbox, letters
from services.uow import Uow

_NAMED: Final = 5


def key() -> str:
    """Return what the notices of one handover have in common."""
    return f"handover:{secrets.token_hex(8)}"


def tell(uow: Uow, mark: str, giver: int, receiver: int, youths: Sequence[Person]) -> None:
    """Leave word for the receiver, and for each youth who has logged in."""
    people = [giver, receiver, *(person.id for person in youths)]
    names, there = _names(uow, [giver, receiver]), letters.reached(uow, people)
    first = "、".join(person.name for person in youths[:_NAMED])
    more = "等" if len(youths) > _NAMED else ""
    said = {
        receiver: (
            f"{names[giver]}把 {len(youths)} 位小伙伴交接给你了:{first}{more}。"
            "看看名单,回复「我的小伙伴」。"
        )
    }
    for person in youths:
        said[person.id] = (
            f"以后由{names[receiver]}联系你,{names[giver]}不再联系了。"
            f"有事可以找 TA:回复「找团干部」;不想要这位,回复「不要{names[receiver]}联系」;"
            "谁都不想要,回复「退订」。"
        )
    if not youths:
        del said[receiver]
    texts = [(there[person], text) for person, text in said.items() if person in there]
    inbox.leave_each(uow, texts, key=mark, because={})


def untell(uow: Uow, data: Mapping[str, Any], youths: Collection[int]) -> None:
    """Take back what nobody has read yet; who has read it is told how it is now."""
    giver, receiver, mark = data["giver"], data["receiver"], data["key"]
    everybody = [receiver, *youths]
    there, names = letters.reached(uow, everybody), _names(uow, [giver, receiver])
    keys = {f"{mark}:{door.mark}": person for person, door in there.items()}
    told = set(uow.session.scalars(select(InboxItem.key).where(InboxItem.key.in_(keys))))
    unread = set(
        uow.session.scalars(
            delete(InboxItem)
            .where(InboxItem.key.in_(keys), InboxItem.read_at.is_(None))
            .returning(InboxItem.key)
        )
    )
    again = [
        (
            there[person],
            f"{names[giver]}把刚才的交接撤回了,那几位小伙伴还是由 TA 联系。"
            if person == receiver
            else f"换人的事撤回了,还是由{names[giver]}联系你。",
        )
        for person in map(keys.__getitem__, told - unread)
    ]
    inbox.leave_each(uow, again, key=f"{mark}:back", because={})


def _names(uow: Uow, ids: Collection[int]) -> dict[int, str]:
    question = select(Person.id, Person.name).where(Person.id.in_(ids))
    return dict(uow.session.execute(question).all())
