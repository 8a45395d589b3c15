"""Writing many people at once who are on no roll yet, their numbers sealed into their rows."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, update

from models.base import insert_all, table
from models.person import Person
from services import phones
from services.uow import Uow

_SEAL: Final = (
    update(table(Person))
    .where(table(Person).c.id == bindparam("who"))
    .values(phone=bindparam("it"))
)


def write(uow: Uow, rows: Sequence[dict[str, Any]], numbers: Sequence[str]) -> list[int]:
    """Write a row a person and return their ids; ``numbers`` stand in the same order, or empty."""
    ids = insert_all(uow.session, Person, rows)
    sealed = [
        {"who": who, "it": phones.sealed(uow.means.vault, who, number)}
        for who, number in zip(ids, numbers, strict=True)
        if number
    ]
    if sealed:
        uow.session.execute(_SEAL, sealed)
    return ids
